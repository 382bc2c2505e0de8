"""Hand-offs in which nobody speaks. What is due is computed from the database, so that a restart loses nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.errors import StoreError
from bot.service.handoff import texts
from bot.service.handoff.post import Post
from bot.store import Handoff, Overtaken

log = structlog.get_logger(__name__)

IDLE = timedelta(hours=24)
"""After a person has answered: silence that ends a hand-off."""
ABANDONED = timedelta(days=7)
"""Silence that ends one that nobody has answered: longer than any row of holidays."""
EVERY = 15.0
"""Seconds between two looks."""


class Timers:
    """Tells who waits in vain, and ends what is over."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def run(self, every: float = EVERY) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.error("hand-offs cannot be looked at", error=str(error))
            await asyncio.sleep(every)

    async def look(self) -> None:
        """Do what is due now. Raises StoreError; what was done until then stays done."""
        now, handoffs = self._post.clock(), self._post.store.handoffs
        before = now - timedelta(minutes=self._post.staff.minutes)
        for handoff in await handoffs.unanswered(before):
            await self._tell(handoff, before)
        for handoff in await handoffs.idle(now - IDLE, now - ABANDONED):
            await self._end(handoff, now)

    async def _tell(self, handoff: Handoff, before: datetime) -> None:
        post, hours = self._post, self._post.staff.hours.describe(handoff.lang)
        words = texts.NOBODY_YET if handoff.answered_at is None else texts.NOTHING_NEW
        text = texts.say(words, handoff.lang)
        text += texts.say(texts.OFFICE_HOURS, handoff.lang, hours=hours) if hours else ""
        drafts = [post.to_asker(handoff, text), post.to_staff(handoff.key, texts.TOLD_NOBODY)]
        with suppress(Overtaken):  # somebody has just answered
            await post.commit(None, drafts, [post.store.handoffs.told(handoff, before)])

    async def _end(self, handoff: Handoff, now: datetime) -> None:
        was_answered = handoff.answered_at is not None
        words = texts.CLOSED_BY_TIME if was_answered else texts.NEVER_ANSWERED
        last_before = now - (IDLE if was_answered else ABANDONED)
        with suppress(Overtaken):
            await self._post.close(handoff, "time", (words, texts.ENDED_BY_TIME), last_before=last_before)
