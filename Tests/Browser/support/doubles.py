"""The servers that the service speaks to, each a process of its own on this machine."""

import json
import pathlib
import subprocess
import sys
import time
import urllib.request

from .server import ROOT

DOUBLES = ROOT / "Tests" / "Doubles"


class Double:
    """One of the servers that letters and posts go to."""

    def __init__(self, script: str, folder: pathlib.Path, *arguments: str):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, DOUBLES / script, *arguments, folder], stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not (folder / "port").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, f"{script} did not start"
            time.sleep(0.02)
        self.port = int((folder / "port").read_text())

    def arrived(self, kind: str, count: int) -> list[bytes]:
        deadline = time.monotonic() + 20
        while not (self.folder / f"{kind}-{count}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        return [(self.folder / f"{kind}-{number}").read_bytes() for number in range(1, count + 1)]

    def count(self, kind: str) -> int:
        return len(list(self.folder.glob(f"{kind}-*[0-9]")))

    def stop(self):
        self.process.terminate()
        self.process.wait()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, body: dict):
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), method="POST")
        urllib.request.urlopen(request, timeout=30).read()

    def get(self, path: str):
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return json.load(answer)


def mail_settings(mail: Double) -> dict[str, str]:
    """What an operator sets so that letters go to `smtp_double.py`."""
    return {
        "SMTP_HOST": "localhost", "SMTP_PORT": str(mail.port), "SMTP_USER": "user", "SMTP_PASS": "s3cret",
        "SMTP_CA_FILE": str(mail.folder / "ca.pem"),
    }
