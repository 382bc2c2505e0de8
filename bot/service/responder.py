"""What the service needs of the engine, so that another can stand in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.core.knowledge import KnowledgeBase
from bot.core.model import Exchange, IncomingMessage


class Responder(Protocol):
    """Answers one message. Pure, synchronous, within milliseconds; never raises for what people write."""

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge that it answers from."""

    def respond(self, message: IncomingMessage, memory: Mapping[str, Any], now: datetime) -> Exchange:
        """The reply to a message, and what its chat remembers afterwards."""


Current = Callable[[], Responder]
"""Gives the responder of the moment: one message is answered from one version of the content."""
