"""No question stands twice under the same intent: it would count double and helps nobody.

同一个问法在一个意图里只写一遍。

in intents/money.yaml

wrong:
    zh: [你好, 您好, 你好！]
                     ^
right:
    zh: [你好, 您好, 在吗]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, Position, complaint

ID = "repeated-question"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one."""
    first: dict[tuple[str, str], Position] = {}
    for question in draft.questions:
        place = first.setdefault((question.intent, question.folded), question.at)
        if place != question.at:
            yield complaint(question.at, ID, _message(question.text, place), LEVEL)


def _message(text: str, first: Position) -> Message:
    return Message(
        f"“{text}”在这个意图里写了两遍，第 {first.line} 行已经有了。",
        f"“{text}” stands twice under this intent; the first is at line {first.line}.",
        "删掉一个。",
        "Delete one of them.",
    )
