"""From scores to a decision: answer, ask back, say that the material does not say it, or decline.

The order of the rules is the order in which they are read here; each has a name, which the explanation shows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.knowledge import Fact, Intent, KnowledgeBase
from bot.core.matching.ranker import Ranking
from bot.core.model import Outcome
from bot.core.weighing import Ask, Fit, Weigher, ranked

# Thresholds in the unit of the weighed scores; tests/cases hold them in place (CONTRIBUTING.md tells how they were set).
LEAST_ANSWER = 0.40
"""Below this the best fact is not given as an answer."""
LEAST_RELATED = 0.27
"""Below this nothing in the material is about the question at all."""
SURE = 0.60
"""From here on a close rival does not make the bot ask back."""
CLOSE = 0.025
"""Two subjects nearer than this are too close to call."""
OTHER_PLACE_GAP = 0.16
"""A subject that fits this much better at another place is a subject that the place asked for does not have."""
ASPECT_REACH = 0.17
"""How far below the best fact one that carries the aspect asked for may lie."""
DIRECT_HIT = 0.80
"""A fact scored this high was asked for in almost these words: its listed aspects do not refuse it."""
ALONG = 0.13
"""How far below the best fact others of its subject may lie to be told along with it."""
ALONG_OTHERS = 0.05
"""The same for facts of other subjects."""
MOST_CHOICES = 4
MOST_FACTS = 4
_CONFIDENCE = (11.0, 0.50, 6.0)
"""Steepness, middle and weight of the margin of the logistic curve from score to confidence."""
# A figure for the whole city is no figure for one of its counties.
_FIGURES = frozenset({"count", "money", "price", "size", "rank", "share"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of understanding the question, offered when the bot asks back."""

    intent: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What to do with one question, and why."""

    outcome: Outcome
    rule: str
    intent: str | None = None
    place: str | None = None
    """The place asked for."""
    facts: tuple[str, ...] = ()
    """Facts that answer; for `unknown` the nearest ones, given as such."""
    confidence: float = 0.0
    runner_up: str | None = None
    runner_up_confidence: float = 0.0
    choices: tuple[Choice, ...] = ()
    aspects: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()
    wider: bool = False
    """True where the facts are those of a containing place."""
    trace: dict[str, Any] = field(default_factory=dict)


def confidence(score: float, rival: float) -> float:
    """The chance that the best subject is the one meant, from its score and its lead over the next (0 to 1)."""
    steep, middle, lead = _CONFIDENCE
    return round(1 / (1 + math.exp(-(steep * (score - middle) + lead * (score - rival)))), 3)


@dataclass(frozen=True)
class _Scored:
    """All scores of one question, ready to be decided on."""

    weighed: Mapping[str, float]
    """Fact to score with place, aspect, time and what the chat remembers."""
    unplaced: Mapping[str, float]
    """The same without the place."""
    others: Mapping[str, float]
    """Intents without facts (known gaps, small talk, off topic) to score."""
    order: Sequence[str]
    """The most promising facts, best first."""


class Decider:
    """Decides on ranked questions over one knowledge base."""

    def __init__(self, base: KnowledgeBase, weigher: Weigher) -> None:
        self._base = base
        self._weigher = weigher
        self._owner = base.intent_of
        self._talk = [intent for intent in base.intents.values() if not intent.facts]

    def intent_of(self, fact: str) -> str:
        """The subject a fact belongs to: its intent, or itself where no intent names it."""
        return self._owner.get(fact, fact)

    def decide(
        self, ranking: Ranking, ask: Ask, prior: Mapping[str, float], premise: bool = False, outside: str | None = None
    ) -> Decision:
        """Decide on one question.

        `prior` adds to the scores of facts that the conversation is about; `premise` says that the asker wants
        something confirmed; `outside` is a place that the material does not cover and that this question names.
        """
        scored = self._score(ranking, ask, prior)
        decision = self._rules(scored, ranking, ask, premise, outside)
        return replace(decision, trace=self._explain(scored, ranking, ask, prior))

    def _score(self, ranking: Ranking, ask: Ask, prior: Mapping[str, float]) -> _Scored:
        placeless = replace(ask, places=(), near=None)
        rough = {f: s + prior.get(f, 0.0) for f, s in ranking.facts.items()}
        # Weighing moves a fact by a quarter at most: what lies further behind cannot come to the front.
        best = max(rough.values(), default=0.0)
        near = [fact for fact, score in rough.items() if score > best - 0.45]
        weighed = {f: rough[f] + self._weigher.weigh(self._base.facts[f], ask) for f in near}
        unplaced = {f: rough[f] + self._weigher.weigh(self._base.facts[f], placeless) for f in near}
        others = {intent.id: self._talk_score(intent, ranking, ask) for intent in self._talk}
        return _Scored(weighed, unplaced, others, ranked(weighed))

    @staticmethod
    def _talk_score(intent: Intent, ranking: Ranking, ask: Ask) -> float:
        score = ranking.intents[intent.id]
        if intent.aspects and ask.aspects:
            score += 0.07 if intent.aspects & ask.aspects else -0.05
        return score

    def _rules(
        self, scored: _Scored, ranking: Ranking, ask: Ask, premise: bool, outside: str | None
    ) -> Decision:
        top = scored.order[0] if scored.order else None
        best = scored.weighed[top] if top else 0.0
        talk = max(scored.others, key=lambda name: (scored.others[name], name), default=None)
        talk_score = scored.others[talk] if talk else 0.0
        if talk is not None and talk_score >= max(best, LEAST_RELATED):
            return self._talk_decision(self._base.intents[talk], talk_score, best, ask, outside)
        if top is None or best < LEAST_RELATED:
            return Decision(Outcome.OFFTOPIC, "nothing-related", confidence=confidence(1 - best, 0.5))
        place = ask.places[0] if ask.places else None
        second = self._second(scored, top)
        common = Decision(
            Outcome.ANSWER,
            "best-fact",
            self.intent_of(top),
            place,
            confidence=confidence(best, second[1]),
            runner_up=second[0],
            runner_up_confidence=confidence(second[1], best),
            aspects=ask.aspects,
            years=ask.years,
        )
        if outside is not None and not self._weigher.names(top, outside):
            return replace(common, outcome=Outcome.UNKNOWN, rule="place-outside", place=outside)
        if best < LEAST_ANSWER:
            return self._weak(scored, common)
        return self._answer(scored, ranking, ask, premise, common)

    def _talk_decision(
        self, intent: Intent, score: float, best: float, ask: Ask, outside: str | None
    ) -> Decision:
        nearest = () if outside else self._admissible(intent.nearest, ask)
        return Decision(
            intent.outcome,
            "intent-without-facts",
            intent.id,
            outside or (ask.places[0] if ask.places else None),
            nearest,
            confidence(score, best),
            aspects=ask.aspects,
        )

    def _admissible(self, facts: Sequence[str], ask: Ask) -> tuple[str, ...]:
        """The facts that are no other place's."""
        known = [self._base.facts[fact] for fact in facts]
        return tuple(f.id for f in known if self._weigher.best_fit(f, ask.places) < Fit.ELSEWHERE)

    def _second(self, scored: _Scored, top: str) -> tuple[str | None, float]:
        """The best subject but one."""
        mine = self.intent_of(top)
        for fact in scored.order:
            if self.intent_of(fact) != mine:
                return self.intent_of(fact), scored.weighed[fact]
        return None, 0.0

    def _weak(self, scored: _Scored, common: Decision) -> Decision:
        choices = self._choices(scored, scored.weighed[scored.order[0]] - 0.12)
        if len(choices) < 2:
            return replace(common, outcome=Outcome.UNKNOWN, rule="too-weak", intent=None, facts=())
        return replace(common, outcome=Outcome.CLARIFY, rule="weak", choices=choices)

    def _choices(self, scored: _Scored, floor: float) -> tuple[Choice, ...]:
        groups: dict[str, list[str]] = {}
        for fact in scored.order:
            if scored.weighed[fact] < floor:
                break
            groups.setdefault(self.intent_of(fact), []).append(fact)
        return tuple(Choice(intent, tuple(facts[:3])) for intent, facts in list(groups.items())[:MOST_CHOICES])

    def _answer(self, scored: _Scored, ranking: Ranking, ask: Ask, premise: bool, common: Decision) -> Decision:
        allowed = [f for f in scored.order if self._fits(f, ask)]
        everywhere = max(scored.unplaced.values())
        here = max((scored.unplaced[f] for f in allowed), default=0.0)
        if ask.places and here < everywhere - OTHER_PLACE_GAP:
            best_elsewhere = max(scored.unplaced, key=lambda f: (scored.unplaced[f], f))
            return replace(common, outcome=Outcome.UNKNOWN, rule="place-not-covered", intent=self.intent_of(best_elsewhere))
        top = allowed[0]
        kept = self._speaking(allowed, scored, ask)
        if kept is None and not premise:
            rule = "year-not-covered"
            return replace(common, outcome=Outcome.UNKNOWN, rule=rule, intent=self.intent_of(top), facts=(top,))
        kept = kept or allowed
        carrying = self._carrying(kept, scored, ranking, ask)
        if carrying is None:
            rule = "aspect-not-covered"
            return replace(common, outcome=Outcome.UNKNOWN, rule=rule, intent=self.intent_of(kept[0]), facts=(kept[0],))
        return self._answer_with(carrying, scored, ask, common)

    def _fits(self, fact: str, ask: Ask) -> bool:
        return self._weigher.best_fit(self._base.facts[fact], ask.places) < Fit.ELSEWHERE

    def _speaking(self, facts: Sequence[str], scored: _Scored, ask: Ask) -> list[str] | None:
        """The facts, those that speak for a named year first; None where none near the best does."""
        if not ask.years:
            return list(facts)
        floor = scored.weighed[facts[0]] - ASPECT_REACH
        speaking = [f for f in facts if scored.weighed[f] >= floor and self._weigher.speaks_for(f, ask.years)]
        return speaking + [f for f in facts if f not in speaking] if speaking else None

    def _carrying(
        self, facts: Sequence[str], scored: _Scored, ranking: Ranking, ask: Ask
    ) -> list[str] | None:
        """The facts, those that carry the aspect asked for first; None where none near the best does."""
        wanted = ask.refusing
        if not wanted:
            return list(facts)
        top = facts[0]
        floor = scored.weighed[top] - ASPECT_REACH
        mine = self.intent_of(top)
        carrying = [
            fact
            for fact in facts
            if scored.weighed[fact] >= floor
            and self._base.facts[fact].answers & wanted
            and (self.intent_of(fact) == mine or scored.weighed[fact] >= scored.weighed[top] - 2 * ALONG_OTHERS)
        ]
        if carrying:
            return carrying + [f for f in facts if f not in carrying]
        return list(facts) if ranking.facts[top] >= DIRECT_HIT else None

    def _answer_with(self, facts: Sequence[str], scored: _Scored, ask: Ask, common: Decision) -> Decision:
        top = facts[0]
        wider = bool(ask.places) and self._weigher.best_fit(self._base.facts[top], ask.places) is Fit.CONTAINING
        if wider and ask.aspects & _FIGURES:
            rule = "figure-of-containing-place"
            return replace(
                common, outcome=Outcome.UNKNOWN, rule=rule, intent=self.intent_of(top), facts=(top,), wider=True
            )
        if self._too_close(scored, top, ask):
            choices = self._choices(scored, scored.weighed[top] - 2 * CLOSE)
            if len(choices) > 1:
                return replace(common, outcome=Outcome.CLARIFY, rule="too-close", choices=choices)
        return replace(common, intent=self.intent_of(top), facts=self._along(facts, scored, ask), wider=wider)

    def _too_close(self, scored: _Scored, top: str, ask: Ask) -> bool:
        _, rival = self._second(scored, top)
        return scored.weighed[top] < SURE and rival > scored.weighed[top] - CLOSE and not ask.places

    def _along(self, facts: Sequence[str], scored: _Scored, ask: Ask) -> tuple[str, ...]:
        """The best fact and those that are told along with it; the reply cuts them to its length."""
        top = facts[0]
        best, mine = scored.weighed[top], self.intent_of(top)
        chosen = [top]
        for fact in facts[1:]:
            same = self.intent_of(fact) == mine
            floor = best - (ALONG if same else ALONG_OTHERS)
            fitting = not ask.aspects or bool(self._base.facts[fact].answers & ask.aspects)
            if scored.weighed[fact] >= floor and (fitting or scored.weighed[fact] >= best - ALONG_OTHERS):
                chosen.append(fact)
        return tuple(self._spread(chosen, ask)[:MOST_FACTS])

    def _spread(self, chosen: Sequence[str], ask: Ask) -> list[str]:
        """Where several places are asked about, one fact of each before a second of any."""
        if len(ask.places) < 2:
            return list(chosen)
        firsts = []
        for place in ask.places:
            fits = [f for f in chosen if self._weigher.fit(self._base.facts[f], place) <= Fit.NAMED]
            firsts += [f for f in fits[:1] if f not in firsts]
        return firsts + [f for f in chosen if f not in firsts]

    def fact(self, name: str) -> Fact:
        """A fact by its id."""
        return self._base.facts[name]

    def _explain(
        self, scored: _Scored, ranking: Ranking, ask: Ask, prior: Mapping[str, float]
    ) -> dict[str, Any]:
        candidates = [
            {
                "fact": fact,
                "intent": self.intent_of(fact),
                "score": round(scored.weighed[fact], 3),
                "likeness": round(ranking.facts[fact], 3),
                "remembered": round(prior.get(fact, 0.0), 3),
                "place_aspect_time": round(scored.weighed[fact] - ranking.facts[fact] - prior.get(fact, 0.0), 3),
            }
            for fact in scored.order[:5]
        ]
        talk = ranked(scored.others)[:2]
        return {
            "places": list(ask.places),
            "near": ask.near,
            "aspects": sorted(ask.aspects),
            "years": list(ask.years),
            "known": round(ranking.known, 3),
            "candidates": candidates,
            "without_facts": [{"intent": name, "score": round(scored.others[name], 3)} for name in talk],
        }
