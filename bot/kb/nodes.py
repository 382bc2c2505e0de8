"""What the reader hands on: a small frozen tree in which every scalar is text and knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.errors import Problem

MOST_COMPLAINTS = 1000
"""Complaints of one sort about a file that are made: nobody reads more, and a spoilt file could give millions."""


class Position(NamedTuple):
    """A place in a file: line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int


class Scalar(NamedTuple):
    """A single value: always text, whatever it looks like (`NO`, `010`, `9:30`)."""

    text: str
    line: int
    column: int


class Seq(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


class Entry(NamedTuple):
    """One `key: value` of a map."""

    key: Scalar
    value: Node


class Map(NamedTuple):
    """Keys with their values, in the order of the file; a key occurs once."""

    entries: dict[str, Entry]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None where the key is missing."""
        entry = self.entries.get(key)
        return entry.value if entry else None


Node = Scalar | Seq | Map


def scalars(node: Node) -> Iterator[Scalar]:
    """All values below a node (keys left out), in the order of the file."""
    if isinstance(node, Scalar):
        yield node
        return
    children = node.items if isinstance(node, Seq) else [entry.value for entry in node.entries.values()]
    for child in children:
        yield from scalars(child)


class Message(NamedTuple):
    """A complaint in both languages, and what to do about it."""

    zh: str
    en: str
    fix_zh: str = ""
    fix_en: str = ""
    edit: tuple[str, str] | None = None
    """What stands at the place and what should, where a command may change it."""


def complaint(at: Position, rule: str, message: Message, level: str = "error") -> Problem:
    """Put a message and a place together; `level` is `error` or `warning`."""
    return Problem(at.file, at.line, at.column, rule, level, *message)
