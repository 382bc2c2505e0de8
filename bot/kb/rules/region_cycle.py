"""No region lies inside itself, through however many parents.

一个地方不能绕一圈又属于自己。

in content/regions.yaml

wrong:
    name: {zh: 嘉善, en: Jiashan}
    parent: jiashan
            ^
right:
    name: {zh: 嘉善, en: Jiashan}
    parent: jiaxing
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "region-cycle"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the `parent` of every region on a cycle."""
    for region in draft.regions:
        chain = _chain(draft, region.value.id)
        if region.value.id in chain:
            yield complaint(region.at("parent"), ID, _message([region.value.id, *chain]), LEVEL)


def _chain(draft: Draft, start: str) -> list[str]:
    """The parents of a region up to the first that comes again."""
    chain: list[str] = []
    found = draft.region_by_id.get(start)
    while found and found.value.parent and found.value.parent not in chain:
        chain.append(found.value.parent)
        found = draft.region_by_id.get(found.value.parent)
    return chain


def _message(chain: list[str]) -> Message:
    path = " → ".join(chain[: chain.index(chain[0], 1) + 1])
    return Message(
        f"上级地区绕成了圈：{path}。",
        f"The parents run in a circle: {path}.",
        "改正 parent，让每个地方只属于比它大的地方。",
        "Correct `parent` so that each place lies in a larger one.",
    )
