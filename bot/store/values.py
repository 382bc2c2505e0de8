"""What goes into the store and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from bot.core.model import IncomingMessage, Turn
from bot.store.writes import Write


class InboxState(StrEnum):
    """Where a message or a reply stands on its way."""

    WAITING = "waiting"
    DONE = "done"
    """Handled (inbox) or sent (outbox): text and chat id are erased."""
    DEAD = "dead"
    """Given up; the raw text is kept for seven days so that somebody can look."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A received message that waits for its answer."""

    id: int
    message: IncomingMessage
    received_at: datetime
    """UTC."""
    tries: int
    """How often it has failed so far."""
    raw: Mapping[str, Any] | None = None
    """What the channel was handed, before any interpretation."""


class Place(IntEnum):
    """Where a message stands among those of one turn, and thereby which it is."""

    NOTICE = 0
    REPLY = 1
    """The reply itself; edits of the message that it answers find it by this."""
    FURTHER = 2
    QUESTION = 100
    """What was wrong with the answer; only after a rating."""


@dataclass(frozen=True, slots=True)
class OutboxDraft:
    """A reply to be sent once its turn is committed."""

    channel: str
    chat: str
    payload: Mapping[str, Any]
    """Plain JSON data: `text`, `options` as a list of {label, value}, `reply_to`, `edit_of`."""
    position: int = 0
    """Order among the messages of one turn, see Place; equal ones keep the order in which they are given."""


@dataclass(frozen=True, slots=True)
class TurnDraft:
    """A turn that is to be written with all that belongs to it."""

    inbox_id: int
    """The message that it answers; -1 where that stays as it is (a dead letter)."""
    turn: Turn
    replies: Sequence[OutboxDraft]
    memory: Mapping[str, Any]
    """What the chat remembers from now on: nothing that the person wrote; it is kept as it is."""
    also: Sequence[Write] = ()

    def in_order(self) -> list[OutboxDraft]:
        """The replies by their positions."""
        return sorted(self.replies, key=lambda reply: reply.position)


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A reply that is due."""

    id: int
    channel: str
    chat: str
    payload: Mapping[str, Any]
    tries: int
    created_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """Which turns to show; None does not restrict."""

    outcome: str | None = None
    channel: str | None = None
    intent: str | None = None
    chat: str | None = None
    """Keyed hash of the chat, as the log shows it."""
    user: str | None = None
    """Keyed hash of the person, as the log shows it."""
    since: datetime | None = None
    """From this moment on; time zone aware."""
    until: datetime | None = None
    """Before this moment; time zone aware."""
    rating: str | None = None
    """`up` or `down`."""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn as the log keeps it: masked, without any raw id."""

    id: int
    at: datetime
    channel: str
    chat: str
    """Keyed hash, 16 hexadecimal digits."""
    user: str
    """Keyed hash, 16 hexadecimal digits; empty where the channel names nobody."""
    external_id: str
    """Keyed hash of the channel's message id (which may contain the chat's), 32 hexadecimal digits."""
    kind: str
    lang: str
    text: str
    """Masked; empty once the retention time is over."""
    body: str
    outcome: str
    intent: str | None
    region: str | None
    facts: list[str]
    confidence: float | None
    runner_up: str | None
    runner_up_confidence: float | None
    ms: float
    version: str
    parts: list[dict[str, Any]] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    trace: dict[str, Any] | None = None
    """Read only by `turn(id)`; lists leave it out."""
    rating: str | None = None
    """`up` or `down`; None where nobody rated the answer."""
    reason: str | None = None
    """Why it was rated down: a name of `REASONS`, or the asker's own words, masked."""


class AskedRow(NamedTuple):
    """A message of the log, as far as it takes to ask it again."""

    chat: str
    """Channel and keyed hash of the chat."""
    at: datetime
    kind: str
    lang: str
    text: str
    """Masked."""
    rating: str | None


class Rated(NamedTuple):
    """The turn that a message of ours belongs to."""

    turn_id: int
    lang: str
    user: str
    """Keyed hash of who asked."""
    is_question: bool
    """The message is our question what was wrong with the answer."""


class Answered(NamedTuple):
    """What a message was answered with."""

    sent_id: str
    """The channel's id of our reply."""
    size: int
    """Characters of the reply, without its closing line."""
    is_same: bool
    """The message read then as it does now."""


class KeptText(NamedTuple):
    """A message as the log keeps it, and how its answer was rated."""

    at: datetime
    text: str
    rating: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the log keeps of one asker."""

    messages: int
    ratings: int
    since: datetime | None
    """Of the first message; None where there is none."""
    oldest_text: datetime | None
    """Of the oldest message whose text is still kept."""
    texts: list[KeptText]
    """The latest ones, oldest first, as they are kept: masked."""


class Unanswered(NamedTuple):
    """A question that was not answered, as often as it was asked."""

    question: str
    """Its latest wording, masked."""
    times: int
    people: int
    last: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message or a reply that was given up."""

    box: str
    """`inbox` or `outbox`."""
    id: int
    channel: str
    at: datetime
    """When it was given up, UTC."""
    tries: int
    error: str
    text: str
    """Masked; empty once the raw text is gone."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over the turns since a moment, and what waits now."""

    turns: int
    chats: int
    people: int
    outcomes: dict[str, int]
    channels: dict[str, int]
    intents: list[tuple[str, int]]
    """The twenty most frequent, most frequent first."""
    ms_median: float | None
    ms_p95: float | None
    inbox_waiting: int
    outbox_waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many rows a sweep changed."""

    turns: int
    """Turns whose texts were erased."""
    memories: int
    """Chats whose memory was deleted."""
    handoffs: int
    """Messages to and from the staff whose texts were erased."""
    dead: int
    """Dead letters whose raw text was erased."""
    ended: int
    """Rows of inbox and outbox that were deleted: handled ones, and dead letters after the retention time."""
