"""The index: every example question and every fact's own words as weighted features, ready to be compared.

Training-free score of a group or an item: 0.4 x its best row + 0.6 x its centroid (Rocchio 1971), each a cosine of
vectors whose channels are normalised by themselves. What the index has never seen shrinks the vector of a question,
and so its score: strange words make strange questions.

Everything but the dictionary of features is flat arrays, so that a built index can be kept on disk and read back.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.features import WEIGHTS, count_features

UNKNOWN_SHARE = 0.5
"""Squared weight of a feature that the index has never seen, in the norm of a question."""
BEST_SHARE = 0.4
"""Share of the best row in a target's score; the rest is its centroid's."""
_CHANNELS = {channel: number for number, channel in enumerate(WEIGHTS)}
_SHARES = np.array(list(WEIGHTS.values()))
_PRUNED = frozenset("bqjx")
_MEANING = frozenset("kj")
"""Channels by which it is told how much of a question the material has words for."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Arrays = Mapping[str, NDArray[Any]]


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

    @staticmethod
    def of(features: Ints, rows: Ints, weights: Floats, count: int, size: int) -> Postings:
        """Postings of `count` features from parallel arrays of feature, row and weight."""
        order = np.lexsort((rows, features))
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(features, minlength=count), out=starts[1:])
        return Postings(starts, rows[order], weights[order], size)

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

    def has(self, feature: int, row: int) -> bool:
        """True where a row has a feature."""
        start, end = self.starts[feature], self.starts[feature + 1]
        place = int(self.rows[start:end].searchsorted(row))
        return place < end - start and int(self.rows[start + place]) == row


@dataclass(frozen=True, slots=True)
class _Targets:
    """One way to gather rows: by group, or by item."""

    rows: Ints
    """Rows that belong to a target, target by target."""
    starts: Ints
    """Where each target that has rows begins in `rows`."""
    owners: Ints
    """The targets that have rows."""
    centroids: Postings

    @staticmethod
    def of(owner: Ints, features: Ints, rows: Ints, weights: Floats, count: int, size: int) -> _Targets:
        """Gather rows by owner (-1: none) and average them; parallel arrays as in `Postings.of`."""
        kept = owner[rows] >= 0
        key = owner[rows[kept]].astype(np.int64) * count + features[kept]
        unique, place = np.unique(key, return_inverse=True)
        sums = np.bincount(place, weights[kept])
        target, feature = (unique // count).astype(np.int32), (unique % count).astype(np.int32)
        norms = np.sqrt(np.bincount(target, sums**2, size))
        values = (sums / norms[target]).astype(np.float32)
        owned = np.argsort(owner, kind="stable")[(owner < 0).sum() :].astype(np.int32)
        owners, starts = np.unique(owner[owned], return_index=True)
        centroids = Postings.of(feature, target, values, count, size)
        return _Targets(owned, starts.astype(np.int32), owners, centroids)

    def scores(self, by_row: Floats, ids: Ints, weights: Floats) -> Floats:
        best = np.zeros(self.centroids.size, np.float32)
        best[self.owners] = np.maximum.reduceat(by_row[self.rows], self.starts)
        return BEST_SHARE * best + (1 - BEST_SHARE) * self.centroids.scores(ids, weights)


@dataclass(frozen=True, slots=True)
class Scores:
    """How alike a text is to everything in the index: cosines, 0 to 1."""

    groups: Floats
    items: Floats


def rarity(count: int, rows: int) -> float:
    """Inverse document frequency of a feature that `count` of `rows` rows have (Spaerck Jones 1972)."""
    return math.log((rows + 1) / (count + 1)) + 1


class Index:
    """Rows of texts that a question is compared with, gathered into groups and items."""

    def __init__(self, features: Sequence[str], arrays: Arrays) -> None:
        """For `build` and for one read back from disk."""
        self.features = features
        self.arrays = arrays
        self._ids = {feature: number for number, feature in enumerate(features)}
        self._idf = array("f", arrays["idf"].tolist())
        self._rows = _postings(arrays, "rows")
        self._groups, self._items = _targets(arrays, "groups"), _targets(arrays, "items")
        self._unknown_idf = rarity(0, self._rows.size)
        self._field = arrays["field"]

    @classmethod
    def build(cls, rows: Sequence[Row], groups: int, items: int, silent: frozenset[int]) -> Index:
        """Index some rows. `silent`: groups that are no part of the field (small talk, off topic)."""
        seen: dict[str, int] = {}
        row_of, feature_of, counts = array("i"), array("i"), array("i")
        for number, row in enumerate(rows):
            for feature, count in count_features(row.text).items():
                row_of.append(number)
                feature_of.append(seen.setdefault(feature, len(seen)))
                counts.append(count)
        at, features = np.asarray(row_of, np.int32), np.asarray(feature_of, np.int32)
        idf: NDArray[np.float64] = (
            np.log((len(rows) + 1) / (np.bincount(features, minlength=len(seen)) + 1)) + 1
        )
        channel = np.array([_CHANNELS[feature[0]] for feature in seen], np.int32)[features]
        scaled = _weights(at, channel, (1 + np.log(counts)) * idf[features], len(rows))
        weights: Floats = (scaled * np.array([row.weight for row in rows])[at]).astype(np.float32)
        ids, idf, features, at, weights = _pruned(list(seen), idf, features, at, weights)
        of_group = np.array([row.group for row in rows], np.int32)
        of_item = np.array([row.item for row in rows], np.int32)
        speaking = ~np.isin(of_group[at], list(silent))
        arrays: dict[str, NDArray[Any]] = {"idf": idf.astype(np.float32)}
        arrays["field"] = np.bincount(features, speaking, len(ids)) > 0
        arrays |= _flat(Postings.of(features, at, weights, len(ids), len(rows)), "rows")
        for name, owner, size in (("groups", of_group, groups), ("items", of_item, items)):
            targets = _Targets.of(owner, features, at, weights, len(ids), size)
            arrays |= _flat(targets.centroids, name)
            arrays |= {
                f"{name}.owned": targets.rows,
                f"{name}.begin": targets.starts,
                f"{name}.owners": targets.owners,
            }
        return cls(ids, arrays)

    def _vector(self, counts: Mapping[str, int]) -> tuple[Ints, Floats]:
        """Channel-normalised vector over known features; unknown ones count in the norms alone."""
        known = [
            (self._ids[feature], _CHANNELS[feature[0]], n)
            for feature, n in counts.items()
            if feature in self._ids
        ]
        values = [(1 + math.log(count)) * self._idf[number] for number, _, count in known]
        norms = [0.0] * len(_CHANNELS)
        for feature in counts:
            if feature not in self._ids:
                norms[_CHANNELS[feature[0]]] += UNKNOWN_SHARE * self._unknown_idf**2
        for (_, channel, _), value in zip(known, values, strict=True):
            norms[channel] += value * value
        whole = sum(float(share) for share, norm in zip(_SHARES, norms, strict=True) if norm) or 1.0
        scale = [
            math.sqrt(share / whole / norm) if norm else 0.0
            for share, norm in zip(_SHARES, norms, strict=True)
        ]
        ids = np.array([number for number, _, _ in known], np.int32)
        weights = [value * scale[channel] for (_, channel, _), value in zip(known, values, strict=True)]
        return ids, np.array(weights, np.float32)

    def scores(self, text: str) -> Scores:
        """Compare a folded, masked text with everything."""
        ids, weights = self._vector(count_features(text))
        rows = self._rows.scores(ids, weights)
        return Scores(self._groups.scores(rows, ids, weights), self._items.scores(rows, ids, weights))

    def covered(self, text: str, group: int) -> tuple[float, float]:
        """Share of a text's squared weight that a group, and that the whole field, has words for (0 to 1)."""
        own = field = whole = 0.0
        for feature in count_features(text):
            if feature[0] not in _MEANING:
                continue
            number = self._ids.get(feature)
            weight = (self._unknown_idf if number is None else self._idf[number]) ** 2
            whole += weight
            if number is not None:
                field += weight if self._field[number] else 0.0
                own += weight if self._groups.centroids.has(number, group) else 0.0
        return (own / whole, field / whole) if whole else (0.0, 0.0)


def _pruned(
    names: list[str], idf: NDArray[np.float64], features: Ints, rows: Ints, weights: Floats
) -> tuple[list[str], NDArray[np.float64], Ints, Ints, Floats]:
    """Without the pairs and letter groups that one row alone has: most of all features, and hardly met again.

    They have counted in the norm of their row, and a question that has one counts it as unknown.
    """
    once = np.bincount(features, minlength=len(names)) == 1
    dropped = once & np.array([name[0] in _PRUNED for name in names])
    number = np.cumsum(~dropped) - 1
    kept = ~dropped[features]
    left = [name for name, gone in zip(names, dropped.tolist(), strict=True) if not gone]
    return left, idf[~dropped], number[features[kept]].astype(np.int32), rows[kept], weights[kept]


def _weights(rows: Ints, channels: Ints, values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Values normalised by row and channel, each channel given its share of the channels that the row has."""
    cell = rows * len(_CHANNELS) + channels
    norms = np.bincount(cell, values**2, count * len(_CHANNELS))
    whole = ((norms.reshape(count, -1) > 0) * _SHARES).sum(axis=1)
    scaled: NDArray[np.float64] = values * np.sqrt(_SHARES[channels] / whole[rows] / norms[cell])
    return scaled


def _flat(postings: Postings, name: str) -> dict[str, NDArray[Any]]:
    size = np.array([postings.size], np.int32)
    flat = {"starts": postings.starts, "rows": postings.rows, "weights": postings.weights, "size": size}
    return {f"{name}.{part}": array for part, array in flat.items()}


def _postings(arrays: Arrays, name: str) -> Postings:
    starts, rows, weights, size = (arrays[f"{name}.{part}"] for part in ("starts", "rows", "weights", "size"))
    return Postings(starts, rows, weights, int(size[0]))


def _targets(arrays: Arrays, name: str) -> _Targets:
    rows, starts, owners = (arrays[f"{name}.{part}"] for part in ("owned", "begin", "owners"))
    return _Targets(rows, starts, owners, _postings(arrays, name))
