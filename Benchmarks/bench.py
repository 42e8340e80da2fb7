"""Times this program and its peers on the same books and prints tables; `bin/bench` calls it.

What is compared is named in each heading. The peers keep books as text and read all of it each time; sqlite3 only stores the
rows, which is the least that any program with a database has to do. Peers that are not installed are left out, by name.

Each table has wall-clock and processor time. On a machine that others use too the second is the one to trust, and ratios mean
something only within one run.
"""

import concurrent.futures
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
import server

PROGRAM = pathlib.Path(__file__).parent.parent / ".build/release/bookkeeper"
RUNS = 3
# How many times the entries of the large book come in the largest one, which the reports are timed on once more: with a million
# lines, ten million postings.
YEARS = 5


class Run(NamedTuple):
    label: str
    seconds: float
    processor_seconds: float
    peak_bytes: int
    output: str


def run(label: str, command: list, text: str = "") -> Run:
    """Runs `command` once, with `text` as its standard input. The peak is the process's resident memory."""
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
        return Run(label, seconds, usage.ru_utime + usage.ru_stime, peak, output.read().decode())


def apart(work, *arguments: object):
    """Runs `work` in a process of its own: Linux counts the memory of who starts a program into that program's peak."""
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        return pool.submit(work, *arguments).result()


def write_other(file: pathlib.Path, other: pathlib.Path) -> None:
    """The same lines with other bytes: in order of their dates, which they have already, and an empty line at the end."""
    with open(file, "rb") as source, open(other, "wb") as target:
        target.write(source.readline())
        target.writelines(sorted(source, key=lambda row: row[6:10] + row[:6]))
        target.write(b"\n")


def ours(label: str, database: str, *arguments: object) -> Run:
    return run(label, [PROGRAM, *arguments, "--database", database])


def median(label: str, command: list, runs: int = RUNS) -> Run:
    return sorted((run(label, command) for _ in range(runs)), key=lambda each: each.seconds)[runs // 2]


def table(heading: str, count: int | list[int], runs: list[Run], unit: str = "lines") -> None:
    """The last column says how many times as long as the first run, which is ours, another one took."""
    counts = count if isinstance(count, list) else [count] * len(runs)
    print(f"\n{heading}\n{'':42}{'seconds':>9}{'processor':>11}{unit + '/s':>13}{'peak MB':>9}{'ratio':>8}")
    for each, count in zip(runs, counts):
        print(f"{each.label:42}{each.seconds:9.3f}{each.processor_seconds:11.3f}{count / each.seconds:13,.0f}"
              f"{each.peak_bytes / 1e6:9.0f}{each.seconds / runs[0].seconds:8.2f}", flush=True)


def verdict(what: str, value: float, limit: float, unit: str = "") -> None:
    print(f"  {'met ' if value <= limit else 'MISSED'}  {what}: {value:,.2f}{unit}, at most {limit:,.0f}{unit}", flush=True)


def peers(commands: dict[str, list], runs: int = RUNS) -> list[Run]:
    missing = sorted({command[0] for command in commands.values() if not shutil.which(command[0])})
    if missing:
        print(f"not installed, left out: {', '.join(missing)}")
    return [median(label, command, runs) for label, command in commands.items() if command[0] not in missing]


def prepare(database: str, files: books.Books) -> None:
    """A company whose counterparties have all been answered alike, so that a machine may post."""
    ours("tenant add", database, "tenant", "add", "Bench", "--accounts", files.chart)
    ours("history", database, "import", files.history)
    waiting = ours("review", database, "review", "--json", "--limit", "1000000").output.splitlines()
    with open(files.answers, newline="") as answers:
        account_by_row = {int(row["row"]): row["account"] for row in csv.DictReader(answers)}
    lines_by_account: dict[str, list[int]] = {}
    for line in map(json.loads, waiting):
        lines_by_account.setdefault(account_by_row[line["row"] - 1], []).append(line["line"])
    for account, lines in lines_by_account.items():
        ours("decide", database, "decide", *lines, "--account", account)
    ours("settings", database, "settings", "--auto-post", "on", "--large-amount", "10000.00")


def prepare_rules(database: str, files: books.Books, rules: list[tuple[str, str]]) -> None:
    """A company with rules, text and account, that have every line posted."""
    ours("tenant add", database, "tenant", "add", "Bench", "--accounts", files.chart)
    for text, account in rules:
        ours("rule add", database, "rule", "add", text, "--contains", text, "--account", account)
    ours("settings", database, "settings", "--auto-post", "on", "--large-amount", "10000.00")


class Bench:
    def __init__(self, folder: pathlib.Path, count: int, is_plain: bool):
        self.folder = folder
        self.count = count
        self.files = apart(books.write, folder, count, is_plain)
        self.by_rules = folder / "rules-only.db"
        prepare_rules(f"sqlite:{self.by_rules}", self.files, [(party.name, party.account) for party in books.counterparties()])

    def fresh(self, name: str) -> str:
        """A company with rules and nothing else."""
        shutil.copy(self.by_rules, self.folder / name)
        return f"sqlite:{self.folder / name}"

    def imported(self, label: str, database: str, file: pathlib.Path) -> Run:
        result = ours(label, database, "import", file, "--json")
        facts = json.loads(result.output)
        print(f"{label}: {facts['lines']:,} lines, {facts['duplicates']:,} known, {facts['posted']:,} posted", flush=True)
        return result

    def parse(self) -> None:
        """`inspect` reads the whole file and books nothing; what it takes for the first lines alone is taken off."""
        head = self.folder / "head.csv"
        with open(self.files.statement, "rb") as file:
            head.write_bytes(b"".join(file.readline() for _ in range(10)))
        start = median("start", [PROGRAM, "inspect", head])
        whole = median("bookkeeper inspect", [PROGRAM, "inspect", self.files.statement])
        table(f"Reading alone, {self.files.statement.stat().st_size / 1e6:.0f} MB of CSV", self.count, [whole])
        seconds = max(whole.processor_seconds - start.processor_seconds, 0.001)
        print(f"  {self.files.statement.stat().st_size / 1e6 / seconds:,.0f} MB/s of processor time, without starting the program")

    def imports(self, is_large: bool) -> None:
        """The main job; the company with every line posted is kept for the reports as `self.database`."""
        count, files = self.count, self.files
        self.database = self.fresh("books.db")
        whole = self.imported("bookkeeper import, by 400 rules", self.database, files.statement)
        again = self.imported("the same file again", self.database, files.statement)
        other = files.statement.with_name("other.csv")
        apart(write_other, files.statement, other)
        lines = self.imported("the same lines in another file", self.database, other)
        stored = run("sqlite3 .import (stores the rows only)", ["sqlite3", self.folder / "rows.db"],
                     f".mode csv\n.import {files.statement} line\n")
        balance = median("bookkeeper report trial-balance", [PROGRAM, "report", "trial-balance", "--database", self.database])
        runs = 1 if is_large else RUNS
        names = {"ledger bal": ["ledger", "-f", files.journal, "bal"]}
        if not is_large:
            names |= {"hledger bal": ["hledger", "-f", files.journal, "bal"],
                      "bean-check (no cache)": ["bean-check", "--no-cache", files.beancount]}
        readers = peers(names, runs)
        table(f"{count:,} lines of a bank's CSV file: read, filed and posted", count, [whole, again, lines, stored, *readers])
        verdict("times sqlite3 .import", whole.seconds / stored.seconds, 20)
        if readers:
            verdict("times ledger bal", whole.seconds / readers[0].seconds, 2)
        verdict("peak memory", whole.peak_bytes / 1e6, 400, " MB")
        verdict("the same lines again, of the first time", max(again.seconds, lines.seconds) / whole.seconds, 1)
        table(f"{count:,} entries: the balance of every account", count, [balance, *readers], "entries")

    def learned(self) -> None:
        database = f"sqlite:{self.folder}/learned.db"
        prepare(database, self.files)
        table("The same by what the company's own answers taught", self.count,
              [self.imported("bookkeeper import, learned", database, self.files.statement)])

    def growth(self) -> None:
        """The same company, ten times the lines, in turns; the processor's time, since neighbors make short runs uneven."""
        counts = [self.count // 100, self.count // 10, self.count]
        runs: list[list[Run]] = [[] for _ in counts]
        parts = [self.folder / f"growth-{count}.csv" for count in counts]
        for count, part in zip(counts, parts):
            with open(self.files.statement, "rb") as source, open(part, "wb") as file:
                file.writelines(source.readline() for _ in range(count + 1))
        for turn in range(RUNS):
            for count, part, taken in zip(counts, parts, runs):
                taken.append(self.imported(f"{count:,} lines", self.fresh(f"growth-{turn}-{count}.db"), part))
                os.remove(self.folder / f"growth-{turn}-{count}.db")
        medians = [sorted(taken, key=lambda run: run.processor_seconds)[RUNS // 2] for taken in runs]
        table("Growth: ten times the lines", counts, medians)
        for before, after in zip(medians, medians[1:]):
            verdict(f"{after.label} against {before.label}, processor time", after.processor_seconds / before.processor_seconds, 11, " x")

    def reports(self, label: str) -> None:
        """The year's trial balance and the profit and loss of one month, as processes; starting one is told apart."""
        start = median("starting the program", [PROGRAM, "--version"], 5)
        year = median("trial balance", [PROGRAM, "report", "trial-balance", "--database", self.database], 5)
        month = median("profit and loss of one month",
                       [PROGRAM, "report", "profit-and-loss", "--period", "2025-06", "--database", self.database], 5)
        table(f"Reports on a book of {label}", 1, [year, month, start], "reports")
        verdict("trial balance, starting included", year.seconds * 1000, 100, " ms")
        # Of these some 15 ms are the program's start and its look at the schema, which a service has behind it.
        verdict("profit and loss of one month, without starting", max(month.seconds - start.seconds, 0) * 1000, 20, " ms")

    def multiply(self) -> None:
        """Copies the year's entries into the years after it, past the program but not past the schema's guards."""
        steps = []
        for year in range(1, YEARS):
            steps.append(f"""
                INSERT INTO posting SELECT tenant_id, entry_id + {year} * (SELECT step FROM plan), ordinal, account_id,
                    date + {year}0000, side, amount, currency FROM posting WHERE date BETWEEN 20250101 AND 20251231;
                INSERT INTO entry SELECT tenant_id, id + {year} * (SELECT step FROM plan), number + {year} * (SELECT numbers FROM plan),
                    date + {year}0000, narration, source, NULL, NULL, NULL, NULL, posted_at, posted_by
                    FROM entry WHERE date BETWEEN 20250101 AND 20251231;
                INSERT INTO account_total SELECT tenant_id, date + {year}0000, account_id, currency, debits, credits
                    FROM account_total WHERE date BETWEEN 20250101 AND 20251231;""")
        run("multiply", ["sqlite3", self.database.removeprefix("sqlite:")], f"""
            PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA synchronous = OFF;
            CREATE TEMP TABLE plan AS SELECT next_id AS step, (SELECT MIN(number) FROM entry) / 2025 AS numbers FROM id_counter;
            BEGIN; {''.join(steps)}
            UPDATE id_counter SET next_id = next_id * {YEARS}; COMMIT;""")

    def engines(self, count: int) -> None:
        """The engines in turn. The server has taken an import before: a new one writes each file of its log twice, which happens once.

        There are few rules, so that preparing does not outlast what is measured.
        """
        part = self.folder / "engines.csv"
        with open(self.files.statement, "rb") as source, open(part, "wb") as file:
            file.writelines(source.readline() for _ in range(count + 1))
        with server.Postgres() as postgres:
            if not postgres.is_installed:
                print("\nnot installed, left out: PostgreSQL")
                return
            runs: dict[str, list[Run]] = {"SQLite": [], "PostgreSQL": []}
            for turn in range(RUNS + 1):
                databases = {"SQLite": f"sqlite:{self.folder}/few-rules-{turn}.db", "PostgreSQL": postgres.database(f"bench{turn}")}
                for label, database in databases.items():
                    prepare_rules(database, self.files, [(word, "5300") for word in books.FIRST_WORDS])
                    runs[label].append(self.imported(label, database, part))
                postgres.drop(f"bench{turn}")
            medians = [sorted(each[1:], key=lambda run: run.seconds)[RUNS // 2] for each in runs.values()]
            table(f"{count:,} lines on both engines (processor and memory: the program's own)", count, medians)
            verdict("PostgreSQL against SQLite", medians[1].seconds / medians[0].seconds, 2, " x")


def main(count: int, is_short: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Short texts in the long run, 31 bytes a line; texts as banks write them in the short one, where the categorizer has to work.
        bench = Bench(pathlib.Path(folder), count, is_plain=not is_short)
        bench.parse()
        bench.imports(is_large=count > 200_000)
        bench.reports(f"{count * 2:,} postings")
        bench.engines(min(count, 100_000))
        if is_short:
            bench.learned()
            return
        bench.multiply()
        bench.reports(f"{count * 2 * YEARS:,} postings")
        bench.growth()


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each != "--short"]
    is_short = "--short" in sys.argv
    main(int(arguments[0]) if arguments else 100_000 if is_short else 1_000_000, is_short)
