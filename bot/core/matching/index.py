"""The index: every example question and every fact's own words as weighted features, ready to be compared.

Training-free score of a target: 0.4 x its best row + 0.6 x its centroid (Rocchio 1971), each a cosine of vectors whose
channels are normalised by themselves. What the index has never seen shrinks the vector of a question, and so its
score: strange words make strange questions.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.features import WEIGHTS, count_features

UNKNOWN_SHARE = 0.5
"""Squared weight of a feature that the index has never seen, in the norm of a question."""
BEST_SHARE = 0.4
"""Share of the best row in a target's score; the rest is its centroid's."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


def rarity(count: int, rows: int) -> float:
    """Inverse document frequency of a feature that `count` of `rows` rows have (Spaerck Jones 1972)."""
    return math.log((rows + 1) / (count + 1)) + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One text that stands for a target."""

    text: str
    """Folded, places masked."""
    group: int
    """Number of the group (intent) that it belongs to."""
    item: int
    """Number of the item (fact) that it stands for, or -1 where it stands for the whole group."""
    weight: float = 1.0
    """Below 1 for material that is not a question (a fact's own words)."""


@dataclass(frozen=True, slots=True)
class Postings:
    """For each feature, the rows that have it with their weights: three flat arrays."""

    starts: Ints
    rows: Ints
    weights: Floats
    size: int
    """Number of rows."""

    def scores(self, ids: Ints, weights: Floats) -> Floats:
        """Dot product of a sparse vector with every row."""
        starts, ends = self.starts[ids], self.starts[ids + 1]
        lengths = ends - starts
        total = int(lengths.sum())
        if total == 0:
            return np.zeros(self.size, np.float32)
        offsets = np.repeat(ends - lengths.cumsum(), lengths) + np.arange(total)
        values = self.weights[offsets] * np.repeat(weights, lengths)
        return np.bincount(self.rows[offsets], values, self.size).astype(np.float32)


def _postings(vectors: Sequence[Mapping[int, float]], features: int) -> Postings:
    pairs = [(feature, row, value) for row, vector in enumerate(vectors) for feature, value in vector.items()]
    ids = np.fromiter((pair[0] for pair in pairs), np.int32, len(pairs))
    rows = np.fromiter((pair[1] for pair in pairs), np.int32, len(pairs))
    values = np.fromiter((pair[2] for pair in pairs), np.float32, len(pairs))
    order = np.argsort(ids, kind="stable")
    starts = np.zeros(features + 1, np.int32)
    np.cumsum(np.bincount(ids, minlength=features), out=starts[1:])
    return Postings(starts, rows[order], values[order], len(vectors))


@dataclass(frozen=True, slots=True)
class _Targets:
    """One way to gather rows: by group, or by item."""

    owner: Ints
    """Row to target; the rows that have none are left out."""
    rows: Ints
    centroids: Postings
    count: int

    def scores(self, by_row: Floats, ids: Ints, weights: Floats) -> Floats:
        best = np.zeros(self.count, np.float32)
        np.maximum.at(best, self.owner, by_row[self.rows])
        return BEST_SHARE * best + (1 - BEST_SHARE) * self.centroids.scores(ids, weights)


@dataclass(frozen=True, slots=True)
class Scores:
    """How alike a text is to everything in the index: cosines, 0 to 1."""

    groups: Floats
    items: Floats
    rows: Floats
    known: float
    """Share of the text's weight that the index has seen at all."""


class Index:
    """Rows of texts that a question is compared with, gathered into groups and items."""

    def __init__(self, rows: Sequence[Row], groups: int, items: int) -> None:
        counts = [count_features(row.text) for row in rows]
        frequency: Counter[str] = Counter()
        for count in counts:
            frequency.update(count.keys())
        self._ids = {feature: number for number, feature in enumerate(frequency)}
        self._unknown_idf = rarity(0, len(rows))
        self._idf = {feature: rarity(count, len(rows)) for feature, count in frequency.items()}
        vectors = [self._vector(count)[0] for count in counts]
        weighted = [{f: v * row.weight for f, v in vec.items()} for vec, row in zip(vectors, rows, strict=True)]
        self._rows = _postings(weighted, len(self._ids))
        self._groups = self._gather(weighted, [row.group for row in rows], groups)
        self._items = self._gather(weighted, [row.item for row in rows], items)

    def idf(self, feature: str) -> float:
        """How rare a feature is; the rarest value for one never seen."""
        return self._idf.get(feature, self._unknown_idf)

    def _vector(self, counts: Mapping[str, int]) -> tuple[dict[int, float], float]:
        """Channel-normalised vector over known features, and the share of the text that is known."""
        known: dict[str, list[tuple[int, float]]] = defaultdict(list)
        norms: dict[str, float] = defaultdict(float)
        lost = 0.0
        for feature, count in counts.items():
            idf = self._idf.get(feature)
            if idf is None:
                norms[feature[0]] += UNKNOWN_SHARE * self._unknown_idf**2
                lost += self._unknown_idf**2 if feature[0] == "c" else 0.0
                continue
            value = (1 + math.log(count)) * idf
            norms[feature[0]] += value * value
            known[feature[0]].append((self._ids[feature], value))
        whole = sum(WEIGHTS[channel] for channel in norms) or 1.0
        vector = {}
        for channel, values in known.items():
            scale = math.sqrt(WEIGHTS[channel] / whole / norms[channel])
            vector.update((feature, value * scale) for feature, value in values)
        seen = sum(value * value for _, value in known["c"])
        return vector, seen / (seen + lost) if seen else 0.0

    def _gather(self, vectors: Sequence[Mapping[int, float]], owners: Sequence[int], count: int) -> _Targets:
        sums: list[dict[int, float]] = [{} for _ in range(count)]
        for vector, owner in zip(vectors, owners, strict=True):
            if owner < 0:
                continue
            middle = sums[owner]
            for feature, value in vector.items():
                middle[feature] = middle.get(feature, 0.0) + value
        for middle in sums:
            norm = math.sqrt(sum(value * value for value in middle.values())) or 1.0
            for feature in middle:
                middle[feature] /= norm
        rows = [row for row, owner in enumerate(owners) if owner >= 0]
        return _Targets(
            np.array([owners[row] for row in rows], np.int32),
            np.array(rows, np.int32),
            _postings(sums, len(self._ids)),
            count,
        )

    def scores(self, text: str) -> Scores:
        """Compare a folded, masked text with everything."""
        vector, known = self._vector(count_features(text))
        ids = np.fromiter(vector.keys(), np.int32, len(vector))
        weights = np.fromiter(vector.values(), np.float32, len(vector))
        rows = self._rows.scores(ids, weights)
        return Scores(
            self._groups.scores(rows, ids, weights), self._items.scores(rows, ids, weights), rows, known
        )
