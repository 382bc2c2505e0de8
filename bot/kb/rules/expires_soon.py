"""A fact whose `until` comes within 60 days is renewed in time.

`until` 在 60 天以内的事实，要趁早核对。

in content/money.yaml

wrong:
    until: 2026-12-15
           ^
right:
    until: 2027-12-31
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "expires-soon"
LEVEL = "warning"
SOON = timedelta(days=60)


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `until`, by the day that the draft is judged on."""
    today, soon = draft.today.isoformat(), (draft.today + SOON).isoformat()
    for fact in draft.facts:
        until = fact.value.until
        if until is not None and today <= until <= soon:
            yield complaint(fact.at("until"), ID, _message(fact.value.id, until), LEVEL)


def _message(name: str, until: str) -> Message:
    return Message(
        f"{name} 到 {until} 就过期了。",
        f"{name} expires on {until}.",
        "核对来源，有新的就换上；仍然有效就改 until。",
        "Check the source: put the new fact in its place, or change `until` if it still holds.",
    )
