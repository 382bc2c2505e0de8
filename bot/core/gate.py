"""Which kind of message it is: one the facts answer, one the material is silent on, small talk, or none of ours.

A multinomial logistic model over a dozen pieces of evidence. Its weights are measured on tests/cases, by
`talentbot test --calibrate`, and kept in calibration.py; nothing in it is set by hand.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from bot.core.calibration import KINDS, MEANS, SCALES, WEIGHTS


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each kind; all between 0 and 1 but for the length."""

    likeness: float
    """Likeness of the best fact, remembered subject included."""
    margin: float
    """Its lead over the next subject."""
    gap: float
    """Likeness of the best known gap."""
    offtopic: float
    smalltalk: float
    lead: float
    """Lead of the best fact, its aspect and time weighed in, over all of these three."""
    own: float
    """Share of the question that the best fact's subject has words for."""
    field: float
    """Share of it that the whole field has words for."""
    length: float
    """Logarithm of the number of its characters and words."""
    missing: float
    """1 where an aspect is asked for that no near fact of the subject carries."""
    carried: float
    """1 where an aspect is asked for that a near fact of the subject carries."""
    never: float
    """1 where what is asked for (phone, opening hours, deadline, forms) hardly any fact carries."""
    place: float
    """1 where a place is named that the material covers."""
    follows: float
    """0, 0.5 or 1: how much the message leans on the one before it."""


def probabilities(evidence: Evidence) -> dict[str, float]:
    """Chance of each kind: `answer`, `unknown`, `offtopic`, `smalltalk`; they sum to 1."""
    values = [
        (value - mean) / scale for value, mean, scale in zip(astuple(evidence), MEANS, SCALES, strict=True)
    ]
    scores = [row[-1] + sum(w * v for w, v in zip(row, values, strict=False)) for row in WEIGHTS]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    return {kind: power / sum(powers) for kind, power in zip(KINDS, powers, strict=True)}
