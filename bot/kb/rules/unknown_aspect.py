"""Every aspect that a fact answers, or that makes up a known gap, is one of `ASPECTS`.

`answers` 和 `aspects` 只能写表里有的方面。

in content/housing.yaml (--fix)

wrong:
    answers: [count, prise, who]
                     ^
right:
    answers: [count, price, who]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.knowledge import ASPECTS
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.guess import guess
from bot.kb.nodes import Map, Message, Scalar, Seq, complaint

ID = "unknown-aspect"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the word itself."""
    for fact in draft.facts:
        yield from _unknown(fact, "answers", fact.value.answers)
    for intent in draft.intents:
        yield from _unknown(intent, "aspects", intent.value.aspects)


def _unknown(found: Found[Any], field: str, aspects: frozenset[str]) -> Iterator[Problem]:
    if aspects.issubset(ASPECTS):
        return
    listed = found.node.get(field) if isinstance(found.node, Map) else None
    items = listed.items if isinstance(listed, Seq) else ()
    for number, item in enumerate(items):
        name = item.text.strip() if isinstance(item, Scalar) else ""
        if name in aspects and name not in ASPECTS:
            yield complaint(found.at(field, number), ID, _message(name), LEVEL)


def _message(name: str) -> Message:
    zh, en, edit = guess(name, ASPECTS)
    return Message(
        f"没有“{name}”这个方面。",
        f"There is no aspect “{name}”.",
        zh or f"可以写：{'、'.join(ASPECTS)}。",
        en or f"Write some of {', '.join(ASPECTS)}.",
        edit,
    )
