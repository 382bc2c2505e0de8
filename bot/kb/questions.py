"""The example questions of intents with their places, folded for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.kb.nodes import Map, Node, Position, scalars

_NOT_WORD = re.compile(r"[\W_]+")


class Asked(NamedTuple):
    """One example question."""

    intent: str
    text: str
    folded: str
    at: Position


def fold(text: str) -> str:
    """The text without differences of width, case, spaces and punctuation."""
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return _NOT_WORD.sub("", plain.casefold())


def asked(intent: str, file: str, node: Node) -> Iterator[Asked]:
    """Every question of an intent, those of `details` included; ones without a word are left out."""
    for listed in _lists(node):
        for item in scalars(listed):
            folded = fold(item.text)
            if folded:
                yield Asked(intent, item.text, folded, Position(file, item.line, item.column))


def _lists(node: Node) -> Iterator[Node]:
    if not isinstance(node, Map):
        return
    for field in ("questions", "details"):
        found = node.get(field)
        if found is not None:
            yield found
