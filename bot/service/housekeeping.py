"""Once a day: texts whose time is over are erased."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import structlog

from bot.errors import StoreError
from bot.store import Store

log = structlog.get_logger(__name__)

DAY = 24 * 60 * 60.0
RETRY = 60 * 60.0


async def keep_house(store: Store, retention_days: int, every: float = DAY, retry: float = RETRY) -> None:
    """Sweep at once and then each day until cancelled; after a failure, again in an hour. Seconds."""
    while True:  # noqa: ASYNC110 - a clock is waited for, nobody could set an event
        await asyncio.sleep(every if await _sweep(store, retention_days) else retry)


async def _sweep(store: Store, retention_days: int) -> bool:
    try:
        report = await store.sweep(retention_days)
    except StoreError as error:
        log.error("sweep failed", error=str(error))
        return False
    log.info("swept", **asdict(report))
    return True
