"""Which intents and which facts a question is about, with the scores that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.core.kept import Kept
from bot.core.knowledge import Intent, KnowledgeBase
from bot.core.matching.index import Row
from bot.core.matching.matcher import Likeness, Matcher
from bot.core.matching.patched import Numbers, Patched
from bot.core.model import Outcome

OWN_WORDS_WEIGHT = 0.85
"""A fact's own sentence stands for it a little less than a question that somebody asked."""
NAMES_WEIGHT = 0.9
_MOST_RANKINGS = 16
_MOST_COMPARED = 512

_OUT_OF_FIELD = frozenset({Outcome.OFFTOPIC, Outcome.SMALLTALK, Outcome.HANDOFF})


@dataclass(frozen=True)
class Ranking:
    """Scores of one text: every intent and every fact, 0 to 1."""

    intents: dict[str, float]
    facts: dict[str, float]
    """A fact's own score mixed with its intent's."""
    parts: Callable[[str], Mapping[str, float]]
    """For the explanation: the parts that a fact's score is made of."""


class Ranker:
    """Compares texts with the questions and facts of one knowledge base."""

    def __init__(
        self,
        base: KnowledgeBase,
        prepare: Callable[[str], str],
        matcher: Matcher | None = None,
        before: tuple[Ranker, Sequence[Text]] | None = None,
    ) -> None:
        """Compile, or take what is there.

        Args:
            base: the knowledge.
            prepare: folds trusted material the way that questions are folded.
            matcher: one that was compiled of the same knowledge.
            before: a ranker with a compiled matcher, and what that was made of, to be patched; for a short while.
        """
        self._base = base
        owners = base.intent_of
        # A fact that no intent names is a subject of its own, found by its own words.
        self._groups = [*base.intents, *(fact for fact in base.facts if fact not in owners)]
        self._number = {name: number for number, name in enumerate(self._groups)}
        self._facts = list(base.facts)
        self._places = {name: number for number, name in enumerate(self._facts)}
        self._group_of = np.array([self._number[owners.get(f, f)] for f in self._facts], np.int32)
        self._rankings: Kept[str, Ranking] = Kept(_MOST_RANKINGS)
        self._compared: Kept[str, Likeness] = Kept(_MOST_COMPARED)
        self.matcher: Matcher | Patched
        if before is not None:
            self.matcher = self.patched(*before, prepare)
        else:
            self.matcher = matcher or self._build(base, prepare)

    def _build(self, base: KnowledgeBase, prepare: Callable[[str], str]) -> Matcher:
        rows = [self._row(text, prepare) for text in texts(base)]
        silent = frozenset(self._number[i.id] for i in base.intents.values() if i.outcome in _OUT_OF_FIELD)
        return Matcher.build(rows, len(self._groups), self._group_of, silent)

    def _row(self, text: Text, prepare: Callable[[str], str]) -> Row:
        item = -1 if text.fact is None else self._places[text.fact]
        return Row(prepare(text.words), self._number[text.group], item, text.weight)

    def patched(self, before: Ranker, texts_before: Sequence[Text], prepare: Callable[[str], str]) -> Patched:
        """A matcher for this knowledge, made of that of another ranker and the differences between both.

        `texts_before`: what the other one's matcher was compiled from; it must be a compiled one.
        """
        assert isinstance(before.matcher, Matcher)
        left = Counter(texts(self._base))
        gone = []
        for number, text in enumerate(texts_before):
            if left[text]:
                left[text] -= 1
            else:
                gone.append(number)
        come = [self._row(text, prepare) for text in left.elements()]
        groups, items = _numbers(self._groups, before._groups), _numbers(self._facts, before._facts)
        return Patched(before.matcher, groups, items, self._group_of, gone, come)

    def covered(self, text: str, group: str) -> tuple[float, float]:
        """Share of a text's weight that an intent has words for, and that the whole field has words for."""
        return self.matcher.covered(text, self._number[group])

    def rank(self, text: str) -> Ranking:
        """Score a folded, masked text. The latest are kept: a message is ranked several times over."""
        return self._rankings.get(text, lambda: self._rank(text))

    def _rank(self, text: str) -> Ranking:
        # Of what was compared more is kept: arrays are a tenth of a ranking's size.
        found = self._compared.get(text, lambda: self.matcher.likeness(text))
        return Ranking(
            intents=dict(zip(self._groups, found.groups.tolist(), strict=True)),
            facts=dict(zip(self._facts, found.items.tolist(), strict=True)),
            parts=lambda fact: self._parts(found, fact),
        )

    def _parts(self, found: Likeness, fact: str) -> dict[str, float]:
        place = self._places[fact]
        return {"examples": float(found.free[place]), "learned": float(found.learned[place])}


def _numbers(now: Sequence[str], before: Sequence[str]) -> Numbers:
    known = {name: number for number, name in enumerate(before)}
    return Numbers(np.array([known.get(name, -1) for name in now], np.int64), len(before))


class Text(NamedTuple):
    """Something that stands for an intent or for one of its facts."""

    words: str
    """As it stands in the knowledge."""
    group: str
    """The intent; a fact that no intent names is a subject of its own."""
    fact: str | None = None
    """The fact that it stands for alone; None where it stands for the whole intent."""
    weight: float = 1.0


def texts(base: KnowledgeBase) -> Iterator[Text]:
    """All that questions are compared with, in the order in which it is compiled."""
    for intent in base.intents.values():
        yield from _questions(intent)
    for fact in base.facts.values():
        group = base.intent_of.get(fact.id, fact.id)
        yield Text(fact.text.zh, group, fact.id, OWN_WORDS_WEIGHT)
        yield Text(fact.text.en, group, fact.id, OWN_WORDS_WEIGHT)
        if fact.also:
            yield Text("、".join(fact.also), group, fact.id, NAMES_WEIGHT)


def _questions(intent: Intent) -> Iterator[Text]:
    only = intent.facts[0] if len(intent.facts) == 1 and intent.outcome is Outcome.ANSWER else None
    for question in intent.questions.all():
        yield Text(question, intent.id, only)
    for title in (intent.title.zh, intent.title.en):
        yield Text(title, intent.id, only, NAMES_WEIGHT)
    for fact, own in intent.details.items():
        for question in own.all():
            yield Text(question, intent.id, fact)
