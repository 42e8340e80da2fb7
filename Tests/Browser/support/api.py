"""The API as a script of ours calls it, for what a test needs in the books before it looks at a page."""

import json
import urllib.request

from .server import Account, Server


class API:
    def __init__(self, server: Server, account: Account):
        self.server, self.account = server, account
        self.token = self.get("/api/auth/me")["csrf_token"]

    def get(self, path: str):
        return self.send("GET", path)

    def post(self, path: str, body):
        return self.send("POST", path, json.dumps(body).encode(), "application/json")

    def upload(self, path: str, text: str):
        return self.send("POST", path, text.encode(), "text/csv")

    def send(self, method: str, path: str, body: bytes | None = None, kind: str | None = None, *, raw=False):
        headers = {"Cookie": f"session={self.account.session}"}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRF-Token": self.token}
        request = urllib.request.Request(self.server.address + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
            return text if raw else json.loads(text) if text else None
