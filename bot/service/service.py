"""The channels, the dispatcher and the senders of one process, running together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.channels.base import Channel
from bot.core.model import Turn
from bot.errors import TalentBotError
from bot.service.clerk import Clerk
from bot.service.desk import Desk, Finish
from bot.service.dispatcher import Dispatcher
from bot.service.feedback import FeedbackDesk
from bot.service.forget import ForgetDesk
from bot.service.housekeeping import keep_house
from bot.service.intake import Intake
from bot.service.limits import LimitDesk, Limits
from bot.service.mydata import MyDataDesk
from bot.service.responder import Current
from bot.service.sender import Sender
from bot.service.turns import TurnHandler
from bot.store import Store

log = structlog.get_logger(__name__)

TURN_GRACE = 0.7
"""Seconds that answers under way are given when stopping; a turn takes milliseconds."""
SEND_GRACE = 0.5
"""Seconds that replies under way are given; later ones stay in the outbox."""
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
        limits: Limits | None = None,
        observe: Callable[[Turn], None] = lambda _turn: None,
    ) -> None:
        """
        Args:
            store: open; stays open.
            current: gives the responder of the moment.
            channels: with different names; closed when the service ends.
            retention_days: after which logged texts are erased.
            limits: how much one person may send; any amount where None.
            observe: called with each turn before it is committed.
        """
        self._store = store
        self._channels = channels
        self._days = retention_days
        self._senders = {channel.name: Sender(store, channel) for channel in channels}
        clerk = Clerk(
            store,
            current,
            retention_days=retention_days,
            replied=self._replied,
            settled=self._settled,
            observe=observe,
        )
        # In this order: what is too much is not looked at, and ratings see what comes after them.
        desks: list[Desk] = [
            LimitDesk(clerk, limits or Limits()),
            FeedbackDesk(clerk),
            ForgetDesk(clerk),
            MyDataDesk(clerk),
        ]
        finishes: list[Finish] = []
        self._dispatcher = Dispatcher(store, TurnHandler(clerk, current, desks=desks, finishes=finishes))
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
        ]
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

    def _replied(self, channel: str) -> None:
        if channel in self._senders:
            self._senders[channel].pump.wake()

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
