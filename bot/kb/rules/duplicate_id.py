"""No two documents, regions, facts or intents share an id, in whichever files they stand.

文章、地方、事实、意图的编号，在所有文件里都不能重复。

in intents/money.yaml

wrong:
    gap.rent:
    ^
right:
    smalltalk.hello:
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, Position, complaint

ID = "duplicate-id"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one and name the place of the first."""
    groups: tuple[Sequence[Found[Any]], ...] = (draft.documents, draft.regions, draft.facts, draft.intents)
    for group in groups:
        first: dict[str, Position] = {}
        for found in group:
            place = first.setdefault(found.key.text, found.here)
            if place != found.here:
                yield complaint(found.here, ID, _message(found.key.text, place), LEVEL)


def _message(name: str, first: Position) -> Message:
    place = f"{first.file}:{first.line}"
    return Message(
        f"编号 {name} 重复了，{place} 已经有一个。",
        f"The id {name} occurs twice; the first is at {place}.",
        "给其中一个换个编号，或者把两个合并。",
        "Give one of them another id, or merge them.",
    )
