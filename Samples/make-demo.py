#!/usr/bin/env python3
"""Writes the demo company's files from hackerspace-chicago-ledger.csv; see README.md beside it.

Every line's date, text and amount are the public ledger's. What is added, because a bank's file has it and the ledger does
not: the columns Details, Type and Check number, read off the text, and the running balance, which starts at OPENING.
The same input gives the same files, byte for byte; `bin/ci` runs this and fails when they differ from the committed ones.
"""

import csv
import pathlib
from decimal import Decimal
from typing import Iterable, NamedTuple

FOLDER = pathlib.Path(__file__).parent
HISTORY = ("2023-01-01", "2025-08-31")
STATEMENT = ("2025-09-01", "2025-11-30")

# Chosen, since some lines of these years are left out of the input (README.md): with it the statement ends at CLOSING.
OPENING = Decimal("18068.39")
CLOSING = Decimal("20683.21")

# Code, name, kind, and what the treasurer's ledger calls it. A heading that is not here belongs to the nearest one above it
# that is: Expenses:Purchases:Clamps to Expenses:Purchases.
CHART = [
    ("1000", "Chase Checking 8812", "bank", []),
    ("3000", "Opening balances", "equity", []),
    ("3900", "Retained earnings", "equity", []),
    ("4000", "Member dues", "income", ["Revenue:MemberDues"]),
    ("4100", "Donations", "income", ["Revenue:Donations"]),
    ("4200", "Sales", "income", ["Revenue:Sales"]),
    ("4300", "NEBP reimbursements", "income", ["Revenue:Funds:NEBPCostReimbursment"]),
    ("4900", "Other income", "other_income", ["Revenue:AccountVerification"]),
    ("5000", "Rent", "expense", ["Expenses:Rent"]),
    ("5100", "Insurance", "expense", ["Expenses:Insurance"]),
    ("5200", "Internet service", "expense", ["Expenses:InternetService"]),
    ("5210", "Telephone and VoIP", "expense", ["Expenses:VOIP"]),
    ("5220", "Cloud hosting", "expense", ["Expenses:Administrative:AmazonWebServices"]),
    ("5230", "Software subscriptions", "expense", ["Expenses:Administrative:PasswordManager", "Expenses:Administrative:Domain"]),
    ("5300", "Supplies", "expense", ["Expenses:Supplies"]),
    ("5310", "Maintenance supplies", "expense", ["Expenses:Supplies:Maintenance"]),
    ("5400", "Tools and equipment", "expense", ["Expenses:Purchases"]),
    ("5500", "Events and classes", "expense", ["Expenses:Programming"]),
    ("5600", "Building projects", "expense",
     ["Expenses:FrontRoom", "Expenses:BackRoom", "Expenses:BackYard", "Expenses:Projects", "Expenses:RPA"]),
    ("5700", "Government fees", "expense", ["Expenses:Administrative:Government"]),
    ("5790", "Administration, other", "expense", ["Expenses:Administrative", "Expenses:Other"]),
    ("5800", "NEBP pass-through costs", "expense", ["Expenses:Funds"]),
]
CODES = {ledger: code for code, _, _, ledgers in CHART for ledger in ledgers}

HEADER = ["Details", "Posting Date", "Description", "Amount", "Type", "Balance", "Check or Slip #"]

# How the text begins, and the bank's Type for money out and for money in.
TYPES = [
    ("check ", "CHECK_PAID", "CHECK_DEPOSIT"),
    ("zelle payment to", "QUICKPAY_DEBIT", "QUICKPAY_DEBIT"),
    ("zelle payment from", "QUICKPAY_CREDIT", "QUICKPAY_CREDIT"),
    ("pos debit", "DEBIT_CARD", "DEBIT_CARD"),
    ("orig co name:", "ACH_DEBIT", "ACH_CREDIT"),
    ("stripe transfer", "ACH_DEBIT", "ACH_CREDIT"),
    ("paypal transfer", "ACH_DEBIT", "ACH_CREDIT"),
    ("", "DEBIT_CARD", "MISC_CREDIT"),
]


class Line(NamedTuple):
    """A line of the ledger. The amount is negative when money leaves the bank account."""

    date: str
    text: str
    amount: Decimal
    account: str


def code(account: str) -> str:
    """The chart's code for a heading of the ledger; a KeyError when the chart has no place for it."""
    while account not in CODES and ":" in account:
        account = account.rpartition(":")[0]
    return CODES[account]


def bank_row(line: Line, balance: Decimal) -> list:
    is_check = line.text.startswith("CHECK ")
    debit, credit = next((out, into) for start, out, into in TYPES if line.text.lower().startswith(start))
    year, month, day = line.date.split("-")
    return [
        "CHECK" if is_check else "DEBIT" if line.amount < 0 else "CREDIT",
        f"{month}/{day}/{year}",
        line.text,
        line.amount,
        debit if line.amount < 0 else credit,
        balance,
        line.text.removeprefix("CHECK ") if is_check else "",
    ]


def bank_rows(lines: list[Line], opening: Decimal) -> tuple[list[list], Decimal]:
    """The rows of the bank's file, newest first as the bank has them, and the balance after the last line."""
    rows, balance = [], opening
    for line in lines:
        balance += line.amount
        rows.append(bank_row(line, balance))
    return rows[::-1], balance


def write(name: str, header: list[str], rows: Iterable[list]) -> None:
    with open(FOLDER / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    with open(FOLDER / "hackerspace-chicago-ledger.csv", encoding="utf-8", newline="") as file:
        ledger = [Line(r["date"], r["description"], Decimal(r["amount"]), r["account"]) for r in csv.DictReader(file)]
    history = [line for line in ledger if HISTORY[0] <= line.date <= HISTORY[1]]
    statement = [line for line in ledger if STATEMENT[0] <= line.date <= STATEMENT[1]]

    history_rows, balance = bank_rows(history, OPENING)
    statement_rows, balance = bank_rows(statement, balance)
    assert balance == CLOSING, balance

    write("history-2023-2025.csv", HEADER, history_rows)
    write("history-answers.csv", ["row", "account"], ([n, code(line.account)] for n, line in enumerate(reversed(history), start=1)))
    write("statement-2025-09-to-11.csv", HEADER, statement_rows)
    write("chart.csv", ["code", "name", "kind"], (row[:3] for row in CHART))


if __name__ == "__main__":
    main()
