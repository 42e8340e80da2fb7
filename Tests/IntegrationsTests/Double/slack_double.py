"""Answers as Slack's incoming webhooks do; the last part of the path says how.

usage: slack_double.py FOLDER     Writes FOLDER/port, and a file for each post.
"""
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = sys.argv[1]
ANSWERS = {
    "refused": (403, "invalid_token"),
    "gone": (404, "no_service"),
    "odd": (200, "no_service"),
    "broken": (500, "rollup_error"),
    "busy": (429, '{"retry_after":7,"ok":false,"error":"rate_limited"}'),
    "moved": (302, ""),
    "huge": (200, "x" * (10 << 20)),
}


class Handler(BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Handler.count += 1
        name = f"{folder}/post-{Handler.count}"
        with open(name + ".new", "wb") as file:
            file.write(body)
        os.rename(name + ".new", name)
        way = self.path.rsplit("/", 1)[1]
        if way == "slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                try:
                    self.wfile.write(b"o")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(1)
            return
        status, text = ANSWERS.get(way, (200, "ok"))
        if self.headers["Content-Type"].split(";")[0] != "application/json":
            status, text = 400, "invalid_payload"
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/services/T1/B1/ok")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            self.wfile.write(text.encode())
        except OSError:
            pass

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(f"{folder}/port.new", "w") as file:
    file.write(str(server.server_port))
os.rename(f"{folder}/port.new", f"{folder}/port")
parent = os.getppid()


def watch():
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


import threading

threading.Thread(target=watch, daemon=True).start()
server.serve_forever()
