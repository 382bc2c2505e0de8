"""There is at least one fact: a bot that knows nothing does not go live.

至少要有一条事实：什么都不知道的机器人不能上线。

in -

wrong:
    content/ 里一条事实也没有 / not a single fact in content/
right:
    content/housing.yaml 里有 facts: / content/housing.yaml holds facts:
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, Position, complaint

ID = "no-facts"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain about the content as a whole."""
    if not draft.facts:
        yield complaint(Position("content", 0, 0), ID, _MESSAGE, LEVEL)


_MESSAGE = Message(
    "一条事实也没有读到。",
    "Not a single fact was read.",
    "检查 content 文件夹的位置，并先改好上面列出的错误。",
    "Check where the content folder is and mend the errors listed above first.",
)
