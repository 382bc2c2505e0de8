"""The gate gives chances, whatever the evidence."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calibration import KINDS, MEANS, SCALES, WEIGHTS
from bot.core.gate import Evidence, probabilities

SHARE = st.floats(0, 1)


@given(st.tuples(*[SHARE for _ in fields(Evidence)]))
def test_chances_of_all_kinds_sum_to_one(values: tuple[float, ...]) -> None:
    chances = probabilities(Evidence(*values))
    assert list(chances) == list(KINDS)
    assert sum(chances.values()) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in chances.values())


def test_evidence_far_outside_does_not_overflow() -> None:
    for extreme in (1e6, -1e6):
        assert sum(probabilities(Evidence(*[extreme for _ in fields(Evidence)])).values()) == pytest.approx(1)


def test_the_weights_fit_the_evidence() -> None:
    size = len(fields(Evidence))
    assert len(MEANS) == len(SCALES) == size
    assert all(len(row) == size + 1 for row in WEIGHTS)
    assert len(WEIGHTS) == len(KINDS) == len(set(KINDS))
    assert min(SCALES) > 0
