"""Slips of the finger: a character dropped, doubled, swapped with its neighbour, or a key hit beside the right one."""

from __future__ import annotations

import re
from random import Random

from bot.core.language.fold import CJK
from bot.service.mutations.tables import KEYS

_LEAST_TO_DROP = 5
"""Chinese characters below which one that is missing takes the subject with it: 公寓 is not 公."""
_WORD = re.compile(r"[A-Za-z]{4,}")
"""Shorter words are mistyped less, and become other words at once."""


def typo(text: str, dice: Random) -> str:
    """One slip in a Chinese character or, in a question without any, in a letter."""
    return _chinese(text, dice) if CJK.search(text) else _latin(text, dice)


def _chinese(text: str, dice: Random) -> str:
    places = [match.start() for match in CJK.finditer(text)]
    slips = ["double"]
    pairs = [place for place in places if place + 1 in places and text[place] != text[place + 1]]
    slips += ["drop"] * (len(places) >= _LEAST_TO_DROP) + ["swap"] * bool(pairs)
    slip = dice.choice(slips)
    return _slipped(text, dice.choice(pairs if slip == "swap" else places), slip)


def _latin(text: str, dice: Random) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    # The first letter is hardly ever the wrong one; a swap needs one after it.
    place = dice.randrange(word.start() + 1, word.end() - 1)
    slip = dice.choice(("drop", "double", "swap", "key"))
    if slip != "key":
        return _slipped(text, place, slip)
    return text[:place] + dice.choice(KEYS[text[place].lower()]) + text[place + 1 :]


def _slipped(text: str, place: int, slip: str) -> str:
    before, here, after = text[:place], text[place], text[place + 1 :]
    if slip == "drop":
        return before + after
    if slip == "double":
        return before + here + here + after
    return before + after[0] + here + after[1:]
