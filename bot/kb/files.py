"""Files of content/, intents/ and tests/cases/ are written whole or not at all, and never over somebody's edit."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import EditError
from bot.kb.paths import shown_path

if sys.platform != "win32":
    import fcntl


def replace_text(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, at once: who reads meanwhile, or after a crash, sees one or the other.

    Where `before` is empty the file may be missing. It keeps its mode and owner; where `path` is a link, what it leads
    to is replaced. Two of our own commands take turns; an editor that saves in the instant between the last look and
    the replacement is not seen.

    Raises:
        EditError: where the file is no longer `before`, or cannot be read or written. Nothing has changed then.
    """
    try:
        target = path.resolve(strict=bool(before))
        with _turn(target.parent):
            _replace(target, path, before, after)
    except OSError as error:
        raise EditError(_unwritable(path, error.strerror or str(error))) from error


def _replace(target: Path, path: Path, before: bytes, after: bytes) -> None:
    state = target.stat() if target.exists() else None
    if state is not None and not os.access(target, os.W_OK):
        raise EditError(_unwritable(path, "只读 / read-only"))
    # The name begins with a dot, so that nobody who reads the folder takes it for content.
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        _write(draft, after, state)
        if (target.read_bytes() if target.exists() else b"") != before:
            raise EditError(_changed(path))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _write(draft: Path, data: bytes, state: os.stat_result | None) -> None:
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if state is None:
        return
    draft.chmod(stat.S_IMODE(state.st_mode))
    with contextlib.suppress(
        OSError, AttributeError
    ):  # only root may give a file away; Windows has no owner here
        os.chown(draft, state.st_uid, state.st_gid)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too; systems that cannot open a folder do without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Keep others of our commands out of the folder while one writes."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _changed(path: Path) -> str:
    return (
        f"{shown_path(path)}：文件刚才被别人改过，没有写入；请重新运行。"
        " / The file was changed meanwhile and is left as it is: run the command again."
    )


def _unwritable(path: Path, reason: str) -> str:
    return f"{shown_path(path)}：写不了：{reason} / The file cannot be written: {reason}"
