"""Every fact that an intent names exists, and `details` are about facts of the same intent.

意图里写的事实必须真的有；`details` 里的事实要写在同一个意图的 `facts` 里。

in intents/housing.yaml (--fix)

wrong:
    nearest: [pinghu.inter_flats]
              ^
right:
    nearest: [pinghu.intern_flats]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge import Intent
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.guess import Guess, Guesses
from bot.kb.nodes import Entry, Map, Message, Position, complaint

ID = "unknown-fact"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the fact's id; ids in files that cannot be read are taken to be right."""
    known = draft.fact_by_id
    guesses = Guesses(known)
    for intent in draft.intents:
        for name, at in _named(intent):
            if name not in known and name not in draft.unread_ids:
                yield complaint(at, ID, _unknown(name, guesses.of(name)), LEVEL)
        for name, entry in _details(intent).items():
            if name in known and name not in intent.value.facts:
                at = Position(intent.file, entry.key.line, entry.key.column)
                yield complaint(at, ID, _foreign(name, intent.value.id), LEVEL)


def _named(intent: Found[Intent]) -> Iterator[tuple[str, Position]]:
    for field, names in (("facts", intent.value.facts), ("nearest", intent.value.nearest)):
        for number, name in enumerate(names):
            yield name, intent.at(field, number)
    for name, entry in _details(intent).items():
        yield name, Position(intent.file, entry.key.line, entry.key.column)


def _details(intent: Found[Intent]) -> dict[str, Entry]:
    details = intent.node.get("details") if isinstance(intent.node, Map) else None
    return details.entries if isinstance(details, Map) else {}


def _unknown(name: str, guess: Guess) -> Message:
    return Message(
        f"content/ 里没有事实 {name}。",
        f"There is no fact {name} in content/.",
        guess.zh or "检查编号；如果事实所在的文件有错误，先改好那个文件。",
        guess.en or "Check the id; if the file that holds the fact has errors, mend those first.",
        guess.edit,
    )


def _foreign(name: str, intent: str) -> Message:
    return Message(
        f"details 里的 {name} 不在 {intent} 的 facts 里。",
        f"{name} has details here but is not among the facts of {intent}.",
        "把它加进 facts，或者把这几个问法移到它自己的意图下面。",
        "Add it to `facts`, or move these questions to the intent that holds it.",
    )
