"""How much of a question the material has words for at all: strange words make a question strange, however long it is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.core.matching.features import stem, tokens
from bot.core.matching.synonyms import canonical


def _words(text: str) -> list[str]:
    """Canonical tokens and their pairs."""
    row = [stem(token) for token in tokens(canonical(text))]
    return row + [f"{first} {second}" for first, second in zip(row, row[1:], strict=False)]


class Coverage:
    """The vocabulary of each intent, and of the field as a whole."""

    def __init__(self, rows: Iterable[tuple[str, str, bool]]) -> None:
        """`rows`: intent, folded text, and whether the intent belongs to the field (small talk does not)."""
        self._of: dict[str, set[str]] = defaultdict(set)
        self._field: set[str] = set()
        for intent, text, in_field in rows:
            words = _words(text)
            self._of[intent].update(words)
            if in_field:
                self._field.update(words)
        counts = Counter(word for words in self._of.values() for word in words)
        self._most = math.log(len(self._of) + 1)
        self._weight = {word: self._most - math.log(count + 1) for word, count in counts.items()}

    def shares(self, text: str, intent: str) -> tuple[float, float]:
        """Share of the text's squared weight that the intent, and that the field, has words for (0 to 1)."""
        mine, whole = self._of.get(intent, set()), 0.0
        own = field = 0.0
        for word in _words(text):
            weight = self._weight.get(word, self._most) ** 2
            whole += weight
            own += weight if word in mine else 0.0
            field += weight if word in self._field else 0.0
        return (own / whole, field / whole) if whole else (0.0, 0.0)
