"""What can go wrong at the Bot API: said so that a person can act, and what it means for a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.base import SendLater, SendRefused
from bot.errors import ChannelError

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{5,}")

_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")

SOON = 3.0
"""Seconds until a reply is tried again after a network failure."""
LATE = 30.0
"""Seconds until it is tried again where it may have arrived after all, or where the token is refused."""
MARGIN = 0.5
"""Seconds added to the wait that Telegram asks for."""


class FloodWaitError(TelegramError):
    """429: Telegram asks for a pause. Stands for PTB's RetryAfter, which warns of itself each time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too Many Requests: retry after {seconds:g} s")
        self.seconds = seconds


def scrub(text: str) -> str:
    """The text without anything that looks like a bot token."""
    return _TOKEN.sub("<token>", text)


def describe(error: BaseException) -> str:
    """One bilingual line on what went wrong, never with the token."""
    return f"{_advice(error)} [{type(error).__name__}: {scrub(str(error))[:300]}]"


def _advice(error: BaseException) -> str:
    match error:
        case FloodWaitError():
            return "Telegram 要求稍候 / Telegram asks to wait"
        case InvalidToken():
            return (
                "令牌被拒，或有代理代替 Telegram 作答，请核对令牌和网络 / "
                "the token is refused, or a proxy answers in Telegram's place: check token and network"
            )
        case Conflict():
            return (
                "另有程序用同一令牌收取消息，请只保留一个 / "
                "another program reads with the same token: keep one only"
            )
        case BadRequest() | Forbidden():
            return "Telegram 不接受此请求 / Telegram does not accept the request"
        case TimedOut():
            return "Telegram 没有及时回应 / Telegram did not answer in time"
        case NetworkError():
            return "连不上 Telegram 或它出错 / Telegram cannot be reached or is in trouble"
        case _:
            return "意外的回应 / unexpected response"


def says(error: TelegramError, *phrases: str) -> bool:
    """Whether Telegram's words contain one of the phrases, given in small letters."""
    return any(phrase in error.message.lower() for phrase in phrases)


def as_send_error(error: TelegramError) -> ChannelError:
    """SendLater or SendRefused for a message that could not be sent.

    A time-out means that the message may have arrived: it is sent again, but late, since an answer twice is
    better than none.
    """
    match error:
        case FloodWaitError():
            return SendLater(describe(error), error.seconds + MARGIN)
        case Forbidden():
            return SendRefused(describe(error), blocked=True)
        case BadRequest():
            return SendRefused(describe(error), topic_gone=says(error, *_TOPIC_GONE))
        case TimedOut() | InvalidToken():
            return SendLater(describe(error), LATE)
        case _:
            return SendLater(describe(error), SOON)


@dataclass(slots=True)
class Backoff:
    """Seconds to wait after failures in a row: `first`, then `factor` times longer each, at most `most`."""

    first: float = 1.0
    factor: float = 1.5
    most: float = 30.0
    failures: int = 0

    def after(self, error: BaseException) -> float:
        """Counts a failure and gives the wait; where Telegram names a time, that time."""
        wait = min(self.most, self.first * self.factor ** min(self.failures, 50))
        self.failures += 1
        return error.seconds + MARGIN if isinstance(error, FloodWaitError) else wait

    def reset(self) -> None:
        """A success ends the row."""
        self.failures = 0
