"""`outcome` fits the rest: facts are given by an answer, and an intent without facts is no answer.

`outcome` 要和内容相符：有事实的才是回答（answer），没有事实的不是。

in intents/money.yaml

wrong:
    outcome: answer
             ^
right:
    outcome: smalltalk
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.model import Outcome
from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "outcome-mismatch"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `outcome`, or at the intent's id where it is missing."""
    for intent in draft.intents:
        is_answer = intent.value.outcome is Outcome.ANSWER
        if intent.value.facts and not is_answer:
            message = _facts_unused(intent.value.id, intent.value.outcome)
            yield complaint(intent.at("outcome"), ID, message, LEVEL)
        elif is_answer and not intent.value.facts and intent.value.say is not None:
            yield complaint(intent.at("outcome"), ID, _no_facts(intent.value.id), LEVEL)


def _facts_unused(name: str, outcome: str) -> Message:
    return Message(
        f"{name} 写了 outcome: {outcome}，又写了 facts。",
        f"{name} has outcome: {outcome} and facts as well.",
        "要回答事实就删掉 outcome；只作为相近内容给出就把 facts 改成 nearest。",
        "Delete `outcome` to answer with the facts, or rename `facts` to `nearest`.",
    )


def _no_facts(name: str) -> Message:
    return Message(
        f"{name} 没有 facts，outcome 却是 answer。",
        f"{name} has no facts, yet its outcome is answer.",
        "材料没有写的，加上 outcome: unknown；寒暄、跑题、转人工写 smalltalk、offtopic、handoff。",
        "Add outcome: unknown for what the material does not say, else smalltalk, offtopic or handoff.",
    )
