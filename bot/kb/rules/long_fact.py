"""A fact is short enough for a chat: at most 120 characters of Chinese.

一条事实中文不超过 120 个字，太长了没人看。

in content/housing.yaml

wrong:
    zh: 嘉善的专家楼接待来访的专家，也接待来访的教授、研究员、工程师和他们的家人，也接待来访的教授、研究员、工程师和他们的家人，也接待来访的教授、研究员、工程师和他们的家人，也接待来访的教授、研究员、工程师和他们的家人，也接待来访的教授、研究员、工程师和他们的家人。
        ^
right:
    zh: 嘉善的专家楼接待来访的专家。
"""  # noqa: E501

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
