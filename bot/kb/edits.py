"""Edits of single lines, as complaints ask for them: found in the text, tried in several widths, applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.errors import Problem
from bot.kb.reader import BREAK

_PARTS = re.compile(f"({BREAK.pattern})")
_INDENTING = frozenset({"tab", "special-space"})
_WIDTHS = (2, 4, 1, 8, 0)
"""Spaces that one tab may have stood for, none where it is a slip; also tried for a full-width space."""


class Placed(NamedTuple):
    """An edit at its place: line from 1, column from 0."""

    line: int
    column: int
    old: str
    new: str
    rule: str
    blamed: int
    """The column, from 1, at which the complaint stands."""

    @property
    def matters(self) -> bool:
        """False for blanks at the end of a line, which nobody reads; a full-width one is part of the value."""
        return self.rule != "trailing-space" or bool(self.old.strip(" \t"))


def placed(problem: Problem, lines: Sequence[str]) -> Placed | None:
    """Where the edit of a complaint is to be made; None where it has none, or the text is not there."""
    if problem.edit is None or not 1 <= problem.line <= len(lines):
        return None
    old, new = problem.edit
    column = _column(lines[problem.line - 1], problem.column - 1, old)
    return None if column is None else Placed(problem.line, column, old, new, problem.rule, problem.column)


def _column(line: str, column: int, old: str) -> int | None:
    """At the place itself, behind a quote there, or around it."""
    if line.startswith(old, column):
        return column
    if line[column : column + 1] in ('"', "'") and line.startswith(old, column + 1):
        return column + 1
    found = line.rfind(old, 0, column + len(old))
    return found if 0 <= found <= column < found + len(old) else None


def widths(edits: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The edits as they are and, where some are about indentation, with other widths of it."""
    yield list(edits)
    if any(_is_indenting(edit) for edit in edits):
        for width in _WIDTHS:
            other = [
                edit._replace(new=_widened(edit.old, width)) if _is_indenting(edit) else edit
                for edit in edits
            ]
            if other != list(edits):
                yield other


def _widened(indent: str, width: int) -> str:
    return "".join(" " * width if char in "\t\u3000" else " " for char in indent)


def _is_indenting(edit: Placed) -> bool:
    return edit.rule in _INDENTING and len(edit.new) > 1


def apply(data: bytes, edits: Iterable[Placed]) -> bytes:
    """The file with the edits made; of two that overlap the first is left for another time."""
    bom = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    parts = _PARTS.split(data[len(bom) :].decode())
    end: dict[int, int] = {}
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        line = parts[2 * edit.line - 2]
        stop = edit.column + len(edit.old)
        if stop <= end.get(edit.line, len(line)) and line.startswith(edit.old, edit.column):
            parts[2 * edit.line - 2] = line[: edit.column] + edit.new + line[stop:]
            end[edit.line] = edit.column
    return bom + "".join(parts).encode()
