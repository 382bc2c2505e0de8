#!/usr/bin/env python3
"""Run the engine alone, without the content of this project, on any labelled set of questions.

    python tests/bench/intents.py --train A.jsonl [--train B.jsonl] --test T.jsonl --out P.jsonl

Each line of a set is {"text": ..., "label": ...}; the label __oos__ means out of scope. For each test line one line is
written: {"label", "score", "us"}: the label that the engine would give, a score that orders what is in scope above what
is not, and the microseconds that it took.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.core.matching.classifier import Classifier

STRAY = "__oos__"
REFUSED = 0.9
"""Share of the out-of-scope questions that are refused where `acc@OOS90` is measured."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One line of the output."""

    label: str
    score: float
    us: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, build, classify, write, measure."""
    options = _options(arguments)
    train = [example for path in options.train for example in read(path)]
    test = [example for path in options.test for example in read(path)]
    if options.out and not options.out.parent.is_dir():
        sys.exit(f"写不了，没有这个目录 / cannot write {options.out}: no such folder")
    if not any(label != STRAY for _, label in train):
        sys.exit(f"没有可用的训练例句 / no example to train on in {', '.join(map(str, options.train))}")
    began = time.perf_counter()
    classifier = Classifier(train, STRAY)
    build = time.perf_counter() - began
    guesses = classify(classifier, [text for text, _ in test])
    if options.out:
        lines = [json.dumps(asdict(guess), ensure_ascii=False) for guess in guesses]
        options.out.write_text("".join(line + "\n" for line in lines), "utf-8")
    print(f"{len(train)} examples, {len(classifier.labels)} labels, {len(test)} questions")
    for name, value in measure(guesses, [label for _, label in test]).items():
        print(f"{name:<28}{value}")
    print(f"{'build':<28}{build:.2f} s")
    print(f"{'index in memory':<28}{classifier.nbytes / 1e6:.1f} MB")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--train", type=Path, action="append", required=True, help="JSONL; may be given again"
    )
    parser.add_argument("--test", type=Path, action="append", required=True, help="JSONL; may be given again")
    parser.add_argument("--out", type=Path, help="where the guesses go (JSONL)")
    return parser.parse_args(arguments)


def read(path: Path) -> list[tuple[str, str]]:
    """Text and label of every line; ends the program with file and line where one cannot be read."""
    try:
        lines = path.read_text("utf-8").split("\n")  # splitlines would also end lines inside a text
    except OSError as error:
        sys.exit(f"读不了 / cannot read {path}: {error.strerror}")
    except UnicodeDecodeError:
        sys.exit(f"不是 UTF-8 文本 / no UTF-8 text: {path}")
    return [_example(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _example(path: Path, number: int, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
        return str(row["text"]), str(row["label"])
    except (ValueError, KeyError, TypeError):
        sys.exit(f'{path}:{number}: 应为 / expected {{"text": …, "label": …}}, 实际 / found {line[:80]}')


def classify(classifier: Classifier, texts: Sequence[str]) -> list[Guess]:
    """A guess for every text, timed one by one, after a short warm-up."""
    for text in texts[:20]:
        classifier.classify(text)
    guesses = []
    for text in texts:
        began = time.perf_counter()
        verdict = classifier.classify(text)
        took = (time.perf_counter() - began) * 1e6
        guesses.append(Guess(verdict.label, round(verdict.score, 5), round(took, 1)))
    return guesses


def measure(guesses: Sequence[Guess], labels: Sequence[str]) -> dict[str, str]:
    """Accuracy, how well the score tells what is out of scope, and the time a question."""
    inside = np.array([label != STRAY for label in labels])
    right = np.array([guess.label == label for guess, label in zip(guesses, labels, strict=True)])
    scores = np.array([guess.score for guess in guesses])
    times = np.array([guess.us for guess in guesses])
    found = {"in-scope accuracy": f"{100 * right[inside].mean():.1f} %"} if inside.any() else {}
    if inside.any() and not inside.all():
        floor = np.quantile(scores[~inside], REFUSED)
        kept = (right & (scores > floor))[inside].mean()
        found["AUROC"] = f"{auroc(scores[inside], scores[~inside]):.3f}"
        found["accuracy, 90 % OOS refused"] = f"{100 * kept:.1f} %"
    if len(times):
        found["time a question"] = f"median {np.median(times):.0f} us, 99 % {np.quantile(times, 0.99):.0f} us"
    return found


def auroc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Chance that a question in scope scores higher than one out of scope, ties counting half (Mann-Whitney)."""
    order = np.sort(outside)
    below, upto = order.searchsorted(inside, "left"), order.searchsorted(inside, "right")
    return float((below + upto).mean() / 2 / len(outside))


if __name__ == "__main__":
    main()
