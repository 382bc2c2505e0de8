"""No case is an example question of an intent: it would pass whatever else breaks.

用例不能照抄意图的问法：照抄的用例总会通过，什么也测不出来。

in cases/housing.yaml

wrong:
    - ask: 青苗成长金多少？
      ^
right:
    - ask: 学生开公司给多少
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint
from bot.kb.questions import fold

ID = "case-is-example"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the case; width, case, spaces and punctuation make no difference."""
    if not draft.cases:
        return
    examples = {question.folded: question for question in draft.questions}
    for case in draft.cases:
        example = examples.get(fold(case.ask[0])) if len(case.ask) == 1 else None
        if example:
            place = f"{example.at.file}:{example.at.line}"
            yield complaint(case.at, ID, _message(case.ask[0], example.intent, place), LEVEL)


def _message(text: str, intent: str, place: str) -> Message:
    return Message(
        f"“{text}”就是 {intent} 的问法（{place}），测不出什么。",
        f"“{text}” is a question of {intent} ({place}), so the case shows nothing.",
        "换一种说法。",
        "Put it in other words.",
    )
