"""English words mended from the vocabulary of the material."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[a-z]{4,}")
_LONG = 7


class Speller:
    """Replaces an unknown word by the known one that it was probably meant to be."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts`: words that are right, with how often they stand in the material."""
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(filter(_WORD.fullmatch, counts), key=lambda word: -counts[word]):
            self._by_length.setdefault(len(word), []).append(word)
        self._known = frozenset(counts)
        self._seen: dict[str, str] = {}

    def mend(self, text: str) -> str:
        """The text with unknown words of four or more letters replaced where a known one is near enough.

        Near is one optimal-string-alignment edit (Oommen & Loke 1997), two from seven letters on; among equally near
        ones the same first letter wins, then the more frequent word.
        """
        return _WORD.sub(lambda match: self._mend_word(match[0]), text)

    def _mend_word(self, word: str) -> str:
        if word in self._known:
            return word
        if word not in self._seen:
            if len(self._seen) > 4096:
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str:
        most = 2 if len(word) >= _LONG else 1
        near = [
            w for size in range(len(word) - most, len(word) + most + 1) for w in self._by_length.get(size, ())
        ]
        hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=5)
        hits.sort(key=lambda hit: (hit[1], hit[0][0] != word[0]))
        return hits[0][0] if hits else word
