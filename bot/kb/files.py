"""Writes a file so that it is the old one or the new one at every moment, never a half."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from bot.errors import EditError


def replace_text(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, which the file must still hold; a missing file counts as empty.

    The new text is written beside the old one and takes its name once it is on the disk. The mode stays, and a
    link goes on pointing to the file.

    Raises:
        EditError: the file was changed meanwhile, or cannot be written; it is as it was.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")  # hidden: no folder of YAML reads it
    try:
        _refuse_changed(target, before)
        _write(draft, after, _mode(target))
        _refuse_changed(target, before)
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise EditError(
            f"{path} 写不进去，没有改动：{error.strerror} / {path} cannot be written, nothing was changed."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def _refuse_changed(target: Path, before: bytes) -> None:
    found = target.read_bytes() if target.exists() else b""
    if found != before:
        raise EditError(
            f"{target.name} 刚刚被别人改过，没有写入；请重新运行这个命令 / "
            f"{target.name} was changed meanwhile, nothing was written: run the command again."
        )


def _mode(target: Path) -> int | None:
    return stat.S_IMODE(target.stat().st_mode) if target.exists() else None


def _write(draft: Path, text: bytes, mode: int | None) -> None:
    with draft.open("wb") as file:
        if mode is not None:
            draft.chmod(mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too; where a system cannot do that, it is there a little later."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
