"""The index: every example question and every fact's own words as weighted features, ready to be compared.

Training-free score of a target (a group of rows, or an item): 0.4 x its best row + 0.6 x its centroid (Rocchio 1971),
each a cosine of vectors whose channels are normalised by themselves. What the index has never seen shrinks the vector
of a question, and so its score: strange words make strange questions.

Rows are looked up rare-first: the postings of the question's rarest features are read until a budget is used up, and
only the most promising rows are compared in full. So the time for a question hardly grows with the number of rows.

Everything is flat arrays, so that a built index can be kept on disk and read back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.features import CHANNEL_BITS, CHANNELS, WEIGHTS, Keys, features
from bot.core.matching.postings import Floats, Ints, Places, Postings, spread

UNKNOWN_SHARE = 0.5
"""Squared weight of a feature that the index has never seen, in the norm of a question."""
BEST_SHARE = 0.4
"""Share of the best row in a target's score; the rest is its centroid's."""
ROW_BUDGET = 2000
"""Postings that are read to find promising rows."""
CENTROID_BUDGET = 60_000
"""Postings that are read to compare with centroids."""
PROMISING = 64
"""Rows that are compared in full."""
HOPELESS = 0.4
"""A row that shares less than this part of what the best one shares is not compared in full."""
SHARES = np.array(list(WEIGHTS.values()))
"""Squared share of each channel, in the order of `CHANNELS`."""
TINY = 1e-12
"""Stands for nothing where something is divided by it."""
_MEANING = tuple(CHANNELS.index(name) for name in "kj")
"""Channels by which it is told how much of a question the material has words for."""

Arrays = Mapping[str, NDArray[Any]]
Scales = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One text that stands for a target."""

    text: str
    """Folded, places masked."""
    group: int
    """Number of the group (intent) that it belongs to."""
    item: int = -1
    """Number of the item (fact) that it stands for, or -1 where it stands for the whole group."""
    weight: float = 1.0
    """Below 1 for material that is not a question (a fact's own words)."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A question as the index sees it: the features that it knows, weighed."""

    ids: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """How alike a text is to everything in the index: cosines, 0 to 1."""

    vector: Vector
    groups: Floats
    items: Floats


class Changes(Protocol):
    """Rows that an index lacks, or has too many."""

    @property
    def gone(self) -> NDArray[np.bool_]:
        """For each row whether it is no longer there."""

    def best(self, vector: Vector) -> tuple[Floats, Floats]:
        """How alike the best new row of each group, and of each item, is to a question."""


@dataclass(frozen=True, slots=True)
class Targets:
    """One way to gather rows: by group, or by item."""

    owner: Ints
    """For each row the target that it belongs to, or -1."""
    centroids: Postings

    def scores(self, rows: Ints, values: Floats, vector: Vector, also: Floats | None = None) -> Floats:
        """Scores of all targets, given those of the promising rows; `also`: of each target's best row elsewhere."""
        if not self.centroids.size:
            return np.zeros(0, np.float32)
        owners = self.owner[rows]
        owned = owners >= 0
        best = np.zeros(self.centroids.size, np.float32)
        np.maximum.at(best, owners[owned], values[owned])
        if also is not None:
            best = np.maximum(best, also)
        near = self.centroids.scores(vector.ids, vector.weights, CENTROID_BUDGET)
        return BEST_SHARE * best + (1 - BEST_SHARE) * near


def rarity(count: NDArray[Any] | float, rows: int) -> NDArray[np.float64]:
    """Inverse document frequency of a feature that `count` of `rows` rows have (Spaerck Jones 1972)."""
    return np.log((rows + 1) / (np.asarray(count, np.float64) + 1)) + 1


class Index:
    """Rows of texts that a question is compared with, gathered into groups and items."""

    def __init__(self, arrays: Arrays) -> None:
        """For `compiling.build` and for one read back from disk."""
        self.arrays = arrays
        self._keys: Keys = arrays["keys"]
        self._channels: NDArray[np.bool_] = arrays["channels"]
        # Only a large index is made without this channel; what a small one lacks by chance still counts as unknown.
        self._partial = not self._channels[CHANNELS.index("s")]
        self._channel: Ints = (self._keys >> CHANNEL_BITS).astype(np.int32)
        self._idf: Floats = np.append(arrays["idf"], np.float32(0.0))
        self._scales: Scales = arrays["scales"].ravel()
        self._starts: Places = arrays["rows.starts"]
        self._ids: Ints = arrays["rows.ids"]
        self._posted: Places = arrays["posted.starts"]
        self._rows: Ints = arrays["posted.rows"]
        self._field = arrays["field"]
        self.groups, self.items = targets(arrays, "groups"), targets(arrays, "items")
        self._unknown_idf = float(rarity(0, self.size))
        self._strange = self._unknown_idf * math.sqrt(UNKNOWN_SHARE)
        # One more of each than there are features: what is sought behind the last one finds nothing there.
        self._sought = np.append(self._keys, -1)
        # Reused for every question: what a call writes it clears again.
        self._by_row = np.zeros(self.size, np.float32)
        self._by_feature = np.zeros(len(self._keys), np.float32)

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self._starts) - 1

    @property
    def features(self) -> int:
        """Number of features."""
        return len(self._keys)

    @cached_property
    def nbytes(self) -> int:
        """Bytes that the arrays take in memory."""
        made = (self._by_row, self._by_feature, self._sought, self._channel, self._idf)
        return sum(array.nbytes for array in (*self.arrays.values(), *made))

    def vector(self, text: str) -> Vector:
        """Channel-normalised vector over known features; unknown ones count in the norms alone."""
        keys = features(text)
        if self._partial:
            keys = keys[self._channels.take(keys >> CHANNEL_BITS)]
        ids, known = self._find(keys)
        if not len(keys):
            return Vector(ids.astype(np.int32), np.zeros(0, np.float32))
        channels = keys >> CHANNEL_BITS
        values = self._idf.take(ids)
        values[~known] = self._strange
        norms = np.bincount(channels, values * values, len(CHANNELS))
        whole = SHARES.dot(norms > 0)
        scale = np.sqrt(SHARES / (np.maximum(norms, TINY) * whole)).astype(np.float32)
        ids = ids[known]
        return Vector(ids, values[known] * scale.take(channels[known]))

    def _find(self, keys: Keys) -> tuple[Ints, NDArray[np.bool_]]:
        """Numbers of features, and which of them are known at all."""
        places = self._keys.searchsorted(keys)
        known = self._sought.take(places) == keys
        return places, known

    def scores(self, text: str, changes: Changes | None = None) -> Scores:
        """Compare a folded, masked text with everything; `changes`: rows that have come and gone since."""
        vector = self.vector(text)
        rows = self._promising(vector)
        values = self._compare(rows, vector)
        if changes is None:
            groups = self.groups.scores(rows, values, vector)
            return Scores(vector, groups, self.items.scores(rows, values, vector))
        values = np.where(changes.gone[rows], np.float32(0), values)
        by_group, by_item = changes.best(vector)
        groups = self.groups.scores(rows, values, vector, by_group)
        return Scores(vector, groups, self.items.scores(rows, values, vector, by_item))

    def nearest(self, text: str) -> tuple[int, float]:
        """The row most like a text and its cosine; (-1, 0.0) where none shares anything with it."""
        vector = self.vector(text)
        rows = self._promising(vector)
        if not len(rows):
            return -1, 0.0
        values = self._compare(rows, vector)
        best = int(values.argmax())
        return int(rows[best]), float(values[best])

    def _promising(self, vector: Vector) -> Ints:
        """Rows that share the rarest features of a question, the most promising by what they share."""
        starts = self._posted.take(vector.ids)
        lengths = self._posted.take(vector.ids + 1) - starts
        order = lengths.argsort(kind="stable")
        lengths = lengths[order]
        first = int(lengths.searchsorted(0, "right"))
        last = max(first + 2, int(lengths.cumsum().searchsorted(ROW_BUDGET, "right")))
        order, lengths = order[first:last], lengths[first:last]
        rows = self._rows.take(spread(starts.take(order), lengths)).astype(np.int32)
        if not len(rows):
            return rows
        ids = vector.ids.take(order)
        weights = np.repeat(vector.weights.take(order) * self._idf.take(ids), lengths)
        scales = self._scales.take(rows * len(CHANNELS) + np.repeat(self._channel.take(ids), lengths))
        np.add.at(self._by_row, rows, weights * scales)
        shared = self._by_row.take(rows)
        kept = _best(rows, shared, self._by_row)
        self._by_row[rows] = 0.0
        return kept

    def _compare(self, rows: Ints, vector: Vector) -> Floats:
        """Cosines of some rows, every feature counted."""
        starts = self._starts.take(rows)
        lengths = self._starts.take(rows + 1) - starts
        ids = self._ids.take(spread(starts, lengths))
        self._by_feature[vector.ids] = vector.weights * self._idf.take(vector.ids)
        values = self._by_feature.take(ids)
        self._by_feature[vector.ids] = 0.0
        shared = values.nonzero()[0]
        owner = np.repeat(np.arange(len(rows)), lengths).take(shared)
        scales = self._scales.take(rows.take(owner) * len(CHANNELS) + self._channel.take(ids.take(shared)))
        return np.bincount(owner, values.take(shared) * scales, len(rows)).astype(np.float32)

    def covered(self, text: str, group: int) -> tuple[float, float]:
        """Share of a text's squared weight that a group, and that the whole field, has words for (0 to 1)."""
        keys = features(text)
        channels = keys >> CHANNEL_BITS
        keys = keys[(channels == _MEANING[0]) | (channels == _MEANING[1])]
        ids, known = self._find(keys)
        weights = np.where(known, self._idf[ids], self._unknown_idf) ** 2
        whole = float(weights.sum())
        if not whole:
            return 0.0, 0.0
        known_ids, known_weights = ids[known], weights[known]
        field = float(known_weights[self._field[known_ids]].sum())
        own = float(known_weights[self.groups.centroids.have(known_ids, group)].sum())
        return own / whole, field / whole


def _best(rows: Ints, shared: Floats, by_row: Floats) -> Ints:
    """The rows that share the most, each once, in order of their numbers."""
    rows = rows[shared >= HOPELESS * shared.max()]
    rows.sort()
    rows = rows[np.concatenate(([True], rows[1:] != rows[:-1]))]
    if len(rows) > PROMISING:
        rows = np.sort(rows[np.argpartition(by_row.take(rows), -PROMISING)[-PROMISING:]])
    return rows


def targets(arrays: Arrays, name: str) -> Targets:
    """The targets kept under a name."""
    return Targets(arrays[f"{name}.owner"], postings(arrays, name))


def postings(arrays: Arrays, name: str) -> Postings:
    """The postings kept under a name."""
    starts, columns, weights, size = (
        arrays[f"{name}.{part}"] for part in ("starts", "columns", "weights", "size")
    )
    return Postings(starts, columns, weights, int(size[0]))


def flat(table: Postings, name: str) -> dict[str, NDArray[Any]]:
    """Postings as arrays to be kept under a name, in half the memory that they are made in."""
    parts = {
        "starts": table.starts,
        "columns": compact(table.columns, table.size),
        "weights": table.weights.astype(np.float16),
        "size": np.array([table.size], np.int32),
    }
    return {f"{name}.{part}": array for part, array in parts.items()}


def compact(numbers: Ints, size: int) -> Ints:
    """Numbers below a size in the fewest bytes."""
    return numbers.astype(np.uint16 if size <= 1 << 16 else np.int32)
