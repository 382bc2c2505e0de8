"""Every intent has something to reply: facts, or a `say`.

每个意图都要有话可答：要么有 `facts`，要么有 `say`。

in intents/money.yaml

wrong:
    smalltalk.hello:
    ^
      title: {zh: 问好, en: Greeting}
      outcome: smalltalk
right:
    smalltalk.hello:
      title: {zh: 问好, en: Greeting}
      outcome: smalltalk
      say: {zh: 您好！请问想了解什么？, en: Hello! What would you like to know?}
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "nothing-to-say"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the intent's id."""
    for intent in draft.intents:
        if not intent.value.facts and intent.value.say is None:
            yield complaint(intent.here, ID, _message(intent.value.id), LEVEL)


def _message(name: str) -> Message:
    return Message(
        f"{name} 既没有 facts 也没有 say，机器人无话可答。",
        f"{name} has neither facts nor say, so there is nothing to reply.",
        "材料里有答案就写 facts: [...]；没有就写 outcome: unknown 和 say: {zh: …, en: …}。",
        "Write facts: [...] where the material has them, else outcome: unknown and say: {zh: …, en: …}.",
    )
