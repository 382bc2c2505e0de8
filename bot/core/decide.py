"""From scores to a decision: answer, ask back, say that the material does not say it, or decline.

The order of the rules is the order in which they are read here; each has a name, which the explanation shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.calibration import ANSWER_AT_99, ASK_BACK
from bot.core.knowledge import KnowledgeBase
from bot.core.language.aspects import REFUSING
from bot.core.model import Outcome
from bot.core.scoring import ALONG_OTHERS, ASPECT_REACH, Question, Scored, Scorer
from bot.core.weighing import HOME, Ask, Fit, Weigher

# Thresholds; the cases hold them in place, and CONTRIBUTING.md tells how they were set.
LEAST_RELATED = 0.10
"""Likeness below which nothing in the material is about the question at all."""
LEAST_NEAR = 0.30
"""Likeness that a fact needs to be given as the nearest where nothing else says that it is."""
VAGUE = 0.3
"""Likeness below which the best fact is but a guess."""
CHOICE_SHARE = 0.5
"""Least score, compared with the best, of what is offered when the bot asks back."""
OTHER_PLACE_GAP = 0.68
"""A subject that is this much more alike at another place is one that the place asked for does not have (share)."""
ALONG = 0.32
"""How far below the best fact others of its subject may lie to be told along with it (share)."""
ALONG_IF_VAGUE = 0.42
"""The same where the best fact is but a guess: the next guess is told as well."""
GAP_SHARE = 0.55
"""A known gap must be at least this much alike, compared with the best fact, to be the one that is named."""
NAMED_SHARE = 0.5
"""Least score, compared with the best fact's, of one that names the place outside the material that was asked about."""
CITY_SHARE = 0.75
"""Least score, compared with the best fact's, of a fact of the city that is told before it."""
ROOM = 3
"""Facts that are told where there is room, even where only the first was asked for."""
ROOM_SHARE = 0.5
"""Least score, compared with the best fact's, of those that only fill the room."""
LEAST_GAP = 0.20
"""Likeness that a known gap needs to be named at all."""
LEAST_NAMED = 0.35
"""Likeness from which on a named fact answers although a gap of no subject is near."""
WEAK_GAP = 0.55
"""Share of the best fact's likeness below which a gap says nothing against a question without a refusing aspect."""
MOST_CHOICES = 4
MOST_FACTS = 4
THRESHOLDS: Mapping[str, Mapping[str, float]] = {
    "nothing-related": {"least_likeness": LEAST_RELATED},
    "known-gap": {"least_gap": LEAST_GAP, "share_of_best_fact": GAP_SHARE},
    "aspect-not-covered": {"reach_below_best": ASPECT_REACH, "reach_for_others": ALONG_OTHERS},
    "not-said": {"least_likeness_of_nearest": LEAST_NEAR},
    "place-not-covered": {"more_alike_elsewhere_by": OTHER_PLACE_GAP},
    "too-close": {f"lead_if_likeness_below_{high}": least for high, least in ASK_BACK},
    "best-fact": {
        "least_likeness": LEAST_RELATED,
        "told_along_from": round(1 - ALONG, 2),
        "answerable_at_99_percent_from": ANSWER_AT_99,
    },
}
"""What each rule measured against, for the explanation; rules without an entry have no threshold."""
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
    unsaid: tuple[str, ...] = ()
    """Of several places asked about, those that the facts do not speak of."""
    wider: bool = False
    """True where the facts are those of a containing place."""
    trace: dict[str, Any] = field(default_factory=dict)


class Decider:
    """Decides on ranked questions over one knowledge base."""

    def __init__(self, base: KnowledgeBase, weigher: Weigher, scorer: Scorer) -> None:
        self._base = base
        self._weigher = weigher
        self._scorer = scorer

    def intent_of(self, fact: str) -> str:
        """The subject a fact belongs to: its intent, or itself where no intent names it."""
        return self._scorer.intent_of(fact)

    def decide(self, question: Question) -> Decision:
        """Decide on one question."""
        scored = self._scorer.score(question)
        evidence = self._scorer.evidence(question, scored)
        chances = self._scorer.chances(question, scored, evidence)
        decision = self._rules(question, scored, chances)
        ask = question.ask
        place = decision.place or ask.outside or (ask.places[0] if ask.places else None)
        trace = self._scorer.explain(question, scored, evidence, chances)
        trace["thresholds"] = dict(THRESHOLDS.get(decision.rule, {}))
        return replace(decision, place=place, aspects=ask.aspects, years=ask.years, trace=trace)

    def _rules(self, question: Question, scored: Scored, chances: Mapping[str, float]) -> Decision:
        kind = max(chances, key=lambda name: chances[name])
        common = Decision(Outcome.ANSWER, "best-fact", confidence=round(chances[kind], 3))
        if not scored.order or (kind == "answer" and scored.likeness[scored.order[0]] < LEAST_RELATED):
            return replace(common, outcome=Outcome.OFFTOPIC, rule="nothing-related")
        top = scored.order[0]
        if kind in (Outcome.OFFTOPIC, Outcome.SMALLTALK):
            return self._talking(Outcome(kind), scored, common)
        rival = self._rival(scored, top)
        common = replace(common, intent=self.intent_of(top), runner_up=rival)
        outside = question.ask.outside
        if outside is not None and not question.premise and self._is_elsewhere(top, outside):
            there = self._naming(question, outside, scored)
            if not there:
                return replace(common, outcome=Outcome.UNKNOWN, rule="place-outside")
            scored = replace(scored, order=[*there, *(f for f in scored.order if f not in there)])
            common = replace(common, intent=self.intent_of(there[0]))
        if kind == Outcome.UNKNOWN:
            return self._silent(question, scored, common)
        return self._answer(question, scored, common)

    def _naming(self, question: Question, outside: str, scored: Scored) -> list[str]:
        """Near facts that name a place outside the material: the station in Hong Kong, the enclave in Shanghai.

        What the chat remembers has no say here: the place is new, and so may the fact be.
        """
        alone = question.ranking.facts
        floor = max(alone.values()) * NAMED_SHARE
        naming = [f for f in scored.weighed if alone[f] >= floor and not self._is_elsewhere(f, outside)]
        return sorted(naming, key=lambda fact: (-alone[fact], fact))

    def _is_elsewhere(self, fact: str, outside: str) -> bool:
        """True where a fact neither names a place outside the material nor is a zone's that reaches into it."""
        zone = self._base.regions[self._base.facts[fact].region]
        inside = set(self._base.regions[outside].members)
        return not self._weigher.names(fact, outside) and inside.isdisjoint(zone.members)

    def _talking(self, kind: Outcome, scored: Scored, common: Decision) -> Decision:
        name, _ = scored.talk[kind]
        outcome = self._base.intents[name].outcome
        return replace(common, outcome=outcome, rule="intent-without-facts", intent=name)

    def _silent(self, question: Question, scored: Scored, common: Decision) -> Decision:
        """The material does not say it: by a known gap, or by an aspect that the facts do not carry."""
        top = scored.order[0]
        gap, score = scored.talk.get(Outcome.UNKNOWN, ("", 0.0))
        if gap and self._is_beside(gap, top, scored, question):
            gap = ""
        if (
            not question.ask.refusing
            and scored.likeness[top] >= LEAST_NAMED
            and score < WEAK_GAP * scored.likeness[top]
        ):
            # Nothing is asked that could be missing, the subject is plain and the gap shares but a turn of phrase.
            return self._answer(question, scored, common)
        if gap and score >= LEAST_GAP and score >= GAP_SHARE * scored.likeness[top]:
            known = self._base.intents[gap].nearest
            subject = self.intent_of(known[0]) if known else None
            unknown = replace(common, outcome=Outcome.UNKNOWN, rule="known-gap", intent=gap, subject=subject)
            return replace(unknown, facts=self._scorer.admissible(known, question.ask))
        allowed = self._scorer.admissible(scored.order[:8], question.ask)
        named = any(top in name.holders for name in question.ask.names)
        if named and question.ask.refusing and self._scorer.carrying(allowed, scored, question) is not None:
            # The subject is named, no gap of its own is meant, and its facts do carry what is asked for.
            return self._answer(question, scored, common)
        if question.ask.refusing:
            return replace(common, outcome=Outcome.UNKNOWN, rule="aspect-not-covered", facts=allowed[:1])
        near = [fact for fact in allowed[:1] if scored.likeness[fact] >= LEAST_NEAR]
        return replace(common, outcome=Outcome.UNKNOWN, rule="not-said", facts=tuple(near))

    def _is_beside(self, gap: str, top: str, scored: Scored, question: Question) -> bool:
        """True for a gap of another subject than the one that the question names: what is missing is missing there."""
        ask = question.ask
        if not ask.refusing or not any(top in name.holders for name in ask.names):
            return False
        known = self._base.intents[gap].nearest
        if known:
            return self.intent_of(known[0]) != self.intent_of(top)
        # A gap of no subject: it is not meant where the very fact that is named carries what is asked for.
        return bool(self._base.facts[top].answers & ask.refusing and scored.likeness[top] >= LEAST_NAMED)

    def _rival(self, scored: Scored, top: str) -> str | None:
        """The best subject but one."""
        mine = self.intent_of(top)
        return next((self.intent_of(fact) for fact in scored.order if self.intent_of(fact) != mine), None)

    def _choices(self, scored: Scored, facts: Sequence[str], floor: float) -> tuple[Choice, ...]:
        """The subjects that may be meant, likeliest first, each with the facts that it would be answered with."""
        groups: dict[str, list[str]] = {}
        for fact in facts:
            if scored.weighed[fact] >= floor:
                groups.setdefault(self.intent_of(fact), []).append(fact)
        return tuple(
            Choice(intent, tuple(own[:MOST_FACTS])) for intent, own in list(groups.items())[:MOST_CHOICES]
        )

    def _answer(self, question: Question, scored: Scored, common: Decision) -> Decision:
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
        if (
            ask.places
            and self._scorer.carrying(kept, scored, question) is None
            and self._known_elsewhere(kept[0], ask)
        ):
            unknown = replace(common, outcome=Outcome.UNKNOWN, rule="aspect-elsewhere-only")
            return replace(unknown, intent=self.intent_of(kept[0]), facts=(kept[0],))
        return self._answer_with(
            self._scorer.carrying(kept, scored, question) or kept, question, scored, common
        )

    def _known_elsewhere(self, top: str, ask: Ask) -> bool:
        """True where what is asked of a subject here is known of it at another place, so that it is surely asked."""
        subject = self._base.intents.get(self.intent_of(top))
        others = subject.facts if subject else ()
        return any(
            self._base.facts[f].answers & ask.refusing and not self._scorer.fits(f, ask) for f in others
        )

    def _here(self, scored: Scored, ask: Ask) -> list[str] | None:
        """The facts for the place asked for, best first; None where the subject is only known elsewhere."""
        allowed = [f for f in scored.order if self._scorer.fits(f, ask)]
        if not ask.places:
            return allowed
        elsewhere = max(scored.unplaced, key=lambda f: (scored.unplaced[f], f))
        if allowed and scored.unplaced[allowed[0]] >= scored.unplaced[elsewhere] * (1 - OTHER_PLACE_GAP):
            return allowed
        own = [f for f in allowed if self.intent_of(f) == self.intent_of(elsewhere)]
        return own + [f for f in allowed if f not in own] if own else None

    def _speaking(self, facts: Sequence[str], scored: Scored, ask: Ask) -> list[str] | None:
        """The facts, those that speak for a named year first; None where none near the best does."""
        if not ask.years or not ask.aspects & (REFUSING | _FIGURES):
            return list(facts)
        floor = scored.weighed[facts[0]] * (1 - ASPECT_REACH)
        kin = self._scorer.kin(facts[0])
        speaking = [
            f
            for f in facts
            if scored.weighed[f] >= floor
            and self.intent_of(f) in kin
            and self._weigher.speaks_for(f, ask.years)
        ]
        return speaking + [f for f in facts if f not in speaking] if speaking else None

    def _answer_with(
        self, facts: Sequence[str], question: Question, scored: Scored, common: Decision
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
        told = self._along(facts, scored, ask)
        return replace(common, facts=told, wider=wider, unsaid=self._unsaid(told, ask))

    def _unsaid(self, told: Sequence[str], ask: Ask) -> tuple[str, ...]:
        """Of several places asked about, those that none of the facts told is about."""
        if len(ask.places) < 2:
            return ()
        facts = [self._base.facts[fact] for fact in told]
        return tuple(p for p in ask.places if all(self._weigher.fit(f, p) > Fit.NAMED for f in facts))

    def _doubtful(self, scored: Scored, top: str, question: Question) -> bool:
        """True where another subject may be meant as well: asking back is better than answering wrongly."""
        if question.follows or question.premise:
            return False
        mine = self.intent_of(top)
        rival = max((s for f, s in scored.weighed.items() if self.intent_of(f) != mine), default=0.0)
        lead = 1 - rival / scored.weighed[top]
        likeness = scored.likeness[top]
        return lead < next((least for high, least in ASK_BACK if likeness < high), 0.0)

    def _along(self, facts: Sequence[str], scored: Scored, ask: Ask) -> tuple[str, ...]:
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
        chosen = self._each_place(self._city_first(chosen, scored, ask), facts, ask)
        room = [f for f in facts if self.intent_of(f) == mine and scored.weighed[f] >= best * ROOM_SHARE]
        chosen += [f for f in room if f not in chosen][: max(0, ROOM - len(chosen))]
        return tuple(chosen[: max(MOST_FACTS, len(ask.places))])

    def _city_first(self, chosen: Sequence[str], scored: Scored, ask: Ask) -> list[str]:
        """Where no place is asked about or remembered, the city's facts before those of its parts."""
        if ask.places or ask.near is not None:
            return list(chosen)
        floor = scored.weighed[chosen[0]] * CITY_SHARE
        city = [f for f in chosen if self._base.facts[f].region == HOME and scored.weighed[f] >= floor]
        return city + [f for f in chosen if f not in city]

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
