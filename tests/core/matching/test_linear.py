"""The linear part: toy sets that can be separated are separated, always with the same weights."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bot.core.matching.linear import HARDNESS, Effort, Linear, keys_of, learn, learn_within, rivals
from bot.core.matching.postings import Examples, Postings, offsets, spread

KINDS, NOISE = 5, 12
"""Targets of the toy set, each with a feature of its own, and features that say nothing."""
ROUNDS, RIVALS = Effort().rounds, Effort().rivals


def toy(seed: int = 3, each: int = 8) -> tuple[Examples, np.ndarray]:
    """Rows with their target's feature and three of noise; and their targets."""
    chance = np.random.default_rng(seed)
    own = np.repeat(np.arange(KINDS, dtype=np.int32), each)
    rows, ids = [], []
    for number, kind in enumerate(own.tolist()):
        noise = KINDS + chance.choice(NOISE, 3, replace=False)
        rows += [number] * 4
        ids += [kind, *noise.tolist()]
    weights = np.tile(np.array([0.6, 0.45, 0.45, 0.45], np.float32), len(own))
    return Examples.of(np.array(rows, np.int32), np.array(ids, np.int32), weights, len(own)), own


def everyone(own: np.ndarray, count: int = KINDS) -> np.ndarray:
    """Each row against all targets, its own first."""
    return np.array([[one, *(k for k in range(count) if k != one)] for one in own.tolist()], np.int32)


def distances(linear: Linear, examples: Examples, row: int) -> np.ndarray:
    part = slice(examples.starts[row], examples.starts[row + 1])
    return linear.scores(examples.ids[part], examples.weights[part])


def same(one: Linear, other: Linear) -> bool:
    """True where two have the very same bits."""
    pairs = [
        (one.constants, other.constants),
        *(
            (getattr(one.weights, part), getattr(other.weights, part))
            for part in ("starts", "columns", "weights")
        ),
    ]
    return all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)


def test_targets_that_can_be_told_apart_are() -> None:
    examples, own = toy()
    linear = learn(examples, everyone(own), KINDS, KINDS + NOISE, ROUNDS)
    for row, kind in enumerate(own.tolist()):
        found = distances(linear, examples, row)
        assert found[kind] > 0 > np.delete(found, kind).max()


def test_rows_never_seen_are_told_apart_as_well() -> None:
    examples, own = toy()
    unseen, kinds = toy(seed=99, each=4)
    linear = learn(examples, everyone(own), KINDS, KINDS + NOISE, ROUNDS)
    assert [int(distances(linear, unseen, row).argmax()) for row in range(len(kinds))] == kinds.tolist()


def test_more_rounds_come_nearer_to_the_optimum() -> None:
    """The loss that is made small: half the squared weights and the squared shortfall of every row."""
    examples, own = toy()
    found = [learn(examples, everyone(own), KINDS, KINDS + NOISE, rounds) for rounds in (1, 2, 8, 30)]
    losses = [loss(linear, examples, own) for linear in found]
    assert losses[0] > losses[2]
    assert losses[1] > 0.999 * losses[2]
    assert losses[2] == pytest.approx(losses[3], rel=0.02)


def loss(linear: Linear, examples: Examples, own: np.ndarray) -> float:
    signs = np.where(own[:, None] == np.arange(KINDS), 1, -1)
    margins = signs * np.stack([distances(linear, examples, row) for row in range(len(own))])
    size = float((linear.weights.weights**2).sum() + (linear.constants**2).sum())
    return size / 2 + HARDNESS * float((np.maximum(1 - margins, 0) ** 2).sum())


def test_a_target_that_needs_a_pair_of_features_is_learned() -> None:
    """0 has both features, 1 only the first, 2 only the second."""
    sides = {0: [0, 1], 1: [0, 2], 2: [1, 2]}
    rows = [(target, feature) for target, ids in sides.items() for _ in range(4) for feature in ids]
    numbers = np.repeat(np.arange(12, dtype=np.int32), 2)
    examples = Examples.of(
        numbers, np.array([f for _, f in rows], np.int32), np.full(24, 0.7, np.float32), 12
    )
    own = np.repeat(np.arange(3, dtype=np.int32), 4)
    linear = learn(examples, everyone(own, 3), 3, 3, ROUNDS)
    assert [int(distances(linear, examples, row).argmax()) for row in range(12)] == own.tolist()


def test_the_same_rows_give_the_very_same_weights() -> None:
    examples, own = toy()
    again, _ = toy()
    first = learn(examples, everyone(own), KINDS, KINDS + NOISE, ROUNDS)
    assert same(first, learn(again, everyone(own), KINDS, KINDS + NOISE, ROUNDS))
    other, _ = toy(seed=4)
    assert not same(first, learn(other, everyone(own), KINDS, KINDS + NOISE, ROUNDS))


def test_a_row_pulls_only_at_the_targets_that_it_is_held_against() -> None:
    examples, own = toy()
    against = np.stack([own, (own + 1) % 2], axis=1)[own < 2]
    kept = Examples(examples.starts[: len(against) + 1], examples.ids, examples.weights)
    linear = learn(kept, against, KINDS, KINDS + NOISE, ROUNDS)
    assert set(linear.weights.columns.tolist()) == {0, 1}
    assert linear.constants[:2].all()
    assert not linear.constants[2:].any()


def test_nothing_to_learn_from() -> None:
    none = Examples.of(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), 0)
    linear = learn(none, np.zeros((0, 2), np.int32), 2, 4, ROUNDS)
    assert linear.scores(np.array([0, 3]), np.ones(2, np.float32)).tolist() == [0, 0]


OUTER = np.array([0, 0, 1, 1, 2], np.int32)
"""Targets 0 and 1 share a group, as do 2 and 3; 4 is alone in its own."""


def test_within_a_group_siblings_are_told_apart() -> None:
    examples, own = toy()
    linear = learn_within(examples, own, OUTER, KINDS, KINDS + NOISE, ROUNDS)
    for row, kind in enumerate(own.tolist()):
        if kind == 4:
            continue
        sibling = kind ^ 1
        found = distances(linear, examples, row)
        assert found[kind] > 0 > found[sibling]


def test_a_target_alone_in_its_group_gets_nothing() -> None:
    examples, own = toy()
    linear = learn_within(examples, own, OUTER, KINDS, KINDS + NOISE, ROUNDS)
    assert linear.constants[4] == 0
    assert linear.constants[:4].all()
    assert 4 not in linear.weights.columns
    assert all(distances(linear, examples, row)[4] == 0 for row in range(len(own)))


def test_within_groups_the_weights_are_the_same_again_and_other_groups_change_nothing() -> None:
    examples, own = toy()
    first = learn_within(examples, own, OUTER, KINDS, KINDS + NOISE, ROUNDS)
    assert same(first, learn_within(examples, own, OUTER, KINDS, KINDS + NOISE, ROUNDS))
    only = np.where(own < 2, own, -1).astype(np.int32)
    part = learn_within(examples, only, OUTER, KINDS, KINDS + NOISE, ROUNDS)
    assert part.constants[:2].tolist() == first.constants[:2].tolist()
    assert not part.constants[2:].any()


def test_rows_of_no_target_are_left_out() -> None:
    examples, own = toy()
    linear = learn_within(examples, np.full(len(own), -1, np.int32), OUTER, KINDS, KINDS + NOISE, ROUNDS)
    assert not linear.constants.any()
    assert not len(linear.weights.columns)


def centroids(own: np.ndarray, examples: Examples, count: int) -> Postings:
    """The summed rows of each target."""
    owners = own[np.repeat(np.arange(len(own)), np.diff(examples.starts))]
    width = KINDS + NOISE
    table = np.zeros((width, count), np.float32)
    np.add.at(table, (examples.ids, owners), examples.weights)
    features, columns = table.nonzero()
    return Postings.of(features, columns, table[features, columns], width, count)


def test_rivals_begin_with_the_own_target_and_name_each_other_once() -> None:
    examples, own = toy()
    found = rivals(examples, own, centroids(own, examples, KINDS), RIVALS)
    assert found.shape == (len(own), KINDS)
    assert found[:, 0].tolist() == own.tolist()
    assert all(sorted(row) == list(range(KINDS)) for row in found.tolist())


def test_of_many_targets_only_the_likest_are_rivals() -> None:
    """A chain of 60 targets: each row shares a feature with its own and the next target, and none with others."""
    count = 60
    own = np.arange(count, dtype=np.int32)
    pairs = [(one, one % count) for one in range(count)] + [(one, (one + 1) % count) for one in range(count)]
    rows, ids = (np.array(side, np.int32) for side in zip(*pairs, strict=True))
    examples = Examples.of(rows, ids, np.full(len(rows), 0.7, np.float32), count)
    table = Postings.of(ids, rows, np.full(len(rows), 0.7, np.float32), count, count)
    found = rivals(examples, own, table, RIVALS)
    assert found.shape == (count, RIVALS)
    assert found[:, 0].tolist() == own.tolist()
    for one, row in enumerate(found.tolist()):
        assert set(row[1:3]) == {(one + 1) % count, (one - 1) % count}


def test_no_more_rivals_than_asked_for() -> None:
    examples, own = toy()
    found = rivals(examples, own, centroids(own, examples, KINDS), 2)
    assert found.shape == (len(own), 2)
    assert found[:, 0].tolist() == own.tolist()
    assert (found[:, 1] != own).all()


def test_rivals_of_no_rows() -> None:
    none = Examples.of(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), 0)
    _, own = toy()
    table = centroids(own, toy()[0], KINDS)
    assert rivals(none, np.zeros(0, np.int32), table, RIVALS).shape == (0, KINDS)


def dense(table: Postings) -> np.ndarray:
    """Postings as a full table: a row for each feature."""
    full = np.zeros((len(table.starts) - 1, table.size))
    for feature, (start, end) in enumerate(itertools.pairwise(table.starts.tolist())):
        full[feature, table.columns[start:end]] = table.weights[start:end]
    return full


def test_postings_multiply_as_the_full_table_does() -> None:
    chance = np.random.default_rng(1)
    full = chance.random((30, 7)) * (chance.random((30, 7)) > 0.6)
    features, columns = full.nonzero()
    mixed = chance.permutation(len(features))
    table = Postings.of(features[mixed], columns[mixed], full[features, columns][mixed], 30, 7)
    assert dense(table) == pytest.approx(full)
    ids, weights = np.array([2, 5, 29, 11]), np.array([0.5, 1.0, 2.0, 0.1])
    assert table.scores(ids, weights, 10_000) == pytest.approx(weights @ full[ids], abs=1e-6)
    for column in range(7):
        assert table.have(ids, column).tolist() == (full[ids, column] > 0).tolist()


def test_above_the_budget_the_commonest_features_are_left_out() -> None:
    table = Postings.of(np.array([0, 0, 0, 1]), np.array([0, 1, 2, 2]), np.ones(4), 2, 3)
    ids, weights = np.array([0, 1]), np.ones(2)
    assert table.scores(ids, weights, 4).tolist() == [1, 1, 2]
    assert table.scores(ids, weights, 3).tolist() == [0, 0, 1]
    assert table.scores(ids, weights, 0).tolist() == [0, 0, 1]


def test_slices_and_offsets() -> None:
    assert spread(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spread(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []
    assert offsets(np.array([0, 0, 2]), 4).tolist() == [0, 2, 2, 3, 3]


def test_a_row_about_something_else_moves_nothing() -> None:
    """By their keys the other rows are taken in the order that they had, wherever the new one stands."""
    examples, own = toy()
    keys = keys_of(f"row {number}" for number in range(len(own)))
    before = learn(examples, everyone(own), KINDS + 1, KINDS + NOISE + 1, ROUNDS, keys)
    lengths = np.diff(examples.starts)
    grown = Examples(
        np.concatenate(([0, 1], 1 + np.cumsum(lengths))),
        np.concatenate(([KINDS + NOISE], examples.ids)).astype(np.int32),
        np.concatenate(([1], examples.weights)).astype(np.float32),
    )
    against = np.concatenate((np.full((1, KINDS), KINDS, np.int32), everyone(own)))
    after = learn(
        grown, against, KINDS + 1, KINDS + NOISE + 1, ROUNDS, np.concatenate((keys_of(["a new one"]), keys))
    )
    assert np.array_equal(before.constants[:KINDS], after.constants[:KINDS])
    for row in range(len(own)):
        assert np.array_equal(
            distances(before, examples, row)[:KINDS], distances(after, examples, row)[:KINDS]
        )
