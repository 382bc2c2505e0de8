"""Which intents and which facts a question is about, with the scores that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.core.knowledge import Intent, KnowledgeBase, Questions
from bot.core.matching.index import Row
from bot.core.matching.matcher import Likeness, Matcher
from bot.core.model import Outcome

OWN_WORDS_WEIGHT = 0.85
"""A fact's own sentence stands for it a little less than a question that somebody asked."""
NAMES_WEIGHT = 0.9
_MOST_KEPT = 16

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
        self, base: KnowledgeBase, prepare: Callable[[str], str], matcher: Matcher | None = None
    ) -> None:
        """`prepare` folds trusted material the way that questions are folded; `matcher` is one built before."""
        owners = base.intent_of
        # A fact that no intent names is a subject of its own, found by its own words.
        self._groups = [*base.intents, *(fact for fact in base.facts if fact not in owners)]
        self._number = {name: number for number, name in enumerate(self._groups)}
        self._facts = list(base.facts)
        self._places = {name: number for number, name in enumerate(self._facts)}
        self._group_of = np.array([self._number[owners.get(f, f)] for f in self._facts], np.int32)
        self._kept: dict[str, Ranking] = {}
        self.matcher = matcher or self._build(base, prepare)

    def _build(self, base: KnowledgeBase, prepare: Callable[[str], str]) -> Matcher:
        facts = {name: number for number, name in enumerate(self._facts)}
        rows: list[Row] = []
        for intent in base.intents.values():
            rows += _question_rows(intent, self._number[intent.id], facts, prepare)
        for fact in base.facts.values():
            group, item = int(self._group_of[facts[fact.id]]), facts[fact.id]
            texts = (fact.text.zh, fact.text.en)
            rows += [Row(prepare(text), group, item, OWN_WORDS_WEIGHT) for text in texts]
            if fact.also:
                rows.append(Row(prepare("、".join(fact.also)), group, item, NAMES_WEIGHT))
        silent = frozenset(self._number[i.id] for i in base.intents.values() if i.outcome in _OUT_OF_FIELD)
        return Matcher.build(rows, len(self._groups), self._group_of, silent)

    def covered(self, text: str, group: str) -> tuple[float, float]:
        """Share of a text's weight that an intent has words for, and that the whole field has words for."""
        return self.matcher.covered(text, self._number[group])

    def rank(self, text: str) -> Ranking:
        """Score a folded, masked text. A message is ranked several times over: the last few rankings are kept."""
        kept = self._kept.get(text)
        if kept is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[text] = self._rank(text)
        return kept

    def _rank(self, text: str) -> Ranking:
        found = self.matcher.likeness(text)
        return Ranking(
            intents=dict(zip(self._groups, found.groups.tolist(), strict=True)),
            facts=dict(zip(self._facts, found.items.tolist(), strict=True)),
            parts=lambda fact: self._parts(found, fact),
        )

    def _parts(self, found: Likeness, fact: str) -> dict[str, float]:
        place = self._places[fact]
        return {"examples": float(found.free[place]), "learned": float(found.learned[place])}


def _question_rows(
    intent: Intent, group: int, facts: dict[str, int], prepare: Callable[[str], str]
) -> list[Row]:
    only = facts[intent.facts[0]] if len(intent.facts) == 1 and intent.outcome is Outcome.ANSWER else -1
    general = [Row(prepare(q), group, only) for q in intent.questions.all()]
    titles = [Row(prepare(title), group, only, NAMES_WEIGHT) for title in (intent.title.zh, intent.title.en)]
    return (
        general
        + titles
        + [row for f, own in intent.details.items() for row in _detail_rows(own, group, facts[f], prepare)]
    )


def _detail_rows(questions: Questions, group: int, item: int, prepare: Callable[[str], str]) -> list[Row]:
    return [Row(prepare(question), group, item) for question in questions.all()]
