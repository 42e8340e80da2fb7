"""Times the service under load by wrk, both on this machine: /healthz beside a bare Hummingbird route, decisions that are on disk when
they are answered, signing in beside other requests; start and memory. `bin/bench` calls it; wrk has to be installed.

    python3 Benchmarks/serve.py [SECONDS]     5 seconds of load each, when not said
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

RELEASE = pathlib.Path(__file__).parent.parent / ".build/release"
CONNECTIONS = 64
# In the queue of each company: a decision looks again at the lines that still wait.
LINES = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process that answers /healthz; `start_ms` is the time to its first answer."""

    def __init__(self, command: list):
        began = time.perf_counter()
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.port = int(command[-1])
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with status {self.process.returncode}")
                time.sleep(0.002)
        self.start_ms = (time.perf_counter() - began) * 1000

    def resident_mb(self) -> float:
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def wrk(port: int, seconds: int) -> tuple[float, str]:
    """Requests a second and the median time of /healthz."""
    output = subprocess.check_output(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/healthz"], text=True)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), re.search(r"50%\s+(\S+)", output)[1]


class Client:
    """One connection with a session of its own."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None) -> tuple[int, bytes]:
        self.connection.request(method, path, body, {**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            if line.startswith("session="):
                self.headers["Cookie"] = line.split(";")[0]
        return answer.status, answer.read()

    def sign_up(self, number: int) -> None:
        body = {"email": f"bench{number}@example.com", "password": "a long enough password", "company": f"Company {number}"}
        status, answer = self.send("POST", "/api/auth/signup", json.dumps(body).encode())
        assert status == 201, answer
        self.headers["X-CSRF-Token"] = json.loads(answer)["csrf_token"]


def decisions(port: int, seconds: int) -> float:
    """Decisions a second of four people in four companies, each answered when it is on disk."""
    people = [Client(port) for _ in range(4)]
    lines = []
    for number, person in enumerate(people):
        person.sign_up(number)
        rows = "".join(f"2025-{i % 12 + 1:02}-{i % 28 + 1:02},SHOP {i % 400} ORDER {i},-{i % 90 + 1}.{i % 100:02}\n" for i in range(LINES))
        status, answer = person.send(
            "POST", "/api/statements?filename=bench.csv", ("Date,Description,Amount\n" + rows).encode(), {"Content-Type": "text/csv"})
        assert status == 201, answer
        status, answer = person.send("GET", "/api/lines?limit=500")
        found, cursor = [], json.loads(answer)
        while True:
            found += [line["id"] for line in cursor["items"]]
            if not cursor["next_cursor"] or len(found) >= 4_000:
                break
            cursor = json.loads(person.send("GET", f"/api/lines?limit=500&cursor={cursor['next_cursor']}")[1])
        lines.append(found)
    counts = [0] * len(people)
    end = time.perf_counter() + seconds

    def work(index: int) -> None:
        for line in lines[index]:
            if time.perf_counter() > end:
                return
            status, answer = people[index].send("POST", f"/api/lines/{line}/decision", b'{"account":"6000"}')
            assert status == 200, answer
            counts[index] += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def beside_signing_in(port: int, seconds: int) -> tuple[float, float]:
    """The median time of /healthz in milliseconds, alone and while four people sign in all the time."""

    def median() -> float:
        client, times = Client(port), []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            began = time.perf_counter()
            client.send("GET", "/healthz")
            times.append(time.perf_counter() - began)
        return sorted(times)[len(times) // 2] * 1000

    alone, stop = median(), threading.Event()

    def sign_in(number: int) -> None:
        client = Client(port)
        while not stop.is_set():
            client.send("POST", "/api/auth/login", json.dumps({"email": f"bench{number}@example.com", "password": "a long enough password"}).encode())

    threads = [threading.Thread(target=sign_in, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    busy = median()
    stop.set()
    for thread in threads:
        thread.join()
    return alone, busy


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed, so the service is not measured.")
    subprocess.check_call(["swift", "build", "-c", "release", "--product", "BareServer"], stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        with Server([RELEASE / "bookkeeper", "serve", "--data-dir", folder, "--port", free_port()]) as ours, \
                Server([RELEASE / "BareServer", free_port()]) as bare:
            print("The service on this machine, the load beside it")
            print(f"  start to first answer   {ours.start_ms:8.0f} ms   memory at rest {ours.resident_mb():.0f} MB")
            # In turns, so that both meet the same weather.
            rounds = [(wrk(bare.port, seconds), wrk(ours.port, seconds)) for _ in range(2)]
            (bare_rate, bare_median), (own_rate, own_median) = (max(pair) for pair in zip(*rounds))
            print(f"  bare Hummingbird        {bare_rate:8.0f} requests/s   median {bare_median}")
            print(f"  /healthz                {own_rate:8.0f} requests/s   median {own_median}   {own_rate / bare_rate:.0%} of bare")
            print(f"  decisions on disk       {decisions(ours.port, seconds):8.0f} a second, with {LINES} lines in the queue")
            alone, busy = beside_signing_in(ours.port, seconds)
            print(f"  /healthz one by one     {alone:8.2f} ms alone, {busy:.2f} ms while four sign in")
            print(f"  memory afterwards       {ours.resident_mb():8.0f} MB")


if __name__ == "__main__":
    main()
