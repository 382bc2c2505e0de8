"""What the bot knows, frozen: documents, regions, facts, intents.

Nothing here reads a file: `bot.kb.loader` builds a `KnowledgeBase` from YAML, after which it never changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.core.model import Outcome

ASPECTS = (
    "what",
    "count",
    "money",
    "price",
    "when",
    "next",
    "where",
    "who",
    "person",
    "how",
    "contact",
    "list",
    "hours",
    "duration",
    "share",
    "rank",
    "result",
    "why",
    "size",
)
"""What can be asked of a subject; a fact lists those that it answers."""


_MOST_KIN = 6
"""A name that more intents than this use, or that is a subject's own title, is a common word and no bond."""


class Lang(StrEnum):
    """Languages that the content is written in (traditional script is made from `ZH`)."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The words for a reply language; traditional script reads the Chinese ones."""
        return self.en if lang == Lang.EN else self.zh


@dataclass(frozen=True, slots=True)
class Document:
    """A newspaper article that facts are drawn from."""

    id: str
    title: Words
    date: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    date_printed: bool
    """False where the date is inferred from the text."""
    file: str
    byline: str = ""
    publisher: Words | None = None
    """Named only where the article itself prints it."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place that facts can be about, or (`covered` false) one that people name although no fact is about it."""

    id: str
    name: Words
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    members: tuple[str, ...] = ()
    """For a zone that cuts across: the regions whose askers also see the zone's facts."""
    covered: bool = True
    office: Words | None = None
    """Who may know more there, as the documents name it; a region without one passes on to its parent's."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated, sourced statement in our own words."""

    id: str
    region: str
    as_of: str
    """The date the statement speaks for: YYYY, YYYY-MM or YYYY-MM-DD."""
    source: str
    """Id of a document."""
    answers: frozenset[str]
    """Aspects (see `ASPECTS`) that the statement answers."""
    text: Words
    also: tuple[str, ...] = ()
    """Names and keywords by which people ask for it directly."""
    topic: str = ""
    """Stem of the content file that holds it."""
    until: str | None = None
    """YYYY-MM-DD after which the statement has expired."""
    review_by: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """Example questions by language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Both languages, Chinese first."""
        return self.zh + self.en


@dataclass(frozen=True, slots=True)
class Intent:
    """One subject that people ask about."""

    id: str
    topic: str
    """Stem of the file that holds it."""
    title: Words
    questions: Questions
    facts: tuple[str, ...] = ()
    details: Mapping[str, Questions] = field(default_factory=dict)
    """Fact id to questions that only this one of the intent's facts answers."""
    outcome: Outcome = Outcome.ANSWER
    """`unknown` for a known gap; `smalltalk`, `offtopic` or `handoff` for the rest without facts."""
    say: Words | None = None
    """The reply of an intent without facts."""
    nearest: tuple[str, ...] = ()
    """For a known gap: facts that come nearest."""
    aspects: frozenset[str] = frozenset()
    """For a known gap: the aspects that make it up (`price` for the rent); empty for all."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the bot knows, validated and immutable."""

    documents: Mapping[str, Document]
    regions: Mapping[str, Region]
    facts: Mapping[str, Fact]
    intents: Mapping[str, Intent]
    topics: Mapping[str, Words]
    """Topic (file stem) to its heading."""
    version: str
    """Hash of all the files that it was read from (12 hex digits)."""

    @cached_property
    def intent_of(self) -> Mapping[str, str]:
        """Fact id to the first intent that names it."""
        owners: dict[str, str] = {}
        for intent in self.intents.values():
            for fact in intent.facts:
                owners.setdefault(fact, intent.id)
        return owners

    @cached_property
    def kin(self) -> Mapping[str, tuple[str, ...]]:
        """Intent to the intents of which facts share one of its facts' names: one body, told in several subjects."""
        titles = {title.casefold() for i in self.intents.values() for title in (i.title.zh, i.title.en)}
        holders: dict[str, set[str]] = {}
        for fact, intent in self.intent_of.items():
            for name in self.facts[fact].also:
                holders.setdefault(name.casefold(), set()).add(intent)
        related: dict[str, set[str]] = {}
        for name, intents in holders.items():
            if 1 < len(intents) <= _MOST_KIN and name not in titles:
                for intent in intents:
                    related.setdefault(intent, set()).update(intents - {intent})
        return {intent: tuple(sorted(others)) for intent, others in related.items()}

    def containing(self, region: str) -> tuple[str, ...]:
        """A region's parents, nearest first, then the zones that it is a member of."""
        chain: list[str] = []
        at = self.regions[region].parent if region in self.regions else None
        while at is not None and at not in chain:
            chain.append(at)
            at = self.regions[at].parent
        zones = [zone.id for zone in self.regions.values() if region in zone.members]
        return tuple(chain + zones)

    def within(self, region: str) -> tuple[str, ...]:
        """All regions below a region, at any depth, and a zone's members."""
        below = [r.id for r in self.regions.values() if region in self.containing(r.id)]
        return tuple(below)
