"""What only the engine can tell of the content, on the small sound knowledge of the planted mistakes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.errors import Problem
from bot.kb.loader import Loaded
from bot.service.deep import Examiner

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_base import BASE, read, short

CASES = "cases/housing.yaml"


def examine(loaded: Loaded, sample: int = 40) -> tuple[list[Problem], int, int]:
    """What is found; steps taken and foretold."""
    assert loaded.base is not None
    examiner = Examiner(Engine(loaded.base), loaded.draft, sample)
    steps = list(examiner.run())
    return [step for step in steps if step is not None], len(steps), examiner.steps


def with_cases(text: str) -> Loaded:
    return read({BASE / CASES: f"cases:\n{text}".encode()})


def test_sound_examples_reach_their_own_intent() -> None:
    found, taken, foretold = examine(read({}))
    assert [problem for problem in found if problem.rule == "example-lost"] == []
    assert 0 < taken <= foretold


def test_an_example_that_leads_elsewhere_is_told_with_its_place() -> None:
    text = (BASE / "intents/housing.yaml").read_text("utf-8")
    spoilt = text.replace("嘉兴盖了多少人才房", "杭州盖了多少人才房")
    found, _, _ = examine(read({BASE / "intents/housing.yaml": spoilt.encode()}))
    (lost,) = [problem for problem in found if problem.rule == "example-lost"]
    assert (short(lost.file), lost.line, lost.level) == ("intents/housing.yaml", 24, "warning")
    assert "housing.flats" in lost.zh
    assert "unknown" in lost.zh


def test_a_case_that_brings_another_fact_is_told() -> None:
    found, _, _ = examine(with_cases("  - ask: 平湖青苗成长金给多少钱\n    facts: [jiaxing.flats_built]\n"))
    (lost,) = [problem for problem in found if problem.rule == "case-lost"]
    assert (short(lost.file), lost.line) == (CASES, 2)
    assert "money.founders" in lost.zh


def test_the_sample_limits_the_questions() -> None:
    _, few, foretold = examine(read({}), sample=2)
    assert few <= foretold == 2 + 2 + 2 * 7


@pytest.mark.parametrize("times", [2])
def test_it_comes_out_the_same_each_time(times: int) -> None:
    first, *others = [examine(read({}), sample=10)[0] for _ in range(times)]
    assert all(other == first for other in others)
