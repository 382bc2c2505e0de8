"""Index and linear part together: how alike a text is to every group and every item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.compiling import index, material
from bot.core.matching.index import Changes, Index, Row, flat, postings
from bot.core.matching.linear import Effort, Linear, keys_of, learn_between, learn_within
from bot.core.matching.postings import Floats, Ints

GROUP_SHARE = 0.4
"""Share of its group in the training-free score of an item."""
LEARNED = 0.5
"""Worth of the linear part of groups, the training-free score's being 1."""
LEARNED_WITHIN = 0.3
"""Worth of the linear part that tells the items of a group apart."""
ALONE = 0.25
"""What stands for that part of an item that is alone in its group."""
EFFORT = Effort(rounds=8, rivals=16)
"""Fewer rounds or rivals cost half a point of the cases."""
MOST = 1.2
"""Distances count up to this, on a scale on which 0 is surely out and 1 surely in."""
_WHOLE = 2.25
"""What the parts are divided by: so the thresholds of `bot/core/decide.py` mean what they did without a linear part."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a text is to every group and every item: about 0 to 1; and the parts that make it up."""

    groups: Floats
    items: Floats
    free: Floats
    """The training-free part of each item."""
    learned: Floats
    """The linear part of each item, its group's included."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Scores from 0 to 1: training-free and linear ones, of groups and of items."""

    groups: Floats
    items: Floats
    between: Floats
    """The linear part of each group."""
    within: Floats
    """The linear part that tells an item from the others of its group."""

    def together(self, group_of: Ints) -> Likeness:
        """All of them in one score each; `group_of`: the group of each item."""
        free = GROUP_SHARE * self.groups[group_of] + (1 - GROUP_SHARE) * self.items
        learned = LEARNED * self.between[group_of] + LEARNED_WITHIN * self.within
        return Likeness(
            groups=(self.groups + LEARNED * self.between) / _WHOLE,
            items=(free + learned) / _WHOLE,
            free=free / _WHOLE,
            learned=learned / _WHOLE,
        )


class Matcher:
    """Compares texts with rows that stand for groups and items."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """For `build` and for one read back from disk."""
        self.arrays = arrays
        self.index = Index(arrays)
        self._group_of: Ints = arrays["items.group"]
        self._groups, self._items = _linear(arrays, "between"), _linear(arrays, "within")
        siblings = np.bincount(self._group_of, minlength=len(self._groups.constants))
        self._alone = siblings[self._group_of] < 2

    @classmethod
    def build(cls, rows: Sequence[Row], groups: int, group_of: Ints, silent: frozenset[int]) -> Matcher:
        """Compile rows. `group_of`: the group of each item; `silent`: groups that are no part of the field."""
        made = material(rows)
        over = index(made, rows, groups, len(group_of), silent)
        own = np.array([row.group for row in rows], np.int32)
        items = np.array([row.item for row in rows], np.int32)
        keys = keys_of(row.text for row in rows)
        between = learn_between(made.examples, own, over.groups.centroids, over.features, EFFORT, keys)
        within = learn_within(
            made.examples, items, group_of, len(group_of), over.features, EFFORT.rounds, keys
        )
        learned: dict[str, NDArray[Any]] = {"items.group": group_of}
        for name, table in (("between", between), ("within", within)):
            learned |= {**flat(table.weights, name), f"{name}.constants": table.constants}
        return cls({**over.arrays, **learned})

    def likeness(self, text: str) -> Likeness:
        """Compare a folded, masked text with everything."""
        return self.parts(text).together(self._group_of)

    def parts(self, text: str, changes: Changes | None = None) -> Parts:
        """What likeness is made of; `changes`: rows that have come and gone since all was compiled."""
        found = self.index.scores(text, changes)
        vector = found.vector
        between = _inside(self._groups.scores(vector.ids, vector.weights))
        within = _inside(self._items.scores(vector.ids, vector.weights))
        return Parts(found.groups, found.items, between, np.where(self._alone, ALONE, within))

    def covered(self, text: str, group: int) -> tuple[float, float]:
        """Share of a text's weight that a group, and that the whole field, has words for (0 to 1)."""
        return self.index.covered(text, group)


def _inside(distances: Floats) -> Floats:
    """Distances from the boundary on a scale on which 0 is surely out and 1 surely in."""
    return np.clip((distances + 1) / 2, 0, MOST)


def _linear(arrays: Mapping[str, NDArray[Any]], name: str) -> Linear:
    return Linear(postings(arrays, name), arrays[f"{name}.constants"])
