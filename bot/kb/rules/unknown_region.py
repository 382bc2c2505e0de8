"""Every region that is named stands in regions.yaml, and the region of a fact among the covered ones.

写到的地方必须在 regions.yaml 里有；事实的地方要在 regions 下面，不能在 outside 下面。

in content/money.yaml (--fix)

wrong:
    region: pingu
            ^
right:
    region: pinghu
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.guess import Guess, Guesses
from bot.kb.nodes import Message, Position, complaint

ID = "unknown-region"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the name; nothing where regions.yaml itself could not be read."""
    known = draft.region_by_id
    if not known:
        return
    guesses = Guesses(known)
    for name, at in _named(draft):
        if name and name not in known:
            yield complaint(at, ID, _unknown(name, draft, guesses.of(name)), LEVEL)
    for fact in draft.facts:
        region = known.get(fact.value.region)
        if region and not region.value.covered:
            yield complaint(fact.at("region"), ID, _outside(fact.value.region), LEVEL)


def _named(draft: Draft) -> Iterator[tuple[str, Position]]:
    for fact in draft.facts:
        yield fact.value.region, fact.at("region")
    for region in draft.regions:
        yield region.value.parent or "", region.at("parent")
        for number, member in enumerate(region.value.members):
            yield member, region.at("members", number)


def _unknown(name: str, draft: Draft, guess: Guess) -> Message:
    covered = [found.value.id for found in draft.region_by_id.values() if found.value.covered]
    return Message(
        f"regions.yaml 里没有地方 {name}。",
        f"There is no region {name} in regions.yaml.",
        guess.zh or f"已有的地方：{'、'.join(covered)}。",
        guess.en or f"Known regions: {', '.join(covered)}.",
        guess.edit,
    )


def _outside(name: str) -> Message:
    return Message(
        f"{name} 在 regions.yaml 里列在 outside（材料没有写到的地方），却有了事实。",
        f"{name} stands under `outside` in regions.yaml, among the places without facts.",
        "把它从 outside 移到 regions 下面。",
        "Move it from `outside` to `regions`.",
    )
