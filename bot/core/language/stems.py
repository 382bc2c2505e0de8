"""English words without their commonest endings."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """An English word without its commonest endings; crude on purpose, as both sides are cut alike."""
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + replacement
    return word
