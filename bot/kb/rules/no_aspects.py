"""Every fact says which aspects it answers; without them it is never picked for a question.

每条事实要写明它回答哪些方面（`answers`），不写就永远不会被选中。

in content/money.yaml

wrong:
    answers: []
             ^
right:
    answers: [money, who]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Map, Message, complaint

ID = "no-aspects"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at an empty `answers`; a missing one is complained of where the file is read."""
    for fact in draft.facts:
        written = isinstance(fact.node, Map) and "answers" in fact.node.entries
        if written and not fact.value.answers:
            yield complaint(fact.at("answers"), ID, _MESSAGE, LEVEL)


_MESSAGE = Message(
    "answers 是空的。",
    "`answers` is empty.",
    "写上这条事实能回答的方面，例如 [count, price, who]。",
    "List the aspects that this fact answers, as in [count, price, who].",
)
