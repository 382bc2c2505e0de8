"""A name stands for one region only, else the bot cannot tell which place is meant.

一个名称只能指一个地方，不然机器人不知道说的是哪里。

in content/regions.yaml

wrong:
    hangzhou: {name: {zh: 杭州, en: Hangzhou}, aliases: [杭州市, 禾城]}
                                                                 ^
right:
    hangzhou: {name: {zh: 杭州, en: Hangzhou}, aliases: [杭州市]}
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge import Region
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, Position, complaint
from bot.kb.questions import fold

ID = "shared-alias"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one."""
    first: dict[str, str] = {}
    for region in draft.regions:
        for name, at in _names(region):
            owner = first.setdefault(fold(name), region.value.id)
            if name and owner != region.value.id:
                yield complaint(at, ID, _message(name, owner), LEVEL)


def _names(region: Found[Region]) -> Iterator[tuple[str, Position]]:
    yield region.value.name.zh, region.at("name", "zh")
    yield region.value.name.en, region.at("name", "en")
    for number, alias in enumerate(region.value.aliases):
        yield alias, region.at("aliases", number)


def _message(name: str, owner: str) -> Message:
    return Message(
        f"“{name}”已经是 {owner} 的名称或别名。",
        f"“{name}” is already a name of {owner}.",
        "只在一个地方保留它。",
        "Keep it with one of them.",
    )
