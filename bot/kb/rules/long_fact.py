"""A fact is short enough for a chat: at most 120 characters of Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "long-fact"
LEVEL = "warning"
MOST = 120


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the Chinese text; English needs more letters for the same and is not counted."""
    for fact in draft.facts:
        length = len(fact.value.text.zh)
        if length > MOST:
            yield complaint(fact.at("zh"), ID, _message(fact.value.id, length), LEVEL)


def _message(name: str, length: int) -> Message:
    return Message(
        f"{name} 有 {length} 个字，超过 {MOST} 个字。",
        f"{name} has {length} Chinese characters; {MOST} are enough.",
        "把它拆成两条事实。",
        "Split it into two facts.",
    )
