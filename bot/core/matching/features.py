"""What a text is compared by: channels of n-grams, each weighed and normalised by itself.

Channels (weight): `c` tokens, `b` token pairs with end marks, `p` and `q` fuzzy syllables and their pairs, `x` letter
2-4-grams of Latin words, `k` and `j` tokens and pairs after synonyms have been made equal.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from bot.core.language.pinyin import fuzzy, syllable
from bot.core.matching.synonyms import canonical

WEIGHTS = {"c": 1.0, "b": 1.2, "p": 0.4, "q": 0.25, "x": 3.0, "k": 0.9, "j": 0.6}
"""Squared share of each channel in a text that has them all."""

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z]+|\d+(?:\.\d+)?%?|[\ue000-\uf8ff]")
_GRAM_SIZES = (2, 3, 4)

Features = dict[str, float]


def tokens(text: str) -> list[str]:
    """Single Chinese characters, Latin words and numbers of a folded text, in order."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=8192)
def _grams(word: str) -> tuple[str, ...]:
    marked = f"<{word}>"
    return tuple(
        "x" + marked[start : start + size] for size in _GRAM_SIZES for start in range(len(marked) - size + 1)
    )


@lru_cache(maxsize=16384)
def _sound(token: str) -> str:
    sound = syllable(token)
    return fuzzy(sound) if sound else token


def _pairs(channel: str, row: list[str]) -> list[str]:
    marked = ["^", *row, "$"]
    return [f"{channel}{first} {second}" for first, second in itertools.pairwise(marked)]


@lru_cache(maxsize=64)
def count_features(text: str) -> Mapping[str, int]:
    """Features of a folded text with their counts; the first letter of a feature is its channel."""
    row = tokens(text)
    if not row:
        return Counter()
    sounds = [_sound(token) for token in row]
    merged = tokens(canonical(text))
    features = Counter("c" + token for token in row)
    features.update(_pairs("b", row))
    features.update("p" + sound for sound in sounds)
    features.update(_pairs("q", sounds))
    features.update("k" + token for token in merged)
    features.update(_pairs("j", merged))
    for token in row:
        if token[0].isascii() and token[0].isalpha():
            features.update(_grams(token))
    return features
