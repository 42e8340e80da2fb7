"""Measures the categorizer and its peers on labelled lines and prints one table for each set; `bin/bench` calls it.

All are judged alike: lines in file order, each predicted from lines before it only, every line counts. Ours learns from each
answer at once. The peers learn by being trained again from the start, every 100 lines on small sets and every 2,000 on large
ones: oftener would cost hours. The first lines, which they cannot predict yet, are misses.

Sets: the one in `Samples`, and with BOOKKEEPER_SHARED those in its `data/categorize`. Peers: a memory of equal texts, fastText
when it is installed, and with BOOKKEEPER_SHARED its `tools/categorizer_peers.py` (smart_importer's pipeline) when scikit-learn is.
"""

import collections
import csv
import importlib.util
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Iterator, NamedTuple, Optional

ROOT = pathlib.Path(__file__).parent.parent
PROGRAM = ROOT / ".build/release/bookkeeper"
SHARED = pathlib.Path(os.environ["BOOKKEEPER_SHARED"]) if os.environ.get("BOOKKEEPER_SHARED") else None
SMALL = 5_000
RUNS = 3

# Words and pairs, parts of words of 3 to 5 letters, 25 passes: of the settings tried on the set in `Samples`, the best.
FASTTEXT = ["-epoch", "25", "-lr", "0.5", "-wordNgrams", "2", "-minn", "3", "-maxn", "5", "-dim", "32", "-bucket", "100000", "-thread", "1"]


class Result(NamedTuple):
    label: str
    accuracy: float
    ece: Optional[float]
    seconds: float


class Line(NamedTuple):
    text: str
    amount: float
    account: str


def sets() -> list[pathlib.Path]:
    shared = sorted((SHARED / "data/categorize").glob("*.csv")) if SHARED else []
    sample = ROOT / "Samples/hackerspace-chicago-ledger.csv"
    return shared if any(path.name == sample.name for path in shared) else [sample, *shared]


def read(path: pathlib.Path) -> list[Line]:
    with open(path, newline="", encoding="utf-8-sig") as file:
        return [Line(row["description"], float(row["amount"]), row["account"]) for row in csv.DictReader(file)]


def calibration_error(answers: list[tuple[float, bool]], count: int) -> float:
    """ECE in 15 equal bins, over the lines that were predicted."""
    gaps = collections.defaultdict(float)
    for probability, is_right in answers:
        gaps[min(int(probability * 15), 14)] += probability - is_right
    return sum(map(abs, gaps.values())) / count


def ours(path: pathlib.Path) -> tuple[Result, dict]:
    figures = []
    for _ in range(RUNS):
        command = [PROGRAM, "evaluate", path, "--json", "--details"]
        figures.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    first = figures[0]
    seconds = statistics.median(first["lines"] / each["lines_per_second"] for each in figures)
    first["load_seconds"] = statistics.median(each["load_seconds"] for each in figures)
    return Result("bookkeeper, each line", first["accuracy"], first["ece"], seconds), first


def same_text(lines: list[Line]) -> Result:
    """The account most often given to the same text, digits apart; else the most frequent one."""
    began = time.perf_counter()
    by_text: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    everywhere: collections.Counter = collections.Counter()
    right = 0
    for line in lines:
        text = re.sub(r"\d", "#", line.text.lower())
        known = by_text.get(text) or everywhere
        right += bool(known) and known.most_common(1)[0][0] == line.account
        by_text[text][line.account] += 1
        everywhere[line.account] += 1
    return Result("same text, each line", right / len(lines), None, time.perf_counter() - began)


def batches(count: int) -> Iterator[tuple[int, int]]:
    step = 100 if count < SMALL else 2_000
    return ((start, min(start + step, count)) for start in range(step, count, step))


def fasttext(lines: list[Line]) -> Result:
    numbers: dict[str, int] = {}
    labels = [f"__label__{numbers.setdefault(line.account, len(numbers))}" for line in lines]
    texts = [" ".join(line.text.lower().split()) + (" money-in" if line.amount > 0 else " money-out") for line in lines]
    answers: list[tuple[float, bool]] = []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for start, end in batches(len(lines)):
            pathlib.Path(folder, "lines").write_text("".join(f"{a} {b}\n" for a, b in zip(labels[:start], texts)), encoding="utf-8")
            train = ["fasttext", "supervised", "-input", f"{folder}/lines", "-output", f"{folder}/model", "-verbose", "0", *FASTTEXT]
            subprocess.run(train, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            pathlib.Path(folder, "next").write_text("".join(f"{text}\n" for text in texts[start:end]), encoding="utf-8")
            predict = ["fasttext", "predict-prob", f"{folder}/model.bin", f"{folder}/next", "1"]
            output = subprocess.run(predict, check=True, capture_output=True, text=True).stdout.splitlines()
            for guess, label in zip(output, labels[start:end], strict=True):
                name, _, probability = guess.partition(" ")
                answers.append((min(float(probability or 0), 1), name == label))
    right = sum(is_right for _, is_right in answers)
    return Result("fastText, retrained", right / len(lines), calibration_error(answers, len(answers)), time.perf_counter() - began)


def smart_importer(path: pathlib.Path, count: int) -> Result:
    step = "100" if count < SMALL else "2000"
    command = [sys.executable, SHARED / "tools/categorizer_peers.py", path, "svc", step]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    accuracy, seconds = map(float, re.search(r"acc ([\d.]+) t ([\d.]+)", output).groups())
    return Result("smart_importer's pipeline, retrained", accuracy, None, seconds)


def table(path: pathlib.Path, count: int, results: list[Result]) -> None:
    """The first result is ours; the last column says how many times as long as ours another one took."""
    print(f"\n{path.stem}: {count:,} labelled lines\n{'':38}{'accuracy':>9}{'ECE':>8}{'seconds':>10}{'lines/s':>10}{'ratio':>9}")
    for each in results:
        ece = "-" if each.ece is None else f"{each.ece:.4f}"
        print(f"{each.label:38}{each.accuracy:9.4f}{ece:>8}{each.seconds:10.3f}{count / each.seconds:10,.0f}"
              f"{each.seconds / results[0].seconds:9.1f}", flush=True)


def main() -> None:
    has_fasttext = shutil.which("fasttext") is not None
    has_pipeline = SHARED is not None and (SHARED / "tools/categorizer_peers.py").exists() and importlib.util.find_spec("sklearn") is not None
    missing = ["fasttext"] * (not has_fasttext) + ["smart_importer's pipeline"] * (not has_pipeline)
    if missing:
        print(f"not available, left out: {', '.join(missing)}")
    for path in sets():
        lines = read(path)
        our_result, figures = ours(path)
        results = [our_result, same_text(lines)]
        if has_fasttext:
            results.append(fasttext(lines))
        if has_pipeline:
            results.append(smart_importer(path, len(lines)))
        table(path, len(lines), results)
        posted = f"{figures['coverage']:.1%} posted" + (f", {figures['precision']:.2%} of them rightly" if figures["precision"] else "")
        print(f"{posted}; saved {figures['saved_bytes'] / 1e6:.1f} MB, read back in {figures['load_seconds'] * 1e3:.0f} ms; "
              f"peak {figures['peak_rss_bytes'] / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
