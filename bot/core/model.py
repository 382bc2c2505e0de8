"""The values that travel through the bot: what came in, how it was understood, what goes out.

All of them are frozen and hold plain data only, so that each can be logged, compared and replayed. A message never
holds the channel that it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What the bot did with a question."""

    ANSWER = "answer"
    """Facts were given."""
    CLARIFY = "clarify"
    """The asker is offered a choice of at most four."""
    UNKNOWN = "unknown"
    """In the field of talent services, but the material does not say it."""
    OFFTOPIC = "offtopic"
    """Not a matter of this bot."""
    SMALLTALK = "smalltalk"
    """Greeting, thanks, who are you."""
    HANDOFF = "handoff"
    """The asker wants a person."""


OUTCOME_ORDER = (
    Outcome.ANSWER,
    Outcome.CLARIFY,
    Outcome.UNKNOWN,
    Outcome.HANDOFF,
    Outcome.SMALLTALK,
    Outcome.OFFTOPIC,
)
"""A message with several questions takes the first of these that one of its parts has."""


class Kind(StrEnum):
    """What sort of thing reached a channel."""

    TEXT = "text"
    PRESS = "press"
    """A button: `press` holds the option's value."""
    COMMAND = "command"
    """`/start`, `/help` and the like; `text` holds the whole command line."""
    EDIT = "edit"
    """A changed text of an earlier message."""
    OTHER = "other"
    """A photo, sticker, voice message: something the bot cannot read."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message as a channel hands it over."""

    channel: str
    """Name of the channel module: `telegram`, `web`, `terminal`, `memory`."""
    chat: str
    """The channel's own id of the conversation."""
    external_id: str
    """The channel's own id of this message; (channel, external_id) is unique."""
    text: str = ""
    """What was typed, exactly as it came."""
    kind: Kind = Kind.TEXT
    user: str = ""
    """The channel's own id of the person; stored only as a keyed hash."""
    press: str | None = None
    """Value of the option that was chosen."""
    lang_hint: str | None = None
    """Language of the asker's app (`zh`, `zh-Hant`, `en`): a hint, never an order."""
    about: str | None = None
    """External id of the message that this one refers to: of a press, ours under which the button stood; of an
    edit, the one that was changed; of a picture or the like, itself (of an album: its first); of a text, ours that
    it was sent in reply to."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice offered under a reply."""

    label: str
    """What the asker sees, in the language of the reply."""
    value: str
    """What comes back when it is chosen; depends on the knowledge and the turns so far alone."""


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact used in a reply."""

    id: str
    region: str


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message and what became of it."""

    outcome: Outcome
    intent: str | None
    region: str | None
    """The place asked for; None where none was named or remembered."""
    facts: tuple[FactRef, ...]
    confidence: float
    """0 to 1: the calibrated chance that `intent` is the one meant."""
    runner_up: str | None = None
    runner_up_confidence: float = 0.0
    rule: str = ""
    """Name of the rule that decided, as `talentbot ask --explain` prints it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from, for the closing line of a reply."""

    document: str
    """Id of an entry of documents.yaml."""
    date: str
    """The date the statement speaks for: YYYY, YYYY-MM or YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out, independent of any channel. Plain text: no HTML, no Markdown."""

    outcome: Outcome
    body: str
    """The answer without its closing line."""
    text: str
    """What the asker sees: the body and the closing line of date and source."""
    lang: str
    """Language and script of the reply: `zh`, `zh-Hant` or `en`."""
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message with its reply: what the engine returns and the log keeps."""

    reply: Reply
    memory: dict[str, Any]
    """What the chat remembers afterwards: plain JSON data, opaque to everybody but the engine."""
    trace: dict[str, Any] = field(default_factory=dict)
    """How the reply came about: foldings, candidates with the parts of their scores, rules. Plain JSON data."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One row of the conversation log. Texts are masked before they are stored."""

    channel: str
    chat: str
    """Raw chat id; the store keeps a keyed hash of it."""
    user: str
    """Raw user id; the store keeps a keyed hash of it."""
    external_id: str
    kind: Kind
    text: str
    at: str
    """UTC time of receipt, ISO 8601."""
    ms: float
    """Milliseconds from message to reply, in-process."""
    version: str
    """Version of the content that answered."""
    exchange: Exchange
