"""From decisions to the words that go out: short first, each figure with its place, date and source at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core import phrases
from bot.core.decide import Decision
from bot.core.knowledge import Fact, KnowledgeBase, Words
from bot.core.model import Outcome, Source

ZH_LENGTH = 160
"""Chinese characters of a body, source line not counted."""
EN_LENGTH = 560
"""Letters of an English body."""
LEAST_SHARE = 70
"""Least characters for each part of a message with several questions."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Draft:
    """The words for one part, with the facts that were really used."""

    text: str
    facts: tuple[str, ...] = ()


def spoken_date(date: str, lang: str) -> str:
    """A date of the content in words: 2025-05 -> 2025年5月, May 2025."""
    year, *rest = date.split("-")
    if lang != "en":
        return f"{year}年" + "".join(f"{int(part)}{unit}" for part, unit in zip(rest, "月日", strict=False))
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"


class Writer:
    """Writes replies over one knowledge base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def say(self, words: Words, lang: str, **values: str) -> str:
        """One of the bot's own sentences in the reply's language."""
        return words.get(lang).format(**values)

    def title(self, intent: str | None, lang: str) -> str:
        """What a subject is called on a button; a fact without an intent is called by its first name."""
        known = self._base.intents.get(intent or "")
        if known is not None:
            return known.title.get(lang)
        fact = self._base.facts.get(intent or "")
        return fact.also[0] if fact and fact.also else self.region(fact.region, lang) if fact else ""

    def region(self, region: str, lang: str) -> str:
        """A place's name."""
        return self._base.regions[region].name.get(lang)

    def statement(self, fact: Fact, lang: str, today: str, label: bool) -> str:
        """A fact as it is told: labelled with its place where its words do not name it, marked where expired."""
        text = fact.text.get(lang)
        name = self.region(fact.region, lang)
        if label and name.lower() not in text.lower():
            text = self.say(phrases.LABEL, lang, region=name, text=text)
        if fact.until is not None and fact.until < today:
            text += self.say(phrases.EXPIRED, lang, date=spoken_date(fact.until, lang))
        return text

    def tell(self, facts: Iterable[str], lang: str, today: str, budget: int) -> Draft:
        """Facts, one a line, as many as the budget allows but at least one."""
        lines: list[str] = []
        used: list[str] = []
        for name in facts:
            line = self.statement(self._base.facts[name], lang, today, label=True)
            if lines and sum(map(len, lines)) + len(line) > budget:
                continue
            lines.append(line)
            used.append(name)
        return Draft("\n".join(lines), tuple(used))

    def part(self, decision: Decision, lang: str, today: str, budget: int) -> Draft:
        """The words for one decision."""
        if decision.outcome is Outcome.ANSWER:
            return self._answer(decision, lang, today, budget)
        if decision.outcome is Outcome.CLARIFY:
            return Draft(self.say(phrases.CLARIFY, lang))
        intent = self._base.intents.get(decision.intent or "")
        if intent is not None and intent.say is not None:
            return self._gap(intent.say.get(lang), decision, lang, today)
        if decision.outcome is Outcome.UNKNOWN:
            return self._gap(self._not_said(decision, lang), decision, lang, today)
        return Draft(self.say(phrases.OFFTOPIC, lang))

    def _answer(self, decision: Decision, lang: str, today: str, budget: int) -> Draft:
        head = ""
        if decision.wider and decision.place:
            region = self.region(self._base.facts[decision.facts[0]].region, lang)
            head = self.say(phrases.WIDER, lang, place=self.region(decision.place, lang), region=region)
        tail = ""
        if decision.unsaid:
            places = self.say(phrases.LIST_JOIN, lang).join(
                self.region(place, lang) for place in decision.unsaid
            )
            subject = self.title(decision.intent, lang)
            tail = self.say(phrases.NOT_SAID_PLACE, lang, place=places, subject=subject)
        draft = self.tell(decision.facts, lang, today, budget - len(head) - len(tail))
        return Draft("\n".join(filter(None, (head, draft.text, tail))), draft.facts)

    def _gap(self, head: str, decision: Decision, lang: str, today: str) -> Draft:
        """What is not said, the nearest fact as such, and who may know."""
        lines = [head]
        used = decision.facts[:1]
        for name in used:
            fact = self.statement(self._base.facts[name], lang, today, label=True)
            lines.append(self.say(phrases.NEAREST, lang, fact=fact))
        office = self._office(decision)
        if decision.outcome is Outcome.UNKNOWN and office is not None and not _POINTS_ON.search(head):
            lines.append(self.say(phrases.ASK_OFFICE, lang, office=office.get(lang)))
        return Draft("\n".join(lines), used)

    def _office(self, decision: Decision) -> Words | None:
        """Who may know more at the place asked about, or at one that contains it."""
        if decision.rule in ("place-outside", "intent-without-facts"):
            return None
        place = decision.place or (
            self._base.facts[decision.facts[0]].region if decision.facts else "jiaxing"
        )
        for region in (place, *self._base.containing(place)):
            if self._base.regions[region].office is not None:
                return self._base.regions[region].office
        return None

    def _not_said(self, decision: Decision, lang: str) -> str:
        subject = self.title(decision.intent, lang)
        place = self.region(decision.place, lang) if decision.place else ""
        if decision.rule == "place-outside":
            return self.say(phrases.OUTSIDE, lang, place=place)
        if decision.rule == "place-not-covered":
            elsewhere = self.say(phrases.COVERED_ELSEWHERE, lang, places=self._places(decision.intent, lang))
            here = self.say(phrases.NOT_SAID_PLACE, lang, place=place, subject=subject)
            return f"{here} {elsewhere}" if lang == "en" else here + elsewhere
        if decision.rule == "figure-of-containing-place":
            return self.say(phrases.NOT_SAID_FIGURE, lang, place=place)
        if decision.rule == "year-not-covered":
            years = self.say(phrases.LIST_JOIN, lang).join(map(str, decision.years))
            return self.say(phrases.NOT_SAID_YEAR, lang, year=years, subject=subject)
        wanted = [name for name in phrases.ASPECTS if name in decision.aspects]
        if decision.rule in ("aspect-not-covered", "aspect-elsewhere-only") and wanted:
            aspect = phrases.ASPECTS[wanted[0]].get(lang)
            return self.say(phrases.NOT_SAID_ASPECT, lang, subject=subject, aspect=aspect)
        return self.say(phrases.NOT_SAID, lang)

    def _places(self, intent: str | None, lang: str) -> str:
        known = self._base.intents.get(intent or "")
        names = known.facts if known else (intent or "",)
        regions = dict.fromkeys(self._base.facts[fact].region for fact in names if fact in self._base.facts)
        return self.say(phrases.LIST_JOIN, lang).join(self.region(region, lang) for region in regions)

    def sources(self, facts: Iterable[str]) -> tuple[Source, ...]:
        """Documents and dates of the facts used, each pair once, in order of use."""
        used = [self._base.facts[fact] for fact in facts]
        return tuple(dict.fromkeys(Source(fact.source, fact.as_of) for fact in used))

    def closing(self, sources: Sequence[Source], lang: str) -> str:
        """The closing line: for which time the statements speak and where they were printed."""
        if not sources:
            return ""
        join = self.say(phrases.SOURCE_JOIN, lang)
        spoken = dict.fromkeys(spoken_date(source.date, lang) for source in sources)
        printed = dict.fromkeys(source.document for source in sources)
        # One time for every statement and every print is said once; otherwise each print says its own.
        is_one_time = len({date for source in sources for date in (source.date, self._printed(source))}) == 1
        tell = self._titled if is_one_time else self._dated
        told = join.join(tell(document, lang) for document in printed)
        return self.say(phrases.SOURCE, lang, dates=join.join(spoken), sources=told)

    def _printed(self, source: Source) -> str:
        """The date of the document itself, which may be later than that of a statement in it."""
        return self._base.documents[source.document].date

    def _titled(self, document: str, lang: str) -> str:
        return self.say(phrases.TITLE, lang, title=self._base.documents[document].title.get(lang))

    def _dated(self, document: str, lang: str) -> str:
        """A document with its own date."""
        date = spoken_date(self._base.documents[document].date, lang)
        return self.say(phrases.DATED_TITLE, lang, title=self._titled(document, lang), date=date)


_POINTS_ON = re.compile(r"询问|了解一下|\bask\b")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")


def in_traditional(text: str, convert: Callable[[str], str]) -> str:
    """The text in traditional script; quoted names stay as the documents have them."""
    pieces, at = [], 0
    for match in _QUOTED.finditer(text):
        pieces += [convert(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*pieces, convert(text[at:])])
