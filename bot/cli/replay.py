"""`talentbot log dead --replay`: dead letters are tried again, by the running bot or at its next start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import typer

from bot.config import Settings, load_secret
from bot.errors import StoreError
from bot.service.lock import AlreadyRunning, only_writer
from bot.service.replays import EVERY, Letter, leave
from bot.store import LogReader, Store

_PATIENCE = 5 * EVERY
_MOST = 100_000


def replay_letters(names: Sequence[str], settings: Settings) -> None:
    """Have letters tried again: `inbox:12`, or `all`. Raises StoreError for one that cannot be."""
    letters = asyncio.run(_wanted(names, settings.database))
    try:
        with only_writer(settings.data_dir):
            asyncio.run(_revive(letters, settings))
    except AlreadyRunning:
        _hand_over(letters, settings)


async def _wanted(names: Sequence[str], url: str) -> list[Letter]:
    log = await LogReader.peek(url)
    found = [] if log is None else await log.dead(_MOST)
    if log is not None:
        await log.close()
    # A letter without its text has been erased by time: there is nothing left to try.
    there = {Letter.of(f"{row.box}:{row.id}") for row in found if row.text or row.box == "inbox"}
    if "all" in names:
        return sorted(letter for letter in there if letter)
    letters = [letter for name in names if (letter := Letter.of(name)) in there and letter]
    if len(letters) < len(names):
        missing = [name for name in names if Letter.of(name) not in there]
        raise StoreError(
            f"没有这样的死信：{'、'.join(missing)}。用 talentbot log dead 查编号 / "
            f"no such dead letter: {', '.join(missing)}. `talentbot log dead` lists them."
        )
    return letters


async def _revive(letters: Sequence[Letter], settings: Settings) -> None:
    store = await Store.open(settings.database, load_secret(settings))
    try:
        done = [letter for letter in letters if await store.revive(letter.box, letter.id)]
    finally:
        await store.close()
    typer.echo(f"{len(done)} 条将在下次启动时再试 / {len(done)} will be tried at the next start")


def _hand_over(letters: Sequence[Letter], settings: Settings) -> None:
    files = [leave(letter, settings.replay_dir) for letter in letters]
    until = time.monotonic() + _PATIENCE
    while (waiting := sum(file.exists() for file in files)) and time.monotonic() < until:
        time.sleep(EVERY / 10)
    done = len(files) - waiting
    typer.echo(f"运行中的机器人正在再试 {done} 条 / the running bot is trying {done} again")
    if waiting:
        typer.echo(
            f"还有 {waiting} 条等它来取 / {waiting} more wait for it in {settings.replay_dir}", err=True
        )
