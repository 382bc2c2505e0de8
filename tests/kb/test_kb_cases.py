"""Case files: one question or a conversation, what the reply must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.model import Outcome
from bot.kb.cases import Cases, load_cases

GOOD = """\
cases:
  - ask: 平湖有免费的地方住吗
    facts: [pinghu.intern_flats]
    not_facts: [pinghu.minghu]
    says: ["459"]
  - ask: [嘉善有多少科技副总, 那平湖呢]
    outcome: unknown
"""
KNOWN = {"pinghu.intern_flats", "pinghu.minghu"}


def load(folder: Path, text: str) -> Cases:
    (folder / "housing.yaml").write_text(text, "utf-8")
    return load_cases(folder, KNOWN)


def test_cases_are_read(tmp_path: Path) -> None:
    loaded = load(tmp_path, GOOD)
    assert loaded.problems == ()
    one, two = loaded.cases
    assert (one.ask, one.facts, one.not_facts) == (
        ("平湖有免费的地方住吗",),
        ("pinghu.intern_flats",),
        ("pinghu.minghu",),
    )
    assert (one.outcome, one.says, one.at.line) == (Outcome.ANSWER, ("459",), 2)
    assert (two.ask, two.outcome, two.at.line, two.at.column) == (
        ("嘉善有多少科技副总", "那平湖呢"),
        Outcome.UNKNOWN,
        6,
        5,
    )


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("facts: [pinghu.intern_flats]", "facts: [pinghu.inter_flats]", "unknown-fact", 3),
        ("outcome: unknown", "outcome: unknwon", "wrong-value", 7),
        ("    outcome: unknown\n", "", "expects-nothing", 6),
        ("ask: 平湖有免费的地方住吗", "ask:", "missing-field", 2),
        ("ask: [嘉善有多少科技副总, 那平湖呢]", "ask: []", "missing-field", 6),
        ("says:", "say:", "unknown-field", 5),
        ("cases:\n", "cases: x\nmore:\n", "wrong-shape", 1),
        ("ask: 平湖", "ask： 平湖", "full-width-colon", 2),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, rule: str, line: int) -> None:
    assert old in GOOD
    loaded = load(tmp_path, GOOD.replace(old, new, 1))
    assert (rule, line) in {(p.rule, p.line) for p in loaded.problems}


def test_clarify_is_an_outcome_that_a_case_may_expect(tmp_path: Path) -> None:
    (case,) = load(tmp_path, "cases:\n  - ask: 多少\n    outcome: clarify\n").cases
    assert case.outcome is Outcome.CLARIFY


def test_missing_folder(tmp_path: Path) -> None:
    assert [p.rule for p in load_cases(tmp_path / "none").problems] == ["unreadable"]
