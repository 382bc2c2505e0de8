"""English words mended from the vocabulary of the material."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.language.english import is_everyday

_WORD = re.compile(r"[a-z]{3,}")
_SHORT = 4
_LONG = 7
_MOST_SEEN = 4096
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(map(frozenset, ("ck", "cs", "sz", "fv", "bp", "dt", "gj", "mn", "lr", "bv", "gk", "xs")))
"""Consonants that ears, or writers of other languages, mix up."""


def _neighbours() -> frozenset[frozenset[str]]:
    """Pairs of letters whose keys touch."""
    at = {
        key: (row, 2 * column + row) for row, keys in enumerate(_KEYBOARD) for column, key in enumerate(keys)
    }
    return frozenset(
        frozenset((one, other))
        for one, (row, place) in at.items()
        for other, (second, near) in at.items()
        if one != other and abs(row - second) <= 1 and abs(place - near) <= 2
    )


_NEAR_KEYS = _neighbours()


class Speller:
    """Replaces an unknown word by the known one that it was probably meant to be."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts`: words that are right, with how often they stand in the material."""
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(filter(_WORD.fullmatch, counts), key=lambda word: -counts[word]):
            self._by_length.setdefault(len(word), []).append(word)
        self._known = frozenset(counts)
        self._counts = counts
        self._seen: dict[str, str] = {}

    def mend(self, text: str) -> str:
        """The text with unknown words of three or more letters replaced where a known one is near enough.

        Near is one optimal-string-alignment edit (Oommen & Loke 1997), two from seven letters on; in a shorter word
        only one that fingers or ears make (a letter left out, doubled, swapped, of a key beside it), so that a good
        word that the material lacks stays what it is. Among equally near ones the same first letter wins, then the
        more frequent word.
        """
        return _WORD.sub(lambda match: self._mend_word(match[0]), text)

    def _mend_word(self, word: str) -> str:
        if word in self._known or is_everyday(word):
            return word
        if word not in self._seen:
            if len(self._seen) > _MOST_SEEN:
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str:
        long = len(word) >= _LONG
        most = 2 if long else 1
        near = [
            w for size in range(len(word) - most, len(word) + most + 1) for w in self._by_length.get(size, ())
        ]
        hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
        likely = [(hit, edits) for hit, edits, _ in hits if long or self._is_slip(word, hit)]
        likely.sort(key=lambda hit: (hit[1], hit[0][0] != word[0], -self._counts[hit[0]]))
        return likely[0][0] if likely else word

    @staticmethod
    def _is_slip(typed: str, meant: str) -> bool:
        """A slip; of three letters, which are often a name of their own (CFO, SME), only two that changed places."""
        return slipped(typed, meant) and (len(typed) >= _SHORT or sorted(typed) == sorted(meant))


def slipped(typed: str, meant: str) -> bool:
    """True where one edit, by fingers or ears, turns what was meant into what was typed."""
    if len(typed) < len(meant):
        return True
    if len(typed) > len(meant):
        place = next((p for p, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), len(meant))
        beside = typed[max(0, place - 1) : place] + typed[place + 1 : place + 2]
        return any(
            typed[place] == other or frozenset((typed[place], other)) in _NEAR_KEYS for other in beside
        )
    wrong = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    if len(wrong) != 1:
        return True  # two neighbours swapped
    pair = frozenset(wrong[0])
    return pair in _NEAR_KEYS or pair in _ALIKE or pair <= _VOWELS
