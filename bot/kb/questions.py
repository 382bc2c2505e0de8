"""The example questions of all intents with their places, folded for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.kb.draft import Draft
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
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def asked(draft: Draft) -> Iterator[Asked]:
    """Every question of every intent, those of `details` included; ones without a word are left out."""
    for intent in draft.intents:
        for node in _lists(intent.node):
            for item in scalars(node):
                folded = fold(item.text)
                if folded:
                    at = Position(intent.file, item.line, item.column)
                    yield Asked(intent.value.id, item.text, folded, at)


def _lists(node: Node) -> Iterator[Node]:
    if not isinstance(node, Map):
        return
    for field in ("questions", "details"):
        found = node.get(field)
        if found is not None:
            yield found
