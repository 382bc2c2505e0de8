"""Opens the database and runs transactions: one writing connection, a few that only read.

Each transaction runs in a task of its own, which a cancelled caller does not break off. A statement broken off
makes SQLAlchemy close the connection; before Python 3.13 a closed connection keeps its open transaction, and the
write lock with it, for as long as anything refers to one of its cursors, as the frames of the traceback do:
everybody else finds the database locked. A database in memory would be gone with its connection.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, AsyncAdaptedQueuePool, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store import sqlite
from bot.store.cancellation import unbroken
from bot.store.migrate import head, migrate, revision_of

T = TypeVar("T")
P = ParamSpec("P")


def parse_url(url: str) -> URL:
    """The URL with the asynchronous SQLite driver filled in. Raises StoreError where it is none."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"数据库地址无法识别：{url} / not a database URL: {url}") from error
    return parsed.set(drivername="sqlite+aiosqlite") if sqlite.is_sqlite(parsed) else parsed


def failure(url: URL, error: Exception) -> StoreError:
    """One line that says which database failed and why; never the password."""
    name = url.database if sqlite.is_sqlite(url) else url.render_as_string(hide_password=True)
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    zh, en = _ADVICE.get(next((key for key in _ADVICE if key in reason), ""), ("", ""))
    return StoreError(f"数据库 {name} 无法使用{zh}：{reason} / cannot use the database {name}{en}: {reason}")


_ADVICE = {
    "unable to open": ("（路径不可写或不存在）", " (the path is not writable or missing)"),
    "readonly": ("（文件只读）", " (the file is read-only)"),
    "not a database": ("（不是数据库文件）", " (the file is no database)"),
    "is full": ("（磁盘已满）", " (the disk is full)"),
    "is locked": ("（正被另一个程序写入）", " (another program is writing to it)"),
}


def _engine(url: URL, *, writer: bool, size: int) -> AsyncEngine:
    try:
        engine = create_async_engine(
            url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, pool_timeout=60
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise failure(url, error) from error
    if sqlite.is_sqlite(url):
        sqlite.prepare(engine, writer=writer)
    return engine


@dataclass
class Database:
    """The engines of one process. `writer` is None where the database is only read."""

    url: URL
    writer: AsyncEngine | None
    reader: AsyncEngine
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def open(cls, url: str) -> Database:
        """Makes or migrates the database. Raises StoreError."""
        parsed = parse_url(url)
        if sqlite.is_sqlite(parsed):
            try:
                await asyncio.to_thread(sqlite.make_file, parsed)
            except OSError as error:
                raise failure(parsed, error) from error
        writer = _engine(parsed, writer=True, size=1)
        reader = writer if sqlite.in_memory(parsed) else _reader(parsed)
        database = cls(parsed, writer, reader)
        try:
            await database.write(_run_migrations)
        except BaseException:
            await database.close()
            raise
        return database

    @classmethod
    async def peek(cls, url: str) -> Database | None:
        """Opens for reading only; None where there is no database yet. Raises StoreError."""
        parsed = parse_url(url)
        if sqlite.is_sqlite(parsed) and not await asyncio.to_thread(sqlite.exists, parsed):
            return None
        database = cls(parsed, None, _reader(parsed))
        try:
            ready = await database._is_current()
        except BaseException:
            await database.close()
            raise
        if not ready:
            await database.close()
        return database if ready else None

    async def _is_current(self) -> bool:
        found, wanted = await self.read(_revisions)
        if found not in (None, wanted):
            raise StoreError(
                f"数据库 {self.url.database} 需要升级，请先运行一次 talentbot serve / "
                f"the database {self.url.database} must be migrated; run `talentbot serve` once"
            )
        return found is not None

    async def close(self) -> None:
        """Closes every connection: readers first, so that the writer is the last and tidies the log."""
        await self.reader.dispose()
        if self.writer is not None:
            await self.writer.dispose()

    async def write(
        self, work: Callable[Concatenate[AsyncConnection, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `work(connection, ...)` in a transaction of the one writing connection; gives what it gives.

        All of it is kept, or nothing where `work` raises. Where the caller is cancelled while it waits for its
        turn, nothing is; from then on the transaction is finished before CancelledError is raised.

        Raises:
            StoreError: the database failed; what `work` raises besides goes on as it is.
        """
        if self.writer is None:
            raise StoreError("数据库只读打开 / the database is open for reading only")
        async with self._lock:
            return await unbroken(self._transaction(self.writer, work, *args, **kwargs))

    async def read(
        self, work: Callable[Concatenate[AsyncConnection, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `work(connection, ...)` in a transaction that sees what is committed. Raises as `write`."""
        return await unbroken(self._transaction(self.reader, work, *args, **kwargs))

    async def scrub(self) -> None:
        """After deletions: leaves no deleted text in the files beside the database. Raises StoreError."""
        if self.writer is None or not sqlite.is_sqlite(self.url):
            return
        async with self._lock:
            await unbroken(self._empty_log(self.writer))

    async def _transaction(
        self,
        engine: AsyncEngine,
        work: Callable[Concatenate[AsyncConnection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        try:
            async with engine.begin() as connection:
                return await work(connection, *args, **kwargs)
        except SQLAlchemyError as error:
            raise failure(self.url, error) from error

    async def _empty_log(self, engine: AsyncEngine) -> None:
        try:
            async with engine.connect() as connection:
                await sqlite.empty_log(connection)
        except (SQLAlchemyError, sqlite3.Error) as error:  # the latter from the driver itself, which it asks
            raise failure(self.url, error) from error


async def _run_migrations(connection: AsyncConnection) -> None:
    await connection.run_sync(migrate)


async def _revisions(connection: AsyncConnection) -> tuple[str | None, str | None]:
    """The revision that was found, and the one that is wanted."""
    return await connection.run_sync(revision_of), await connection.run_sync(head)


def _reader(url: URL) -> AsyncEngine:
    return _engine(sqlite.read_only(url) if sqlite.is_sqlite(url) else url, writer=False, size=3)
