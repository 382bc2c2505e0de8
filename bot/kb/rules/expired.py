"""A fact whose `until` has passed is mended or removed: the bot calls it expired.

过了 `until` 的事实要换掉或删掉：机器人只会说它已过期。

in content/money.yaml

wrong:
    until: 2020-12-31
           ^
right:
    until: 2027-12-31
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "expired"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `until`, by the day that the draft is judged on."""
    today = draft.today.isoformat()
    for fact in draft.facts:
        until = fact.value.until
        if until is not None and until < today:
            yield complaint(fact.at("until"), ID, _message(fact.value.id, until), LEVEL)


def _message(name: str, until: str) -> Message:
    return Message(
        f"{name} 在 {until} 之后已经过期，机器人会说明它已过期。",
        f"{name} expired after {until}; the bot says so.",
        "换成新的事实；如果仍然有效，改掉 until。",
        "Replace the fact, or change `until` if it still holds.",
    )
