"""How much one chat may send: a token bucket each."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

PER_MINUTE = 20
_CHATS = 10_000


class RateLimit:
    """So many messages a minute for each chat, and as many at once."""

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives monotonic seconds."""
        self._full = float(per_minute)
        self._clock = clock
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, chat: str) -> bool:
        """Whether the chat may send one more now; counts it."""
        now = self._clock()
        left, at = self._chats.pop(chat, (self._full, now))
        left = min(self._full, left + (now - at) * self._full / 60)
        is_allowed = left >= 1
        self._chats[chat] = (left - 1 if is_allowed else left, now)
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        return is_allowed
