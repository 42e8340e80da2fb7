"""Computes population stability indexes a second time, by numpy and scipy.

    psi.py < CASES      prints one line "VENDOR AMOUNT" for each case of [{"baseline": [[vendor, amount], …], "window": …}, …]
"""

import collections
import json
import sys

import numpy
import scipy.stats


def index(baseline, current):
    """Jeffreys' divergence: the relative entropies both ways, with half a line added to each bin."""
    e, a = (numpy.asarray(counts, dtype=float) + 0.5 for counts in (baseline, current))
    return scipy.stats.entropy(a, e) + scipy.stats.entropy(e, a)


def amounts(baseline, window):
    bounds = numpy.quantile(numpy.array(baseline), [tenth / 10 for tenth in range(1, 10)], method="inverted_cdf")
    edges = numpy.unique(numpy.append(bounds, -1))
    count = lambda values: numpy.bincount(numpy.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return index(count(baseline), count(window))


def vendors(baseline, window):
    top = [name for name, _ in sorted(collections.Counter(baseline).items(), key=lambda pair: (-pair[1], pair[0]))[:10]]
    place = {name: number for number, name in enumerate(top)}
    count = lambda names: numpy.bincount([place.get(name, len(top)) for name in names], minlength=len(top) + 1)
    return index(count(baseline), count(window))


for case in json.load(sys.stdin):
    sides = [case["baseline"], case["window"]]
    print(repr(float(vendors(*([v for v, _ in side] for side in sides)))), repr(float(amounts(*([a for _, a in side] for side in sides)))))
