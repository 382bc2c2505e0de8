"""Opening: made, migrated, refused in one clear line; read without a trace."""

from __future__ import annotations

import resource
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncConnection
from store_samples import SECRET, log_turn, message

from bot.errors import StoreError
from bot.store import LogReader, Store
from bot.store.database import Database
from bot.store.migrate import _config, migrate
from bot.store.schema import metadata, outbox

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def refused(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        await Store.open(url(path), SECRET)
    line = str(caught.value)
    assert "\n" not in line
    assert " / " in line
    return line


async def test_a_new_database_has_the_schema_of_the_code(store, database_file):
    engine = create_engine(f"sqlite:///{database_file}")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            assert context.get_current_revision() == "0002"
    finally:
        engine.dispose()


async def test_pragmas_and_permissions(store, database_file):
    async with store._database.writer.connect() as connection:
        found = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"):
            found[name] = (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }
    assert database_file.stat().st_mode & 0o077 == 0


async def test_opening_again_keeps_everything(store, database_file):
    await log_turn(store, 1)
    await store.receive(message(2))
    await store.close()
    assert [file.name for file in database_file.parent.iterdir()] == [database_file.name]
    again = await Store.open(url(database_file), SECRET)
    try:
        assert len(await again.turns()) == 1
        assert [item.message.external_id for item in await again.next_messages(9)] == ["m2"]
        assert await again.memory("memory", "chat-17") == {"last": "housing.free"}
    finally:
        await again.close()


async def test_in_memory():
    store = await Store.open("sqlite://", SECRET)
    try:
        await log_turn(store, 1)
        assert len(await store.search("公寓")) == 1
        assert await store.forget("memory", chat="chat-17") == 3
    finally:
        await store.close()


async def test_unwritable_paths_are_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    assert str(tmp_path / "file" / "log.db") in await refused(tmp_path / "file" / "log.db")
    await refused(tmp_path)


async def test_not_a_database_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("no database at all" * 100)
    assert "不是数据库文件" in await refused(file)
    assert file.read_text() == "no database at all" * 100


async def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE things (id)")
    connection.close()
    assert "another program" in await refused(file)
    connection = sqlite3.connect(file)
    assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["things"]
    connection.close()


async def test_a_newer_schema_is_refused(store, database_file):
    await store.close()
    connection = sqlite3.connect(database_file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert "9999" in await refused(database_file)
    with pytest.raises(StoreError):
        await LogReader.peek(url(database_file))


async def test_no_url_and_no_driver_are_refused():
    for address in ("nonsense", "oracle+nothing://x/y"):
        with pytest.raises(StoreError):
            await Store.open(address, SECRET)


async def test_reading_makes_no_database(tmp_path):
    assert await LogReader.peek(url(tmp_path / "sub" / "none.db")) is None
    (tmp_path / "empty.db").touch()
    assert await LogReader.peek(url(tmp_path / "empty.db")) is None
    assert [file.name for file in tmp_path.iterdir()] == ["empty.db"]
    assert (tmp_path / "empty.db").stat().st_size == 0


async def test_reading_takes_no_lock_and_cannot_write(store, database_file):
    async def delete_all(connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("DELETE FROM turns")

    async def read_meanwhile(connection: AsyncConnection) -> None:
        await delete_all(connection)
        log = await LogReader.peek(url(database_file))
        try:
            assert len(await log.turns()) == 1
            for transaction in (log._database.write, log._database.read):
                with pytest.raises(StoreError):
                    await transaction(delete_all)
        finally:
            await log.close()

    await log_turn(store, 1)
    await store._database.write(read_meanwhile)
    assert await store.turns() == []


async def test_an_older_database_keeps_what_it_holds(tmp_path):
    """Rows of the first schema are there after the migrations, and ids go on where they were."""
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO outbox (id, turn_id, position, channel, created_at, state, tries, due_at) "
            "VALUES (7, 3, 0, 'web', '2026-01-01', 'waiting', 0, '2026-01-01')"
        )
        migrate(connection)
        assert connection.exec_driver_sql("SELECT id, turn_id FROM outbox").all() == [(7, 3)]
        connection.exec_driver_sql("DELETE FROM outbox")
        row = connection.execute(
            outbox.insert().values(
                position=0, channel="web", created_at=NOW, state="waiting", tries=0, due_at=NOW
            )
        )
        assert row.inserted_primary_key == (8,)
    engine.dispose()


async def test_an_unmigrated_database_is_read_by_nobody(tmp_path, store, database_file, monkeypatch):
    monkeypatch.setattr("bot.store.database.head", lambda connection: "9999")
    with pytest.raises(StoreError, match="talentbot serve"):
        await LogReader.peek(url(database_file))


async def test_a_full_disk_is_a_store_error_and_loses_nothing(store):
    await log_turn(store, 1)
    async with store._database.writer.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    many = [(message(number, text="很长的问题" * 200), None) for number in range(2, 200)]
    with pytest.raises(StoreError, match="磁盘已满"):
        await store.receive_many(many)
    async with store._database.writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert await store.next_messages(9) == []
    await log_turn(store, "after")
    assert len(await store.turns()) == 2


async def test_a_full_disk_while_deleted_texts_are_cleared_away_is_said_as_any_other_failure(
    database_file: Path,
) -> None:
    database = await Database.open(url(database_file))
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, unlimited[1]))
        with pytest.raises(StoreError, match="disk"):
            await database.scrub()
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        await database.scrub()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        await database.close()
