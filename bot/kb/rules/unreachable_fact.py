"""Every fact can be reached: an intent names it, or it has names of its own under `also`.

每条事实都要有人问得到：要么有意图的 `facts` 或 `nearest` 写了它，要么自己有 `also`。

in content/housing.yaml

wrong:
    jiashan.guest_rooms:
    ^
      region: jiashan
      as_of: 2025
      source: pinghu-2025
      answers: [what]
right:
    jiashan.guest_rooms:
      region: jiashan
      as_of: 2025
      source: pinghu-2025
      answers: [what]
      also: [专家楼]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "unreachable-fact"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the fact's id; nothing where intents cannot be read."""
    if draft.unread_ids or not draft.intents:
        return
    named = draft.meant(
        {name for intent in draft.intents for name in (*intent.value.facts, *intent.value.nearest)}
    )
    for fact in draft.facts:
        if not fact.value.also and fact.value.id not in named:
            yield complaint(fact.here, ID, _message(fact.value.id), LEVEL)


def _message(name: str) -> Message:
    return Message(
        f"没有意图用到 {name}，它也没有 also，几乎问不到。",
        f"No intent names {name} and it has no `also`, so it is hardly ever found.",
        "把编号加进一个意图的 facts，或者写上 also: [市民会说的名称]。",
        "Add its id to the `facts` of an intent, or give it names under `also`.",
    )
