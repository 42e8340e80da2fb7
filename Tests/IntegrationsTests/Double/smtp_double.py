"""A real SMTP server (aiosmtpd) that takes letters, or refuses them by their address: 450@, 421@, 550@, drop@, and hang@, which
takes the first letter and never says so.

usage: smtp_double.py MODE FOLDER     MODE: starttls, implicit, wrong-name, stripped
Writes FOLDER/ca.pem, FOLDER/port, a file for each letter, and FOLDER/logins, a line for each AUTH.
"""
import asyncio
import os
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

mode, folder = sys.argv[1:]
authority = trustme.CA()
certificate = authority.issue_cert("mail.elsewhere.example" if mode == "wrong-name" else "localhost")
authority.cert_pem.write_to_path(f"{folder}/ca.pem")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
certificate.configure_cert(context)


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        answers = {"450": "450 4.2.1 Try later", "421": "421 4.3.2 Closing", "550": "550 5.1.1 Nobody here"}
        refusal = answers.get(address.split("@")[0])
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        name = f"{folder}/letter-{Handler.count}"
        with open(name + ".new", "wb") as file:
            file.write(envelope.original_content)
        os.rename(name + ".new", name)
        if envelope.rcpt_tos[0].startswith("drop@"):
            server.transport.abort()
        if envelope.rcpt_tos[0].startswith("hang@") and Handler.count == 1:
            await asyncio.sleep(3_600)
        return "250 2.0.0 Taken"


def login(server, session, envelope, mechanism, data):
    with open(f"{folder}/logins", "a") as file:
        file.write(f"{mechanism} {data.login.decode()} {session.ssl is not None}\n")
    return AuthResult(success=data.login == b"user" and data.password == b"s3cret", handled=False)


def protocol():
    is_clear = mode == "stripped"
    return SMTP(
        Handler(),
        hostname="localhost",
        tls_context=None if mode in ("implicit", "stripped") else context,
        require_starttls=mode not in ("implicit", "stripped"),
        authenticator=login,
        auth_required=not is_clear,
        auth_require_tls=mode not in ("implicit", "stripped"),
        loop=asyncio.get_running_loop(),
    )


async def main():
    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if mode == "implicit" else None
    )
    port = server.sockets[0].getsockname()[1]
    with open(f"{folder}/port.new", "w") as file:
        file.write(str(port))
    os.rename(f"{folder}/port.new", f"{folder}/port")
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(0.2)


asyncio.run(main())
