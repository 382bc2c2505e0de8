"""What a chat remembers from one message to the next: plain data, no words of the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.knowledge import KnowledgeBase

EXPIRES_AFTER = timedelta(minutes=30)
"""Silence after which a conversation is over: place and topic are forgotten, the language stays."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One chat's memory. `to_json` and `from_json` are its form in the store."""

    lang: str | None = None
    """Language of the last reply, for messages that do not show one."""
    fixed_lang: str | None = None
    """Language chosen with /lang; overrides everything."""
    place: str | None = None
    """Region named last."""
    asked: str | None = None
    """Region that the last question asked about, as against one only remembered."""
    intent: str | None = None
    """Subject of the last answer."""
    facts: tuple[str, ...] = ()
    """Facts of the last answer."""
    aspects: tuple[str, ...] = ()
    """What was asked of the subject last."""
    earlier: tuple[str, ...] = ()
    """Subjects before the last one, latest first."""
    options: tuple[tuple[str, str], ...] = ()
    """Label and value of the options under the last reply."""
    misses: int = 0
    """Failures in a row (unknown or off topic)."""
    at: str = ""
    """Time of the last message, ISO 8601."""

    def current(self, now: datetime) -> Memory:
        """The memory as it is worth now: what has expired is forgotten."""
        if not self.at or now - datetime.fromisoformat(self.at) <= EXPIRES_AFTER:
            return self
        return Memory(lang=self.lang, fixed_lang=self.fixed_lang, options=self.options)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the store."""
        return {key: value for key, value in asdict(self).items() if value}


def from_json(data: Mapping[str, Any]) -> Memory:
    """Read a stored memory; anything unusable in it (an older version's) is left out."""
    try:
        memory = Memory(**{key: _tuples(value) for key, value in data.items() if key in Memory.__slots__})
        pairs = tuple(pair for pair in memory.options if len(pair) == 2)
        texts = (*memory.facts, *memory.aspects, *memory.earlier, *(text for pair in pairs for text in pair))
        singles = (memory.lang, memory.fixed_lang, memory.place, memory.asked, memory.intent)
        sound = all(isinstance(text, str) for text in (*texts, *filter(None, singles)))
        if not sound or (memory.at and datetime.fromisoformat(memory.at).utcoffset() is None):
            return Memory()
        return replace(memory, options=pairs, misses=int(memory.misses))
    except (TypeError, ValueError):
        return Memory()


def without_gone(memory: Memory, base: KnowledgeBase) -> Memory:
    """A memory without what the knowledge does not have: it may have been changed since the last message."""

    def is_subject(name: str | None) -> bool:
        """An intent, or a fact that no intent names."""
        return name in base.intents or (name in base.facts and name not in base.intent_of)

    return replace(
        memory,
        place=memory.place if memory.place in base.regions else None,
        asked=memory.asked if memory.asked in base.regions else None,
        intent=memory.intent if is_subject(memory.intent) else None,
        facts=tuple(fact for fact in memory.facts if fact in base.facts),
        earlier=tuple(name for name in memory.earlier if is_subject(name)),
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
