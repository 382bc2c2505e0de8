"""No question stands under two intents: the bot could not tell which one is meant.

同一个问法不能放在两个意图里，机器人分不清问的是哪个。宽窄、大小写、空格、标点不算区别。

in intents/money.yaml

wrong:
    zh: [你好, 您好, 人才公寓？]
                     ^
right:
    zh: [你好, 您好, 在吗]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint
from bot.kb.questions import Asked

ID = "duplicate-question"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one; width, case, spaces and punctuation do not make a difference."""
    first: dict[str, Asked] = {}
    for question in draft.questions:
        earlier = first.setdefault(question.folded, question)
        if earlier.intent != question.intent:
            yield complaint(question.at, ID, _message(question, earlier), LEVEL)


def _message(question: Asked, earlier: Asked) -> Message:
    place = f"{earlier.at.file}:{earlier.at.line}"
    return Message(
        f"“{question.text}”已经是 {earlier.intent} 的问法（{place}）。",
        f"“{question.text}” is already a question of {earlier.intent} ({place}).",
        "只在一个意图里保留它，或者改得更具体。",
        "Keep it in one of the two, or make it more specific.",
    )
