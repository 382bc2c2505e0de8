"""The caret stands under the place, whatever the width of what comes before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.core.knowledge import Lang
from bot.errors import Problem
from bot.kb.frames import advice, frame, headline
from bot.kb.reader import read_bytes


def problem(line: int, column: int) -> Problem:
    return Problem("f.yaml", line, column, "rule-x", "error", "中文。", "English.", "改。", "Mend.")


@pytest.mark.parametrize(
    ("text", "column", "marked"),
    [
        ("    patern: x", 5, "patern"),
        ("标题： 住房", 3, "："),
        ("  zh: 咨询 #3", 9, " "),
        ("\u3000b: 1", 1, "\u3000"),
        ("\tb: 1", 1, "→"),
        ("ti\u200btle: x", 3, "·"),
        ("a: \x1b[31mred", 4, "·"),
    ],
)
def test_caret_stands_under_the_characters(text: str, column: int, marked: str) -> None:
    shown, caret = frame(problem(1, column), {"f.yaml": [text]})
    start = caret.index("^")
    before = shown[: shown.index("| ") + 2 + column - 1]
    assert start == cell_len(before)
    assert caret.count("^") == max(1, cell_len(marked))
    assert "\x1b" not in shown


def test_line_above_is_shown_and_numbers_are_aligned() -> None:
    lines = {"f.yaml": ["a: 1"] * 8 + ["above: 1", "here: 2"]}
    assert frame(problem(10, 1), lines) == ["   9 | above: 1", "  10 | here: 2", "     | ^^^^"]


def test_long_line_is_cut_around_the_place() -> None:
    shown, caret = frame(problem(1, 901), {"f.yaml": ["x" * 900 + "坏" + "y" * 900]})
    assert cell_len(shown) < 200
    assert shown[shown.index("坏")] == "坏"
    assert caret.index("^") == cell_len(shown[: shown.index("坏")])


def test_unknown_line_has_no_frame() -> None:
    assert frame(problem(0, 0), {"f.yaml": ["a"]}) == []
    assert frame(problem(3, 1), {"f.yaml": ["a"]}) == []
    assert frame(problem(1, 1), {}) == []


def test_the_complaint_in_the_guide_is_a_real_one() -> None:
    guide = (Path(__file__).parents[2] / "content" / "README.md").read_text("utf-8")
    text = "topic: {zh: 住房, en: Housing}\nfacts:\n\n  pinghu.intern_flats:\n    region： pinghu\n"
    read = read_bytes(text.encode(), "content/housing.yaml")
    (found,) = read.problems
    shown = [headline(found, Lang.ZH), *frame(found, {found.file: read.lines}), *advice(found, Lang.ZH)]
    assert "\n".join(shown) in guide


def test_both_languages() -> None:
    assert headline(problem(2, 3), Lang.ZH) == "f.yaml:2:3: 错误: 中文。 [rule-x]"
    assert headline(problem(2, 3), Lang.EN) == "f.yaml:2:3: error: English. [rule-x]"
    assert advice(problem(2, 3), Lang.ZH) == ["  改法: 改。"]
    assert advice(problem(2, 3), Lang.EN) == ["  fix: Mend."]
    assert headline(problem(0, 0), Lang.EN).startswith("f.yaml: error")
