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
# Decisions a second that have to be durable when they are answered, on two cores.
TARGET = 1_500


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


def queue(person: Client, lines: int) -> list:
    """Imports a file of so many lines, each of 40 vendors' in turn, and returns their ids as they wait."""
    vendors = [f"{first} {second}" for first in ("ACME", "BLUE", "CITY", "DELTA", "EAGLE", "FAIR", "GRAND", "HILL") for second in
               ("CLOUD", "CAFE", "WATER", "FUEL", "PRINT")]
    rows = "".join(
        f"2025-{i % 12 + 1:02}-{i % 28 + 1:02},{vendors[i % len(vendors)]} ORDER {i},-{i % 977 + 1}.{i % 100:02}\n" for i in range(lines))
    status, answer = person.send(
        "POST", "/api/statements?filename=bench.csv", ("Date,Description,Amount\n" + rows).encode(), {"Content-Type": "text/csv"})
    assert status == 201, answer
    found, cursor = [], ""
    while len(found) < lines:
        page = json.loads(person.send("GET", f"/api/lines?limit=500{cursor}")[1])
        found += [line["id"] for line in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    return found


# Each of wrk's threads answers its share of the lines, one request a line.
LUA = """
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
local next, refused = 0, 0
function request()
  local work = requests[(number + next * 2) % #requests + 1]
  next = next + 1
  return wrk.format("POST", "/api/lines/" .. work[1] .. "/decision", people[work[2]], '{"account":"' .. work[3] .. '"}')
end
"""


def decisions(port: int, seconds: int, companies: int, lines: int, first: int) -> tuple[float, str]:
    """Decisions a second, and the time that 99 of 100 take: one line each over many connections, answered when they are on disk."""
    work, people = [], []
    for number in range(companies):
        person = Client(port)
        person.sign_up(first + number)
        # A line of a vendor goes where the vendor's lines always go, and each is answered once.
        work.append([(line, number + 1, 6000) for line in queue(person, lines)])
        people.append(person.headers)
    order = [item for group in zip(*work) for item in group]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("people = {\n")
        for headers in people:
            script.write("{" + ",".join(f'["{name}"]="{value}"' for name, value in headers.items()) + "},\n")
        script.write("}\nrequests = {\n" + ",\n".join(f"{{{line},{person},{account}}}" for line, person, account in order) + "}\n" + LUA)
        script.flush()
        output = subprocess.check_output(
            ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script.name, f"http://127.0.0.1:{port}"], text=True)
    assert "Non-2xx" not in output, output
    done = int(re.search(r"(\d+) requests in", output)[1])
    assert done <= len(order), f"{done} requests for {len(order)} lines: answers given twice are no decisions; load for a shorter time"
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), re.search(r"99%\s+(\S+)", output)[1]


def one_by_one(port: int, first: int) -> float:
    """The time in milliseconds in which 95 of 100 answers come back to one person who works through a queue of 20,000."""
    person, times = Client(port), []
    person.sign_up(first)
    for line in queue(person, 20_000)[:400]:
        began = time.perf_counter()
        status, answer = person.send("POST", f"/api/lines/{line}/decision", b'{"account":"6000"}')
        assert status == 200, answer
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) * 95 // 100] * 1000


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
        print("wrk is not installed, so the service is not measured.")
        return
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
            for companies, lines, first in ((8, 600, 0), (1, 20_000, 40)):
                rate, slowest = decisions(ours.port, 2, companies, lines, first)
                print(f"  decisions on disk       {rate:8.0f} a second (target {TARGET:,}), 99% within {slowest}; {companies} companies, {lines:,} lines in the queue")
            print(f"  one person's decisions  {one_by_one(ours.port, 60):8.1f} ms for 95% (target 100), 20,000 lines in the queue")
            alone, busy = beside_signing_in(ours.port, seconds)
            print(f"  /healthz one by one     {alone:8.2f} ms alone, {busy:.2f} ms while four sign in")
            print(f"  memory afterwards       {ours.resident_mb():8.0f} MB")


if __name__ == "__main__":
    main()
