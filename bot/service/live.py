"""The knowledge that answers: on every save built aside, checked, and swapped in whole, or refused.

Whatever an editor saves, the last good version goes on answering, also after a restart. Every reply comes from one
version: the engine is one object, and taking another is one assignment.

An edit answers within a second: with what was learned before it, its version marked `~`. What takes long, learning
from all questions anew, is done by a child process meanwhile, and then the mark goes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog
from watchfiles import Change, awatch

from bot.core.engine import FOR_NOW, Engine
from bot.core.knowledge import KnowledgeBase
from bot.errors import KnowledgeError, Problem
from bot.kb.loader import load, version_of
from bot.kb.paths import SUFFIXES
from bot.service import snapshots
from bot.service.knowledge import compile_apart, kept_engine, load_engine_apart
from bot.service.snapshots import Folders
from bot.service.status import ContentStatus, read_status, write_status

log = structlog.get_logger(__name__)

NOW_AND_THEN = 5000
"""Milliseconds after which the files are looked at though nobody has told of a change."""
_DRAFT = "good.draft"
SETTLED = 100
"""Milliseconds without a further change after which a save counts as done."""


@dataclass(frozen=True, slots=True)
class WentLive:
    """An edit answers from now on."""

    version: str
    seconds: float
    facts: int
    intents: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit was not taken; the version before it goes on answering."""

    version: str
    """What goes on answering."""
    problems: Sequence[Problem]


Tell = Callable[[WentLive | Refused], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files of the live knowledge."""

    folders: Folders
    """The editor's files."""
    cache: Path
    good: Path
    """The last good copy."""
    status: Path

    @staticmethod
    def within(data_dir: Path, folders: Folders, cache: Path) -> Places:
        """As they lie in a data folder."""
        return Places(folders, cache, data_dir / "good", data_dir / "content.json")


class LiveKnowledge:
    """Holds the engine of the moment. Make it by `start`."""

    def __init__(self, places: Places, engine: Engine, status: ContentStatus, tell: Tell) -> None:
        self._places = places
        self._engine = self._compiled = engine
        self._due = asyncio.Event()
        self._looked_at = engine.base.version
        """Version of the files that was taken or refused last."""
        self._status = status
        self._tell = tell

    @classmethod
    async def start(cls, places: Places, tell: Tell = lambda _: None) -> LiveKnowledge:
        """Load the files, or, where they have errors, the last good version.

        Raises:
            KnowledgeError: with every error found, where there is no good version from before.
        """
        status = read_status(places.status)
        try:
            engine = await _first(places)
        except KnowledgeError as error:
            good = snapshots.recover(places.good)
            if good is None:
                raise
            try:
                engine = await load_engine_apart(good.content, good.intents, places.cache)
            except KnowledgeError:
                # Kept by an older program, which let pass what this one does not: the editor's own files are to mend.
                raise error from None
            before = replace(status.live(engine.base.version, _now()), refused_since=status.refused_since)
            live = cls(places, engine, before, tell)
            draft = snapshots.below(places.good.with_name(_DRAFT))
            live._looked_at = version_of(draft.content, draft.intents)
            live._refuse(error.problems)
            return live
        live = cls(places, engine, status, tell)
        live._note(status.live(engine.base.version, _now()))
        return live

    def current(self) -> Engine:
        """The engine that answers now."""
        return self._engine

    @property
    def status(self) -> ContentStatus:
        """How the content stands."""
        return self._status

    async def watch(self) -> None:
        """Take in edits until cancelled."""
        compiling = asyncio.create_task(self._keep_compiling())
        try:
            async for _ in self._looks():
                await self._look()
        finally:
            compiling.cancel()
            await asyncio.gather(compiling, return_exceptions=True)

    async def _look(self) -> None:
        """Reload where the files say something that has not been looked at."""
        folders = self._places.folders
        try:
            version = await asyncio.to_thread(version_of, folders.content, folders.intents)
        except OSError:  # a file has gone while it was read: an editor that saves by renaming
            return
        if version != self._looked_at:
            self._looked_at = version
            await self.reload()

    async def _keep_compiling(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.compile()
            except (KnowledgeError, OSError) as error:
                log.error("content cannot be compiled", error=type(error).__name__)

    async def compile(self) -> None:
        """Learn anew from what answers now, where that was not done; an edit that comes meanwhile is due after it."""
        if not self._engine.base.version.endswith(FOR_NOW):
            return
        good = snapshots.below(self._places.good)
        await compile_apart(good.content, good.intents, self._places.cache)
        engine = await asyncio.to_thread(kept_engine, good.content, good.intents, self._places.cache)
        if engine is None or engine.base.version + FOR_NOW != self._engine.base.version:
            return
        self._engine = self._compiled = engine
        self._note(self._status.compiled(engine.base.version))
        log.info("content compiled", version=engine.base.version)

    async def _looks(self) -> AsyncIterator[None]:
        """Whenever it is time to look: at once, after a change, and now and then.

        The first for what was saved during the start; the last for file systems that tell of no change, and for a
        folder that is missing or was put in another's place.
        """
        folders = self._places.folders
        while True:
            yield
            try:
                # Later changes wait in the watcher while an edit is built, and come as one.
                async for _ in awatch(
                    folders.content,
                    folders.intents,
                    watch_filter=_is_yaml,
                    step=SETTLED,
                    rust_timeout=NOW_AND_THEN,
                    yield_on_timeout=True,
                    recursive=False,
                ):
                    yield
            except OSError as error:
                log.warning("content cannot be watched", error=error.strerror or type(error).__name__)
                await asyncio.sleep(NOW_AND_THEN / 1000)

    async def reload(self) -> None:
        """Build what the files say now, and take it or refuse it. Never raises for what is in them."""
        began = time.perf_counter()
        try:
            base = await self._read()
        except KnowledgeError as error:
            self._refuse(error.problems)
            return
        except OSError as error:
            log.error("content cannot be copied", error=error.strerror, file=error.filename)
            return
        if base is not None:
            self._engine = await asyncio.to_thread(self._compiled.for_now, base)
        elif not self._status.refused_since:
            return
        self._note(self._status.live(self._engine.base.version, _now()))
        now = self._engine.base
        version = now.version.removesuffix(FOR_NOW)
        self._tell(WentLive(version, time.perf_counter() - began, len(now.facts), len(now.intents)))
        self._due.set()

    async def _read(self) -> KnowledgeBase | None:
        """What the files say, kept as the last good version; None where it is what answers already.

        Raises KnowledgeError and OSError.
        """
        draft = self._places.good.with_name(_DRAFT)
        copy = await asyncio.to_thread(snapshots.take, self._places.folders, draft)
        version = await asyncio.to_thread(version_of, copy.content, copy.intents)
        if version == self._engine.base.version.removesuffix(FOR_NOW):
            return None
        loaded = await asyncio.to_thread(load, copy.content, copy.intents)
        if loaded.base is None:
            raise KnowledgeError(copy.named_as(self._places.folders, loaded.errors))
        await asyncio.to_thread(snapshots.keep, draft, self._places.good)
        return loaded.base

    def _refuse(self, problems: Sequence[Problem]) -> None:
        self._note(self._status.refused(problems, _now()))
        self._tell(Refused(self._engine.base.version, problems))

    def _note(self, status: ContentStatus) -> None:
        self._status = status
        with suppress(OSError):  # a full disk must not keep an edit from going live
            write_status(self._places.status, status)


async def _first(places: Places) -> Engine:
    """As `_build`, but where no copy can be made, as on a full disk, of the editor's files as they lie."""
    try:
        return await _build(places)
    except OSError as error:
        log.error("content cannot be copied", error=error.strerror, file=error.filename)
        return await load_engine_apart(places.folders.content, places.folders.intents, places.cache)


async def _build(places: Places) -> Engine:
    """A compiled engine of what the files say, kept as the last good version. Raises KnowledgeError and OSError."""
    draft = places.good.with_name(_DRAFT)
    copy = await asyncio.to_thread(snapshots.take, places.folders, draft)
    try:
        engine = await load_engine_apart(copy.content, copy.intents, places.cache)
    except KnowledgeError as error:
        raise KnowledgeError(copy.named_as(places.folders, error.problems)) from error
    await asyncio.to_thread(snapshots.keep, draft, places.good)
    return engine


def _is_yaml(_: Change, path: str) -> bool:
    return any(suffix in Path(path).name for suffix in SUFFIXES)


def _now() -> datetime:
    return datetime.now(UTC)
