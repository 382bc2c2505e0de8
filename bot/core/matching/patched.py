"""A compiled matcher made to serve for knowledge that differs a little, until that is compiled itself.

Compiling learns from all rows against each other and takes seconds; an edit changes a few rows. Those that have gone
no longer count, those that have come are compared by the features that the index knows, and all that was learned
stays. Groups and items are numbered anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.index import Row, Vector
from bot.core.matching.matcher import ALONE, Likeness, Matcher, Parts
from bot.core.matching.postings import Floats, Ints, Postings

_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Numbers:
    """How targets were numbered before: for each one the old number, or -1 where it is new."""

    old: Ints
    before: int
    """How many there were."""

    def now(self, scores: Floats, new: Floats) -> Floats:
        """Scores by today's numbers; those of new targets from `new`."""
        return np.where(self.old >= 0, np.append(scores, np.float32(0))[self.old], new).astype(np.float32)

    def then(self, scores: Floats) -> Floats:
        """Scores by the old numbers; new targets have none there."""
        known = self.old >= 0
        found = np.zeros(self.before, np.float32)
        found[self.old[known]] = scores[known]
        return found


class Patched:
    """Compares texts as a matcher does."""

    def __init__(
        self,
        matcher: Matcher,
        groups: Numbers,
        items: Numbers,
        group_of: Ints,
        gone: Sequence[int],
        come: Sequence[Row],
    ) -> None:
        """
        Args:
            matcher: compiled from the rows before.
            groups: today's groups, and `items` today's items.
            group_of: today's group of each of today's items.
            gone: numbers of the matcher's rows that are no longer there.
            come: rows that it lacks, with today's numbers.
        """
        self._matcher = matcher
        self._groups, self._items, self._group_of = groups, items, group_of
        self.gone: NDArray[np.bool_] = np.zeros(matcher.index.size, np.bool_)
        self.gone[list(gone)] = True
        self._come = come
        self._rows = self._posted(come)
        self._owners = np.array([row.group for row in come], np.int64)
        self._item_of = np.array([row.item for row in come], np.int64)

    def _posted(self, come: Sequence[Row]) -> Postings:
        vectors = [self._matcher.index.vector(row.text) for row in come]
        weights = [vector.weights * row.weight for vector, row in zip(vectors, come, strict=True)]
        none = [np.zeros(0, np.int32)]
        ids = np.concatenate(none + [vector.ids for vector in vectors])
        rows = np.concatenate(none + [np.full(len(v.ids), n, np.int32) for n, v in enumerate(vectors)])
        values = np.concatenate([np.zeros(0, np.float32), *weights])
        return Postings.of(ids, rows, values, self._matcher.index.features, max(1, len(come)))

    def likeness(self, text: str) -> Likeness:
        """As the matcher's."""
        parts = self._matcher.parts(text, self)
        by_group, by_item = self._best_now(self._matcher.index.vector(text))
        now = Parts(
            self._groups.now(parts.groups, by_group),
            self._items.now(parts.items, by_item),
            # What nothing has been learned of yet is as likely as it is alike.
            self._groups.now(parts.between, by_group),
            self._items.now(parts.within, np.full(len(by_item), ALONE, np.float32)),
        )
        return now.together(self._group_of)

    def best(self, vector: Vector) -> tuple[Floats, Floats]:
        """How alike the best new row of each old group, and of each old item, is to a question."""
        by_group, by_item = self._best_now(vector)
        return self._groups.then(by_group), self._items.then(by_item)

    def _best_now(self, vector: Vector) -> tuple[Floats, Floats]:
        by_group = np.zeros(len(self._groups.old), np.float32)
        by_item = np.zeros(len(self._items.old), np.float32)
        if self._come:
            values = self._rows.scores(vector.ids, vector.weights, _ALL)[: len(self._come)]
            np.maximum.at(by_group, self._owners, values)
            owned = self._item_of >= 0
            np.maximum.at(by_item, self._item_of[owned], values[owned])
        return by_group, by_item

    def covered(self, text: str, group: int) -> tuple[float, float]:
        """As the matcher's; a new group is taken to have words for whatever the field has words for."""
        old = int(self._groups.old[group])
        own, field = self._matcher.covered(text, max(0, old))
        return (own if old >= 0 else field), field
