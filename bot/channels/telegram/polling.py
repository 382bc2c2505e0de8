"""The polling loop: an update is confirmed to Telegram only once it is safe in the inbox.

PTB's own updater keeps updates in memory and confirms them at once, stops for good at a single 401, and never
gets past an update that it cannot parse; so only its HTTP client is used here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import structlog
from telegram.error import TelegramError

from bot.channels.base import Receive, Received
from bot.channels.telegram.failures import Backoff, describe

Fetch = Callable[[int], Awaitable[Any]]
"""Raw result of getUpdates for an offset."""
Read = Callable[[dict[str, Any]], Received | None]

FROM_OLDEST = 0
"""The offset that asks for the oldest unconfirmed update. Asked for at the start and after every empty answer
(which shows that all is confirmed), since ids may start again at random after a quiet week."""

log = structlog.get_logger(__name__)


class Poller:
    """Fetches, hands over, and only then confirms by asking for the next offset. Goes on whatever happens."""

    def __init__(self, fetch: Fetch, read: Read, receive: Receive, backoff: Backoff | None = None) -> None:
        self._fetch = fetch
        self._read = read
        self._receive = receive
        self._backoff = backoff or Backoff()
        self._offset = FROM_OLDEST

    async def run(self) -> NoReturn:
        """Poll until cancelled."""
        while True:
            try:
                await self._round()
            except TelegramError as error:
                await self._pause("telegram.poll_failed", error)
            except Exception as error:  # noqa: BLE001 - the store is down: the batch comes again, nothing is lost
                await self._pause("telegram.not_stored", error)
            else:
                self._recovered()

    async def _round(self) -> None:
        updates = usable(await self._fetch(self._offset))
        batch = [received for update in updates if (received := self._read(update)) is not None]
        if batch:
            await self._receive(batch)
        self._offset = updates[-1]["update_id"] + 1 if updates else FROM_OLDEST

    async def _pause(self, event: str, error: Exception) -> None:
        seconds = self._backoff.after(error)
        log.warning(event, problem=describe(error), retry_in=round(seconds, 1))
        await asyncio.sleep(seconds)

    def _recovered(self) -> None:
        if self._backoff.failures:
            log.info("telegram.recovered", failures=self._backoff.failures)
        self._backoff.reset()


def usable(result: Any) -> list[dict[str, Any]]:
    """The updates of a getUpdates result, in the order of their ids.

    Raises:
        TelegramError: the result is not a list of updates, as a proxy might send it.
    """
    if not isinstance(result, list):
        raise TelegramError("getUpdates did not give a list")
    updates = [item for item in result if isinstance(item, dict) and isinstance(item.get("update_id"), int)]
    if result and not updates:
        raise TelegramError("getUpdates gave nothing with an update_id")
    return sorted(updates, key=lambda update: int(update["update_id"]))
