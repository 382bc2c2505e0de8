"""Two facts about the same thing, place and date give the same figure.

同一个地方、同一个时间、同一样东西，两条事实的数字要一样。

in content/housing.yaml

wrong:
    zh: 平湖为实习生和见习生准备了495套免费公寓。
        ^
    en: Pinghu keeps 495 rent-free flats for interns and trainees.
right:
    zh: 平湖有3家青年驿站，来找工作的毕业生可以免费住7天。
    en: "Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free."
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.core.knowledge import Fact
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, complaint

ID = "figures-disagree"
LEVEL = "warning"
ALIKE = 60
"""Facts less alike than this (0 to 100, figures left out) are about different things."""

_COUNTED = re.compile(
    r"(?P<figure>[0-9][0-9,]*(?:\.[0-9]+)?(?:百万|千万|百亿|千亿|万亿|[百千万亿])?)[余多几]?"
    r"(?![年月日号时点世后元])(?=(?P<thing>[\u4e00-\u9fff]{3,4}))"
)
"""A figure and the measure word and noun behind it: 459 套免费公."""
_NAME = re.compile("[“《].*?[”》]")


class _Count(NamedTuple):
    figure: str
    fact: Found[Fact]


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the Chinese text of the later one."""
    counts: dict[tuple[str, str, str], list[_Count]] = defaultdict(list)
    for fact in draft.facts:
        for match in _COUNTED.finditer(fact.value.text.zh):
            key = (fact.value.region, fact.value.as_of, match["thing"])
            counts[key].append(_Count(match["figure"], fact))
    for group in counts.values():
        for one, other in combinations(group, 2):
            if one.figure != other.figure and _same_thing(one.fact.value, other.fact.value):
                yield complaint(other.fact.at("zh"), ID, _message(one, other), LEVEL)


def _same_thing(one: Fact, other: Fact) -> bool:
    """Whether two facts say the same of the same: alike in words, and naming the same names."""
    texts = (one.text.zh, other.text.zh)
    names, masked = ([*map(_NAME.findall, texts)], [_COUNTED.sub("#", text) for text in texts])
    return one.id != other.id and sorted(names[0]) == sorted(names[1]) and fuzz.ratio(*masked) >= ALIKE


def _message(one: _Count, other: _Count) -> Message:
    place = f"{one.fact.file}:{one.fact.at('zh').line}"
    return Message(
        f"{other.fact.value.id} 说 {other.figure}，{one.fact.value.id} 说 {one.figure}（{place}）。",
        f"{other.fact.value.id} says {other.figure}, {one.fact.value.id} says {one.figure} ({place}).",
        "对照来源，改正其中一个；说的不是一回事，就把区别写清楚。",
        "Correct one of them from the source; if they are about different things, say what differs.",
    )
