"""All the parts of the hand-off, as the service takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.base import Channel
from bot.service.clerk import Clerk
from bot.service.desk import Desk, Finish
from bot.service.handoff import texts
from bot.service.handoff.desks import AskerDesk, StaffDesk
from bot.service.handoff.opening import Opening
from bot.service.handoff.post import Post, Staff
from bot.service.handoff.routing import Routed
from bot.service.handoff.timers import Timers
from bot.service.responder import Current
from bot.store import OutboxDraft


class Handover:
    """Made where there is a staff."""

    def __init__(self, clerk: Clerk, current: Current, staff: Staff, clock: Callable[[], datetime]) -> None:
        """
        Args:
            clerk: commits what goes between both sides.
            current: gives the responder of the moment, whose knowledge names topics and places.
            staff: where and when they are.
            clock: the present time, aware.
        """
        self._post = Post(clerk, staff, clock)
        opening = Opening(self._post, current)
        self.first: Sequence[Desk] = (StaffDesk(self._post),)
        """Before all others: a command in the staff's rooms is never an asker's."""
        self.desks: Sequence[Desk] = (AskerDesk(self._post, opening),)
        self.finish: Finish = opening
        self.timers = Timers(self._post)

    def route(self, channel: Channel) -> Channel:
        """The channel as the sender is to use it."""
        return Routed(channel, self._post)

    def farewell(self) -> list[OutboxDraft]:
        """For the room of somebody who wants to be forgotten; the store fills in which."""
        return self._post.closing("", texts.FORGOTTEN)
