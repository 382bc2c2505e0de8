"""The sound knowledge of planted/base, read with single files put in the place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.errors import Problem
from bot.kb.fix import Change, mend
from bot.kb.loader import Loaded, load

BASE = Path(__file__).parent / "planted" / "base"
TODAY = date(2026, 11, 20)


def read(instead: Mapping[Path, bytes], base: Path = BASE) -> Loaded:
    """Everything, cases too."""
    return load(base / "content", base / "intents", today=TODAY, cases_dir=base / "cases", instead=instead)


def spoilt(name: str, data: bytes) -> tuple[Problem, ...]:
    """What is said where one file (`content/housing.yaml`) holds this instead."""
    return read({BASE / name: data}).problems


def mended(name: str, data: bytes) -> tuple[tuple[Change, ...], Loaded]:
    """What `--fix` would make of it."""
    return mend(lambda instead: read({BASE / name: data, **instead}))


def short(name: str) -> str:
    """A file of the base as it is called there."""
    return Path(name).resolve().relative_to(BASE).as_posix()
