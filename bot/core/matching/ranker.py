"""Which intents and which facts a question is about, with the scores that say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.core.knowledge import Intent, KnowledgeBase, Questions
from bot.core.matching.coverage import Coverage
from bot.core.matching.index import Index, Row, Scores
from bot.core.model import Outcome

OWN_WORDS_WEIGHT = 0.85
"""A fact's own sentence stands for it a little less than a question that somebody asked."""
NAMES_WEIGHT = 0.9
GROUP_SHARE = 0.4
"""Share of the intent in the score of one of its facts."""


_OUT_OF_FIELD = frozenset({Outcome.OFFTOPIC, Outcome.SMALLTALK, Outcome.HANDOFF})


@dataclass(frozen=True)
class Ranking:
    """Scores of one text: every intent and every fact, 0 to 1."""

    intents: dict[str, float]
    facts: dict[str, float]
    """A fact's own score mixed with its intent's."""
    known: float
    """Share of the text that the index has ever seen."""


class Ranker:
    """Compares texts with the questions and facts of one knowledge base."""

    def __init__(self, base: KnowledgeBase, prepare: Callable[[str], str]) -> None:
        """`prepare` folds trusted material the way that questions are folded."""
        self._intents = list(base.intents)
        owners = dict(base.intent_of)
        orphans = [fact for fact in base.facts if fact not in owners]
        # A fact that no intent names is a subject of its own, found by its own words.
        self._groups = [*self._intents, *orphans]
        group_number = {name: number for number, name in enumerate(self._groups)}
        self._facts = list(base.facts)
        fact_number = {name: number for number, name in enumerate(self._facts)}
        self._group_of = np.array([group_number[owners.get(f, f)] for f in self._facts], np.int32)
        rows: list[Row] = []
        for intent in base.intents.values():
            rows += _question_rows(intent, group_number[intent.id], fact_number, prepare)
        for fact in base.facts.values():
            group, item = int(self._group_of[fact_number[fact.id]]), fact_number[fact.id]
            texts = (fact.text.zh, fact.text.en)
            rows += [Row(prepare(text), group, item, OWN_WORDS_WEIGHT) for text in texts]
            if fact.also:
                rows.append(Row(prepare("、".join(fact.also)), group, item, NAMES_WEIGHT))
        self.size = len(rows)
        self._index = Index(rows, len(self._groups), len(self._facts))
        silent = {group_number[intent.id] for intent in base.intents.values() if intent.outcome in _OUT_OF_FIELD}
        self._coverage = Coverage(
            (self._groups[row.group], row.text, row.group not in silent) for row in rows
        )

    def covered(self, text: str, group: str) -> tuple[float, float]:
        """Share of a text's weight that an intent has words for, and that the whole field has words for."""
        return self._coverage.shares(text, group)

    def rank(self, text: str) -> Ranking:
        """Score a folded, masked text."""
        scores: Scores = self._index.scores(text)
        facts = GROUP_SHARE * scores.groups[self._group_of] + (1 - GROUP_SHARE) * scores.items
        return Ranking(
            intents=dict(zip(self._groups, scores.groups.tolist(), strict=True)),
            facts=dict(zip(self._facts, facts.tolist(), strict=True)),
            known=scores.known,
        )


def _question_rows(
    intent: Intent, group: int, facts: dict[str, int], prepare: Callable[[str], str]
) -> list[Row]:
    only = facts[intent.facts[0]] if len(intent.facts) == 1 and intent.outcome is Outcome.ANSWER else -1
    general = [Row(prepare(q), group, only) for q in intent.questions.all()]
    titles = [Row(prepare(title), group, only, NAMES_WEIGHT) for title in (intent.title.zh, intent.title.en)]
    return general + titles + [row for f, own in intent.details.items() for row in _detail_rows(own, group, facts[f], prepare)]


def _detail_rows(questions: Questions, group: int, item: int, prepare: Callable[[str], str]) -> list[Row]:
    return [Row(prepare(question), group, item) for question in questions.all()]
