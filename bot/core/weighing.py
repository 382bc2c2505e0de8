"""How place, aspect and time weigh on the facts that a question may mean.

Each is a factor on a fact's likeness, so that what is hardly alike is not lifted by its place alone. The numbers were
set on tests/cases; CONTRIBUTING.md tells how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from bot.core.knowledge import Fact, KnowledgeBase
from bot.core.language.aspects import NEVER_PRINTED, REFUSING
from bot.core.language.fold import plain
from bot.core.language.places import Gazetteer
from bot.core.matching.names import COMMON, Name

EXACT_PLACE = 0.6
NAMED_PLACE = 0.18
REMEMBERED_PLACE = 0.25
CONTAINING_PLACE = -0.05
CITY_FIRST = 0.04
ASPECT_FITS = 0.12
ASPECT_MISSES = -0.12
LOOSE_ASPECT_FITS = 0.06
NAME_FITS = 0.12
NAME_MISSES = -0.15
YEAR_FITS = 0.08
YEAR_MISSES = -0.05

_LOOSE = frozenset({"what", "list", "result", "why"})
"""Aspects that many sentences answer without being listed as such: a fit helps, a miss means little."""

HOME = "jiaxing"
"""The place that the material is about where none is named."""


class Fit(IntEnum):
    """How a fact lies to a place that is asked about; lower is nearer."""

    EXACT = 0
    NAMED = 1
    """Another region's fact whose words name the place."""
    CONTAINING = 2
    """The city's fact for one of its counties, a zone's for a member."""
    WITHIN = 3
    """A county's fact where the city is asked about."""
    ELSEWHERE = 4


_PLACE = {
    Fit.EXACT: EXACT_PLACE,
    Fit.NAMED: NAMED_PLACE,
    Fit.CONTAINING: CONTAINING_PLACE,
    Fit.WITHIN: CONTAINING_PLACE,
    Fit.ELSEWHERE: -EXACT_PLACE,
}


@dataclass(frozen=True)
class Ask:
    """What is asked besides the subject."""

    places: tuple[str, ...] = ()
    """Covered places that this question names."""
    near: str | None = None
    """A place remembered or named elsewhere in the message: a preference that never blocks."""
    aspects: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()
    names: tuple[Name, ...] = ()
    """The names in the question."""
    exists: bool = False
    """True where it is asked whether there is such a thing at all."""
    outside: str | None = None
    """A place that the material does not cover, which this question names."""

    @cached_property
    def telling_names(self) -> tuple[Name, ...]:
        """The names that few facts have: evidence for one fact rather than another."""
        return tuple(name for name in self.names if len(name.holders) <= COMMON)

    @property
    def firm(self) -> frozenset[str]:
        """Aspects of which a fact either speaks or does not."""
        return self.aspects - _LOOSE

    @property
    def refusing(self) -> frozenset[str]:
        """Aspects that must be carried by a fact to be answered; a phone number is wanted whatever else is named."""
        return self.aspects & NEVER_PRINTED or self.aspects & REFUSING


class Weigher:
    """Knows for every fact which places and years it speaks for."""

    def __init__(self, base: KnowledgeBase, gazetteer: Gazetteer) -> None:
        self._base = base
        self._containing = {region: frozenset(base.containing(region)) for region in base.regions}
        self._named: dict[str, frozenset[str]] = {}
        self._years: dict[str, frozenset[int]] = {}
        for fact in base.facts.values():
            words = plain(f"{fact.text.zh} {fact.text.en} {' '.join(fact.also)}")
            self._named[fact.id] = frozenset(gazetteer.names(words))
            self._years[fact.id] = _years(fact)

    def names(self, fact: str, region: str) -> bool:
        """True where a fact's words name a region."""
        return region in self._named[fact]

    def speaks_for(self, fact: str, years: Iterable[int]) -> bool:
        """True where a fact is dated with, or names, one of the years."""
        return not self._years[fact].isdisjoint(years)

    def fit(self, fact: Fact, place: str) -> Fit:
        """How a fact lies to a place."""
        if fact.region == place:
            return Fit.EXACT
        if place in self._named[fact.id]:
            return Fit.NAMED
        if fact.region in self._containing[place]:
            return Fit.CONTAINING
        if place in self._containing[fact.region]:
            return Fit.WITHIN
        return Fit.ELSEWHERE

    def best_fit(self, fact: Fact, places: Iterable[str]) -> Fit:
        """The nearest fit to any of the places."""
        return min((self.fit(fact, place) for place in places), default=Fit.EXACT)

    def weigh(self, fact: Fact, ask: Ask) -> float:
        """Factor on a fact's likeness for its place, the aspect asked for, its time and the names in the question."""
        factor = (1 + self._place(fact, ask)) * (1 + self._aspect(fact, ask)) * (1 + self._time(fact, ask))
        for name in ask.telling_names:
            if fact.id in name.holders:
                factor *= 1 + NAME_FITS
            elif fact.id not in name.partly:
                factor *= 1 + NAME_MISSES
        return factor

    def _place(self, fact: Fact, ask: Ask) -> float:
        if ask.places:
            fit = self.best_fit(fact, ask.places)
            return _PLACE[fit]
        if ask.outside is not None and self.names(fact.id, ask.outside):
            return NAMED_PLACE
        bonus = (
            CITY_FIRST
            if fact.region == HOME
            else CITY_FIRST / 2
            if HOME in self._containing[fact.region]
            else 0.0
        )
        if ask.near is not None:
            fit = self.fit(fact, ask.near)
            bonus += (
                REMEMBERED_PLACE
                if fit <= Fit.NAMED
                else REMEMBERED_PLACE / 3
                if fit is Fit.CONTAINING
                else 0.0
            )
        return bonus

    @staticmethod
    def _aspect(fact: Fact, ask: Ask) -> float:
        if ask.firm:
            return ASPECT_FITS if fact.answers & ask.firm else ASPECT_MISSES
        return LOOSE_ASPECT_FITS if fact.answers & ask.aspects else 0.0

    def _time(self, fact: Fact, ask: Ask) -> float:
        if not ask.years:
            return 0.0
        return YEAR_FITS if self.speaks_for(fact.id, ask.years) else YEAR_MISSES


_YEAR_IN_TEXT = re.compile(r"(?<!\d)(20[0-3]\d|19\d\d)(?!\d)")


def _years(fact: Fact) -> frozenset[int]:
    found = {int(year) for year in _YEAR_IN_TEXT.findall(fact.text.zh)}
    return frozenset(found | {int(fact.as_of[:4])})


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Ids by falling score; equal scores by id, so that the order never depends on chance."""
    return sorted(scores, key=lambda name: (-scores[name], name))
