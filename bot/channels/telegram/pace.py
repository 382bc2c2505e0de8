"""When a message may go to Telegram, so that its limits are kept and not run into.

    over all chats      30 in any second (more only with paid broadcasts)
    private chat        1 in any second
    group               20 in any minute, all topics of a forum together

Messages and edits count; typing actions go only where there is room to spare, since they are worth nothing later;
answers to pressed buttons are not messages. A refusal (429) holds the chat that it names and no other. Only when
chat after chat is refused and nothing is accepted in between, it is the bot as a whole that Telegram slows down.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.channels.base import SendLater, SendStopped
from bot.channels.telegram.failures import MARGIN

OVERALL = 30
"""Messages in any second, over all chats."""
PATIENT = 5.0
"""Seconds that a message may wait here; one that its chat keeps longer goes back to the outbox."""
SPARE = 5
"""Places in each second that are kept for messages when typing actions ask."""
IN_A_ROW = 10
"""Chats refused, one after the other, from which on all are held. A few may be refused by chance; when Telegram
slows the whole bot down, ten calls in vain are few."""
SHORTEST = 0.001
"""Seconds of a nap at least: a clock may not show any less."""
KEPT = 256
"""Chats that are kept in mind before those that were quiet for long enough are looked for and forgotten."""

_LONG_AGO = float("-inf")


class Window:
    """At most `most` events in any `span` seconds; 0 is without limit."""

    def __init__(self, most: int, span: float) -> None:
        self._times: deque[float] = deque(maxlen=most or 1)
        self._most, self._span = most, span

    def ready(self, spare: int = 0) -> float:
        """When there is room for one more (and `spare` others)."""
        index = len(self._times) - self._most + spare
        return self._times[index] + self._span if self._most and 0 <= index < len(self._times) else _LONG_AGO

    def take(self, now: float) -> None:
        """One more."""
        self._times.append(now)

    def is_idle(self, now: float) -> bool:
        """Nothing happened that still counts."""
        return not self._times or self._times[-1] + self._span <= now


@dataclass(slots=True)
class _Chat:
    window: Window
    held: float = _LONG_AGO
    """Until when Telegram wants to hear nothing."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    """Messages that wait for this chat's turn, or have it."""

    @property
    def ready(self) -> float:
        return max(self.held, self.window.ready())


class Pace:
    """Gives out turns: in order within a chat, and over all in the order in which chats become ready."""

    def __init__(
        self,
        overall: int = OVERALL,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """
        Args:
            overall: messages a second over all chats; 0 for no limits at all but what Telegram asks for.
            clock: seconds from any beginning.
            sleep: waits so many seconds of that clock.
        """
        self._overall = overall
        self._clock = clock
        self._sleep = sleep
        self._all = Window(overall, 1.0)
        self._gate = asyncio.Lock()
        self._paused = _LONG_AGO
        self._chats: dict[int, _Chat] = {}
        self._kept = KEPT
        self._refused: dict[int, float] = {}
        """Chats refused since a message was last accepted, and until when."""
        self._naps: set[asyncio.Future[object]] = set()
        self._stopped = False

    async def turn(self, chat: int, *, begun: bool = False) -> None:
        """Returns when a message to a chat may go; it then must go at once, and be reported.

        Args:
            chat: Telegram's id; a group's is negative.
            begun: it goes on with a reply of which a part is out, and so may go even when the bot stops.

        Raises:
            SendLater: the chat has to wait longer than is sensible here.
            SendStopped: the bot stops.
        """
        state = self._state(chat)
        state.users += 1
        try:
            async with state.lock:
                while not await self._try(state, begun):
                    pass
        finally:
            state.users -= 1

    def spare(self, chat: int) -> bool:
        """Whether a typing action may go now; it takes a place in this second, but none of the chat's own."""
        now = self._clock()
        state = self._chats.get(chat)
        held = max(self._paused, state.held if state else _LONG_AGO, self._all.ready(SPARE))
        if held > now or self._stopped:
            return False
        self._all.take(now)
        return True

    def accepted(self) -> None:
        """Telegram took a message: it does not refuse everything."""
        self._refused.clear()

    def refused(self, chat: int, seconds: float) -> None:
        """Telegram answered 429 and asked for a pause of so many seconds.

        Where all are refused, all are held until the first of them may go again: a limit of the whole bot
        names the same end to each, and a chat that is held longer for reasons of its own holds nobody else.
        """
        now = self._clock()
        until = now + seconds + MARGIN
        state = self._state(chat)
        state.held = max(state.held, until)
        self._refused = {other: end for other, end in self._refused.items() if end > now} | {chat: until}
        if len(self._refused) >= IN_A_ROW:
            self._paused = min(self._refused.values())
            self._refused.clear()

    def stop(self) -> None:
        """Whoever waits for a turn, or asks for one that has to wait, gets SendStopped from now on."""
        self._stopped = True
        for nap in self._naps:
            nap.cancel()

    def resume(self) -> None:
        """The opposite of `stop`."""
        self._stopped = False

    async def _try(self, state: _Chat, begun: bool) -> bool:
        """Waits for the chat, then for a place among all; False where the chat was held meanwhile."""
        await self._wait_for(state, begun)
        async with self._gate:
            while (wait := self._all.ready() - self._clock()) > 0:
                await self._nap(wait, begun)
            now = self._clock()
            if max(state.held, self._paused) > now:
                return False
            self._all.take(now)
            state.window.take(now)
            return True

    async def _wait_for(self, state: _Chat, begun: bool) -> None:
        while (wait := max(state.ready, self._paused) - self._clock()) > 0:
            own = state.ready - self._clock()
            if own > PATIENT:
                raise SendLater("此聊天须稍候 / this chat has to wait", own)
            await self._nap(wait, begun)

    async def _nap(self, seconds: float, begun: bool) -> None:
        """Sleep; a nap that `stop` breaks off ends with SendStopped."""
        if self._stopped and not begun:
            raise SendStopped("正在停止 / stopping")
        nap = asyncio.ensure_future(self._sleep(max(seconds, SHORTEST)))
        if not begun:
            self._naps.add(nap)
        try:
            await asyncio.wait((nap,))
        finally:
            nap.cancel()
            self._naps.discard(nap)
        if nap.cancelled():
            raise SendStopped("正在停止 / stopping")

    def _state(self, chat: int) -> _Chat:
        state = self._chats.get(chat)
        if state is None:
            self._forget_idle()
            state = self._chats[chat] = _Chat(self._window(chat))
        return state

    def _window(self, chat: int) -> Window:
        if not self._overall:
            return Window(0, 0.0)
        return Window(20, 60.0) if chat < 0 else Window(1, 1.0)

    def _forget_idle(self) -> None:
        """Looked for only when their number has doubled, so that it costs next to nothing for each."""
        if len(self._chats) < self._kept:
            return
        now = self._clock()
        self._chats = {
            chat: state
            for chat, state in self._chats.items()
            if state.users or state.held > now or not state.window.is_idle(now)
        }
        self._kept = max(KEPT, 2 * len(self._chats))
