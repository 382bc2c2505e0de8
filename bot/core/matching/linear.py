"""The linear part: what tells a target from its rivals, learned from the rows of the index.

One-vs-rest support vector machines with squared hinge loss, solved by dual coordinate descent (Hsieh et al., "A Dual
Coordinate Descent Method for Large-scale Linear SVM", ICML 2008). A row is only held against the targets that it is
most like: the others it is far from anyway, and leaving them out makes learning several times faster at the cost of a
few tenths of a point. Rows are taken in an order that their own keys give, another one each round: the same rows always
give the same weights, and one row more leaves the others in the order that they had. So an example that is added moves
the answers that it is about, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.postings import Examples, Floats, Ints, Postings, spread

Keys = NDArray[np.uint64]

HARDNESS = 2.0
"""Cost of a row on the wrong side (C)."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How thoroughly to learn: time grows with both."""

    rounds: int = 8
    """Passes over the rows."""
    rivals: int = 24
    """Targets that a row is held against."""


_STILL = 0.01
"""A step below this changes nothing that could be seen."""
_SHRINK = 1
"""The round (from 0) after which a row forgets targets that it is ..."""
_FAR = 0.5
"""... this far beyond the margin of."""
_SMALL = 0.04
"""Weights below this are left out of what is kept."""
_FEW = 20
"""Targets that may have a feature by which rivals are found; common ones cost most and say least."""
_CELLS = 2_000_000
_STEP, _ODD = np.uint64(6364136223846793005), np.uint64(1442695040888963407)
_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of every target for every feature, and its constant."""

    weights: Postings
    constants: Floats

    @property
    def nbytes(self) -> int:
        """Bytes that it takes in memory."""
        table = self.weights
        return sum(part.nbytes for part in (table.starts, table.columns, table.weights, self.constants))

    def scores(self, ids: Ints, weights: Floats) -> Floats:
        """Signed distance of a vector from every target's boundary: 1 is surely in, -1 surely out."""
        return self.weights.scores(ids, weights, budget=_ALL) + self.constants


def learn_between(
    examples: Examples,
    own: Ints,
    centroids: Postings,
    features: int,
    effort: Effort,
    keys: Keys | None = None,
) -> Linear:
    """Learn what tells each target from those that its rows are most like.

    `own`: the target of each row; `centroids`: those of all targets; `keys`: of each row, as `keys_of` makes them.
    """
    against = rivals(examples, own, centroids, effort.rivals)
    return learn(examples, against, centroids.size, features, effort.rounds, keys)


def learn(
    examples: Examples,
    against: NDArray[np.int32],
    targets: int,
    features: int,
    rounds: int,
    keys: Keys | None = None,
) -> Linear:
    """Learn what tells targets apart.

    `against`: for each row the targets that it is held against, its own first; `keys`: of each row, as `keys_of` makes
    them, else their numbers.
    """
    sides = [(row, _signs(len(row))) for row in against]
    table = _descend(examples, sides, targets, features, rounds, _or_numbers(keys, len(sides)))
    return _kept([(np.arange(targets), np.arange(features), table)], targets, features)


def learn_within(
    examples: Examples,
    own: Ints,
    outer: Ints,
    targets: int,
    features: int,
    rounds: int,
    keys: Keys | None = None,
) -> Linear:
    """Learn what tells the targets of one group from each other, group by group.

    `own`: the target of each row, or -1; `outer`: the group of each target. Targets that are alone in their group get
    no weights, and the constant 0.
    """
    group_of, every = np.append(outer, -1)[own], _or_numbers(keys, len(own))
    order = np.argsort(group_of, kind="stable")
    parts = []
    for rows in np.split(order, np.flatnonzero(np.diff(group_of[order])) + 1):
        kinds, local = np.unique(own[rows], return_inverse=True)
        if len(kinds) < 2:
            continue
        known, taken = _taken(examples, rows)
        sides = [_siblings(one, len(kinds)) for one in local.tolist()]
        parts.append((kinds, known, _descend(taken, sides, len(kinds), len(known), rounds, every[rows])))
    return _kept(parts, targets, features)


def _taken(examples: Examples, rows: NDArray[np.int64]) -> tuple[Ints, Examples]:
    """Some rows alone: the features that they have, and the rows by numbers of these."""
    lengths = np.diff(examples.starts)[rows]
    places = spread(examples.starts[rows], lengths)
    known, ids = np.unique(examples.ids[places], return_inverse=True)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return known, Examples(starts, ids.astype(np.int32), examples.weights[places])


def _siblings(one: int, count: int) -> tuple[Ints, Floats]:
    others = np.arange(count, dtype=np.int32)
    return np.concatenate(([np.int32(one)], others[others != one])), _signs(count)


def _signs(count: int) -> Floats:
    signs = np.full(count, -1, np.float32)
    signs[:1] = 1
    return signs


def _row(examples: Examples, number: int, features: int) -> tuple[Ints, Floats]:
    """A row with the constant as its last feature."""
    part = slice(examples.starts[number], examples.starts[number + 1])
    return (
        np.append(examples.ids[part], np.int32(features)),
        np.append(examples.weights[part], np.float32(1.0)),
    )


def _descend(
    examples: Examples,
    sides: Sequence[tuple[Ints, Floats]],
    targets: int,
    features: int,
    rounds: int,
    keys: Keys,
) -> NDArray[np.float32]:
    """The table of weights (the last column is the constant), moved to its optimum row by row.

    `sides`: for each row the targets that it speaks for or against, and 1.0 or -1.0 for each of them; `keys`: a number
    for each row that does not depend on the others, by which their order is drawn.
    """
    rows = [_row(examples, number, features) for number in range(len(sides))]
    table = np.zeros((targets, features + 1), np.float32)
    flat, width = table.reshape(-1), np.int64(features + 1)
    ease = np.float32(1 / (2 * HARDNESS))
    states = [_State(against, signs, np.zeros(len(signs), np.float32)) for against, signs in sides]
    steps = [1 / (float(values @ values) + ease) for _, values in rows]
    moving = np.arange(len(rows))
    for turn in range(rounds):
        still = []
        keys = _shuffled(keys)
        for number in moving[np.argsort(keys[moving], kind="stable")].tolist():
            ids, values = rows[number]
            state = states[number]
            cells = state.against[:, None] * width + ids
            here = flat.take(cells)
            slope = state.signs * (here @ values) - 1 + state.pull * ease
            moved = np.maximum(state.pull - slope * steps[number], 0) - state.pull
            if np.abs(moved).max(initial=0) > _STILL:
                state.pull += moved
                flat[cells] = here + (moved * state.signs)[:, None] * values
            else:
                still.append(number)
            if turn == _SHRINK:
                state.keep((state.pull > 0) | (slope < _FAR))
        # Rows that lie well are looked at again in the last round only.
        moving = np.arange(len(rows)) if turn == rounds - 2 else np.setdiff1d(moving, still)
    return table


def keys_of(texts: Iterable[str]) -> Keys:
    """A number for each text that only this text gives, the same on every machine."""
    digests = (blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.array([int.from_bytes(digest, "little") for digest in digests], np.uint64)


def _or_numbers(keys: Keys | None, count: int) -> Keys:
    return np.arange(count, dtype=np.uint64) if keys is None else keys


def _shuffled(keys: Keys) -> Keys:
    """Other keys, that say nothing of the order of these: a step of a congruential generator, its bits mixed."""
    stepped = keys * _STEP + _ODD
    return stepped ^ (stepped >> np.uint64(29))


@dataclass(slots=True)
class _State:
    """A row in the course of learning: the targets that it is held against, and how hard it pulls at each."""

    against: Ints
    signs: Floats
    pull: NDArray[np.float32]

    def keep(self, wanted: NDArray[np.bool_]) -> None:
        """Forget the targets that it is far from anyway."""
        if not wanted.all():
            self.against, self.signs, self.pull = self.against[wanted], self.signs[wanted], self.pull[wanted]


def _kept(
    parts: Sequence[tuple[NDArray[Any], NDArray[Any], NDArray[np.float32]]], targets: int, features: int
) -> Linear:
    """One sparse table of several: of each the targets and the features that its rows and columns stand for."""
    constants = np.zeros(targets, np.float32)
    none = np.zeros(0, np.float32)
    found: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = [(none, none, none)]
    for kinds, known, table in parts:
        constants[kinds] = table[:, -1]
        rows, columns = (np.abs(table[:, :-1]) > _SMALL).nonzero()
        found.append((known[columns], kinds[rows], table[rows, columns]))
    feature, target, weights = (np.concatenate([part[place] for part in found]) for place in range(3))
    kept = Postings.of(feature.astype(np.int32), target.astype(np.int32), weights, features, targets)
    return Linear(kept, constants)


def rivals(examples: Examples, own: Ints, centroids: Postings, most: int) -> NDArray[np.int32]:
    """For each row its own target first and after it those that it is most like, by the features that few have."""
    few = np.diff(centroids.starts)[examples.ids] <= max(_FEW, centroids.size // 12)
    rows = np.repeat(np.arange(len(own)), np.diff(examples.starts))
    telling = Examples.of(rows[few], examples.ids[few], examples.weights[few], len(own))
    block = max(1, _CELLS // max(centroids.size, 1))
    count = min(most, centroids.size)
    found = [
        _most_like(
            _near(telling, first, min(first + block, len(own)), centroids), own[first : first + block], count
        )
        for first in range(0, len(own), block)
    ]
    return np.concatenate(found) if found else np.zeros((0, count), np.int32)


def _most_like(near: NDArray[np.float64], own: Ints, count: int) -> NDArray[np.int32]:
    """The best columns of each row, its own the very best."""
    near[np.arange(len(own)), own] = np.inf
    best = np.argpartition(-near, count - 1, axis=1)[:, :count]
    order = np.take_along_axis(near, best, axis=1).argsort(axis=1)[:, ::-1]
    return np.take_along_axis(best, order, axis=1).astype(np.int32)


def _near(examples: Examples, first: int, last: int, centroids: Postings) -> NDArray[np.float64]:
    """Likeness of some rows to all centroids."""
    entries = slice(examples.starts[first], examples.starts[last])
    ids = examples.ids[entries]
    lengths = centroids.starts[ids + 1] - centroids.starts[ids]
    places = spread(centroids.starts[ids], lengths)
    rows = np.repeat(np.arange(last - first), np.diff(examples.starts[first : last + 1]))
    cells = np.repeat(rows, lengths) * np.int64(centroids.size) + centroids.columns[places]
    values = centroids.weights[places] * np.repeat(examples.weights[entries], lengths)
    near = np.asarray(np.bincount(cells, values, (last - first) * centroids.size), np.float64)
    return near.reshape(last - first, -1)
