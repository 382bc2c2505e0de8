"""Back up the SQLite database of a running bot into one file, check it, and keep the newest few.

The copy is made by SQLite's online backup over a read-only connection within one read transaction: it is the
database as of one moment, and the bot goes on writing meanwhile. It is checked before it gets its final name, so
a file called talentbot-*.db is always whole.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.config import Settings, load_settings
from bot.errors import StoreError, TalentBotError

PATTERN = "talentbot-*.db"
_SECONDS = 30.0
"""Patience with a database that is being opened or closed by the bot."""


def main(arguments: list[str] | None = None) -> int:
    """Back up; gives the exit status: 0 done, 1 something to mend."""
    given = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        folder = given.to or settings.data_dir / "backups"
        copy = back_up(database_file(settings), folder, datetime.now(UTC))
        gone = prune(folder, given.keep)
    except (TalentBotError, OSError, sqlite3.Error) as error:
        print(f"备份失败 / backup failed: {error}", file=sys.stderr)
        return 1
    print(f"{copy}  {copy.stat().st_size} 字节 / bytes, 删除旧备份 / old ones removed: {len(gone)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="备份运行中的数据库 / back up the database of a running bot")
    parser.add_argument(
        "--to", type=Path, help="放备份的文件夹，默认数据目录下的 backups / folder of the backups"
    )
    parser.add_argument("--keep", type=_count, default=14, metavar="N", help="保留几份 / how many to keep")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"至少是 1 / at least 1, found {text!r}")
    return int(text)


def database_file(settings: Settings) -> Path:
    """The SQLite file of an installation. Raises StoreError where there is none."""
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        raise StoreError("数据库地址无法识别 / not a database URL") from error
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StoreError("只备份 SQLite 文件 / only SQLite files are backed up here")
    path = Path(url.database)
    if not path.is_file():
        raise StoreError(f"还没有数据库 {path}，先运行一次 talentbot serve / no database there yet")
    return path


def back_up(source: Path, folder: Path, at: datetime) -> Path:
    """Copy a database into a folder under a name made of the time; gives the file, readable by its owner alone.

    Raises:
        StoreError: the copy is damaged. OSError, sqlite3.Error: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"talentbot-{at:%Y%m%dT%H%M%SZ}.db"
    draft = folder / f".draft-{os.getpid()}.db"
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        _copy(source, draft)
        _keep_through_power_cut(draft)
        draft.replace(target)
        _keep_through_power_cut(folder)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _copy(source: Path, draft: Path) -> None:
    read_only = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(read_only, uri=True, timeout=_SECONDS)) as live,
        closing(sqlite3.connect(draft, timeout=_SECONDS)) as copy,
    ):
        live.execute("PRAGMA wal_autocheckpoint=0")
        live.backup(copy)  # all pages in one step: a step by step copy starts anew at each write
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without the write-ahead log beside it
        [found] = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreError(f"备份已损坏，请检查原数据库 / the copy is damaged, look at the database: {found}")


def _keep_through_power_cut(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups; gives those that are gone."""
    gone = sorted(folder.glob(PATTERN))[:-keep]
    for path in gone:
        path.unlink()
    return gone


if __name__ == "__main__":
    raise SystemExit(main())
