#!/usr/bin/env python3
"""How the time for a question grows with the number of examples: this engine beside the usual methods.

    python tests/bench/scaling.py [--sizes 1000,10000,100000,1000000] [--skip bm25,tfidf]

Every engine runs in a process of its own, one after the other in one run, over the same examples and the
questions of tests/cases, which none of them has seen. `accuracy` is the share of questions for which the
intent that answers them is found, by the best example or as the engine does it; `times faster` compares
medians with rapidfuzz.process.extractOne (scorer `ratio`) at that size. BM25 and TF-IDF need bm25s and
scikit-learn (`pip install -e '.[bench]'`, which `make bench` does); without them their rows are left out.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import multiprocessing
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import growth
import numpy as np
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.core.language import fillers
from bot.core.language.fold import plain
from bot.core.matching.compiling import build
from bot.core.matching.index import Index, Row

SIZES = "1000,3000,10000,100000,1000000"
SECONDS = 30.0
"""Time after which an engine is asked no further questions."""
LEAST_QUERIES = 20
Find = Callable[[str], str]
"""The intent that a question is taken for."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did at one size."""

    engine: str
    size: int
    accuracy: float
    median: float
    """Microseconds."""
    worst: float
    """99 % of the questions take less; microseconds."""
    build: float
    """Seconds."""
    memory: float
    """Bytes an example: of this engine those of its arrays, of the others what the process grew by while building."""


def this_engine(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """The index of this project, from the raw text on; without the linear part, which a million rows would hold up."""
    names = sorted(set(intents))
    index = _index(examples, intents, names)

    def find(text: str) -> str:
        return names[int(index.scores(fillers.strip(plain(text))).groups.argmax())]

    find.nbytes = index.nbytes  # type: ignore[attr-defined]
    return find


def best_example(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """The same index asked for the most similar example alone, which is what the other engines give."""
    index = _index(examples, intents, sorted(set(intents)))

    def find(text: str) -> str:
        row, _ = index.nearest(fillers.strip(plain(text)))
        return intents[row] if row >= 0 else ""

    find.nbytes = index.nbytes  # type: ignore[attr-defined]
    return find


def _index(examples: Sequence[str], intents: Sequence[str], names: Sequence[str]) -> Index:
    number = {name: place for place, name in enumerate(names)}
    rows = [
        Row(fillers.strip(plain(text)), number[intent])
        for text, intent in zip(examples, intents, strict=True)
    ]
    return build(rows, len(names))


def extract_one(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """rapidfuzz over all examples, with the plain edit ratio."""
    return lambda text: intents[process.extractOne(text, examples, scorer=fuzz.ratio)[2]]


def extract_one_wratio(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """The same with the scorer that extractOne uses when none is named."""
    return lambda text: intents[process.extractOne(text, examples)[2]]


def _bigrams(text: str) -> list[str]:
    text = re.sub(r"\W", "", text.lower())
    return [text[at : at + 2] for at in range(max(1, len(text) - 1))]


def fts5(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """SQLite full-text search over pairs of characters, any of them, ordered by its BM25."""
    table = sqlite3.connect(":memory:")
    table.execute("create virtual table example using fts5(pairs, tokenize='unicode61')")
    table.executemany("insert into example values (?)", ((" ".join(_bigrams(text)),) for text in examples))

    def find(text: str) -> str:
        wanted = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(_bigrams(text)))
        row = table.execute(
            "select rowid from example where example match ? order by rank limit 1", (wanted,)
        ).fetchone()
        return intents[row[0] - 1] if row else ""

    return find


def bm25(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """bm25s over pairs of characters."""
    import bm25s

    index = bm25s.BM25()
    index.index([_bigrams(text) for text in examples], show_progress=False)

    def find(text: str) -> str:
        known = [pair for pair in _bigrams(text) if pair in index.vocab_dict]
        return intents[int(index.get_scores(known).argmax())] if known else ""

    return find


def tfidf(examples: Sequence[str], intents: Sequence[str]) -> Find:
    """scikit-learn: nearest by TF-IDF of groups of one to three characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    rows = vectorizer.fit_transform(examples).T.tocsr()
    return lambda text: intents[int((vectorizer.transform([text]) @ rows).toarray().argmax())]


ENGINES: dict[str, Callable[[Sequence[str], Sequence[str]], Find]] = {
    "this engine": this_engine,
    "its best example": best_example,
    "extractOne ratio": extract_one,
    "extractOne WRatio": extract_one_wratio,
    "FTS5": fts5,
    "BM25": bm25,
    "TF-IDF": tfidf,
}
HEADINGS = (
    "例句 / examples",
    "方法 / engine",
    "准确 / accuracy",
    "中位 / median",
    "99 %",
    "快几倍 / times faster",
    "构建 / build",
    "字节每条 / bytes each",
)
_NEEDS = {"BM25": "bm25s", "TF-IDF": "sklearn"}
_REFERENCE = "extractOne ratio"


def resident() -> float:
    """Resident memory of this process in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


def run(engine: str, questions: Sequence[growth.Question], size: int) -> Figures:
    """Build one engine at one size and ask it. Called in a process of its own."""
    examples, intents = zip(*growth.grow(questions, size), strict=True)
    asked = growth.queries()
    gc.collect()
    before, began = resident(), time.perf_counter()
    find = ENGINES[engine](examples, intents)
    built = time.perf_counter() - began
    gc.collect()
    taken = getattr(find, "nbytes", resident() - before)
    for text, _ in asked[:5]:
        find(text)
    times, right = [], 0
    ends = time.perf_counter() + SECONDS
    for text, intent in asked:
        began = time.perf_counter()
        found = find(text)
        times.append((time.perf_counter() - began) * 1e6)
        right += found == intent
        if time.perf_counter() > ends and len(times) >= LEAST_QUERIES:
            break
    median, worst = np.quantile(times, (0.5, 0.99))
    return Figures(engine, size, right / len(times), float(median), float(worst), built, taken / size)


def apart(engine: str, questions: Sequence[growth.Question], size: int) -> Figures:
    """Run in a fresh process, so that each engine's memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (engine, questions, size))


def show(figures: Sequence[Figures], console: Console) -> None:
    """The table, with ratios to the reference of the same size."""
    table = Table(title="例句越多，一个问题要多久 / Time for a question as examples grow")
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if number == 1 else "right", no_wrap=number < 2)
    reference = {one.size: one.median for one in figures if one.engine == _REFERENCE}
    size = 0
    for one in figures:
        if size and one.size != size:
            table.add_section()
        size = one.size
        faster = f"{reference[size] / one.median:.1f}" if size in reference else "-"
        table.add_row(
            f"{size:,}",
            one.engine,
            f"{100 * one.accuracy:.1f} %",
            f"{one.median:,.0f} us",
            f"{one.worst:,.0f} us",
            faster,
            f"{one.build:.2f} s",
            f"{one.memory:,.0f}",
        )
    console.print(table)
    mine = {one.size: one.median for one in figures if one.engine == "this engine"}
    if len(mine) > 1:
        low, high = min(mine), max(mine)
        console.print(
            f"this engine: median at {high:,} is {mine[high] / mine[low]:.2f} times that at {low:,}"
        )


def main() -> None:
    """Measure and print."""
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of examples, default {SIZES}")
    parser.add_argument("--skip", default="", help="engines to leave out, by a part of their names")
    options = parser.parse_args()
    skipped = [part for part in options.skip.lower().split(",") if part]
    engines = [name for name in ENGINES if not any(part in name.lower() for part in skipped)]
    missing = [name for name in engines if name in _NEEDS and importlib.util.find_spec(_NEEDS[name]) is None]
    console, progress = Console(width=130), Console(stderr=True)
    for name in missing:
        console.print(f"{name}: {_NEEDS[name]} 没有安装，略过 / is not installed, left out", style="yellow")
    questions = growth.real_questions()
    figures = []
    for size in map(int, options.sizes.split(",")):
        for name in engines:
            if name not in missing:
                progress.print(f"{size:,} {name} …", highlight=False)
                figures.append(apart(name, questions, size))
    show(figures, console)


if __name__ == "__main__":
    main()
