"""A Postfix of the test's own: its configuration, its queue and its mailboxes lie in FOLDER, and it listens on this machine alone.

usage: postfix.py FOLDER     Writes FOLDER/ca.pem and FOLDER/port; mail for anyone@acme.example is delivered to FOLDER/mail/new.
"""
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time

import trustme

folder = sys.argv[1]
# Postfix's own users have to reach their files.
os.chmod(folder, 0o755)
authority = trustme.CA()
certificate = authority.issue_cert("localhost")
authority.cert_pem.write_to_path(f"{folder}/ca.pem")
certificate.private_key_and_cert_chain_pem.write_to_path(f"{folder}/server.pem")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
for name in ("queue", "data", "mail"):
    os.mkdir(f"{folder}/{name}")
shutil.chown(f"{folder}/data", "postfix")
keeper = pwd.getpwnam("nobody")
os.chown(f"{folder}/mail", keeper.pw_uid, keeper.pw_gid)
with open(f"{folder}/main.cf", "w") as file:
    file.write(
        f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
smtpd_tls_chain_files = {folder}/server.pem
smtpd_tls_security_level = encrypt
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = acme.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:{keeper.pw_uid}
virtual_gid_maps = static:{keeper.pw_gid}
virtual_minimum_uid = 1
alias_maps =
"""
    )
with open("/usr/share/postfix/master.cf.dist") as source, open(f"{folder}/master.cf", "w") as target:
    for line in source:
        # No daemon in a jail: the folder is jail enough.
        words = line.split()
        if line[:1].isalpha() and len(words) >= 8:
            words[4] = "n"
            if words[0] == "smtp" and words[1] == "inet":
                words[0] = f"127.0.0.1:{port}"
            line = " ".join(words) + "\n"
        target.write(line)
subprocess.run(["postfix", "-c", folder, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    with open(f"{folder}/port.new", "w") as file:
        file.write(str(port))
    os.rename(f"{folder}/port.new", f"{folder}/port")
    parent = os.getppid()
    while os.getppid() == parent and not os.path.exists(f"{folder}/stop"):
        time.sleep(0.1)
finally:
    subprocess.run(["postfix", "-c", folder, "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
