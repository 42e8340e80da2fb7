"""Times this program and its peers on the same books and prints one table; `bin/bench` calls it.

What is compared is named in each heading. The peers keep books as text and read all of it each time; sqlite3 only stores the
rows, which is the least that any program with a database has to do. Peers that are not installed are left out, by name.
"""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

import books

PROGRAM = pathlib.Path(__file__).parent.parent / ".build/release/bookkeeper"
RUNS = 3


class Run(NamedTuple):
    label: str
    seconds: float
    peak_bytes: int
    output: str


def run(label: str, command: list, text: str = "") -> Run:
    """Runs `command` once, with `text` as its standard input. Wall-clock time; the peak is the process's resident memory."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as source:
        source.write(text.encode())
        source.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=source, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            sys.exit(f"bin/bench: {label} ended with status {process.returncode}: {errors.read().decode()[-2000:]}")
        # macOS counts bytes, Linux kibibytes.
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Run(label, seconds, peak, output.read().decode())


def median(label: str, command: list) -> Run:
    return sorted((run(label, command) for _ in range(RUNS)), key=lambda each: each.seconds)[RUNS // 2]


def table(heading: str, count: int, runs: list[Run]) -> None:
    """The first run is ours; the last column says how many times as long as ours another one took."""
    print(f"\n{heading}\n{'':38}{'seconds':>9}{'lines/s':>12}{'peak MB':>9}{'ratio':>8}")
    for each in runs:
        print(f"{each.label:38}{each.seconds:9.3f}{count / each.seconds:12,.0f}{each.peak_bytes / 1e6:9.0f}"
              f"{each.seconds / runs[0].seconds:8.2f}")


def peers(commands: dict[str, list]) -> list[Run]:
    missing = [command[0] for command in commands.values() if not shutil.which(command[0])]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}")
    return [median(label, command) for label, command in commands.items() if command[0] not in missing]


def prepare(database: str, files: books.Books) -> None:
    """A company whose counterparties have all been answered alike, so that a machine may post."""
    at = ["--database", database]
    run("tenant add", [PROGRAM, "tenant", "add", "Bench", "--accounts", files.chart, *at])
    run("history", [PROGRAM, "import", files.history, *at])
    waiting = run("review", [PROGRAM, "review", "--json", "--limit", "1000000", *at]).output.splitlines()
    with open(files.answers, newline="") as answers:
        account_by_row = {int(row["row"]): row["account"] for row in csv.DictReader(answers)}
    lines_by_account: dict[str, list[int]] = {}
    for line in map(json.loads, waiting):
        lines_by_account.setdefault(account_by_row[line["row"] - 1], []).append(line["line"])
    for account, lines in lines_by_account.items():
        run("decide", [PROGRAM, "decide", *lines, "--account", account, *at])
    run("settings", [PROGRAM, "settings", "--auto-post", "on", "--large-amount", "10000.00", *at])


def prepare_rules(database: str, files: books.Books) -> None:
    """A company with a rule for each counterparty, so that every line is posted."""
    at = ["--database", database]
    run("tenant add", [PROGRAM, "tenant", "add", "Bench", "--accounts", files.chart, *at])
    for party in books.counterparties():
        run("rule add", [PROGRAM, "rule", "add", party.name, "--contains", party.name, "--account", party.account, *at])
    run("settings", [PROGRAM, "settings", "--auto-post", "on", "--large-amount", "10000.00", *at])


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = books.write(pathlib.Path(folder), count)
        database = f"sqlite:{folder}/books.db"
        prepare(database, files)

        learned = run("bookkeeper import, learned", [PROGRAM, "import", files.statement, "--json", "--database", database])
        by_rules = f"sqlite:{folder}/rules.db"
        prepare_rules(by_rules, files)
        ours = run("bookkeeper import, by 400 rules", [PROGRAM, "import", files.statement, "--json", "--database", by_rules])
        again = run("the same file again", [PROGRAM, "import", files.statement, "--json", "--database", by_rules])
        stored = run("sqlite3 .import (stores the rows only)", ["sqlite3", f"{folder}/rows.db"],
                     f".mode csv\n.import {files.statement} line\n")
        table(f"{count:,} lines of a bank's CSV file: read, filed and posted", count, [ours, learned, again, stored])
        for each in (ours, learned):
            result = json.loads(each.output)
            print(f"{each.label}: filed {result['filed']}, posted {result['posted']:,}")
        database = by_rules

        balance = median("bookkeeper report trial-balance", [PROGRAM, "report", "trial-balance", "--database", database])
        readers = peers({
            "ledger bal": ["ledger", "-f", files.journal, "bal"],
            "hledger bal": ["hledger", "-f", files.journal, "bal"],
            "bean-check (no cache)": ["bean-check", "--no-cache", files.beancount],
        })
        table(f"{count:,} entries: the balance of every account", count, [balance, *readers])
        whole = Run("bookkeeper import, then trial-balance", ours.seconds + balance.seconds, max(ours.peak_bytes, balance.peak_bytes), "")
        table(f"{count:,} lines: from the file to the balance of every account", count, [whole, *readers])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
