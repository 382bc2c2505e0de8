#!/usr/bin/env python3
"""The engine alone on public sets of labelled questions, beside what others have published for them.

    python tests/bench/public.py FOLDER

FOLDER holds one folder a set, with train.jsonl and test.jsonl ({"text", "label"} a line, __oos__ = out of scope). Sets
that nothing is known about are measured all the same. The sources of the published figures stand in `PUBLISHED`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

import intents
from bot.core.matching.classifier import Classifier

HINT3 = "HINT3 (Arora et al. 2020), predictions in hellohaptik/HINT3"
LARSON = "Larson et al. 2019, table 2: accuracy after refusing"
# Accuracy in scope, AUROC and accuracy at 90 % of the rest refused, as far as they are published.
PUBLISHED = {
    "hint3_curekart": (
        HINT3,
        """Rasa 1.x DIET + ConveRT: 84.0 .804 51.2
        Dialogflow: 74.8 .846 53.0
        LUIS: 73.7 .767 35.6
        Haptik: 80.6 .848 55.2
        BERT: 83.5 .810 39.4""",
    ),
    "hint3_powerplay11": (
        HINT3,
        """Rasa 1.x DIET + ConveRT: 49.3 .709 29.2
        Dialogflow: 59.9 .728 23.7
        LUIS: 52.6 .751 20.8
        Haptik: 67.2 .766 28.1
        BERT: 58.8 .700 28.8""",
    ),
    "hint3_sofmattress": (
        HINT3,
        """Rasa 1.x DIET + ConveRT: 69.3 .796 41.1
        Dialogflow: 73.2 .867 51.5
        LUIS: 63.6 .811 37.7
        Haptik: 72.3 .836 38.5
        BERT: 73.6 .866 54.1""",
    ),
    "clinc150_small": (
        LARSON,
        """FastText: 84.8
        SVM: 85.6
        Dialogflow: 89.2
        Rasa (2019): 89.6
        MLP on a sentence encoder: 91.3
        BERT: 96.2""",
    ),
}
HEADINGS = (
    "集 / set",
    "方法 / engine",
    "范围内准确 / in scope %",
    "AUROC",
    "拒九成后 / at 90 % refused",
    "中位 / median us",
    "构建 / build s",
)


def row(folder: Path) -> list[str]:
    """This engine's figures on the set in a folder."""
    train, test = (intents.read(folder / name) for name in ("train.jsonl", "test.jsonl"))
    if not test or all(label == intents.STRAY for _, label in train):
        sys.exit(f"{folder}：没有题目，或没有可用的训练例句 / no question, or no example to train on")
    began = time.perf_counter()
    classifier = Classifier(train, intents.STRAY)
    build = time.perf_counter() - began
    guesses = intents.classify(classifier, [text for text, _ in test])
    found = intents.measure(guesses, [label for _, label in test])
    median = sorted(guess.us for guess in guesses)[len(guesses) // 2]
    figures = (
        found.get(name, "").removesuffix(" %")
        for name in ("in-scope accuracy", "AUROC", "accuracy, 90 % OOS refused")
    )
    return [folder.name, "this engine", *figures, f"{median:.0f}", f"{build:.2f}"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every set of the folder and print the table."""
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of the sets")
    folder = parser.parse_args(arguments).folder
    sets = sorted(path.parent for path in folder.glob("*/test.jsonl"))
    if not sets:
        sys.exit(f"{folder} 里没有数据集 / no set in {folder}: expected NAME/train.jsonl and NAME/test.jsonl")
    console, progress = Console(width=130), Console(stderr=True)
    table = Table(title="公开数据集 / Public sets")
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if number < 2 else "right")
    sources = []
    for path in sets:
        progress.print(f"{path.name} …", highlight=False)
        table.add_row(*row(path), style="bold")
        source, others = PUBLISHED.get(path.name, ("", ""))
        for line in others.splitlines():
            name, figures = line.strip().split(": ")
            table.add_row("", name, *figures.split())
        table.add_section()
        sources += [f"{path.name}: {source}"] if source else []
    console.print(table)
    for line in sources:
        console.print(line, highlight=False)


if __name__ == "__main__":
    main()
