"""A name by which people ask holds no full-width comma: most likely it separates two names.

`also` 和 `aliases` 里的名称不含全角逗号、顿号：多半是把两个名称写成了一个。

in content/housing.yaml

wrong:
    also: [免费公寓，459套]
           ^
right:
    also: [免费公寓, 459套]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, Position, complaint

ID = "comma-in-name"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the item of `also` or `aliases`."""
    for name, at in _names(draft):
        if "，" in name or "、" in name:
            yield complaint(at, ID, _message(name), LEVEL)


def _names(draft: Draft) -> Iterator[tuple[str, Position]]:
    for fact in draft.facts:
        for number, name in enumerate(fact.value.also):
            yield name, fact.at("also", number)
    for region in draft.regions:
        for number, name in enumerate(region.value.aliases):
            yield name, region.at("aliases", number)


def _message(name: str) -> Message:
    return Message(
        f"“{name}”里有全角逗号或顿号，会被当成一个名称。",
        f"“{name}” holds a full-width comma and is read as one name.",
        "如果是两个名称，改成半角逗号加一个空格“, ”。",
        "If these are two names, type a half-width comma and a space instead.",
    )
