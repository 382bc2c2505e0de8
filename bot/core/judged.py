"""What came of the questions of a message: told once, together, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.decide import Decision
from bot.core.language.reading import Query
from bot.core.memory import Memory
from bot.core.model import Outcome


@dataclass(frozen=True)
class Judged:
    """One question and its decision."""

    query: Query
    decision: Decision
    follows: int
    """0: stands alone; 1: may point back; 2: names no subject itself."""
    more: bool = False
    """True where more on the last subject is wanted."""
    questions: int = 1
    """How many of the message's questions it answers."""


def better(whole: Judged, kept: list[Judged]) -> list[Judged]:
    """The whole message as one question, unless its parts say more."""
    if kept and max(item.decision.confidence for item in kept) >= whole.decision.confidence:
        return kept
    return [whole]


def distinct(judged: Sequence[Judged]) -> list[Judged]:
    """The parts without small talk beside a question, and without the same answer twice."""
    questions = [j for j in judged if j.decision.outcome is not Outcome.SMALLTALK] or list(judged[:1])
    kept: list[Judged] = []
    for item in questions:
        twin = next((n for n, other in enumerate(kept) if _same(item.decision, other.decision)), None)
        if twin is None:
            kept.append(item)
        else:
            kept[twin] = _with_both(kept[twin], item)
    return kept


def _with_both(first: Judged, second: Judged) -> Judged:
    """Questions with the same answer as one, the fact that each of them asks for told in their order."""
    mine, other = first.decision.facts, second.decision.facts
    facts = dict.fromkeys((*mine[: first.questions], *other[:1], *mine, *other))
    decision = replace(first.decision, facts=tuple(facts))
    return replace(first, decision=decision, questions=first.questions + 1)


def _same(one: Decision, other: Decision) -> bool:
    """True for the same kind of answer on the same subject, one's facts among the other's.

    What is not known is the same only where the same thing is missing at the same place: each is told.
    """
    if one.outcome is not other.outcome or one.intent != other.intent:
        return False
    if one.outcome is Outcome.UNKNOWN:
        return (one.rule, one.place, one.aspects) == (other.rule, other.place, other.aspects)
    mine, theirs = set(one.facts), set(other.facts)
    return mine <= theirs or theirs <= mine


def remember(memory: Memory, judged: Judged) -> Memory:
    """What the chat remembers after a question; of a known gap the subject that its nearest fact belongs to."""
    decision = judged.decision
    places = [m.region for m in judged.query.mentions if m.covered]
    asked = None if decision.rule == "place-outside" else decision.place
    place = asked or (places[-1] if places else memory.place)
    if decision.outcome not in (Outcome.ANSWER, Outcome.UNKNOWN) or decision.intent is None:
        offered = decision.choices[0].intent if decision.choices else memory.intent
        return replace(
            memory, place=place, asked=None, intent=offered, aspects=tuple(sorted(decision.aspects))
        )
    earlier = memory.earlier
    subject = decision.subject or decision.intent
    if memory.intent not in (None, subject):
        earlier = (str(memory.intent), *(name for name in earlier if name != memory.intent))[:5]
    return replace(
        memory,
        place=place,
        asked=asked,
        intent=subject,
        facts=decision.facts,
        aspects=tuple(sorted(decision.aspects)),
        earlier=earlier,
    )
