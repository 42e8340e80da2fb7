"""The built program, served on a port of its own."""

import dataclasses
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = ROOT / ".build" / "debug" / "bookkeeper"
DEMO_EMAIL = "demo@southside.example"
# Nothing of whoever runs the tests reaches the program: no keys, no database.
ENVIRONMENT = {"PATH": os.environ["PATH"], "USER": "dana", "TZ": "UTC"}


def demo_books(folder: pathlib.Path) -> pathlib.Path:
    """Makes the demo company in `folder`, with somebody who can sign in."""
    command = [PROGRAM, "demo", "--samples", ROOT / "Samples", "--login-in", folder, "--database", f"sqlite:{folder}/bookkeeper.db"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return folder


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """`with Server(folder) as server:` serves books that lie in `folder`, a copy of `books` where those are given.

    `environment` is what an operator would set, such as STRIPE_SECRET_KEY.
    """

    def __init__(self, folder: pathlib.Path, books: pathlib.Path | None = None, environment: dict[str, str] | None = None):
        self.folder = folder
        if books:
            shutil.copytree(books, folder, dirs_exist_ok=True)
        self.environment = ENVIRONMENT | (environment or {})
        self.process = None
        self.owner = None

    def __enter__(self) -> "Server":
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.log = open(self.folder / "server.log", "ab")
        command = [PROGRAM, "serve", "--port", str(self.port), "--data-dir", self.folder]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(self.address + "/readyz", timeout=5)
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("The server did not start:\n" + self.log_text()) from None
                time.sleep(0.05)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.log.close()
            self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.process = None

    def log_text(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")

    @property
    def demo_password(self) -> str:
        return (self.folder / "demo-login").read_text().strip()

    def run(self, *arguments: str) -> str:
        """Another command of the program on the same books; what it prints."""
        command = [PROGRAM, *arguments, "--database", f"sqlite:{self.folder}/bookkeeper.db"]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment, cwd=self.folder).stdout

    def sign_up(self, email: str, password: str, company: str) -> "Account":
        """By the API, without a browser."""
        return self.enter("signup", email=email, password=password, company=company)

    def sign_in(self, email: str, password: str) -> "Account":
        return self.enter("login", email=email, password=password)

    def demo_owner(self) -> "Account":
        """Signed in once for each server: sign-ins are counted, and too many of them refused."""
        if self.owner is None:
            self.owner = self.sign_in(DEMO_EMAIL, self.demo_password)
        return self.owner

    def enter(self, verb: str, **body: str) -> "Account":
        request = urllib.request.Request(f"{self.address}/api/auth/{verb}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            cookies = [value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"]
        return Account(body["email"], body["password"], next(c.split("=", 1)[1] for c in cookies if c.startswith("session=")))


@dataclasses.dataclass(frozen=True)
class Account:
    """Somebody who has signed in, and the session they have."""

    email: str
    password: str
    session: str
