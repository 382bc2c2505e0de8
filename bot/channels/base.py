"""What every channel is: a way in for messages and a way out for replies.

A channel knows nothing of the store or the engine. It hands what it receives to `receive`, which returns once
the messages are safe on disk (only then may the channel acknowledge them), and is handed what is to be sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.core.model import IncomingMessage, Option
from bot.errors import ChannelError


@dataclass(frozen=True, slots=True)
class Received:
    """A message with what the channel was handed, before any interpretation."""

    message: IncomingMessage
    raw: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Channel's own data that it wants back with the replies to this message. Plain JSON data."""


Receive = Callable[[Sequence[Received]], Awaitable[None]]
"""Returns when the messages are committed to the inbox; a message known already is skipped silently."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply on its way out."""

    chat: str
    text: str
    """Plain text; the channel escapes what its protocol needs escaped."""
    closing: str = ""
    """The end of `text` that names date and source, for channels that set it smaller; empty where none."""
    notice: bool = False
    """Not an answer: the privacy notice at first contact. It goes out before the answer."""
    toast: bool = False
    """Only a word to whoever pressed the button that `reply_to` names, shown in passing where the channel can;
    as a message where it cannot (any more)."""
    rating: bool = False
    """An answer that can be rated: the channel offers thumbs up and down under it, if it can. They come back as
    presses of UP and DOWN whose `about` is this message."""
    options: tuple[Option, ...] = ()
    reply_to: str | None = None
    """External id of the message that is answered, as the channel gave it."""
    edit_of: str | None = None
    """External id of an own earlier message that this text replaces."""
    copy_of: str | None = None
    """External id of a message of this channel that is shown in place of `text`: a picture, a voice message.
    Where that cannot be, `text` is sent."""
    extra: dict[str, Any] = field(default_factory=dict)
    """`Received.extra` of the message that is answered, untouched."""


UP, DOWN = "v:+", "v:-"
"""What a press on thumbs up or down brings; all values of ratings begin with `v:`, those of options never do."""


class SendLater(ChannelError):  # noqa: N818 - named for what the sender is to do
    """Could not be sent now; try again after `seconds`."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class SendRefused(ChannelError):  # noqa: N818 - as above
    """Can never be sent (the user blocked the bot, the chat is gone): do not try again."""

    def __init__(self, why: str, *, blocked: bool = False, topic_gone: bool = False) -> None:
        """`blocked`: nothing can be sent to this chat; `topic_gone`: its topic was closed or deleted."""
        super().__init__(why)
        self.blocked = blocked
        self.topic_gone = topic_gone


class SendStopped(ChannelError):  # noqa: N818 - as above
    """The channel is stopping: nothing was sent, and nothing is to be noted."""


class Channel(Protocol):
    """One way of talking to people."""

    name: str

    async def run(self, receive: Receive) -> None:
        """Take in messages until cancelled. Raises ChannelError where the channel cannot start."""

    async def send(self, item: Outgoing) -> str | None:
        """Send a reply; gives the channel's id of the sent message.

        Raises SendLater, SendRefused or SendStopped.
        """

    def settled(self, chat: str) -> None:
        """A message of the chat is done with and gets no reply: whoever waits need not wait on. Quick."""

    async def close(self) -> None:
        """Let go of connections."""


class StaffRooms(Protocol):
    """Rooms of the staff's own chat, one for each asker. Methods raise SendLater or SendRefused."""

    def owns(self, chat: str) -> bool:
        """Whether a chat of the channel is one of the rooms."""

    async def open_room(self, title: str) -> str:
        """Make a room; gives the channel's id of its chat."""

    async def reopen_room(self, chat: str) -> None:
        """Let the staff write there again. SendRefused has `topic_gone` where the room was deleted."""

    async def close_room(self, chat: str) -> None:
        """Keep the room, but let nobody write there any more. One that is closed or deleted is left as it is."""
