"""Dead letters that somebody wants tried again.

Only one process writes to the database. While that is `serve`, a command leaves its wish as an empty file in the
data folder (`replay/inbox-12`), which `serve` takes away once it is done.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import structlog

from bot.errors import StoreError
from bot.store import Store

log = structlog.get_logger(__name__)

EVERY = 1.0
"""Seconds between two looks into the folder."""
_NAME = re.compile(r"(inbox|outbox)[-:]([1-9][0-9]{0,17})")


class Letter(NamedTuple):
    """A dead letter, as `talentbot log dead` names it: `inbox:12`."""

    box: Literal["inbox", "outbox"]
    id: int

    @staticmethod
    def of(text: str) -> Letter | None:
        """The letter of a name; None where it is none."""
        found = _NAME.fullmatch(text)
        if found is None:
            return None
        return Letter("inbox" if found[1] == "inbox" else "outbox", int(found[2]))

    def file(self, folder: Path) -> Path:
        """Where the wish for it is left."""
        return folder / f"{self.box}-{self.id}"


def leave(letter: Letter, folder: Path) -> Path:
    """Leave a wish for the process that writes; returns the file that is gone once it is done. Raises StoreError."""
    path = letter.file(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(
            f"数据目录不可写：{path}（{error.strerror}） / the data folder cannot be written."
        ) from error
    return path


async def keep_replaying(
    store: Store, folder: Path, revived: Callable[[Letter], None], every: float = EVERY
) -> None:
    """Carry out wishes until cancelled; `revived` is told of each letter that waits again."""
    while True:
        for letter in await asyncio.to_thread(_wishes, folder):
            await _replay(store, letter, folder, revived)
        await asyncio.sleep(every)


async def _replay(store: Store, letter: Letter, folder: Path, revived: Callable[[Letter], None]) -> None:
    try:
        found = await store.revive(letter.box, letter.id)
    except StoreError as error:
        log.error("replay waits", box=letter.box, id=letter.id, error=str(error))
        return
    letter.file(folder).unlink(missing_ok=True)
    log.info("replayed", box=letter.box, id=letter.id, found=found)
    if found:
        revived(letter)


def _wishes(folder: Path) -> list[Letter]:
    """The wishes that lie there, in the order of their ids, so that a chat's messages keep theirs."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(letter for name in names if (letter := Letter.of(name)) is not None)
