"""Making an index: from rows of texts to the arrays that questions are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.features import CHANNELS, Batch, Keys
from bot.core.matching.index import SHARES, TINY, Index, Row, Scales, compact, flat, rarity
from bot.core.matching.postings import Examples, Floats, Ints, Postings, offsets

PRUNED_FROM = 10_000
"""Rows from which on features that only one row has are left out."""
LARGE = 50_000
"""Rows from which on two channels are left out: they add little where there are that many examples to be like."""
CHAMPIONS = 256
"""Rows of a feature by which a large index can be entered."""
_PRUNED = frozenset("bjsx")
_LEAST_TELLING = frozenset("ps")
_POSTED = frozenset("bkx")
"""Channels by which rows are looked up; the others only compare what has been found."""


@dataclass(frozen=True)
class Material:
    """The features of all rows: what the index and the linear part are made of."""

    keys: Keys
    idf: NDArray[np.float64]
    channel: Ints
    """Channel of each feature."""
    ids: Ints
    """For each row and feature that it has, sorted by feature: the feature ..."""
    rows: Ints
    """... and the row."""
    scales: Scales
    """For each row and channel, what a feature's rarity is multiplied with."""

    @cached_property
    def weights(self) -> Floats:
        """Weight of each entry."""
        weights = self.idf[self.ids] * self.scales[self.rows, self.channel[self.ids]]
        return weights.astype(np.float32)

    @cached_property
    def examples(self) -> Examples:
        """The same entries row by row."""
        return Examples.of(self.rows, self.ids, self.weights, len(self.scales))


def material(rows: Sequence[Row]) -> Material:
    """Features of all rows with their weights."""
    batch = Batch(row.text for row in rows)
    skipped = _LEAST_TELLING if len(rows) >= LARGE else frozenset()
    found = [_channel(batch, name) if name not in skipped else _nothing(batch) for name in CHANNELS]
    norms = np.stack([one.norms for one in found], axis=1)
    own = np.array([row.weight for row in rows], np.float64)
    whole = ((norms > 0) * SHARES).sum(axis=1)
    share = np.divide(SHARES, norms * whole[:, None], out=np.zeros_like(norms), where=norms > 0)
    scales = (np.sqrt(share) * own[:, None]).astype(np.float32)
    begins = np.cumsum([0, *(len(one.keys) for one in found)])
    return Material(
        keys=np.concatenate([one.keys for one in found]),
        idf=np.concatenate([one.idf for one in found]),
        channel=np.repeat(np.arange(len(found), dtype=np.int32), np.diff(begins)),
        ids=np.concatenate(
            [one.ids + begin for one, begin in zip(found, begins.tolist(), strict=False)]
        ).astype(np.int32),
        rows=np.concatenate([one.rows for one in found]),
        scales=scales,
    )


def distinct(values: Keys) -> Keys:
    """The values in order, each once; np.unique hashes them first, which takes three times as long."""
    values = np.sort(values)
    return values[np.r_[True, values[1:] != values[:-1]]] if len(values) else values


@dataclass(frozen=True)
class _Channel:
    keys: Keys
    idf: NDArray[np.float64]
    ids: Ints
    rows: Ints
    norms: NDArray[np.float64]


def _nothing(batch: Batch) -> _Channel:
    none = np.zeros(0, np.int32)
    return _Channel(none.astype(np.int64), np.zeros(0), none, none, np.zeros(batch.size))


def _channel(batch: Batch, name: str) -> _Channel:
    """Features of one channel; in a large index without the pairs and letter groups that one row alone has.

    Those are most of all features, and hardly met again; they have counted in the norm of their row, and a question
    that has one counts it as unknown.
    """
    keys, rows = batch.channel(name)
    kinds = distinct(keys)
    once = distinct(kinds.searchsorted(keys) * batch.size + rows)
    ids, rows = (once // max(batch.size, 1)).astype(np.int32), (once % max(batch.size, 1)).astype(np.int32)
    counts = np.bincount(ids, minlength=len(kinds))
    idf = rarity(counts, batch.size)
    norms = np.asarray(np.bincount(rows, idf[ids] ** 2, batch.size), np.float64)
    if name in _PRUNED and batch.size >= PRUNED_FROM:
        kept = counts > 1
        number_of = (np.cumsum(kept) - 1).astype(np.int32)
        there = kept[ids]
        return _Channel(kinds[kept], idf[kept], number_of[ids[there]], rows[there], norms)
    return _Channel(kinds, idf, ids, rows, norms)


def build(rows: Sequence[Row], groups: int, items: int = 0, silent: frozenset[int] = frozenset()) -> Index:
    """Index some rows. `silent`: groups that are no part of the field (small talk, off topic)."""
    return index(material(rows), rows, groups, items, silent)


def index(
    made: Material, rows: Sequence[Row], groups: int, items: int = 0, silent: frozenset[int] = frozenset()
) -> Index:
    """The index over material that has been made."""
    count = len(made.keys)
    of_group = np.array([row.group for row in rows], np.int32)
    of_item = np.array([row.item for row in rows], np.int32)
    speaking = ~np.isin(of_group[made.rows], list(silent))
    posted_ids, posted_rows = _posted(made, len(rows) >= LARGE)
    arrays: dict[str, NDArray[Any]] = {
        "keys": made.keys,
        "idf": made.idf.astype(np.float32),
        "scales": made.scales,
        "channels": np.bincount(made.channel, minlength=len(CHANNELS)) > 0,
        "field": np.bincount(made.ids, speaking, count) > 0,
        "rows.starts": made.examples.starts,
        "rows.ids": made.examples.ids,
        "posted.starts": offsets(posted_ids, count),
        "posted.rows": compact(posted_rows, len(rows)),
    }
    for name, owner, size in (("groups", of_group, groups), ("items", of_item, items)):
        arrays |= flat(_centroids(owner, made, size), name)
        arrays[f"{name}.owner"] = owner
    return Index(arrays)


def _posted(made: Material, large: bool) -> tuple[Ints, Ints]:
    """Feature and row of the entries by which rows are looked up.

    In a large index of each feature only the rows in which it weighs most: with thousands of rows that have it, the
    rest would never be read to the end.
    """
    posted = np.array([name in _POSTED for name in CHANNELS])[made.channel[made.ids]]
    ids, rows = made.ids[posted], made.rows[posted]
    if not large:
        return ids, rows
    order = np.lexsort((rows, -made.scales[rows, made.channel[ids]], ids))
    ids, rows = ids[order], rows[order]
    place = np.arange(len(ids)) - offsets(ids, len(made.keys))[ids]
    kept = place < CHAMPIONS
    return ids[kept], rows[kept]


def _centroids(owner: Ints, made: Material, size: int) -> Postings:
    """The mean direction of each target's rows."""
    owned = owner[made.rows]
    kept = owned >= 0
    key = made.ids[kept].astype(np.int64) * max(size, 1) + owned[kept]
    order = np.argsort(key)
    key = key[order]
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
    sums = np.add.reduceat(made.weights[kept][order], begins, dtype=np.float64) if len(key) else np.zeros(0)
    feature, target = np.divmod(key[begins], max(size, 1))
    norms = np.sqrt(np.maximum(np.bincount(target, sums**2, size), TINY))
    values = (sums / norms[target]).astype(np.float32)
    return Postings(offsets(feature, len(made.keys)), target.astype(np.int32), values, size)
