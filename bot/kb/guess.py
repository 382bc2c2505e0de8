"""Which known word was meant by one that is not known; silent where nothing is near, as a weak guess misleads."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from rapidfuzz import fuzz, process

NEAR = 75.0
"""A guess is made from this likeness (0 to 100) on."""
_AHEAD = 8.0
"""By so much must the best be more alike than the second, before a command may put it in by itself."""
_MOST = 200
"""Words of one kind that are guessed at in a run: whoever has more has lost a whole file."""


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that was most likely meant, or None where nothing is near enough."""
    best = process.extractOne(word, [str(name) for name in known], scorer=fuzz.ratio, score_cutoff=NEAR)
    return best[0] if best else None


class Guess(NamedTuple):
    """A fix in both languages, empty where nothing is near; `edit` where no other word comes into question."""

    zh: str = ""
    en: str = ""
    edit: tuple[str, str] | None = None


class Guesses:
    """Guesses among the same known words, each word looked up once."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = [str(name) for name in known]
        self._made: dict[str, Guess] = {}

    def of(self, word: str) -> Guess:
        """The guess for a word."""
        if word not in self._made:
            self._made[word] = self._guess(word) if len(self._made) < _MOST else Guess()
        return self._made[word]

    def _guess(self, word: str) -> Guess:
        best = process.extract(word, self._known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=2)
        if not best:
            return Guess()
        name, likeness, _ = best[0]
        sure = len(best) == 1 or likeness - best[1][1] >= _AHEAD
        edit = (word, name) if sure and not _other_number(word, name) else None
        return Guess(f"您是不是想写 {name}？", f"Did you mean {name}?", edit)


def _other_number(word: str, name: str) -> bool:
    """Whether both hold a number of the same length and not by swapped digits: 2025 is no slip of 2022."""
    one, other = ("".join(filter(str.isdecimal, text)) for text in (word, name))
    return len(one) == len(other) and sorted(one) != sorted(other)


def guess(word: str, known: Collection[str]) -> Guess:
    """The guess for a single word."""
    return Guesses(known).of(word)
