"""Runs a program and prints the peak of its resident memory in bytes: peak_memory.py PROGRAM [ARGUMENT ...]

Linux counts the memory of who starts a program into that program's peak, so it has to be started by something small.
"""

import os
import subprocess
import sys

process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
sys.exit(os.waitstatus_to_exitcode(status))
