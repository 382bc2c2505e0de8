"""Questions as people mistype, misspell and reword them, made from questions that are understood.

All of it is pure and repeatable: the same text and kind always give the same mutation. What comes out is a message as
it would arrive, before any folding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from random import Random

from bot.service.mutations.characters import glyph, homophone, pinyin, traditional
from bot.service.mutations.phrasing import Order, filler
from bot.service.mutations.slips import typo


class Kind(StrEnum):
    """What is done to a question."""

    HOMOPHONE = "homophone"
    """One Chinese character becomes a common one of the same toneless syllable, or of one that accents mix up."""
    GLYPH = "glyph"
    """One character becomes one that looks like it."""
    TYPO = "typo"
    """One character or letter is dropped, doubled, swapped with the next, or a key beside it is hit."""
    PINYIN = "pinyin"
    """The whole Chinese question is typed as pinyin, with or without spaces."""
    TRADITIONAL = "traditional"
    """The Chinese question is written in traditional script."""
    FILLER = "filler"
    """Polite or filling words, or an emoji, stand around the question."""
    ORDER = "order"
    """The part after the comma comes first, keywords are turned round, or the place goes to the other end."""


class Mutator:
    """Mutates questions about some places."""

    def __init__(self, places: Iterable[str] = ()) -> None:
        """`places`: names of places, as they may move within a question."""
        self._of: dict[Kind, Callable[[str, Random], str]] = {
            Kind.HOMOPHONE: homophone,
            Kind.GLYPH: glyph,
            Kind.TYPO: typo,
            Kind.PINYIN: pinyin,
            Kind.TRADITIONAL: traditional,
            Kind.FILLER: filler,
            Kind.ORDER: Order(places),
        }

    def mutate(self, kind: Kind, text: str) -> str | None:
        """The question, mutated; None where this kind can do nothing to it."""
        dice = Random(f"{kind}:{text}")  # noqa: S311 - it must come out the same each time, not be secret
        changed = self._of[kind](text, dice)
        return changed if changed != text else None
