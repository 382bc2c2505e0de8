"""The channels, the dispatcher and the senders of one process, running together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from bot.channels.base import Channel
from bot.core.model import Turn
from bot.errors import TalentBotError
from bot.service.clerk import Clerk
from bot.service.desk import ALL, Desk
from bot.service.dispatcher import Dispatcher
from bot.service.feedback import FeedbackDesk
from bot.service.forget import ForgetDesk
from bot.service.handoff import Handover, Staff
from bot.service.housekeeping import keep_house
from bot.service.intake import Intake
from bot.service.limits import LimitDesk, Limits
from bot.service.mydata import MyDataDesk
from bot.service.replays import Letter, keep_replaying
from bot.service.responder import Current
from bot.service.sender import Sender
from bot.service.turns import TurnHandler
from bot.store import Store, utc_now

log = structlog.get_logger(__name__)

TURN_GRACE = 0.7
"""Seconds that answers under way are given when stopping; a turn takes milliseconds."""
SEND_GRACE = 5.0
"""Seconds that replies under way are given; later ones stay in the outbox. As a rule they take a tenth of one. Where
one is broken off, the messaging app may have it already, and the next start sends it again."""
LONGEST_WAIT = 30.0


class Service:
    """Runs channels over one store."""

    def __init__(
        self,
        store: Store,
        current: Current,
        channels: Sequence[Channel],
        *,
        retention_days: int,
        replays: Path | None = None,
        limits: Limits | None = None,
        staff: Staff | None = None,
        observe: Callable[[Turn], None] = lambda _turn: None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """
        Args:
            store: open; stays open.
            current: gives the responder of the moment.
            channels: with different names; closed when the service ends.
            retention_days: after which logged texts are erased.
            replays: folder in which commands leave dead letters to be tried again.
            limits: how much one person may send; any amount where None.
            staff: who takes over where a person is wanted; None where nobody does.
            observe: called with each turn before it is committed.
            clock: the present time, aware.
        """
        self._store = store
        self._channels = channels
        self._days = retention_days
        self._replays = replays
        clerk = Clerk(
            store,
            current,
            retention_days=retention_days,
            replied=self._replied,
            settled=self._settled,
            noted=self._noted,
            observe=observe,
        )
        handover = Handover(clerk, current, staff, clock) if staff else None
        self._timers = handover.timers if handover else None
        self._senders = {
            channel.name: Sender(store, handover.route(channel) if handover else channel)
            for channel in channels
        }
        # In this order: the staff may write as much as they like; what is too much is not looked at; ratings see
        # what comes after them.
        desks: list[Desk] = [
            *(handover.first if handover else ()),
            LimitDesk(clerk, limits or Limits()),
            *(handover.desks if handover else ()),
            FeedbackDesk(clerk),
            ForgetDesk(clerk, handover.farewell() if handover else ()),
            MyDataDesk(clerk),
        ]
        finishes = [handover.finish] if handover else []
        handler = TurnHandler(clerk, current, desks=desks, finishes=finishes, clock=clock)
        self._dispatcher = Dispatcher(store, handler)
        self.intake = Intake(store, self._dispatcher.wake, self._settled)
        """What channels hand their messages to."""

    async def run(self) -> None:
        """Work until cancelled, or until a channel's conversation is over.

        What is under way is finished, within about a second; all else is in the database for the next start.

        Raises:
            ChannelError: a channel cannot start or was refused for good.
        """
        channels = [asyncio.create_task(self._supervise(channel)) for channel in self._channels]
        works = [
            asyncio.create_task(self._dispatcher.run()),
            *(asyncio.create_task(sender.pump.run()) for sender in self._senders.values()),
            asyncio.create_task(keep_house(self._store, self._days)),
            *([asyncio.create_task(self._timers.run())] if self._timers else []),
        ]
        if self._replays is not None:
            works.append(asyncio.create_task(keep_replaying(self._store, self._replays, self._revived)))
        try:
            done, _ = await asyncio.wait([*channels, *works], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await _cancel(channels)
            await self._dispatcher.stop(TURN_GRACE)
            await asyncio.gather(*(sender.pump.stop(SEND_GRACE) for sender in self._senders.values()))
            await _cancel(works)
            await asyncio.gather(*(channel.close() for channel in self._channels))

    def _revived(self, letter: Letter) -> None:
        if letter.box == "inbox":
            self._dispatcher.wake()
            return
        for sender in self._senders.values():
            sender.pump.wake()

    def _replied(self, channel: str) -> None:
        for name, sender in self._senders.items():
            if channel in (name, ALL):
                sender.pump.wake()

    async def _noted(self, channel: str) -> None:
        await self._senders[channel].noted()

    def _settled(self, channel: str, chat: str) -> None:
        for one in self._channels:
            if one.name == channel:
                one.settled(chat)

    async def _supervise(self, channel: Channel) -> None:
        """A fault in one channel starts that channel again; the others do not notice."""
        wait = 1.0
        while True:
            try:
                return await channel.run(self.intake)
            except TalentBotError:
                raise
            except Exception as error:  # noqa: BLE001 - see above
                log.error("channel failed", channel=channel.name, error=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
