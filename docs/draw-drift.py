#!/usr/bin/env python3
"""Draws docs/drift-chicago.svg from what `bookkeeper evaluate --drift` prints.

    bookkeeper evaluate Samples/hackerspace-chicago-ledger.csv --drift | docs/draw-drift.py > docs/drift-chicago.svg
"""

import csv
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR = 960, 360, 48, 900, 24, 312
rows = list(csv.DictReader(sys.stdin))
months = [int(row["month"][:4]) * 12 + int(row["month"][5:]) - 1 for row in rows]
first, last = months[0], months[-1]
highest = max(float(row[name]) for row in rows for name in ("vendor_psi", "amount_psi"))
top = max(0.5, math.ceil(highest * 4) / 4)


def x(month):
    return LEFT + (RIGHT - LEFT) * (month - first) / max(last - first, 1)


def y(value):
    return FLOOR - (FLOOR - TOP) * value / top


def path(name):
    return " ".join(f"{'M' if i == 0 else 'L'}{x(m):.1f} {y(float(row[name])):.1f}" for i, (m, row) in enumerate(zip(months, rows)))


over = {name: sum(float(row[name]) > 0.2 for row in rows) for name in ("vendor_psi", "amount_psi")}
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">')
print(f"<title>Population stability index by month, {rows[0]['month']} to {rows[-1]['month']}</title>")
print(f"<desc>Over 0.20 in {over['vendor_psi']} of {len(rows)} months for vendors and in {over['amount_psi']} for amounts.</desc>")
print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>')
for step in range(0, int(top * 4) + 1, 1 if top <= 2 else 4):
    value = step / 4
    print(f'<path d="M{LEFT} {y(value):.1f}H{RIGHT}" stroke="#ddd"/><text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#555">{value:.2f}</text>')
for year in range(first // 12 + 1, last // 12 + 1):
    print(f'<text x="{x(year * 12):.1f}" y="{FLOOR + 20}" text-anchor="middle" fill="#555">{year}</text>')
print(f'<path d="M{LEFT} {y(0.2):.1f}H{RIGHT}" stroke="#b3261e" stroke-dasharray="2 3"/><text x="{RIGHT + 6}" y="{y(0.2) + 4:.1f}" fill="#b3261e">0.20</text>')
print(f'<path d="{path("amount_psi")}" fill="none" stroke="#b8651b" stroke-width="1.75" stroke-dasharray="5 4"/>')
print(f'<path d="{path("vendor_psi")}" fill="none" stroke="#2b6cb0" stroke-width="1.75"/>')
print(f'<path d="M{LEFT} 342h28" stroke="#2b6cb0" stroke-width="2"/><text x="{LEFT + 36}" y="346" fill="#333">Vendors</text>')
print(f'<path d="M{LEFT + 110} 342h28" stroke="#b8651b" stroke-width="2" stroke-dasharray="5 4"/><text x="{LEFT + 146}" y="346" fill="#333">Amounts</text>')
print("</svg>")
