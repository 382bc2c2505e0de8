"""What a text is compared by: channels of n-grams, each weighed and normalised by itself.

Channels: `c` tokens, `b` token pairs with end marks, `p` fuzzy syllables of Chinese characters, `x` letter 2-4-grams of
Latin words; after synonyms have been made equal, `k` tokens, `j` pairs, and `s` tokens two or three apart in either
order, which two words that have changed places leave alone.

A feature is one number: its channel in the highest bits, below it two tokens of 30 bits each (a Chinese character is
its code point, a word the hash of its letters). So no dictionary is needed to make features, and half a million texts
are turned into arrays at once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.language.pinyin import fuzzy, syllable
from bot.core.matching.synonyms import canonical

WEIGHTS = {"c": 1.0, "b": 1.2, "p": 0.4, "x": 3.0, "k": 0.9, "j": 0.6, "s": 0.4}
"""Squared share of each channel in a text that has them all."""
CHANNELS = tuple(WEIGHTS)
CHANNEL_BITS = 60
"""A feature's channel is what stands above this bit."""
_TOKEN_BITS = 30
_WORD = 1 << (_TOKEN_BITS - 1)
_START, _END = 1, 2
_C, _B, _P, _X, _K, _J, _S = (number << CHANNEL_BITS for number in range(len(CHANNELS)))

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z]+|\d+(?:\.\d+)?%?|[\ue000-\uf8ff]")
_CHINESE_ONLY = re.compile(r"[^a-z]*")
_GRAM_SIZES = (2, 3, 4)
_GAPS = (2, 3)

Keys = NDArray[np.int64]
Ints = NDArray[np.signedinteger[Any]]


def tokens(text: str) -> list[str]:
    """Single Chinese characters, Latin words and numbers of a folded text, in order."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=1 << 16)
def _code(token: str) -> int:
    """A token as a number of 30 bits; two of 100,000 words fall together once in ten such vocabularies."""
    return ord(token) if len(token) == 1 and not token.isascii() else _WORD | crc32(token.encode()) >> 3


@lru_cache(maxsize=1 << 16)
def _sound(token: str) -> int:
    """The fuzzy syllable of a Chinese character as a number; 0 for any other token."""
    sound = None if token.isascii() else syllable(token)
    return crc32(fuzzy(sound).encode()) >> 3 | _WORD if sound else 0


@lru_cache(maxsize=1 << 16)
def _grams(token: str) -> tuple[int, ...]:
    """Features of the letter groups of a word: 5 bits a letter, 27 and 28 its ends."""
    if not (token[0].isascii() and token[0].isalpha()):
        return ()
    marked = (27, *(ord(letter) - 96 for letter in token), 28)
    grams = (marked[start : start + size] for size in _GRAM_SIZES for start in range(len(marked) - size + 1))
    return tuple(_X | sum(letter << 5 * place for place, letter in enumerate(gram)) for gram in grams)


def _pairs(channel: int, codes: Sequence[int]) -> list[int]:
    marked = (_START, *codes, _END)
    return [channel | first << _TOKEN_BITS | second for first, second in itertools.pairwise(marked)]


def _apart(codes: Sequence[int]) -> list[int]:
    marked = (_START, *codes, _END)
    return [
        _S | min(first, second) << _TOKEN_BITS | max(first, second)
        for gap in _GAPS
        for first, second in zip(marked, marked[gap:], strict=False)
    ]


@lru_cache(maxsize=64)
def features(text: str) -> Keys:
    """Features of a folded text, each once, in order: those of a channel stand together."""
    row = tokens(text)
    if not row:
        return np.zeros(0, np.int64)
    codes = list(map(_code, row))
    merged = list(map(_code, canonical(row)))
    found = {*codes, *_pairs(_B, codes)}
    found.update(_P | sound for sound in map(_sound, row) if sound)
    if not _CHINESE_ONLY.fullmatch(text):
        found.update(*map(_grams, row))
    found.update(_K | code for code in merged)
    found.update(_pairs(_J, merged), _apart(merged))
    keys = np.fromiter(found, np.int64, len(found))
    keys.sort()
    return keys


class Batch:
    """Features of many texts, channel by channel, as arrays."""

    def __init__(self, texts: Iterable[str]) -> None:
        rows = [tokens(text) for text in texts]
        self.size = len(rows)
        self._rows = _Flat(rows)
        self._merged = _Flat([canonical(row) if row else [] for row in rows])
        self._codes = self._rows.numbers(_code)
        self._sounds = self._rows.numbers(_sound)

    def channel(self, name: str) -> tuple[Keys, Ints]:
        """Features of one channel with the number of the text that each stands in; a text may have one twice."""
        return _MAKERS[name](self)

    def tokens(self) -> tuple[Keys, Ints]:
        return self._rows.singles(_C, self._codes)

    def pairs(self) -> tuple[Keys, Ints]:
        return self._rows.pairs(_B, self._codes)

    def sounds(self) -> tuple[Keys, Ints]:
        keys, rows = self._rows.singles(_P, self._sounds)
        heard = keys != _P
        return keys[heard], rows[heard]

    def merged(self) -> tuple[Keys, Ints]:
        return self._merged.singles(_K, self._merged.numbers(_code))

    def merged_pairs(self) -> tuple[Keys, Ints]:
        return self._merged.pairs(_J, self._merged.numbers(_code))

    def apart(self) -> tuple[Keys, Ints]:
        return self._merged.apart(_S, self._merged.numbers(_code))

    def grams(self) -> tuple[Keys, Ints]:
        grams = [_grams(token) for token in self._rows.kinds]
        counts = np.array([len(found) for found in grams], np.int64)
        starts = np.cumsum(counts) - counts
        flat = np.fromiter(itertools.chain.from_iterable(grams), np.int64, int(counts.sum()))
        each = counts[self._rows.places]
        ends = np.cumsum(each)
        at = np.repeat(starts[self._rows.places] - (ends - each), each) + np.arange(int(each.sum()))
        return flat[at], np.repeat(self._rows.owners, each)


class _Flat:
    """Rows of tokens one after the other, as places in the list of those that occur."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        total = int(lengths.sum())
        seen: dict[str, int] = {}
        flat = itertools.chain.from_iterable(rows)
        self.places = np.fromiter((seen.setdefault(token, len(seen)) for token in flat), np.int32, total)
        self.kinds = list(seen)
        self.owners = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)

    def numbers(self, number: Callable[[str], int]) -> Keys:
        table = np.fromiter(map(number, self.kinds), np.int64, len(self.kinds))
        return table[self.places] if len(table) else np.zeros(0, np.int64)

    def singles(self, channel: int, codes: Keys) -> tuple[Keys, Ints]:
        return codes | channel, self.owners

    def pairs(self, channel: int, codes: Keys) -> tuple[Keys, Ints]:
        """Neighbours, with the marks of both ends."""
        marked, owners = self._marked(codes)
        same = owners[1:] == owners[:-1]
        keys = marked[:-1] << _TOKEN_BITS | marked[1:] | channel
        return keys[same], owners[1:][same]

    def apart(self, channel: int, codes: Keys) -> tuple[Keys, Ints]:
        """Tokens two or three apart, the lesser first."""
        marked, owners = self._marked(codes)
        keys, rows = [], []
        for gap in _GAPS:
            first, second = marked[:-gap], marked[gap:]
            same = owners[gap:] == owners[:-gap]
            both = np.minimum(first, second) << _TOKEN_BITS | np.maximum(first, second) | channel
            keys.append(both[same])
            rows.append(owners[gap:][same])
        return np.concatenate(keys), np.concatenate(rows)

    def _marked(self, codes: Keys) -> tuple[Keys, Ints]:
        """Codes with the marks of both ends around each row."""
        if not len(codes):
            return codes, self.owners
        change = np.flatnonzero(np.diff(self.owners)) + 1
        first, last = np.r_[0, change], np.r_[change, len(codes)]
        places, marks = np.r_[last, first], np.r_[np.full(len(last), _END), np.full(len(first), _START)]
        owners = np.r_[self.owners[first], self.owners[first]]
        return np.insert(codes, places, marks), np.insert(self.owners, places, owners)


_MAKERS: dict[str, Callable[[Batch], tuple[Keys, Ints]]] = {
    "c": Batch.tokens,
    "b": Batch.pairs,
    "p": Batch.sounds,
    "x": Batch.grams,
    "k": Batch.merged,
    "j": Batch.merged_pairs,
    "s": Batch.apart,
}
