"""What an edit does to questions: an engine before it and one after it, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from bot.core.engine import Engine
from bot.core.knowledge import Intent
from bot.core.language.fold import plain
from bot.core.model import IncomingMessage, Reply
from bot.kb.cases import Case
from bot.service.cases import Result, Verdict, run

_NEAR_WORDS = 400
"""Cases in other topics that are tried because they share most with the question."""
_WORTH = {Verdict.PASS: 2, Verdict.TAP: 1}


@dataclass(frozen=True, slots=True)
class Change:
    """A case that comes out otherwise after an edit."""

    before: Result
    after: Result

    @property
    def gain(self) -> int:
        """Above 0 where the edit makes it better, below where worse, 0 where it is only answered otherwise."""
        return _WORTH.get(self.after.verdict, 0) - _WORTH.get(self.before.verdict, 0)


def compare(before: Engine, after: Engine, cases: Iterable[Case]) -> Iterator[Change | None]:
    """Each case on both engines, in order: the change, or None where there is none."""
    for case in cases:
        old, new = (next(run(engine, [case])) for engine in (before, after))
        is_same = old.verdict == new.verdict and _shown(old.reply) == _shown(new.reply)
        yield None if is_same else Change(old, new)


def _shown(reply: Reply) -> tuple[object, ...]:
    return reply.outcome, reply.body, reply.options


def concerned(cases: Sequence[Case], intents: Sequence[Intent], text: str) -> list[Case]:
    """The cases that an edit of some intents may concern, in order.

    Those of their topics, those that want one of their facts, and of the others those that share most with the
    text that was added. An edit far away moves other answers seldom, and then by a hair.
    """
    facts = {fact for intent in intents for fact in (*intent.facts, *intent.nearest)}
    topics = {intent.topic for intent in intents}
    near = {id(case) for case in _alike(cases, text)}
    return [
        case
        for case in cases
        if PurePath(case.at.file).stem in topics or facts & {*case.facts} or id(case) in near
    ]


def _alike(cases: Sequence[Case], text: str) -> list[Case]:
    wanted = _pairs(text)
    shares = [(len(wanted & _pairs(" ".join(case.ask))), -number) for number, case in enumerate(cases)]
    best = sorted(shares, reverse=True)[:_NEAR_WORDS]
    return [cases[-number] for share, number in best if share]


def _pairs(text: str) -> set[str]:
    folded = plain(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)} - {"  "}


def ask(engine: Engine, text: str) -> Reply:
    """The reply to a question that begins a conversation now."""
    return engine.respond(IncomingMessage("try", "try", "1", text), {}, datetime.now(UTC)).reply


def reaches(reply: Reply, intent: Intent, fact: str | None = None) -> bool:
    """Whether a reply is the one that the intent stands for, with a certain fact where one is named."""
    return any(
        part.intent == intent.id
        and part.outcome == intent.outcome
        and (fact is None or fact in {used.id for used in part.facts})
        for part in reply.parts
    )


def likely_intents(engine: Engine, text: str, count: int) -> list[Intent]:
    """The intents that a question is most alike to, the likeliest first."""
    query = engine.reader.read(text, datetime.now(UTC).year)
    scores = engine.ranker.rank(query.masked).intents
    best = sorted(scores, key=lambda name: -scores[name])
    return [engine.base.intents[name] for name in best if name in engine.base.intents][:count]
