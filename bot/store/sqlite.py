"""All that is said to SQLite alone: files, pragmas, how a transaction begins.

WAL lets reviewers read while the bot writes. `synchronous=FULL`, although NORMAL is faster: a message is
acknowledged to the messaging app once it is committed, and with NORMAL a power cut takes back the last
commits, which nobody would deliver again. FULL still commits more than a hundred turns a second; a city's
bot needs fewer than 20.

One process has one writing connection. Every other connection is read-only and never checkpoints: SQLite
before 3.51.3 can damage a WAL database when two connections write or checkpoint at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_COMMON = ("PRAGMA busy_timeout=5000", "PRAGMA foreign_keys=ON", "PRAGMA mmap_size=0")
_WRITER = (
    *_COMMON,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",  # what is forgotten is overwritten, not only unlinked
)
_READER = (*_COMMON, "PRAGMA query_only=ON", "PRAGMA wal_autocheckpoint=0")


def is_sqlite(url: URL) -> bool:
    """Whether the URL names an SQLite database."""
    return url.get_backend_name() == "sqlite"


def in_memory(url: URL) -> bool:
    """Whether the database lives in the memory of one connection."""
    return is_sqlite(url) and url.database in (None, "", ":memory:")


def make_file(url: URL) -> None:
    """Makes the folder and an empty file that only its owner can read. Raises OSError."""
    if in_memory(url):
        return
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def exists(url: URL) -> bool:
    """Whether there is a database to read."""
    path = Path(str(url.database))
    return not in_memory(url) and path.is_file() and path.stat().st_size > 0


def read_only(url: URL) -> URL:
    """The same file, opened so that it is neither made nor changed."""
    path = quote(str(Path(str(url.database)).absolute()))
    return url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def prepare(engine: AsyncEngine, *, writer: bool) -> None:
    """Sets the pragmas of every new connection, and begins transactions ourselves.

    A writer begins IMMEDIATE: a transaction that reads first and then writes fails at once, in spite of the
    busy timeout, when somebody else wrote in between.
    """
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _WRITER if writer else _READER:
            cursor.execute(pragma)
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)


async def empty_log(connection: AsyncConnection) -> None:
    """Moves the write-ahead log into the file and cuts it, so that deleted texts are gone from both."""
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")  # not possible within a transaction
