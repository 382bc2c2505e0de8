"""A list of example questions holds at least three: fewer are seldom matched.

每种语言至少三个问法，少了认不出来。

in intents/money.yaml

wrong:
    en: [hello]
        ^
right:
    en: [hello, good morning, hi there]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "few-questions"
LEVEL = "warning"
ENOUGH = 3


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the list; an empty one is a matter of `questions-one-language`."""
    for intent in draft.intents:
        questions = intent.value.questions
        for lang, listed in (("zh", questions.zh), ("en", questions.en)):
            if 0 < len(listed) < ENOUGH:
                message = _message(intent.value.id, len(listed))
                yield complaint(intent.at("questions", lang), ID, message, LEVEL)


def _message(name: str, count: int) -> Message:
    return Message(
        f"{name} 这里只有 {count} 个问法。",
        f"{name} has only {count} question(s) here.",
        f"写到至少 {ENOUGH} 个，用市民自己的说法。",
        f"Write at least {ENOUGH}, in the askers' own words.",
    )
