"""From scores to a decision: answer, ask back, say that the material does not say it, or decline.

The order of the rules is the order in which they are read here; each has a name, which the explanation shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.core.gate import Evidence, probabilities
from bot.core.knowledge import Intent, KnowledgeBase
from bot.core.language.aspects import NEVER_PRINTED, REFUSING
from bot.core.matching.features import tokens
from bot.core.matching.ranker import Ranking
from bot.core.model import Outcome
from bot.core.weighing import ASPECT_FITS, Ask, Fit, Weigher, ranked

LEAST_RELATED = 0.10
"""Likeness below which nothing in the material is about the question at all."""
LEAST_NEAR = 0.30
"""Likeness that a fact needs to be given as the nearest where nothing else says that it is."""
VAGUE = 0.25
"""Likeness below which the best fact is but a guess."""
LEAD_IF_VAGUE = 0.05
"""Lead over the next subject (share) that a guess needs to be told without asking back."""
SURE = 0.30
"""Likeness from which on a close rival does not make the bot ask back."""
CLOSE = 0.02
"""Two subjects whose scores differ by less than this share are too close to call."""
CHOICE_SHARE = 0.5
"""Least score, compared with the best, of what is offered when the bot asks back."""
OTHER_PLACE_GAP = 0.48
"""A subject that is this much more alike at another place is one that the place asked for does not have (share)."""
ASPECT_REACH = 0.40
"""How far below the best fact one that carries the aspect asked for may lie (share)."""
ALONG = 0.32
"""How far below the best fact others of its subject may lie to be told along with it (share)."""
ALONG_OTHERS = 0.12
"""The same for facts of other subjects."""
ALONG_IF_VAGUE = 0.25
"""The same where the best fact is but a guess: the next guess is told as well."""
GAP_SHARE = 0.55
"""A known gap must be at least this much alike, compared with the best fact, to be the one that is named."""
OTHER_ASPECT = 0.35
"""Factor on a known gap of one aspect where a different one is asked for."""
NO_ASPECT = 0.75
"""The same where no aspect is recognised."""
PREMISE_DOUBT = 0.1
"""Factor on the chance of `unknown` where the asker wants something confirmed: the dated fact corrects it."""
CARRIED_DOUBT = 0.15
"""The same where a near fact of the subject carries just what is asked for."""
CLEAR_LEAD = 0.15
"""Lead of the best fact from which on no gap is meant unless an aspect that the facts lack is asked for."""
PLAIN_ASIDE = 0.5
"""Likeness that small talk or something off topic needs after a question in the same message."""
ROOM = 3
"""Facts that are told where there is room, even where only the first was asked for."""
ROOM_SHARE = 0.5
"""Least score, compared with the best fact's, of those that only fill the room."""
MOST_CHOICES = 4
MOST_FACTS = 4
_NEAR = 0.45
"""Facts whose likeness is below this share of the best one's are not weighed: they cannot come to the front."""
_SILENT_KINDS = (Outcome.UNKNOWN, Outcome.OFFTOPIC, Outcome.SMALLTALK)
_LONG = 60
"""Tokens from which on a question is just long."""
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
    subject: str | None = None
    """For a known gap: the intent that its nearest fact belongs to."""
    place: str | None = None
    """The place asked for."""
    facts: tuple[str, ...] = ()
    """Facts that answer; for `unknown` the nearest ones, given as such."""
    confidence: float = 0.0
    runner_up: str | None = None
    choices: tuple[Choice, ...] = ()
    aspects: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()
    wider: bool = False
    """True where the facts are those of a containing place."""
    trace: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Scored:
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


class Decider:
    """Decides on ranked questions over one knowledge base."""

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

    def decide(self, question: Question) -> Decision:
        """Decide on one question."""
        scored = self._score(question)
        evidence = self._evidence(question, scored)
        chances = self._chances(question, scored, evidence)
        decision = self._rules(question, scored, chances)
        ask = question.ask
        place = decision.place or ask.outside or (ask.places[0] if ask.places else None)
        trace = self._explain(question, scored, evidence, chances)
        return replace(decision, place=place, aspects=ask.aspects, years=ask.years, trace=trace)

    @staticmethod
    def _chances(question: Question, scored: _Scored, evidence: Evidence) -> dict[str, float]:
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
        aside = max(evidence.offtopic, evidence.smalltalk) < PLAIN_ASIDE and question.later
        if (question.follows == 2 and question.prior) or (question.follows and aside):
            chances[Outcome.OFFTOPIC] = chances[Outcome.SMALLTALK] = 0.0
        whole = sum(chances.values()) or 1.0
        return {kind: chance / whole for kind, chance in chances.items()}

    def _score(self, question: Question) -> _Scored:
        ask, ranking = question.ask, question.ranking
        placeless = replace(ask, places=(), near=None)
        likeness = {f: s + question.prior.get(f, 0.0) for f, s in ranking.facts.items()}
        floor = max(likeness.values(), default=0.0) * _NEAR
        facts = [self._base.facts[fact] for fact, score in likeness.items() if score >= floor]
        weighed = {f.id: likeness[f.id] * self._weigher.weigh(f, ask) for f in facts}
        unplaced = {f.id: likeness[f.id] * self._weigher.weigh(f, placeless) for f in facts}
        talk = {kind: self._best_talk(kind, question) for kind in _SILENT_KINDS}
        return _Scored(weighed, unplaced, likeness, talk, ranked(weighed))

    def _best_talk(self, kind: Outcome, question: Question) -> tuple[str, float]:
        """The best intent without facts of a kind; a gap counts as far as it has words for the question."""
        scores = {i.id: self._talk_score(i, question.ranking, question.ask) for i in self._talk[kind]}
        best = ("", -1.0)
        for name in ranked(scores):
            if scores[name] <= best[1]:
                break
            own = self._covered(question.text, name)[0] if kind is Outcome.UNKNOWN else 1.0
            best = max(best, (name, scores[name] * math.sqrt(own)), key=lambda found: found[1])
        return best

    @staticmethod
    def _talk_score(intent: Intent, ranking: Ranking, ask: Ask) -> float:
        score = ranking.intents[intent.id]
        if not intent.aspects:
            return score
        if intent.aspects & ask.aspects:
            return score * (1 + ASPECT_FITS)
        return score * (OTHER_ASPECT if ask.refusing else NO_ASPECT)

    def _evidence(self, question: Question, scored: _Scored) -> Evidence:
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
        allowed = self._admissible(scored.order, question.ask)
        carrying = self._carrying(allowed, scored, question)
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
            carried=float(self._carries(allowed, scored, question.ask)),
            never=float(bool(question.ask.aspects & NEVER_PRINTED)),
            place=float(bool(question.ask.places)),
            follows=question.follows / 2,
        )

    def _rules(self, question: Question, scored: _Scored, chances: Mapping[str, float]) -> Decision:
        kind = max(chances, key=lambda name: chances[name])
        common = Decision(Outcome.ANSWER, "best-fact", confidence=round(chances[kind], 3))
        if not scored.order or (kind == "answer" and scored.likeness[scored.order[0]] < LEAST_RELATED):
            return replace(common, outcome=Outcome.OFFTOPIC, rule="nothing-related")
        top = scored.order[0]
        if kind in (Outcome.OFFTOPIC, Outcome.SMALLTALK):
            return self._talking(Outcome(kind), scored, common)
        rival = self._rival(scored, top)
        common = replace(common, intent=self.intent_of(top), runner_up=rival)
        if question.ask.outside is not None and not self._weigher.names(top, question.ask.outside):
            return replace(common, outcome=Outcome.UNKNOWN, rule="place-outside")
        if kind == Outcome.UNKNOWN:
            return self._silent(question, scored, common)
        return self._answer(question, scored, common)

    def _talking(self, kind: Outcome, scored: _Scored, common: Decision) -> Decision:
        name, _ = scored.talk[kind]
        outcome = self._base.intents[name].outcome
        return replace(common, outcome=outcome, rule="intent-without-facts", intent=name)

    def _silent(self, question: Question, scored: _Scored, common: Decision) -> Decision:
        """The material does not say it: by a known gap, or by an aspect that the facts do not carry."""
        top = scored.order[0]
        gap, score = scored.talk.get(Outcome.UNKNOWN, ("", 0.0))
        if gap and score >= GAP_SHARE * scored.likeness[top]:
            known = self._base.intents[gap].nearest
            subject = self.intent_of(known[0]) if known else None
            unknown = replace(common, outcome=Outcome.UNKNOWN, rule="known-gap", intent=gap, subject=subject)
            return replace(unknown, facts=self._admissible(known, question.ask))
        allowed = self._admissible(scored.order[:8], question.ask)
        if question.ask.refusing:
            return replace(common, outcome=Outcome.UNKNOWN, rule="aspect-not-covered", facts=allowed[:1])
        near = [fact for fact in allowed[:1] if scored.likeness[fact] >= LEAST_NEAR]
        return replace(common, outcome=Outcome.UNKNOWN, rule="not-said", facts=tuple(near))

    def _admissible(self, facts: Sequence[str], ask: Ask) -> tuple[str, ...]:
        """The facts that are no other place's."""
        return tuple(fact for fact in facts if self._fits(fact, ask))

    def _rival(self, scored: _Scored, top: str) -> str | None:
        """The best subject but one."""
        mine = self.intent_of(top)
        return next((self.intent_of(fact) for fact in scored.order if self.intent_of(fact) != mine), None)

    def _choices(self, scored: _Scored, facts: Sequence[str], floor: float) -> tuple[Choice, ...]:
        """The subjects that may be meant, likeliest first, each with the facts that it would be answered with."""
        groups: dict[str, list[str]] = {}
        for fact in facts:
            if scored.weighed[fact] >= floor:
                groups.setdefault(self.intent_of(fact), []).append(fact)
        return tuple(Choice(intent, tuple(own[:MOST_FACTS])) for intent, own in list(groups.items())[:MOST_CHOICES])

    def _answer(self, question: Question, scored: _Scored, common: Decision) -> Decision:
        ask = question.ask
        allowed = self._here(scored, ask)
        if allowed is None:
            best = max(scored.unplaced, key=lambda f: (scored.unplaced[f], f))
            return replace(
                common, outcome=Outcome.UNKNOWN, rule="place-not-covered", intent=self.intent_of(best)
            )
        kept = self._speaking(allowed, scored, ask)
        if kept is None and not question.premise:
            top = allowed[0]
            unknown = replace(common, outcome=Outcome.UNKNOWN, rule="year-not-covered")
            return replace(unknown, intent=self.intent_of(top), facts=(top,))
        kept = kept or allowed
        if ask.places and self._carrying(kept, scored, question) is None and self._known_elsewhere(kept[0], ask):
            unknown = replace(common, outcome=Outcome.UNKNOWN, rule="aspect-elsewhere-only")
            return replace(unknown, intent=self.intent_of(kept[0]), facts=(kept[0],))
        return self._answer_with(self._carrying(kept, scored, question) or kept, question, scored, common)

    def _known_elsewhere(self, top: str, ask: Ask) -> bool:
        """True where what is asked of a subject here is known of it at another place, so that it is surely asked."""
        subject = self._base.intents.get(self.intent_of(top))
        others = subject.facts if subject else ()
        return any(self._base.facts[f].answers & ask.refusing and not self._fits(f, ask) for f in others)

    def _here(self, scored: _Scored, ask: Ask) -> list[str] | None:
        """The facts for the place asked for, best first; None where the subject is only known elsewhere."""
        allowed = [f for f in scored.order if self._fits(f, ask)]
        if not ask.places:
            return allowed
        elsewhere = max(scored.unplaced, key=lambda f: (scored.unplaced[f], f))
        if allowed and scored.unplaced[allowed[0]] >= scored.unplaced[elsewhere] * (1 - OTHER_PLACE_GAP):
            return allowed
        own = [f for f in allowed if self.intent_of(f) == self.intent_of(elsewhere)]
        return own + [f for f in allowed if f not in own] if own else None

    def _fits(self, fact: str, ask: Ask) -> bool:
        return not ask.places or self._weigher.best_fit(self._base.facts[fact], ask.places) < Fit.ELSEWHERE

    def _speaking(self, facts: Sequence[str], scored: _Scored, ask: Ask) -> list[str] | None:
        """The facts, those that speak for a named year first; None where none near the best does."""
        if not ask.years or not ask.aspects & (REFUSING | _FIGURES):
            return list(facts)
        floor = scored.weighed[facts[0]] * (1 - ASPECT_REACH)
        kin = self._kin(facts[0])
        speaking = [
            f
            for f in facts
            if scored.weighed[f] >= floor
            and self.intent_of(f) in kin
            and self._weigher.speaks_for(f, ask.years)
        ]
        return speaking + [f for f in facts if f not in speaking] if speaking else None

    def _carrying(self, facts: Sequence[str], scored: _Scored, question: Question) -> list[str] | None:
        """The facts, those that carry the aspect asked for first; None where none near the best does."""
        ask = question.ask
        wanted = ask.refusing
        if not wanted or not facts:
            return list(facts)
        top = facts[0]
        kin = self._kin(top)
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

    def _carries(self, facts: Sequence[str], scored: _Scored, ask: Ask) -> bool:
        """True where a firm aspect is asked for and a near fact of the subject carries it."""
        if not facts or not ask.firm:
            return False
        kin = self._kin(facts[0])
        floor = scored.weighed[facts[0]] * (1 - ASPECT_REACH)
        return any(
            self._base.facts[f].answers & ask.firm and scored.weighed[f] >= floor and self.intent_of(f) in kin
            for f in facts
        )

    def _kin(self, fact: str) -> frozenset[str]:
        """The subject of a fact and those of the same body."""
        mine = self.intent_of(fact)
        return frozenset((mine, *self._base.kin.get(mine, ())))

    def _answer_with(
        self, facts: Sequence[str], question: Question, scored: _Scored, common: Decision
    ) -> Decision:
        ask, top = question.ask, facts[0]
        common = replace(common, intent=self.intent_of(top))
        wider = (
            bool(ask.places) and self._weigher.best_fit(self._base.facts[top], ask.places) is Fit.CONTAINING
        )
        if wider and ask.aspects & _FIGURES:
            return replace(
                common, outcome=Outcome.UNKNOWN, rule="figure-of-containing-place", facts=(top,), wider=True
            )
        if self._doubtful(scored, top, question):
            choices = self._choices(scored, facts, scored.weighed[top] * CHOICE_SHARE)
            if len(choices) > 1:
                return replace(common, outcome=Outcome.CLARIFY, rule="too-close", choices=choices)
        return replace(common, facts=self._along(facts, scored, ask), wider=wider)

    def _doubtful(self, scored: _Scored, top: str, question: Question) -> bool:
        """True where another subject may be meant as well: asking back is better than answering wrongly."""
        if question.follows or question.premise:
            return False
        mine = self.intent_of(top)
        rival = max((s for f, s in scored.weighed.items() if self._owner[f] != mine), default=0.0)
        lead = 1 - rival / scored.weighed[top]
        likeness = scored.likeness[top]
        return lead < (LEAD_IF_VAGUE if likeness < VAGUE else CLOSE if likeness < SURE else 0.0)

    def _along(self, facts: Sequence[str], scored: _Scored, ask: Ask) -> tuple[str, ...]:
        """The best fact and those that are told along with it; the reply cuts them to its length."""
        top = facts[0]
        best, mine = scored.weighed[top], self.intent_of(top)
        others = ALONG_IF_VAGUE if scored.likeness[top] < VAGUE else ALONG_OTHERS
        chosen = [top]
        for fact in facts[1:]:
            floor = best * (1 - (ALONG if self.intent_of(fact) == mine else others))
            fitting = not ask.refusing or bool(self._base.facts[fact].answers & ask.refusing)
            if scored.weighed[fact] >= floor and (
                fitting or scored.weighed[fact] >= best * (1 - ALONG_OTHERS)
            ):
                chosen.append(fact)
        chosen = self._each_place(chosen, facts, ask)
        room = [f for f in facts if self.intent_of(f) == mine and scored.weighed[f] >= best * ROOM_SHARE]
        chosen += [f for f in room if f not in chosen][: max(0, ROOM - len(chosen))]
        return tuple(chosen[: max(MOST_FACTS, len(ask.places))])

    def _each_place(self, chosen: Sequence[str], facts: Sequence[str], ask: Ask) -> list[str]:
        """Where several places are asked about, the best fact of each before a second of any."""
        if len(ask.places) < 2:
            return list(chosen)
        mine = self.intent_of(chosen[0])
        firsts: list[str] = []
        for place in ask.places:
            fits = [f for f in facts if self._weigher.fit(self._base.facts[f], place) is Fit.EXACT]
            own = [f for f in fits if self.intent_of(f) == mine] or [f for f in fits if f in chosen]
            firsts += [f for f in own[:1] if f not in firsts]
        return firsts + [f for f in chosen if f not in firsts]

    def _explain(
        self, question: Question, scored: _Scored, evidence: Evidence, chances: Mapping[str, float]
    ) -> dict[str, Any]:
        ask = question.ask
        candidates = [
            {
                "fact": fact,
                "intent": self.intent_of(fact),
                "score": round(scored.weighed[fact], 3),
                "likeness": round(question.ranking.facts[fact], 3),
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
