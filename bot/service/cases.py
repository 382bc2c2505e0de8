"""Runs the cases: each conversation is answered and its last reply judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from bot.core.engine import Engine
from bot.core.model import IncomingMessage, Kind, Outcome, Reply
from bot.kb.cases import Case

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment at which all cases are asked, so that a verdict never depends on the day it is run."""


class Verdict(StrEnum):
    """How a case came out."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    TAP = "tap"
    """The bot asked back and one of its options is right."""
    WRONG = "wrong"
    """Something was answered, but not what should be."""
    REFUSED = "refused"
    """Something should be answered, but nothing was."""
    CLAIMED = "claimed"
    """Nothing should be answered, but something was."""


@dataclass(frozen=True, slots=True)
class Result:
    """A case with its verdict and the reply that it rests on."""

    case: Case
    verdict: Verdict
    reply: Reply
    trace: dict[str, Any]

    @property
    def topic(self) -> str:
        """Stem of the file that holds the case."""
        return PurePath(self.case.at.file).stem


_DECLINING = {Outcome.UNKNOWN: {Outcome.UNKNOWN}, Outcome.OFFTOPIC: {Outcome.OFFTOPIC, Outcome.UNKNOWN}}


def run(engine: Engine, cases: Iterable[Case]) -> Iterator[Result]:
    """Answer each case and judge it, in order."""
    for case in cases:
        memory: dict[str, Any] = {}
        for number, text in enumerate(case.ask):
            message = IncomingMessage("case", "case", str(number), text)
            exchange = engine.respond(message, memory, NOW)
            memory = exchange.memory
        verdict = _verdict(engine, case, exchange.reply, memory)
        yield Result(case, verdict, exchange.reply, exchange.trace)


def _verdict(engine: Engine, case: Case, reply: Reply, memory: dict[str, Any]) -> Verdict:
    if case.outcome in (None, Outcome.ANSWER):
        return _answered(engine, case, reply, memory)
    if case.outcome is Outcome.CLARIFY:
        return Verdict.PASS if reply.outcome is Outcome.CLARIFY else Verdict.WRONG
    expected = _DECLINING.get(case.outcome or Outcome.ANSWER, {case.outcome})
    return Verdict.PASS if reply.outcome in expected and _clean(case, reply) else Verdict.CLAIMED


def _answered(engine: Engine, case: Case, reply: Reply, memory: dict[str, Any]) -> Verdict:
    if reply.outcome is Outcome.ANSWER:
        return Verdict.PASS if _brings(case, reply) else Verdict.WRONG
    if reply.outcome is not Outcome.CLARIFY:
        return Verdict.REFUSED
    for option in reply.options[:4]:
        press = IncomingMessage("case", "case", "press", "", Kind.PRESS, press=option.value)
        if _brings(case, engine.respond(press, memory, NOW).reply):
            return Verdict.TAP
    return Verdict.REFUSED


def _brings(case: Case, reply: Reply) -> bool:
    used = {fact.id for part in reply.parts for fact in part.facts}
    return (
        used.issuperset(case.facts) and all(word in reply.body for word in case.says) and _clean(case, reply)
    )


def _clean(case: Case, reply: Reply) -> bool:
    used = {fact.id for part in reply.parts for fact in part.facts}
    return used.isdisjoint(case.not_facts)
