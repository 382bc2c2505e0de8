"""A fact whose `review_by` has passed is looked at again.

过了 `review_by` 的事实要重新核对。

in content/money.yaml

wrong:
    review_by: 2026-06-30
               ^
right:
    review_by: 2027-06-30
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "review-due"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `review_by`, by the day that the draft is judged on."""
    today = draft.today.isoformat()
    for fact in draft.facts:
        due = fact.value.review_by
        if due is not None and due < today:
            yield complaint(fact.at("review_by"), ID, _message(fact.value.id, due), LEVEL)


def _message(name: str, due: str) -> Message:
    return Message(
        f"{name} 应在 {due} 前复核。",
        f"{name} was to be reviewed by {due}.",
        "核对来源，然后把 review_by 改到下一次复核的日子。",
        "Check it against its source, then set `review_by` to the next review.",
    )
