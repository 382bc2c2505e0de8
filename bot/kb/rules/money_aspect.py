"""A fact with a sum of money says so in `answers`, else 多少钱 does not find it.

写了金额的事实，`answers` 里要有 money 或 price，不然问“多少钱”找不到它。

in content/money.yaml

wrong:
    answers: [person]
             ^
right:
    answers: [money, person]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "money-aspect"
LEVEL = "warning"

_SUM = re.compile(
    r"[\d一二两三四五六七八九十百千万亿][多余]?(?:元|美元|欧元|港元|日元|人民币)(?!素|件|器|宇宙|旦)"
)


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `answers`."""
    for fact in draft.facts:
        found = _SUM.search(fact.value.text.zh)
        if found and fact.value.answers and not fact.value.answers & {"money", "price"}:
            yield complaint(fact.at("answers"), ID, _message(fact.value.id), LEVEL)


def _message(name: str) -> Message:
    return Message(
        f"{name} 写了金额，answers 里却没有 money 或 price。",
        f"{name} names a sum of money, but `answers` holds neither money nor price.",
        "加上 money（补贴、薪酬、投资、产值……）或 price（市民要付的钱）。",
        "Add money (subsidy, pay, investment, output ...) or price (what the asker pays).",
    )
