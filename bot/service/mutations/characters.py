"""Mutations of single Chinese characters and of the script: homophone, glyph, pinyin, traditional."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from opencc import OpenCC

from bot.core.language.fold import CJK, LATIN_WORD
from bot.core.language.pinyin import SYLLABLES, syllable
from bot.core.language.tables import PINYIN
from bot.service.mutations.tables import GLYPHS, PUNCTUATION, READINGS

_NEAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_NEAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_EXACT = 0.75
"""Share of homophones that sound exactly alike; the others are what an accent mixes up."""
_UNLIKE = frozenset("买卖")
"""Characters that sound alike but would ask for the opposite."""
_LAST_COMMON = 0xD7
_READ_AS_WORDS = re.compile("|".join(sorted(READINGS, key=len, reverse=True)))
_TOKEN = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]|\s+|.", re.DOTALL)


def homophone(text: str, dice: Random) -> str:
    """One Chinese character replaced by a common one that sounds the same without its tone, or nearly so."""
    places = [place for place, char in enumerate(text) if _sounding_like(char)]
    if not places:
        return text
    place = dice.choice(places)
    exact, near = _sounding_like(text[place]) or ("", "")
    alike = exact if exact and (not near or dice.random() < _EXACT) else near
    return _replaced(text, place, dice.choice(alike))


def glyph(text: str, dice: Random) -> str:
    """One character replaced by one that looks like it."""
    places = [place for place, char in enumerate(text) if char in GLYPHS]
    if not places:
        return text
    place = dice.choice(places)
    return _replaced(text, place, dice.choice(GLYPHS[text[place]]))


def pinyin(text: str, dice: Random) -> str:
    """A question that is Chinese for the most part, typed as pinyin: syllables apart, or run together."""
    chinese = CJK.findall(text)
    if len(chinese) < 2 or 2 * len(chinese) < len(text.replace(" ", "")):
        return text
    if any(syllable(char) is None for char in chinese):
        return text
    gap = dice.choice((" ", ""))
    read = _READ_AS_WORDS.sub(lambda match: f" {READINGS[match[0]]} ".replace(" ", gap), text)
    parts = [_read(token) for token in _TOKEN.findall(read)]
    return _joined(parts, gap)


def traditional(text: str, dice: Random) -> str:
    """The question in traditional script, as written in Taiwan or in Hong Kong."""
    return _converter(dice.choice(("s2tw", "s2hk")))(text)


@cache
def _sounding_like(char: str) -> tuple[str, str] | None:
    """Common characters that sound exactly and nearly like this one; None where there are none."""
    sound = syllable(char)
    if sound is None:
        return None
    exact = _common(sound, char)
    near = "".join(_common(other, char) for other in _near(sound))
    return (exact, near) if exact or near else None


def _common(sound: str, char: str) -> str:
    """The characters of GB 2312's first level, those in daily use, that have this as their usual syllable."""
    return "".join(
        other
        for other in PINYIN[sound]
        if other != char and other.encode("gb2312")[0] <= _LAST_COMMON and not {other, char} <= _UNLIKE
    )


def _near(sound: str) -> Iterator[str]:
    for hard, soft in _NEAR_INITIALS:
        if sound.startswith(hard):
            yield from _known(soft + sound[len(hard) :])
        elif sound.startswith(soft):
            yield from _known(hard + sound[len(soft) :])
    for back, front in _NEAR_FINALS:
        if sound.endswith(back):
            yield from _known(sound[: -len(back)] + front)
        elif sound.endswith(front):
            yield from _known(sound[: -len(front)] + back)


def _known(sound: str) -> tuple[str, ...]:
    return (sound,) if sound in SYLLABLES else ()


def _replaced(text: str, place: int, char: str) -> str:
    return text[:place] + char + text[place + 1 :]


def _read(token: str) -> tuple[str, bool]:
    """A token as it is typed, and whether it is a word of letters."""
    if CJK.fullmatch(token):
        return syllable(token) or token, True
    return token.translate(PUNCTUATION), bool(LATIN_WORD.fullmatch(token.lower()))


def _joined(parts: list[tuple[str, bool]], gap: str) -> str:
    """Words set apart by the gap, everything else as it stands."""
    text, after_word = "", False
    for part, word in parts:
        text += gap + part if word and after_word else part
        after_word = word
    return " ".join(text.split())


@cache
def _converter(name: str) -> Callable[[str], str]:
    """Made at the first need: its dictionaries take 0.1 s to read."""
    convert: Callable[[str], str] = OpenCC(name).convert
    return convert
