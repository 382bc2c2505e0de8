"""Whether an edit has left alone what it did not touch: the values outside the edited lines, and where they belong."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from bot.kb.nodes import Map, Node, Scalar, Seq


class _Value(NamedTuple):
    path: tuple[str, ...]
    """Keys from the top, or from the last one on an open line (`*`); `-` for an item of a list."""
    line: int
    text: str
    is_key: bool


def keeps(before: Node, after: Node, edited: Collection[int]) -> bool:
    """True where every key and value off the edited lines is the same and in the same place in both trees.

    `edited`: lines from 1; edits never add or remove one. A value that ran on into an edited line, or from one, counts
    as edited with all its lines.
    """
    is_open = _open_lines(before, edited)
    return _untouched(before, is_open) == _untouched(after, is_open)


def _open_lines(root: Node, edited: Collection[int]) -> frozenset[int]:
    """The edited lines and all others that belong to a value on them."""
    starts = sorted({value.line for value in _values(root, (), frozenset())})
    opened = set(edited)
    for line in edited:
        number = bisect_right(starts, line)
        end = starts[number] if number < len(starts) else line + 1
        opened.update(range(starts[number - 1] if number else line, end))
    return frozenset(opened)


def _untouched(root: Node, is_open: frozenset[int]) -> Counter[_Value]:
    return Counter(value for value in _values(root, (), is_open) if value.line not in is_open)


def _values(node: Node, path: tuple[str, ...], is_open: frozenset[int]) -> Iterator[_Value]:
    if isinstance(node, Scalar):
        yield _Value(path, node.line, node.text, is_key=False)
    elif isinstance(node, Seq):
        for item in node.items:
            yield from _values(item, (*path, "-"), is_open)
    else:
        yield from _entries(node, path, is_open)


def _entries(node: Map, path: tuple[str, ...], is_open: frozenset[int]) -> Iterator[_Value]:
    for name, entry in node.entries.items():
        yield _Value(path, entry.key.line, name, is_key=True)
        # Whatever hangs on an edited key goes where that goes.
        step = ("*",) if entry.key.line in is_open else (*path, name)
        yield from _values(entry.value, step, is_open)
