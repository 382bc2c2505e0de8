"""Syllables: how a character sounds, how typed pinyin falls into syllables, and which characters were meant.

The decoder is a small noisy channel: among the characters that sound like what was typed it chooses the row that the
material itself uses most (Viterbi over character pairs; Viterbi 1967, and Chen & Lee 2000 for pinyin input).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.core.language.glyphs import alike
from bot.core.language.tables import OTHER_PINYIN, PINYIN

_FUZZY_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
_MAX_SYLLABLE = 6


def _invert(table: Mapping[str, str]) -> dict[str, list[str]]:
    readings: dict[str, list[str]] = {}
    for syllable, chars in table.items():
        for char in chars:
            readings.setdefault(char, []).append(syllable)
    return readings


_USUAL = {char: syllables[0] for char, syllables in _invert(PINYIN).items()}
_OTHERS = _invert(OTHER_PINYIN)
SYLLABLES = frozenset(PINYIN)


def syllable(char: str) -> str | None:
    """Usual toneless syllable of a character, or None for what is no common character."""
    return _USUAL.get(char)


def syllables(char: str) -> tuple[str, ...]:
    """All toneless syllables of a character, the usual one first."""
    usual = _USUAL.get(char)
    return () if usual is None else (usual, *_OTHERS.get(char, ()))


@cache
def fuzzy(syllable: str) -> str:
    """A syllable with what input methods and accents mix up made equal: zh=z, ch=c, sh=s, n=l=r, h=f, ng=n."""
    for hard, soft in _FUZZY_INITIALS:
        if syllable.startswith(hard):
            syllable = soft + syllable[len(hard) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


def split_syllables(word: str) -> tuple[str, ...] | None:
    """Fall a run of letters into the fewest pinyin syllables, or None where it does not fall into any.

    >>> split_syllables("kejifuzong")
    ('ke', 'ji', 'fu', 'zong')
    """
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        best.append(_best_ending(word, end, best))
    return best[-1] or None


def _best_ending(word: str, end: int, best: Sequence[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    found: tuple[str, ...] | None = None
    for start in range(max(0, end - _MAX_SYLLABLE), end):
        before, last = best[start], word[start:end].replace("ü", "v")
        if before is None or last not in SYLLABLES:
            continue
        # Fewer syllables win; of equally many the one whose last syllable is shorter (xi'an is rarer than "xian").
        if found is None or len(before) + 1 <= len(found):
            found = (*before, last)
    return found


@dataclass
class SoundModel:
    """Which characters follow each other in the material, to read pinyin and to hear through homophones."""

    pairs: Counter[str] = field(default_factory=Counter)
    """Counts of adjacent characters; `^` and `$` mark the ends of a run."""
    chars: Counter[str] = field(default_factory=Counter)
    _by_sound: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _by_fuzzy: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def learn(self, runs: Iterable[str], weight: int = 1) -> None:
        """Count the pairs of some runs of Chinese characters."""
        for run in runs:
            marked = f"^{run}$"
            for _ in range(weight):
                self.pairs.update(map("".join, itertools.pairwise(marked)))
                self.chars.update(run)

    def freeze(self) -> SoundModel:
        """Index the learned characters by their sound; call once after learning."""
        for char, _ in self.chars.most_common():
            for sound in syllables(char):
                self._by_sound.setdefault(sound, []).append(char)
                kin = self._by_fuzzy.setdefault(fuzzy(sound), [])
                if char not in kin:
                    kin.append(char)
        return self

    def sounding(self, sound: str) -> Sequence[str]:
        """Known characters with exactly this syllable, the most frequent first."""
        return self._by_sound.get(sound, ())

    def like(self, char: str) -> Sequence[str]:
        """Known characters that sound like this one, fuzzily, the most frequent first."""
        sound = syllable(char)
        return () if sound is None else self._by_fuzzy.get(fuzzy(sound), ())

    def _bond(self, first: str, second: str) -> float:
        """How well two characters go together: higher is better, 0 where never seen."""
        count = self.pairs.get(first + second, 0)
        return math.log1p(count) + 1.0 if count else 0.0

    def decode(self, sounds: Sequence[str]) -> str | None:
        """The most likely characters for some syllables, or None where one of them is not in the material."""
        lattice = []
        for sound in sounds:
            exact = self.sounding(sound) or self._by_fuzzy.get(fuzzy(sound), ())
            if not exact:
                return None
            lattice.append([(char, 0.05 * math.log1p(self.chars[char])) for char in exact[:40]])
        return self._best_path(lattice)

    def hear(self, run: str) -> str:
        """A run of characters with those replaced that make no sense here but sound like ones that do.

        A character is only doubted where a pair that it makes is unknown, and only replaced by one of its sound. A
        run that is strange throughout is about something else, and left alone.
        """
        strange = self._unknown(run)
        if not strange or len(run) > _MOST_RUN or (len(run) > _LONG_RUN and strange > _STRANGE * len(run)):
            return run
        run = self._unswapped(run)
        lattice = []
        for place, char in enumerate(run):
            options = [(char, _STAY)]
            if self._doubtful(run, place):
                others = self.like(char)[:_MOST_OPTIONS]
                options += [(other, self._cost(char, other)) for other in others if other != char]
                options += [(c, _LIKE_SHAPE) for c in alike(char) if c in self.chars and c not in others]
            lattice.append(options)
        heard = self._best_path(lattice)
        changed = sum(a != b for a, b in zip(run, heard, strict=True))
        # So many slips at once are none: these are words that the material does not have.
        return heard if changed <= max(_MOST_SLIPS, len(run) // 4) else run

    def _unswapped(self, run: str) -> str:
        """Two neighbours typed the wrong way round put right, where that makes unknown pairs known."""
        for place in range(len(run) - 1):
            swapped = run[:place] + run[place + 1] + run[place] + run[place + 2 :]
            around = slice(max(0, place - 1), place + 3)
            if self._unknown(run[around]) - self._unknown(swapped[around]) >= 2 and not self._unknown(
                swapped[place : place + 2]
            ):
                run = swapped
        return run

    def _unknown(self, run: str) -> int:
        """How many adjacent pairs the material never has."""
        return sum(not self._known(a + b) for a, b in itertools.pairwise(run))

    def _known(self, pair: str) -> bool:
        """True for a pair that the material has; a particle may follow anything."""
        return pair in self.pairs or (pair[1] in _PARTICLES and pair[0] in self.chars)

    def _doubtful(self, run: str, place: int) -> bool:
        before = run[place - 1 : place + 1] if place else ""
        after = run[place : place + 2] if place + 1 < len(run) else ""
        known = [self._known(pair) for pair in (before, after) if pair]
        return not all(known)

    @staticmethod
    def _cost(char: str, other: str) -> float:
        return _SAME_SOUND if set(syllables(char)) & set(syllables(other)) else _LIKE_SOUND

    def _best_path(self, lattice: Sequence[Sequence[tuple[str, float]]]) -> str:
        paths: dict[str, tuple[float, str]] = {"^": (0.0, "")}
        for options in lattice:
            step: dict[str, tuple[float, str]] = {}
            for char, own in options:
                score, text = max(
                    (score + self._bond(last, char), text) for last, (score, text) in paths.items()
                )
                step[char] = (score + own, text + char)
            paths = step
        return max((score + 0.5 * self._bond(last, "$"), text) for last, (score, text) in paths.items())[1]


# Costs of the noisy channel, in the unit of `_bond`: to replace a character it must gain about one strong new pair.
_PARTICLES = frozenset("呢吗吧啊呀嘛么哦啦")
_MOST_SLIPS = 2
_MOST_OPTIONS = 20
_LONG_RUN = 10
_STRANGE = 0.6
_MOST_RUN = 60
_STAY = 0.0
_SAME_SOUND = -2.6
_LIKE_SOUND = -3.6
_LIKE_SHAPE = -3.6
