"""One writing process for each database: a lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError

if sys.platform != "win32":
    import fcntl


class AlreadyRunning(StoreError):  # noqa: N818 - says what is the case; callers may go on without the database
    """Another process of ours writes to the same data folder."""


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the data folder's lock.

    Raises:
        AlreadyRunning: another process holds it.
        StoreError: the folder cannot be written.
    """
    path = folder / "talentbot.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StoreError(
            f"数据目录不可写：{path}（{error.strerror}），请检查权限或设置 TALENTBOT_DATA_DIR / "
            f"the data folder cannot be written: check its permissions or set TALENTBOT_DATA_DIR"
        ) from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    if sys.platform == "win32":
        return  # no flock there; SQLite's own locks remain
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(
            f"另一个 talentbot 正在使用数据目录 {folder}，请先停掉它，或设置另一个 TALENTBOT_DATA_DIR / "
            f"another talentbot uses the data folder {folder}: stop it, or set another TALENTBOT_DATA_DIR"
        ) from error
