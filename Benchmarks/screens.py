"""Times the screens over a company with a million lines that wait: pages one by one, with what they weigh; decisions; then the review queue, one
line beside it, and the list of lines, each asked for 200 times a second whether the answers come or not. A page is late from the moment it was
due, so a server that falls behind shows it.

    python3 Benchmarks/screens.py [LINES] [SECONDS]     1,000,000 lines and 5 seconds a page, when not said

With BOOKKEEPER_PROGRAM another build than the release is timed.
"""

import asyncio
import json
import os
import pathlib
import sys
import tempfile
import time

import serve

RATE = 200
# Milliseconds within which 99 of 100 pages have to be there.
TARGET = 50
# And 95 of 100 decisions.
DECISION = 100
CONNECTIONS = 16
PROGRAM = pathlib.Path(os.environ.get("BOOKKEEPER_PROGRAM", serve.RELEASE / "bookkeeper"))


def statement(lines: int) -> bytes:
    """Two thousand counterparties, some with thousands of lines and most with a few, over four years."""
    names = [f"{first}{second}{third}" for first in ("ACME", "BLUE", "CITY", "DELTA", "EAGLE") for second in ("CLOUD", "CAFE", "WATER", "FUEL")
             for third in ("ALPHA", "BRAVO", "CHARLIE", "ECHO", "GOLF", "HOTEL", "INDIA", "KILO", "LIMA", "MIKE") * 10]
    rows = ["Date,Description,Amount\n"]
    for i in range(lines):
        name = names[(i * i + i // 7) % len(names)]
        rows.append(f"{2022 + i % 4}-{i // 4 % 12 + 1:02}-{i // 48 % 28 + 1:02},{name} STORE {i % 676 + 1000},-{i % 9973 + 1}.{i % 100:02}\n")
    return "".join(rows).encode()


async def ask(port: int, path: str, cookie: str, seconds: int) -> list[float]:
    """Milliseconds from when each request was due to the end of its answer."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    times: list[float] = []
    due: asyncio.Queue = asyncio.Queue()

    async def work():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (moment := await due.get()) is not None:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:200]
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            await reader.readexactly(length)
            times.append((time.perf_counter() - moment) * 1000)
        writer.close()

    workers = [asyncio.create_task(work()) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for number in range(RATE * seconds):
        moment = start + number / RATE
        await asyncio.sleep(max(0, moment - time.perf_counter()))
        due.put_nowait(moment)
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return sorted(times)


def one_by_one(person: serve.Client, path: str, times: int) -> list[float]:
    """Milliseconds of each of so many requests, one after the other, and what an answer weighs on the wire."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        status, answer = person.send("GET", path, headers={"Accept-Encoding": "gzip"})
        assert status == 200, answer
        taken.append((time.perf_counter() - began) * 1000)
    print(f"  {path:58} {sorted(taken)[len(taken) // 2]:7.1f} ms for half, {max(taken):7.1f} ms at most, {len(answer) / 1000:6.1f} KB")
    return taken


def decide(person: serve.Client, times: int) -> None:
    """Answers the queue's lines as the browser's script does, one at a time."""
    lines = json.loads(person.send("GET", f"/api/lines?limit={times}")[1])["items"]
    taken = []
    for line in lines:
        began = time.perf_counter()
        status, answer = person.send(
            "POST", "/api/lines/decisions", json.dumps({"decisions": [{"line": line["id"], "account": "6000"}]}).encode())
        assert status == 200, answer
        taken.append((time.perf_counter() - began) * 1000)
    print(f"  a decision{sorted(taken)[len(taken) * 95 // 100]:10.1f} ms for 95% (target {DECISION})")


def main(lines: int, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, serve.Server(
            [PROGRAM, "serve", "--host", "127.0.0.1", "--data-dir", folder, "--port", serve.free_port()]) as server:
        person = serve.Client(server.port)
        person.connection.timeout = 600
        person.sign_up(0)
        began = time.perf_counter()
        status, answer = person.send("POST", "/api/statements?filename=bench.csv", statement(lines), {"Content-Type": "text/csv"})
        assert status == 201, answer
        print(f"{lines:,} lines were imported in {time.perf_counter() - began:.1f} s")
        line = json.loads(person.send("GET", "/api/lines?limit=1")[1])["items"][0]["id"]
        for path in ["/review", "/lines", f"/review/lines/{line}", "/dashboard", "/reconcile", "/insights", "/lines?q=bluecafe",
                     *(f"/reports/{name}?from=2025-01-01&to=2025-12-31" for name in
                       ("trial-balance", "profit-and-loss", "balance-sheet", "general-ledger", "cash-flow"))]:
            one_by_one(person, path, 20)
        decide(person, 200)
        pages = [("review", "/review"), ("one line", f"/review/lines/{line}"), ("lines", "/lines"), ("lines, by amount", "/lines?q=1494"),
                 ("lines, by year", "/lines?state=waiting&from=2023-01-01&to=2023-12-31")]
        for name, path in pages:
            times = asyncio.run(ask(server.port, path, person.headers["Cookie"], seconds))
            median, slowest = times[len(times) // 2], times[int(len(times) * 0.99)]
            print(f"  {name:20} {median:7.1f} ms for half, {slowest:7.1f} ms for 99% (target {TARGET}) at {RATE} a second", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
