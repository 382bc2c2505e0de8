"""Whether questions are still understood when they are mistyped, misspelt or reworded.

What is tried: every example question of an intent, those under `details` included, and every case of one message whose
expectation is met as it stands. What the engine makes of the question as it stands is the measure, right or wrong: a
question that is asked back already has reached nothing that a mutation could take from it, and is left out.

What counts, each message being asked in a new chat:

- The *leads* of a reply are the intents that the first fact of each of its answered parts belongs to.
- **reached**: the outcome is the same, and for an answer facts of every lead of the unmutated reply are told. Where no
  facts answer (known gap, small talk, off topic, a person wanted) the same outcome is enough.
- **stolen**: something is answered, and not one fact told is of a lead of the unmutated reply; so is any answer where
  nothing was answered before.
- **lost**: the rest. The bot asks back, refuses, takes it for small talk, or answers one of two questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from zlib import crc32

from bot.core.engine import Engine
from bot.core.knowledge import KnowledgeBase
from bot.core.model import IncomingMessage, Outcome, Reply
from bot.kb.cases import Case
from bot.service import cases as judging
from bot.service.mutations import Kind, Mutator


class Fate(StrEnum):
    """What became of a question when it was mutated; see the module for what counts."""

    REACHED = "reached"
    LOST = "lost"
    STOLEN = "stolen"


@dataclass(frozen=True, slots=True)
class Seed:
    """A question to mutate."""

    text: str
    origin: str
    """Id of its intent, or file and line of its case."""
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a message has led."""

    outcome: Outcome
    leads: frozenset[str] = frozenset()
    """Intents that the first fact of each answered part belongs to."""
    told: frozenset[str] = frozenset()
    """Intents that any fact of an answered part belongs to."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question and what became of its mutation."""

    kind: Kind
    seed: Seed
    text: str
    """The mutated question."""
    before: Landing
    after: Landing

    @property
    def fate(self) -> Fate:
        """The verdict."""
        before, after = self.before, self.after
        if after.outcome is before.outcome and before.leads <= after.told:
            return Fate.REACHED
        return Fate.STOLEN if after.told and before.leads.isdisjoint(after.told) else Fate.LOST


def seeds(base: KnowledgeBase, cases: Iterable[Case], topic: str = "") -> list[Seed]:
    """Every question that can be tried, each text once, in an order that is mixed but always the same.

    `topic`: stem of the file whose intents are taken; empty for all.
    """
    found: dict[str, Seed] = {}
    for intent in base.intents.values():
        if topic not in ("", intent.topic):
            continue
        for questions in (intent.questions, *intent.details.values()):
            for text in questions.all():
                found.setdefault(text, Seed(text, intent.id))
    for case in cases:
        if len(case.ask) == 1:
            found[case.ask[0]] = Seed(case.ask[0], f"{case.at.file}:{case.at.line}", case)
    return sorted(found.values(), key=lambda seed: (crc32(seed.text.encode()), seed.text))


class Prober:
    """Tries mutations of questions on an engine."""

    def __init__(self, engine: Engine, cases: Iterable[Case], topic: str = "") -> None:
        """`cases`: those of one message are tried beside the examples of the intents (of one topic, if named)."""
        self._engine = engine
        self._seeds = seeds(engine.base, cases, topic)
        regions = engine.base.regions.values()
        self._mutator = Mutator(
            name for region in regions for name in (region.name.zh, region.name.en, *region.aliases)
        )
        self._known: dict[str, Landing | None] = {}

    def run(self, kinds: Sequence[Kind], sample: int) -> Iterator[Probe]:
        """Up to `sample` mutated questions of each kind; all kinds draw from the same ones, in the same order."""
        for kind in kinds:
            yield from islice(self._mutated(kind), sample)

    def _mutated(self, kind: Kind) -> Iterator[Probe]:
        for seed in self._seeds:
            text = self._mutator.mutate(kind, seed.text)
            before = self._unmutated(seed) if text else None
            if text and before:
                yield Probe(kind, seed, text, before, self._land(self._ask(text)))

    def _unmutated(self, seed: Seed) -> Landing | None:
        """Where a question leads as it stands; None where it cannot serve as a measure."""
        if seed.text not in self._known:
            self._known[seed.text] = self._measure(seed)
        return self._known[seed.text]

    def _measure(self, seed: Seed) -> Landing | None:
        if seed.case is None:
            landing = self._land(self._ask(seed.text))
        else:
            (result,) = judging.run(self._engine, [seed.case])
            if result.verdict is not judging.Verdict.PASS:
                return None
            landing = self._land(result.reply)
        return None if landing.outcome is Outcome.CLARIFY else landing

    def _ask(self, text: str) -> Reply:
        message = IncomingMessage("case", "case", "0", text)
        return self._engine.respond(message, {}, judging.NOW).reply

    def _land(self, reply: Reply) -> Landing:
        owner = self._engine.base.intent_of
        told = [
            [owner.get(fact.id, fact.id) for fact in part.facts]
            for part in reply.parts
            if part.outcome is Outcome.ANSWER and part.facts
        ]
        return Landing(
            reply.outcome,
            frozenset(intents[0] for intents in told),
            frozenset(intent for intents in told for intent in intents),
        )
