"""Sparse tables: for each row its features, and for each feature the rows, or the targets, that have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Places = NDArray[np.signedinteger[Any]]


def spread(starts: Places, lengths: Places) -> Places:
    """The places start, start + 1 ... start + length - 1 of each slice, one slice after the other."""
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + lengths, lengths) + np.arange(total)


def offsets(sorted_numbers: NDArray[np.integer], count: int) -> Places:
    """Where each of the numbers 0 ... count - 1 begins in a sorted array; one more entry at the end."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(sorted_numbers, minlength=count), out=starts[1:])
    return starts


@dataclass(frozen=True, slots=True)
class Postings:
    """For each feature the columns that have it, with their weights: three flat arrays."""

    starts: Places
    columns: Ints
    weights: Floats
    size: int
    """Number of columns."""

    @staticmethod
    def of(features: Ints, columns: Ints, weights: Floats, count: int, size: int) -> Postings:
        """Postings of `count` features from parallel arrays of feature, column and weight."""
        order = np.argsort(features.astype(np.int64) * size + columns, kind="stable")
        return Postings(
            offsets(features[order], count), columns[order].astype(np.int32), weights[order], size
        )

    def scores(self, ids: Ints, weights: Floats, budget: int) -> Floats:
        """Dot product of a sparse vector with every column.

        Where the features have more than `budget` postings, the commonest are left out: they tell columns apart
        the least.
        """
        starts = self.starts.take(ids)
        lengths = self.starts.take(ids + 1) - starts
        if len(self.columns) > budget and int(lengths.sum()) > budget:
            order = lengths.argsort(kind="stable")
            kept = order[: max(1, int(lengths[order].cumsum().searchsorted(budget, "right")))]
            starts, lengths, weights = starts[kept], lengths[kept], weights[kept]
        places = spread(starts, lengths)
        if not len(places):
            return np.zeros(self.size, np.float32)
        values = self.weights.take(places) * np.repeat(weights, lengths)
        return np.bincount(self.columns.take(places), values, self.size).astype(np.float32)

    def have(self, ids: Ints, column: int) -> NDArray[np.bool_]:
        """Which of some features a column has."""
        starts = self.starts.take(ids)
        lengths = self.starts.take(ids + 1) - starts
        hits = self.columns.take(spread(starts, lengths)) == column
        owner = np.repeat(np.arange(len(ids)), lengths)
        return np.bincount(owner[hits], minlength=len(ids)) > 0


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows as sparse vectors: entries in order of rows."""

    starts: Places
    ids: Ints
    weights: Floats

    @staticmethod
    def of(rows: Ints, ids: Ints, weights: Floats, size: int) -> Examples:
        """From parallel arrays in any order; `size` rows."""
        order = np.argsort(rows, kind="stable")
        return Examples(offsets(rows, size), ids[order], weights[order])
