"""Compiled indexes on disk, so that a start need not build what the last one built.

A file is named by the hash of everything that it was made from (content, intents and the code that compiles them), so
that a stale one can never be read. The folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import bot.core.language
import bot.core.matching
from bot.core.engine import Compiled
from bot.core.language.pinyin import SoundModel
from bot.core.language.reading import Lexicon
from bot.core.matching.matcher import Matcher

_KEPT = 8
"""Index files that are kept; the oldest go."""
_COUNTS = ("sound.pairs", "sound.chars", "words.english", "words.letters")


def key(version: str) -> str:
    """Name of the index of a version of the content, as compiled by this very code."""
    digest = hashlib.sha256(f"{version} numpy {np.__version__}".encode())
    for package in (bot.core.language, bot.core.matching):
        for source in sorted(Path(package.__path__[0]).glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


def exists(folder: Path, name: str) -> bool:
    """True where something is kept under a name: only knowledge that passed every rule ever is."""
    return (folder / f"index-{name}.npz").exists()


def read(folder: Path, name: str) -> Compiled | None:
    """What was kept under a name, or None where there is nothing that can be used."""
    try:
        # Opened here, as numpy leaves a file open that turns out to be damaged.
        with (folder / f"index-{name}.npz").open("rb") as kept, np.load(kept, allow_pickle=False) as file:
            arrays = {part: file[part] for part in file.files}
        pairs, chars, english, letters = (_counts(arrays, part) for part in _COUNTS)
        sounds = SoundModel(Counter(pairs), Counter(chars)).freeze()
        return Compiled(Lexicon(sounds, english, letters), Matcher(arrays))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def write(folder: Path, name: str, compiled: Compiled) -> None:
    """Keep what was compiled; a folder that cannot be written is no error, the next start only takes longer."""
    lexicon = compiled.lexicon
    counts = (lexicon.sounds.pairs, lexicon.sounds.chars, lexicon.english, lexicon.letters)
    arrays = dict(compiled.matcher.arrays)
    for part, table in zip(_COUNTS, counts, strict=True):
        arrays[part] = _bytes(table)
        arrays[f"{part}.counts"] = np.fromiter(table.values(), np.int32, len(table))
    draft = folder / f"draft-{os.getpid()}.npz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        draft.replace(folder / f"index-{name}.npz")
        _prune(folder)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()


def _bytes(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _text(array: NDArray[Any]) -> list[str]:
    return array.tobytes().decode().split("\n")


def _counts(arrays: dict[str, NDArray[Any]], part: str) -> dict[str, int]:
    return dict(zip(_text(arrays.pop(part)), arrays.pop(f"{part}.counts").tolist(), strict=True))


def _prune(folder: Path) -> None:
    files = sorted(folder.glob("index-*.npz"), key=lambda path: path.stat().st_mtime)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)
