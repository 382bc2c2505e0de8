"""What an edit does to what people asked: the same conversations with two contents, compared. Pure.

A question may lean on what was said before it, so whole conversations are replayed, each content with the memory that
it would have had itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from bot.core import memory as memories
from bot.core.engine import Engine
from bot.core.model import IncomingMessage, Kind, Outcome, Reply
from bot.kb.cases import Case
from bot.service.cases import NOW, Verdict, run
from bot.store.folding import fold, grouping

_WORTH = {Verdict.PASS: 2, Verdict.TAP: 1}


class Line(NamedTuple):
    """One message of a conversation."""

    text: str
    at: datetime = NOW
    kind: Kind = Kind.TEXT
    lang: str = "zh"
    """Language that it was answered in: the hint for a message that shows none."""
    rating: str | None = None
    """`up` or `down`: what the asker thought of the answer."""

    @property
    def is_question(self) -> bool:
        """Whether its answer is looked at; commands and buttons are replayed for what follows them only."""
        return self.kind in (Kind.TEXT, Kind.EDIT) and not self.text.startswith("/")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in its order; that of a case has a wish for its last reply."""

    lines: tuple[Line, ...]
    case: Case | None = None


class Said(NamedTuple):
    """A reply as far as it is compared."""

    outcome: Outcome
    intents: tuple[str, ...]
    facts: tuple[str, ...]
    text: str
    """As the asker sees it, the options below it."""
    verdict: Verdict | None = None
    """Of a case."""


class Group(StrEnum):
    """What kind of change it is."""

    ANSWERED = "answered"
    """Had no answer, has one."""
    LOST = "lost"
    """Had an answer, has none."""
    STOLEN = "stolen"
    """Another intent answers."""
    FACTS = "facts"
    """The same intent, other facts."""
    OTHERWISE = "otherwise"
    """Not answered before nor after, but in another way."""
    WORDS = "words"
    """The same facts in other words."""


class Judgement(StrEnum):
    """What a change is worth: by cases for sure; by ratings, which were given to the old answer, perhaps."""

    WORSE = "worse"
    MAYBE_WORSE = "worse?"
    NONE = ""
    MAYBE_BETTER = "better?"
    BETTER = "better"


_BADNESS = {judgement: number for number, judgement in enumerate(Judgement)}


@dataclass(frozen=True, slots=True)
class Change:
    """A question, as often as it was asked, that comes out otherwise in one and the same way."""

    question: str
    """Its latest wording."""
    context: str
    """The message before it, where it was not the first."""
    before: Said
    after: Said
    times: int
    up: int
    """How often the answer was rated up."""
    down: int

    @property
    def group(self) -> Group:
        """What kind of change it is."""
        old, new = self.before, self.after
        was, answers = (said.outcome is Outcome.ANSWER for said in (old, new))
        if was != answers:
            return Group.ANSWERED if answers else Group.LOST
        if (old.outcome, old.intents) != (new.outcome, new.intents):
            return Group.STOLEN if was else Group.OTHERWISE
        return Group.WORDS if old.facts == new.facts else Group.FACTS

    @property
    def judgement(self) -> Judgement:
        """Better or worse: by the verdict on a case, else by how the old answer was rated."""
        if self.before.verdict and self.after.verdict:
            gain = _WORTH.get(self.after.verdict, 0) - _WORTH.get(self.before.verdict, 0)
            return Judgement.NONE if not gain else Judgement.BETTER if gain > 0 else Judgement.WORSE
        if self.up == self.down:
            return Judgement.NONE
        return Judgement.MAYBE_WORSE if self.up > self.down else Judgement.MAYBE_BETTER


@dataclass(frozen=True, slots=True)
class Effects:
    """All that came of a comparison."""

    asked: int
    """Questions that were replayed."""
    distinct: int
    """Of these, those that differ in more than width, case, spaces and punctuation."""
    changes: tuple[Change, ...]
    """By group; in each the worst first, then the most frequent."""

    @property
    def unchanged(self) -> int:
        """Questions that are answered as before."""
        return self.asked - sum(change.times for change in self.changes)

    def of(self, group: Group) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.group is group]


class Replayer:
    """Replays conversations with one engine; the same message in the same state is answered once."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        """`now`: when all of it is taken to be asked, aware; the pauses within a conversation are kept."""
        self._engine = engine
        self._now = now
        self._kept: dict[tuple[Any, ...], tuple[Said, dict[str, Any]]] = {}

    def replay(self, talk: Talk) -> list[Said]:
        """The replies to the questions of a conversation, in order; of a case to the last only."""
        if talk.case is not None:
            result = next(run(self._engine, [talk.case]))
            return [said(result.reply, result.verdict)]
        return list(self._replies(talk.lines))

    def _replies(self, lines: Iterable[Line]) -> Iterator[Said]:
        before: dict[str, Any] = {}
        memory: dict[str, Any] = {}
        last: datetime | None = None
        for line in lines:
            # Who changes a message changes the last one, nearly always: what that one led to is undone.
            before = before if line.kind is Kind.EDIT else memory
            pause = line.at - last if last else timedelta(0)
            reply, memory = self._answer(line, self._aged(before, pause))
            last = line.at
            if line.is_question:
                yield reply

    def _aged(self, memory: Mapping[str, Any], pause: timedelta) -> dict[str, Any]:
        return {**memory, "at": (self._now - pause).isoformat()} if memory else {}

    def _answer(self, line: Line, memory: dict[str, Any]) -> tuple[Said, dict[str, Any]]:
        state = replace(memories.from_json(memory).current(self._now), at="")
        # A button is known by its label, which the memory has: the log keeps no values.
        kind = Kind.TEXT if line.kind is Kind.PRESS else line.kind
        key = (kind, line.text, line.lang, state)
        found = self._kept.get(key)
        if found is None:
            message = IncomingMessage("replay", "replay", "1", line.text, kind, lang_hint=line.lang)
            exchange = self._engine.respond(message, memory, self._now)
            found = self._kept[key] = said(exchange.reply), exchange.memory
        return found


def said(reply: Reply, verdict: Verdict | None = None) -> Said:
    """What is compared of a reply."""
    intents = dict.fromkeys(part.intent for part in reply.parts if part.intent)
    facts = dict.fromkeys(fact.id for part in reply.parts for fact in part.facts)
    text = "\n".join((reply.text, *(f"[{option.label}]" for option in reply.options)))
    return Said(reply.outcome, tuple(intents), tuple(facts), text, verdict)


def compare(
    talks: Sequence[Talk], before: Sequence[Sequence[Said]], after: Sequence[Sequence[Said]]
) -> Effects:
    """Sum up the replies to conversations before and after an edit, each as `Replayer.replay` gives them."""
    names: set[str] = set()
    asked = 0
    found: dict[tuple[str, Said, Said], Change] = {}
    for talk, olds, news in zip(talks, before, after, strict=True):
        for (question, context, rating), old, new in zip(_questions(talk), olds, news, strict=True):
            asked += 1
            name = grouping(question)
            names.add(name)
            if old != new:
                _count(
                    found,
                    name,
                    Change(question, context, old, new, 1, int(rating == "up"), int(rating == "down")),
                )
    order = list(Group)
    changes = sorted(
        found.values(),
        key=lambda change: (order.index(change.group), _BADNESS[change.judgement], -change.times),
    )
    return Effects(asked, len(names), tuple(changes))


def no_effects(talks: Sequence[Talk]) -> Effects:
    """The sum where both contents are the same, which need not be asked."""
    nothing = Said(Outcome.UNKNOWN, (), (), "")
    replies = [[nothing for _ in _questions(talk)] for talk in talks]
    return compare(talks, replies, replies)


def _count(found: dict[tuple[str, Said, Said], Change], name: str, change: Change) -> None:
    key = (name, change.before, change.after)
    other = found.get(key)
    if other is not None:
        change = replace(
            change,
            times=other.times + change.times,
            up=other.up + change.up,
            down=other.down + change.down,
        )
    found[key] = change


def _questions(talk: Talk) -> Iterator[tuple[str, str, str | None]]:
    """Question, what was said before it, rating."""
    if talk.case is not None:
        *earlier, last = talk.case.ask
        yield last, " → ".join(earlier), None
        return
    context = ""
    for line in talk.lines:
        if line.is_question:
            yield line.text, context, line.rating
        context = line.text


def conversations(lines: Iterable[tuple[str, Line]]) -> list[Talk]:
    """Messages in the order of the log, each with its chat, as conversations; those without a text are left out."""
    chats: dict[str, list[Line]] = {}
    for chat, line in lines:
        if fold(line.text):
            chats.setdefault(chat, []).append(line)
    return [Talk(tuple(chat)) for chat in chats.values()]


def questions_alone(texts: Iterable[str]) -> list[Talk]:
    """Questions that each begin a conversation; empty ones are left out."""
    return [Talk((Line(text.strip()),)) for text in texts if fold(text)]


def questions_of_cases(cases: Iterable[Case]) -> list[Talk]:
    """Cases, whose verdicts are compared as well."""
    return [Talk(tuple(map(Line, case.ask)), case) for case in cases]
