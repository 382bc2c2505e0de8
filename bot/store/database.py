"""Opens the database and runs transactions: one writing connection, a few that only read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL, AsyncAdaptedQueuePool, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store import sqlite
from bot.store.migrate import head, migrate, revision_of


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
            async with database.write() as connection:
                await connection.run_sync(migrate)
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
        async with self.read() as connection:
            found = await connection.run_sync(revision_of)
            wanted = await connection.run_sync(head)
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

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of the one writing connection. Raises StoreError."""
        if self.writer is None:
            raise StoreError("数据库只读打开 / the database is open for reading only")
        async with self._lock:
            try:
                async with self.writer.begin() as connection:
                    yield connection
            except SQLAlchemyError as error:
                raise failure(self.url, error) from error

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees what is committed. Raises StoreError."""
        try:
            async with self.reader.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise failure(self.url, error) from error

    async def scrub(self) -> None:
        """After deletions: leaves no deleted text in the files beside the database. Raises StoreError."""
        if self.writer is None or not sqlite.is_sqlite(self.url):
            return
        async with self._lock:
            try:
                async with self.writer.connect() as connection:
                    await sqlite.empty_log(connection)
            except SQLAlchemyError as error:
                raise failure(self.url, error) from error


def _reader(url: URL) -> AsyncEngine:
    return _engine(sqlite.read_only(url) if sqlite.is_sqlite(url) else url, writer=False, size=3)
