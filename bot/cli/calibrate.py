"""`talentbot test --calibrate`: measure the gate anew, write the numbers, show what they are worth."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.core import calibration
from bot.errors import TalentBotError
from bot.kb.cases import load_cases
from bot.kb.loader import load_or_raise
from bot.service.calibration import KINDS, Calibration, agree, measure, render
from bot.service.knowledge import load_engine

MOST_ROUNDS = 4
TARGET = Path(calibration.__file__)
"""The file of the package that is running."""


def calibrate(content: Path, intents: Path, cache: Path, cases: Path, console: Console) -> None:
    """Measure and write until the numbers stay: what is measured depends a little on the weights in force.

    Each round is a process of its own, as the weights are read when the package is imported.

    Raises:
        KnowledgeError: with every error found in content and intents.
        TalentBotError: where a kind has too few cases, or the file cannot be written.
    """
    load_or_raise(content, intents)  # mistakes are told here: the list of them does not survive the way back
    spawn = multiprocessing.get_context("spawn")
    for number in range(1, MOST_ROUNDS + 1):
        with (
            Console(stderr=True).status(f"测权重，第 {number} 轮 / measuring, round {number}"),
            ProcessPoolExecutor(1, spawn) as pool,
        ):
            found = pool.submit(_measured, content, intents, cache, cases).result()
        if not _written(render(found)):
            break
    else:
        console.print("数字还在变，请再跑一次 / the numbers still change: run it once more", style="yellow")
    _show(found, console)
    console.print(f"已写入 / wrote {TARGET}（{number} 轮 / rounds）", highlight=False, soft_wrap=True)


def _measured(content: Path, intents: Path, cache: Path, cases: Path) -> Calibration:
    engine = load_engine(content, intents, cache)
    return measure(engine, load_cases(cases, engine.base.facts).cases)


def _written(text: str) -> bool:
    """Write the numbers; gives False where they are as good as those before."""
    before = TARGET.read_text("utf-8")
    if agree(before, text):
        return False
    try:
        TARGET.write_text(text, "utf-8")
    except OSError as error:
        raise TalentBotError(f"写不了 {TARGET} / cannot write {TARGET}: {error.strerror}.") from error
    return True


def _show(found: Calibration, console: Console) -> None:
    table = Table(title="没用来定权重的用例判得怎样 / Cases left out of the fit")
    table.add_column("应是 \\ 判为\ntrue \\ guessed")
    for heading in (*KINDS, "用例\ncases"):
        table.add_column(heading, justify="right")
    for kind, row in zip(KINDS, found.confusion, strict=True):
        table.add_row(kind, *(f"{100 * share:.1f} %" for share in row / row.sum()), str(int(row.sum())))
    console.print(table)
    share = f"{100 * found.recall_at_99:.1f} %"
    for line in (
        f"answer 的概率 ≥ {found.answer_at_99:.4f} 时，精确率 ≥ 99 %，召回率 {share}",
        f"   from this chance of `answer` on, precision is at least 99 %; recall {share}",
        f"无关问题被当成可答 / off topic taken for answerable: {100 * found.offtopic_answered:.1f} %",
    ):
        console.print(line, highlight=False, soft_wrap=True)
