"""Folding of logged texts, so that they can be searched and grouped.

Search is substring search over the folded text. The character pairs only narrow down where to look: a text
that contains a term contains all the term's pairs, so the result equals that of LIKE alone.
"""

from __future__ import annotations

import unicodedata

FOLDED_LIMIT = 2000
"""Characters of a text that can be found by searching."""


def clean(text: str) -> str:
    """Without what a database refuses: NUL, and halves of surrogate pairs (made U+FFFD)."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fold(text: str) -> str:
    """Width and case evened out, runs of white space one space, controls and invisible marks dropped."""
    even = unicodedata.normalize("NFKC", clean(text)).lower()
    even = unicodedata.normalize("NFKC", even)
    seen = "".join(ch if not _invisible(ch) else " " if ch.isspace() else "" for ch in even)
    return " ".join(seen.split())[:FOLDED_LIMIT]


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf"}


def grouping(text: str) -> str:
    """What two askings of one question share: the folded text without punctuation and spaces."""
    folded = fold(text)
    return "".join(ch for ch in folded if ch.isalnum()) or folded


def grams(folded: str) -> set[str]:
    """The overlapping character pairs of a folded text."""
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def terms(query: str) -> list[str]:
    """The words of a search, folded; a text must contain each of them."""
    return fold(query).split()
