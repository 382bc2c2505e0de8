"""Options under a reply: what else to ask, topics and their subjects, what is known about a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core import phrases
from bot.core.decide import MOST_CHOICES, Choice, Decision
from bot.core.knowledge import Intent, KnowledgeBase
from bot.core.model import Option, Outcome
from bot.core.reply import Writer

MOST_NEXT = 3
"""Next questions offered under an answer."""
PAGE = 3
"""Options of a menu; a fourth one opens the rest."""
_UNRELATED_TOPICS = frozenset({"case", "person", "source"})
"""Topics of which the subjects have nothing to do with one another."""
_FIRST_TOPICS = ("housing", "money", "exchange", "service", "event", "platform", "stat", "industry")


class Menus:
    """Makes options. Values: `f:` facts, `i:` intent (`@` region), `t:` topic (`+` from), `p:` place."""

    def __init__(self, base: KnowledgeBase, writer: Writer) -> None:
        self._base = base
        self._writer = writer
        self._topics = [t for t in _FIRST_TOPICS if t in base.topics]
        others = Counter(intent.topic for intent in base.intents.values() if intent.facts)
        self._topics += [
            topic for topic, size in others.most_common() if size > 2 and topic not in self._topics
        ]
        self.topic_names = [*self._topics, *(topic for topic in others if topic not in self._topics)]
        """Topics that have subjects with facts, also those too small for a menu."""

    def _subject(self, intent: str, lang: str, region: str | None = None) -> Option:
        label = self._writer.title(intent, lang)
        if region is None:
            return Option(label, f"i:{intent}")
        place = self._writer.region(region, lang)
        if label.startswith("各") or any(
            r.covered and r.name.get(lang) in label for r in self._base.regions.values()
        ):
            return Option(label, f"i:{intent}@{region}")
        return Option(phrases.OF_PLACE.get(lang).format(place=place, subject=label), f"i:{intent}@{region}")

    def choices(self, choices: Sequence[Choice], lang: str) -> tuple[Option, ...]:
        """What a question may have meant."""
        return tuple(Option(self._writer.title(c.intent, lang), "f:" + ",".join(c.facts)) for c in choices)

    def after(self, decisions: Sequence[Decision], used: Sequence[str], lang: str) -> tuple[Option, ...]:
        """What may be asked next: the subject at other places, then its neighbours."""
        for decision in decisions:
            intent = self._base.intents.get(decision.subject or decision.intent or "")
            if intent is not None and intent.facts and decision.outcome in (Outcome.ANSWER, Outcome.UNKNOWN):
                missed = decision.outcome is Outcome.UNKNOWN and decision.subject is not None
                itself = [self._subject(intent.id, lang)] if missed else []
                options = itself + self._elsewhere(intent, used, lang) + self._neighbours(intent, lang)
                return tuple(options[:MOST_NEXT])
        return ()

    def _elsewhere(self, intent: Intent, used: Sequence[str], lang: str) -> list[Option]:
        shown = {self._base.facts[fact].region for fact in used}
        others = dict.fromkeys(self._base.facts[fact].region for fact in intent.facts)
        return [self._subject(intent.id, lang, region) for region in others if region not in shown][:2]

    def _neighbours(self, intent: Intent, lang: str) -> list[Option]:
        """Subjects of the same body, then those of the same topic that share a region with it."""
        regions = {self._base.facts[fact].region for fact in intent.facts}
        near = [
            other.id
            for other in self._base.intents.values()
            if other.topic == intent.topic
            and not regions.isdisjoint(self._base.facts[f].region for f in other.facts)
        ]
        if intent.topic in _UNRELATED_TOPICS:
            near = []
        names = dict.fromkeys([*self._base.kin.get(intent.id, ()), *near])
        return [
            self._subject(name, lang) for name in names if name != intent.id and name in self._base.intents
        ]

    def topics(self, lang: str) -> tuple[Option, ...]:
        """All topics."""
        return tuple(Option(self._base.topics[topic].get(lang), f"t:{topic}") for topic in self._topics)

    def starters(self, lang: str) -> tuple[Option, ...]:
        """The first few topics, for a welcome."""
        return self.topics(lang)[:6]

    def topic(self, topic: str, start: int, lang: str) -> tuple[Option, ...]:
        """Subjects of a topic from a place on, and a way to the rest."""
        names = [
            intent.id for intent in self._base.intents.values() if intent.topic == topic and intent.facts
        ]
        page = [self._subject(name, lang) for name in names[start : start + PAGE]]
        if len(names) > start + PAGE:
            page.append(Option(phrases.MORE.get(lang), f"t:{topic}+{start + PAGE}"))
        return tuple(page)

    def place(self, region: str, lang: str) -> tuple[Option, ...]:
        """Subjects that are known about a place, the first topics first."""
        names = [
            intent
            for intent in self._base.intents.values()
            if any(self._base.facts[fact].region == region for fact in intent.facts)
        ]
        order = {topic: number for number, topic in enumerate(self._topics)}
        names.sort(key=lambda intent: order.get(intent.topic, len(order)))
        return tuple(
            self._subject(intent.id, lang, region) for intent in self._one_a_topic(names)[:MOST_CHOICES]
        )

    @staticmethod
    def _one_a_topic(intents: Iterable[Intent]) -> list[Intent]:
        """One subject of each topic first, then the rest."""
        firsts: dict[str, Intent] = {}
        rest = []
        for intent in intents:
            if intent.topic in firsts:
                rest.append(intent)
            else:
                firsts[intent.topic] = intent
        return [*firsts.values(), *rest]
