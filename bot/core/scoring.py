"""Everything that is weighed before a question is decided on: its facts, its gaps, and the chances of each kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.core.gate import Evidence, probabilities
from bot.core.knowledge import Intent, KnowledgeBase
from bot.core.language.aspects import NEVER_PRINTED
from bot.core.matching.features import tokens
from bot.core.matching.ranker import Ranking
from bot.core.model import Outcome
from bot.core.weighing import ASPECT_FITS, Ask, Fit, Weigher, ranked

ASPECT_REACH = 0.28
"""How far below the best fact one that carries the aspect asked for may lie (share)."""
ALONG_OTHERS = 0.2
"""The same for facts of other subjects."""
OTHER_ASPECT = 0.5
"""Factor on a known gap of one aspect where a different one is asked for."""
NO_ASPECT = 0.75
"""The same where no aspect is recognised."""
PREMISE_DOUBT = 0.1
"""Factor on the chance of `unknown` where the asker wants something confirmed: the dated fact corrects it."""
CARRIED_DOUBT = 0.35
"""The same where a near fact of the subject carries just what is asked for."""
ASIDE_DOUBT = 0.15
"""Factor on the chances of off topic and small talk where the best fact has a clear lead."""
CLEAR_LEAD = 0.19
"""Lead of the best fact from which on no gap is meant unless an aspect that the facts lack is asked for."""
PLAIN_ASIDE = 0.3
"""Likeness that small talk or something off topic needs after a question in the same message."""
GAP_WORDS = 0.8
"""Share of a known gap's score that it keeps where it has no words for the question."""
_NEAR = 0.45
"""Facts whose likeness is below this share of the best one's are not weighed: they cannot come to the front."""
_SILENT_KINDS = (Outcome.UNKNOWN, Outcome.OFFTOPIC, Outcome.SMALLTALK)
_LONG = 60
"""Tokens from which on a question is just long."""


@dataclass(frozen=True)
class Scored:
    """All scores of one question, ready to be decided on."""

    weighed: Mapping[str, float]
    """Fact to likeness times the factors of place, aspect and time."""
    unplaced: Mapping[str, float]
    """The same without the place."""
    likeness: Mapping[str, float]
    """Fact to likeness alone, what the chat remembers included."""
    talk: Mapping[Outcome, tuple[str, float]]
    """For unknown, off topic and small talk: the best intent without facts and its likeness."""
    order: Sequence[str]
    """The most promising facts, best first."""


@dataclass(frozen=True)
class Question:
    """One question as it comes to be decided on."""

    text: str
    """Folded, masked."""
    ask: Ask
    ranking: Ranking
    prior: Mapping[str, float]
    """What the facts of the last subject gain."""
    follows: int = 0
    premise: bool = False
    """True where the asker wants something confirmed."""
    later: bool = False
    """True for any but the first question of a message."""


class Scorer:
    """Scores questions over one knowledge base."""

    def __init__(
        self, base: KnowledgeBase, weigher: Weigher, covered: Callable[[str, str], tuple[float, float]]
    ) -> None:
        """`covered` gives the shares of a text that an intent, and that the field, has words for."""
        self._base = base
        self._weigher = weigher
        self._covered = covered
        self._owner = {fact: base.intent_of.get(fact, fact) for fact in base.facts}
        self._talk: dict[Outcome, list[Intent]] = {kind: [] for kind in _SILENT_KINDS}
        for intent in base.intents.values():
            if not intent.facts:
                kind = Outcome.SMALLTALK if intent.outcome is Outcome.HANDOFF else intent.outcome
                self._talk[kind].append(intent)

    def intent_of(self, fact: str) -> str:
        """The subject a fact belongs to: its intent, or itself where no intent names it."""
        return self._owner[fact]

    def score(self, question: Question) -> Scored:
        ask, ranking = question.ask, question.ranking
        placeless = replace(ask, places=(), near=None)
        prior = question.prior
        likeness = {f: s + prior.get(f, 0.0) for f, s in ranking.facts.items()} if prior else ranking.facts
        floor = max(likeness.values(), default=0.0) * _NEAR
        # A fact that names the place outside the material which is asked about is weighed whatever the chat remembers.
        aside = max(ranking.facts.values(), default=0.0) * _NEAR if ask.outside else math.inf
        facts = [
            self._base.facts[fact]
            for fact, score in likeness.items()
            if score >= floor
            or (ranking.facts[fact] >= aside and self._weigher.names(fact, ask.outside or ""))
        ]
        weighed = {f.id: likeness[f.id] * self._weigher.weigh(f, ask) for f in facts}
        unplaced = {f.id: likeness[f.id] * self._weigher.weigh(f, placeless) for f in facts}
        talk = {kind: self._best_talk(kind, question) for kind in _SILENT_KINDS}
        return Scored(weighed, unplaced, likeness, talk, ranked(weighed))

    def _best_talk(self, kind: Outcome, question: Question) -> tuple[str, float]:
        """The best intent without facts of a kind; a gap counts as far as it has words for the question."""
        scores = {i.id: self._talk_score(i, question.ranking, question.ask) for i in self._talk[kind]}
        best = ("", -1.0)
        for name in ranked(scores):
            if scores[name] <= best[1]:
                break
            own = self._covered(question.text, name)[0] if kind is Outcome.UNKNOWN else 1.0
            best = max(
                best, (name, scores[name] * (GAP_WORDS + (1 - GAP_WORDS) * own)), key=lambda found: found[1]
            )
        return best

    @staticmethod
    def _talk_score(intent: Intent, ranking: Ranking, ask: Ask) -> float:
        score = ranking.intents[intent.id]
        if not intent.aspects:
            return score
        if intent.aspects & ask.aspects:
            return score * (1 + ASPECT_FITS)
        return score * (OTHER_ASPECT if ask.aspects or ask.exists else NO_ASPECT)

    def evidence(self, question: Question, scored: Scored) -> Evidence:
        top = scored.order[0] if scored.order else None
        plain = question.ranking.facts
        best = plain[top] if top else 0.0
        mine = self.intent_of(top) if top else ""
        rival = max((plain[f] for f in scored.order if self._owner[f] != mine), default=0.0)
        gap, off, small = (
            scored.talk.get(kind, ("", 0.0))[1]
            for kind in (Outcome.UNKNOWN, Outcome.OFFTOPIC, Outcome.SMALLTALK)
        )
        own, field = self._covered(question.text, mine)
        allowed = self.admissible(scored.order, question.ask)
        carrying = self.carrying(allowed, scored, question)
        return Evidence(
            likeness=best,
            margin=best - rival,
            gap=gap,
            offtopic=off,
            smalltalk=small,
            lead=(scored.unplaced[top] if top else 0.0) - max(gap, off, small),
            own=own,
            field=field,
            length=math.log(1 + min(len(tokens(question.text)), _LONG)),
            missing=float(carrying is None),
            carried=float(self.carries(allowed, scored, question.ask)),
            never=float(bool(question.ask.aspects & NEVER_PRINTED)),
            place=float(bool(question.ask.places)),
            follows=question.follows / 2,
        )

    @staticmethod
    def chances(question: Question, scored: Scored, evidence: Evidence) -> dict[str, float]:
        """The gate's chances, with what it cannot see: a premise, and that a follow-up is no small talk."""
        chances = probabilities(evidence)
        carried = evidence.carried and scored.unplaced[scored.order[0]] >= evidence.gap
        if question.premise:
            chances[Outcome.UNKNOWN] *= PREMISE_DOUBT
        clear = evidence.lead >= CLEAR_LEAD and not evidence.missing
        if carried or clear:
            chances[Outcome.UNKNOWN] *= CARRIED_DOUBT
        if evidence.never and evidence.missing:
            chances[Outcome.ANSWER] = 0.0
        if carried and question.follows and scored.order[0] in question.prior:
            chances[Outcome.UNKNOWN] *= CARRIED_DOUBT
        if clear:
            chances[Outcome.OFFTOPIC] *= ASIDE_DOUBT
            chances[Outcome.SMALLTALK] *= ASIDE_DOUBT
        no_aside = max(evidence.offtopic, evidence.smalltalk) < PLAIN_ASIDE
        kept = question.later or scored.order[0] in question.prior
        if (question.follows == 2 and question.prior) or (question.follows and no_aside and kept):
            chances[Outcome.OFFTOPIC] = chances[Outcome.SMALLTALK] = 0.0
        whole = sum(chances.values()) or 1.0
        return {kind: chance / whole for kind, chance in chances.items()}

    def admissible(self, facts: Sequence[str], ask: Ask) -> tuple[str, ...]:
        """The facts that are no other place's."""
        return tuple(fact for fact in facts if self.fits(fact, ask))

    def fits(self, fact: str, ask: Ask) -> bool:
        return not ask.places or self._weigher.best_fit(self._base.facts[fact], ask.places) < Fit.ELSEWHERE

    def carrying(self, facts: Sequence[str], scored: Scored, question: Question) -> list[str] | None:
        """The facts, those that carry the aspect asked for first; None where none near the best does."""
        ask = question.ask
        wanted = ask.refusing
        if not wanted or not facts:
            return list(facts)
        top = facts[0]
        kin = self.kin(top)
        # What points back at a subject is asked of that subject alone.
        held = question.follows > 0 and top in question.prior
        own_floor = scored.weighed[top] * (1 - ASPECT_REACH)
        other_floor = scored.weighed[top] * (1 - ALONG_OTHERS)
        carrying = [
            fact
            for fact in facts
            if self._base.facts[fact].answers & wanted
            and (self.intent_of(fact) in kin or not held)
            and scored.weighed[fact] >= (own_floor if self.intent_of(fact) in kin else other_floor)
        ]
        if ask.places:
            # A figure of the place itself goes before the containing place's, however that is worded.
            carrying.sort(
                key=lambda fact: self._weigher.best_fit(self._base.facts[fact], ask.places) > Fit.NAMED
            )
        return carrying + [f for f in facts if f not in carrying] if carrying else None

    def carries(self, facts: Sequence[str], scored: Scored, ask: Ask) -> bool:
        """True where a firm aspect is asked for and a near fact of the subject carries it."""
        if not facts or not ask.firm:
            return False
        kin = self.kin(facts[0])
        floor = scored.weighed[facts[0]] * (1 - ASPECT_REACH)
        return any(
            self._base.facts[f].answers & ask.firm and scored.weighed[f] >= floor and self.intent_of(f) in kin
            for f in facts
        )

    def kin(self, fact: str) -> frozenset[str]:
        """The subject of a fact and those of the same body."""
        mine = self.intent_of(fact)
        return frozenset((mine, *self._base.kin.get(mine, ())))

    def explain(
        self, question: Question, scored: Scored, evidence: Evidence, chances: Mapping[str, float]
    ) -> dict[str, Any]:
        ask = question.ask
        candidates = [
            {
                "fact": fact,
                "intent": self.intent_of(fact),
                "score": round(scored.weighed[fact], 3),
                "likeness": round(question.ranking.facts[fact], 3),
                "parts": {name: round(part, 3) for name, part in question.ranking.parts(fact).items()},
                "place_aspect_time": round(scored.weighed[fact] / max(scored.likeness[fact], 1e-6), 2),
                "remembered": round(question.prior.get(fact, 0.0), 3),
            }
            for fact in scored.order[:5]
        ]
        return {
            "places": list(ask.places),
            "near": ask.near,
            "aspects": sorted(ask.aspects),
            "years": list(ask.years),
            "chances": {kind: round(chance, 3) for kind, chance in chances.items()},
            "evidence": {name: round(value, 3) for name, value in asdict(evidence).items()},
            "candidates": candidates,
            "without_facts": [
                {"intent": name, "score": round(score, 3)} for name, score in scored.talk.values()
            ],
        }
