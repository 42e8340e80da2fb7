"""Makes one company's year of N bank lines, and the same entries as plain-text journals for the peers to read.

A few counterparties come often and most come seldom, as on real statements; each belongs to one account. The same N gives the
same files. Money is in cents until it is written.
"""

import csv
import datetime
import pathlib
import random
from typing import Iterator, NamedTuple

CHART = [
    ("1000", "Checking", "bank"),
    ("3000", "Opening balances", "equity"),
    ("4000", "Sales", "income"),
    ("4100", "Consulting", "income"),
    ("5000", "Rent", "expense"),
    ("5100", "Insurance", "expense"),
    ("5200", "Software", "expense"),
    ("5300", "Office supplies", "expense"),
    ("5400", "Travel", "expense"),
    ("5500", "Meals", "expense"),
    ("5600", "Advertising", "expense"),
    ("5700", "Bank fees", "expense"),
]
FIRST_WORDS = """Amber Birch Cedar Delta Ember Falcon Garnet Harbor Iris Juniper
    Kestrel Linden Maple Nimbus Orchard Poplar Quartz River Summit Tundra""".split()
SECOND_WORDS = """Analytics Bakery Cafe Depot Electric Foods Garage Hardware Imports Joinery
    Kitchens Logistics Media Networks Optics Paper Rentals Studio Tools Works""".split()
TOWNS = ["CHICAGO IL", "AUSTIN TX", "PORTLAND OR", "BOSTON MA", "DENVER CO"]
FIRST_DAY = datetime.date(2025, 1, 1)

# The history that is filed by hand before: three answers end a counterparty's cold start, the ones after that prove to the books
# that what they propose is right.
ANSWERS_PER_COUNTERPARTY = 6


class Counterparty(NamedTuple):
    name: str
    town: str
    account: str


class Line(NamedTuple):
    """A bank line. Cents are negative when money leaves the account."""

    day: datetime.date
    text: str
    cents: int
    account: str


class Books(NamedTuple):
    """The files of one run, all in one folder."""

    chart: pathlib.Path
    history: pathlib.Path
    answers: pathlib.Path
    statement: pathlib.Path
    journal: pathlib.Path
    beancount: pathlib.Path


def counterparties() -> list[Counterparty]:
    accounts = [code for code, _, kind in CHART if kind in ("income", "expense")]
    names = [f"{first} {second}" for first in FIRST_WORDS for second in SECOND_WORDS]
    return [Counterparty(name, TOWNS[n % len(TOWNS)], accounts[n * 7 % len(accounts)]) for n, name in enumerate(names)]


def line(source: random.Random, party: Counterparty, day: datetime.date, is_plain: bool = False) -> Line:
    """`is_plain` for the name alone, without store number, town and day."""
    number = source.randrange(1000, 10000)
    text = party.name if is_plain else f"{party.name.upper()} #{number} {party.town} {day:%m/%d}"
    cents = source.randrange(100, 500_000)
    return Line(day, text, cents if party.account.startswith("4") else -cents, party.account)


def history_lines(source: random.Random, parties: list[Counterparty]) -> Iterator[Line]:
    day = FIRST_DAY - datetime.timedelta(days=45)
    for party in parties:
        for week in range(ANSWERS_PER_COUNTERPARTY):
            yield line(source, party, day + datetime.timedelta(weeks=week))


def statement_lines(source: random.Random, parties: list[Counterparty], count: int, is_plain: bool) -> Iterator[Line]:
    for n in range(count):
        # Log-uniform: the nth counterparty comes about 1/n as often as the first.
        party = parties[int(len(parties) ** source.random()) - 1]
        yield line(source, party, FIRST_DAY + datetime.timedelta(days=n * 365 // count), is_plain)


def decimal(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def write_csv(path: pathlib.Path, header: list[str], rows: Iterator[tuple]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def bank_rows(lines: list[Line]) -> Iterator[tuple]:
    return ((f"{line.day:%m/%d/%Y}", line.text, decimal(line.cents)) for line in lines)


def plain_text_name(code: str, name: str, kind: str) -> str:
    top = {"bank": "Assets", "equity": "Equity", "income": "Income", "expense": "Expenses"}[kind]
    return f"{top}:{code}-{name.replace(' ', '-')}"


def write(folder: pathlib.Path, count: int, is_plain: bool = False) -> Books:
    source = random.Random(20250101)
    parties = counterparties()
    history = list(history_lines(source, parties))
    statement = list(statement_lines(source, parties, count, is_plain))
    names = {row[0]: plain_text_name(*row) for row in CHART}
    books = Books(*(folder / name for name in
                    ("chart.csv", "history.csv", "answers.csv", "statement.csv", "book.journal", "book.beancount")))

    write_csv(books.chart, ["code", "name", "kind"], iter(CHART))
    write_csv(books.history, ["Date", "Description", "Amount"], bank_rows(history))
    write_csv(books.answers, ["row", "account"], ((n, line.account) for n, line in enumerate(history, start=1)))
    write_csv(books.statement, ["Date", "Description", "Amount"], bank_rows(statement))
    with open(books.journal, "w", encoding="utf-8") as journal, open(books.beancount, "w", encoding="utf-8") as beancount:
        beancount.writelines(f"{FIRST_DAY} open {name} USD\n" for name in names.values())
        for day, text, cents, account in statement:
            postings = f"  {names[account]}  {decimal(-cents)} USD\n  {names['1000']}  {decimal(cents)} USD\n\n"
            journal.write(f"{day} * {text}\n{postings}")
            beancount.write(f'{day} * "{text}"\n{postings}')
    return books
