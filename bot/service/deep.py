"""What only the engine can tell of the content: examples that their own intent loses, and questions that others steal.

Everything found is a warning: a few questions of a thousand are lost in sound content. A question is tried in a new
chat, on a sample that is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bot.core.engine import Engine
from bot.core.knowledge import Intent
from bot.core.model import IncomingMessage, Outcome, Reply
from bot.errors import Problem
from bot.kb.cases import Case
from bot.kb.draft import Draft
from bot.kb.nodes import Message, Position, complaint
from bot.service import cases as judging
from bot.service.mutations import Kind
from bot.service.robustness import Fate, Prober, Seed, seeds

Step = Problem | None
"""What came of one question; None where all is well."""


class Examiner:
    """Tries the questions of a draft on an engine that was made of it."""

    def __init__(self, engine: Engine, draft: Draft, sample: int) -> None:
        """`sample`: questions of each sort that are tried at most."""
        self._engine = engine
        self._sample = sample
        self._cases = draft.cases or ()
        self._places = {(asked.intent, asked.text): asked.at for asked in draft.questions}
        self._examples = seeds(engine.base, ())[:sample]

    @property
    def steps(self) -> int:
        """Questions that are tried at most."""
        return len(self._examples) + min(self._sample, len(self._cases)) + self._sample * len(Kind)

    def run(self) -> Iterator[Step]:
        """Try everything, a step for each question."""
        yield from map(self._example, self._examples)
        yield from self._expected()
        prober = Prober(self._engine, self._cases)
        for probe in prober.run(tuple(Kind), self._sample):
            stolen = probe.fate is Fate.STOLEN
            thief = ", ".join(sorted(probe.after.told))
            yield (
                self._complain(probe.seed, "stolen-when-misspelt", _stolen(probe.text, thief))
                if stolen
                else None
            )

    def _example(self, seed: Seed) -> Step:
        reply = self._ask(seed.text)
        message = _lost(self._engine.base.intents[seed.origin], reply, self._thieves(reply))
        return self._complain(seed, "example-lost", message) if message else None

    def _expected(self) -> Iterator[Step]:
        for result in judging.run(self._engine, islice(_mixed(self._cases), self._sample)):
            told = self._thieves(result.reply)
            wrong = result.verdict in (judging.Verdict.WRONG, judging.Verdict.CLAIMED)
            message = _case_lost(result.case.ask[-1], told or result.reply.outcome)
            yield complaint(result.case.at, "case-lost", message, "warning") if wrong else None

    def _ask(self, text: str) -> Reply:
        message = IncomingMessage("check", "check", "0", text)
        return self._engine.respond(message, {}, judging.NOW).reply

    def _thieves(self, reply: Reply) -> str:
        """The intents whose facts are told, as text."""
        owner = self._engine.base.intent_of
        told = {
            owner.get(fact.id, fact.id)
            for part in reply.parts
            if part.outcome is Outcome.ANSWER
            for fact in part.facts
        }
        return ", ".join(sorted(told))

    def _complain(self, seed: Seed, rule: str, message: Message) -> Problem:
        return complaint(self._place(seed), rule, message, "warning")

    def _place(self, seed: Seed) -> Position:
        return (
            seed.case.at
            if seed.case
            else self._places.get((seed.origin, seed.text), Position("intents", 0, 0))
        )


def _mixed(cases: Sequence[Case]) -> Iterator[Case]:
    """Cases of all files in turn, so that a sample is not all of one topic: every tenth, then the next ones."""
    for start in range(10):
        yield from cases[start::10]


def _lost(intent: Intent, reply: Reply, told: str) -> Message | None:
    """What is wrong with the reply to an example of an intent; nothing where it is asked back, or told among others."""
    facts = {fact.id for part in reply.parts for fact in part.facts}
    if reply.outcome is Outcome.CLARIFY or not facts.isdisjoint(intent.facts):
        return None
    if intent.outcome is reply.outcome and intent.outcome is not Outcome.ANSWER:
        return None
    became = told or str(reply.outcome)
    return Message(
        f"这是 {intent.id} 的问法，机器人却当成了 {became}。",
        f"This is a question of {intent.id}, but the bot takes it for {became}.",
        "写得更具体，或者把它移到该去的意图；talentbot ask --explain 能看到原因。",
        "Make it more specific or move it where it belongs; talentbot ask --explain shows why.",
    )


def _case_lost(text: str, became: str) -> Message:
    return Message(
        f"用例“{text}”没有得到该有的回答，机器人当成了 {became}。",
        f"The case “{text}” does not get the reply that it should; the bot takes it for {became}.",
        "给该回答它的意图补几个相近的问法。",
        "Add similar questions to the intent that should answer it.",
    )


def _stolen(text: str, thief: str) -> Message:
    return Message(
        f"写成“{text}”就被 {thief} 抢走了。",
        f"Written as “{text}” it is stolen by {thief}.",
        "给它自己的意图补几个换了说法的问法。",
        "Add more wordings of it to its own intent.",
    )
