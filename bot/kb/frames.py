"""Shows a problem to a person: the line it is on, a caret under the place, the fix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from bot.core.knowledge import Lang
from bot.errors import Problem

_TOKEN = re.compile(r"[\w.\-]+")
_WIDEST = 160
"""Columns of a shown line; a longer one is cut around the caret."""

_LEVELS = {Lang.ZH: {"error": "错误", "warning": "警告"}, Lang.EN: {"error": "error", "warning": "warning"}}
_FIX = {Lang.ZH: "改法", Lang.EN: "fix"}


def place(problem: Problem) -> str:
    """`file:line:column`, as editors and terminals link it; the file alone where no line is to blame."""
    return f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file


def headline(problem: Problem, lang: Lang) -> str:
    """One line: where, how bad, what, by which rule."""
    text = problem.en if lang is Lang.EN else problem.zh
    return f"{place(problem)}: {_LEVELS[lang][problem.level]}: {text} [{problem.rule}]"


def frame(problem: Problem, lines: Mapping[str, Sequence[str]]) -> list[str]:
    """The line before, the line itself and a caret below it; nothing where the line is not known."""
    known = lines.get(problem.file, ())
    if not 1 <= problem.line <= len(known):
        return []
    width = len(str(problem.line))
    line, caret = _cut(known[problem.line - 1], problem.column - 1)
    shown = [f"  {problem.line:>{width}} | {line}", f"  {'':>{width}} | {caret}"]
    if problem.line > 1 and known[problem.line - 2].strip():
        before = _visible(known[problem.line - 2][:_WIDEST])
        shown.insert(0, f"  {problem.line - 1:>{width}} | {before}")
    return shown


def advice(problem: Problem, lang: Lang) -> list[str]:
    """What to do, in one line; nothing where only the editor can know."""
    fix = problem.fix_en if lang is Lang.EN else problem.fix_zh
    return [f"  {_FIX[lang]}: {fix}"] if fix else []


def _cut(line: str, column: int) -> tuple[str, str]:
    """The line and its caret; Chinese characters are two columns wide."""
    is_wide = len(line) > _WIDEST or cell_len(line) > _WIDEST
    start = max(0, column - _WIDEST // 2) if is_wide else 0
    shown = _visible(line[start : start + _WIDEST])
    at = min(column - start, len(shown))
    token = _TOKEN.match(shown, at)
    marked = token[0] if token else shown[at : at + 1]
    return shown, " " * cell_len(shown[:at]) + "^" * max(1, cell_len(marked))


def _visible(line: str) -> str:
    """One character for each, but tabs and characters that the terminal would act upon become signs."""
    return "".join("→" if char == "\t" else "·" if _is_hidden(char) else char for char in line)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf")
