"""Copies of content and intents: what is being looked at cannot change meanwhile, and the last good one stays."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import Problem
from bot.kb.paths import SUFFIXES, shown_path

_FOLDERS = ("content", "intents")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where knowledge is read from."""

    content: Path
    intents: Path

    def named_as(self, other: Folders, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems of a copy, named as the editor's own files are (`other`)."""
        pairs = ((self.content, other.content), (self.intents, other.intents))
        names = {f"{shown_path(mine)}": shown_path(theirs) for mine, theirs in pairs}
        return tuple(replace(problem, file=_renamed(problem.file, names)) for problem in problems)


def _renamed(file: str, names: dict[str, str]) -> str:
    for mine, theirs in names.items():
        if file == mine or file.startswith(f"{mine}/"):
            return theirs + file[len(mine) :]
    return file


def take(folders: Folders, into: Path) -> Folders:
    """Copy both folders' YAML files below `into`, which is made anew. Raises OSError."""
    shutil.rmtree(into, ignore_errors=True)
    for name, source in zip(_FOLDERS, (folders.content, folders.intents), strict=True):
        if not source.is_dir():
            continue  # the loader says so, and what to do
        (into / name).mkdir(parents=True)
        for path in source.iterdir():
            # A file may go while its folder is read: an editor that saves by renaming.
            with suppress(FileNotFoundError):
                if path.is_file() and any(suffix in path.name for suffix in SUFFIXES):
                    shutil.copyfile(path, into / name / path.name)
    return below(into)


def below(folder: Path) -> Folders:
    """The folders of a copy."""
    return Folders(folder / _FOLDERS[0], folder / _FOLDERS[1])


def keep(copy: Path, as_good: Path) -> None:
    """Make a copy the last good one. Raises OSError.

    A kill in between leaves the new one whole under its draft name or the old one under `.old`: `recover` finds it.
    """
    old = as_good.with_name(f"{as_good.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    _sync(copy)
    if as_good.exists():
        as_good.rename(old)
    copy.rename(as_good)
    shutil.rmtree(old, ignore_errors=True)


def recover(as_good: Path) -> Folders | None:
    """The last good copy; None where there is none."""
    old = as_good.with_name(f"{as_good.name}.old")
    if not as_good.exists() and old.exists():
        old.rename(as_good)
    return below(as_good) if as_good.is_dir() else None


def look(as_good: Path) -> Folders | None:
    """The last good copy as another process finds it, which must not mend anything; None where there is none."""
    places = (as_good, as_good.with_name(f"{as_good.name}.old"))
    return next((below(place) for place in places if place.is_dir()), None)


def _sync(folder: Path) -> None:
    """What was written is on the disk, also after a power cut."""
    for path in folder.rglob("*"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
