"""Letters in a message: English words, pinyin with or without spaces, or the initials of a name.

A run of Latin words is read as a whole: where every word falls into syllables and at least one of them is no English,
the run is pinyin; where it has English words, only those that cannot be English are decoded.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping

from bot.core.language.fold import has_cjk, plain
from bot.core.language.pinyin import SoundModel, split_syllables, syllable

_RUN = re.compile(r"[a-z]+(?:[ '\-]+[a-z]+)*")
_WORD = re.compile(r"[a-z]+")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
_INITIALS = range(3, 9)
_PLACE_INITIALS = 2
_SHORT_NAME = 2
_LEAST_BESIDE = 3
"""Words of pinyin that a run with other words must have to be read piece by piece."""
_LEAST_BOND = 0.55
"""Share of adjacent pairs that must be known for decoded pinyin to be believed."""

# English words that are also pinyin and common in questions, whatever the content holds.
_ALWAYS_ENGLISH = frozenset(
    [
        "a",
        "an",
        "the",
        "he",
        "she",
        "me",
        "we",
        "you",
        "can",
        "do",
        "to",
        "in",
        "on",
        "at",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "i",
        "it",
        "of",
        "or",
        "and",
        "so",
        "no",
        "not",
        "for",
        "from",
        "by",
        "as",
        "any",
        "men",
        "women",
        "man",
        "ban",
        "fan",
        "gain",
        "long",
        "song",
        "gang",
        "dance",
        "change",
        "language",
        "engine",
        "manage",
        "range",
        "page",
        "age",
        "use",
        "name",
        "time",
        "we're",
        "she",
        "her",
        "his",
        "they",
        "them",
        "this",
        "that",
        "there",
        "here",
        "who",
        "what",
        "when",
        "where",
        "which",
        "how",
        "why",
        "many",
        "much",
        "more",
        "most",
        "please",
        "hi",
        "hello",
        "data",
        "china",
        "panda",
        "lead",
        "league",
        "ping",
        "pong",
        "sage",
        "nine",
        "one",
        "ten",
        "sun",
        "fun",
        "run",
        "bang",
        "hang",
        "pen",
        "den",
        "wen",
        "woman",
        "wise",
        "rule",
        "due",
    ]
)


def english_words(small: Mapping[str, int]) -> frozenset[str]:
    """Words that are read as English, from those written small in English texts with their counts.

    One that could be pinyin must stand there twice.
    """
    return _ALWAYS_ENGLISH | {
        word for word, count in small.items() if count > 1 or split_syllables(word) is None
    }


def initials(name: str) -> str:
    """First letters of a Chinese name's syllables: 科技副总 -> kjfz; empty where a character has none."""
    sounds = [syllable(char) for char in name]
    return "".join(sound[0] for sound in sounds if sound) if all(sounds) else ""


class LatinReader:
    """Turns pinyin and initials in a folded text into characters."""

    def __init__(
        self,
        sounds: SoundModel,
        english: frozenset[str],
        known: frozenset[str],
        names: Iterable[str],
        places: Iterable[str],
    ) -> None:
        """`english`: words that are no pinyin; `known`: all words that stand in letters in the material.

        `names` and `places`: Chinese names that people may shorten to their initials.
        """
        self._sounds = sounds
        self._english = english
        self._known = known
        names = list(names)
        self._names = frozenset(map(plain, names))
        self._initials = dict(self._short(names, _INITIALS)) | dict(self._short(places, (_PLACE_INITIALS,)))

    @staticmethod
    def _short(names: Iterable[str], lengths: Iterable[int]) -> Mapping[str, str]:
        owners: dict[str, str] = {}
        for name in map(plain, names):
            if len(name) in lengths and _CHINESE_RUN.fullmatch(name):
                owners.setdefault(initials(name), name)
        owners.pop("", None)
        return owners

    def read(self, text: str) -> str:
        """The text with its pinyin and initials written in characters."""
        return _RUN.sub(lambda match: self._run(match[0]), text)

    def _run(self, run: str) -> str:
        words = _WORD.findall(run)
        falls = [split_syllables(word) for word in words]
        foreign = [
            w for w, fall in zip(words, falls, strict=True) if fall is None and w not in self._initials
        ]
        pinyin = [w for w, fall in zip(words, falls, strict=True) if fall and w not in self._english]
        if pinyin and not foreign and len("".join(pinyin)) * 2 >= len("".join(words)) - len(words):
            decoded = self._decode_mixed(words)
            if decoded is not None:
                return decoded
        if foreign and len(pinyin) >= _LEAST_BESIDE and not self._decodable_alone(pinyin):
            return " ".join(self._segment(part) for part in self._segments(words))
        return _WORD.sub(lambda match: self._word(match[0]), run)

    @staticmethod
    def _decodable_alone(pinyin: list[str]) -> bool:
        """True where every word holds several syllables, so that it can be read without its neighbours."""
        return all(len(split_syllables(word) or ()) > 1 for word in pinyin)

    def _segments(self, words: list[str]) -> list[list[str]]:
        """A run cut before and after the words that are no pinyin at all: shi fan qu | why | hu ren."""
        parts: list[list[str]] = []
        for foreign, group in itertools.groupby(words, lambda word: split_syllables(word) is None):
            row = list(group)
            parts += [[word] for word in row] if foreign else [row]
        return parts

    def _segment(self, words: list[str]) -> str:
        if len(words) > 1 and any(word not in self._english for word in words):
            decoded = self._decode_mixed(words)
            if decoded is not None:
                return decoded
        return " ".join(self._word(word) for word in words)

    def _decode_mixed(self, words: list[str]) -> str | None:
        """A run that is pinyin throughout, but for initials of names in it."""
        pieces: list[str] = []
        waiting: list[str] = []
        for word in [*words, ""]:
            fall = split_syllables(word) if word else None
            if fall and not (word in self._initials and len(fall) > len(word) // 2):
                waiting += fall
                continue
            if waiting:
                decoded = self._believable(waiting)
                if decoded is None:
                    return None
                pieces.append(decoded)
                waiting = []
            pieces.append(self._initials.get(word, word))
        return "".join(pieces)

    def _word(self, word: str) -> str:
        """One word among English ones, or beside Chinese characters."""
        if word in self._english:
            return word
        if word in self._known:
            return self._both(word)
        fall = split_syllables(word)
        if fall and len(fall) > 1:
            return self._believable(fall) or word
        return self._initials.get(word, word)

    def _both(self, word: str) -> str:
        """A word that stands in letters in the material, and in characters beside it where it spells a known name."""
        fall = split_syllables(word)
        decoded = self._sounds.decode(fall) if fall and len(fall) > _SHORT_NAME else None
        return f"{word} {decoded}" if decoded in self._names else word

    def _believable(self, fall: Iterable[str]) -> str | None:
        decoded = self._sounds.decode(tuple(fall))
        if decoded is None:
            return None
        pairs = [a + b for a, b in itertools.pairwise(decoded)]
        known = sum(pair in self._sounds.pairs for pair in pairs)
        return decoded if not pairs or known >= _LEAST_BOND * len(pairs) else None


def chinese_runs(text: str) -> list[str]:
    """The runs of Chinese characters in a folded text."""
    return _CHINESE_RUN.findall(text)


def hear(text: str, sounds: SoundModel) -> str:
    """The text with homophones in its Chinese runs mended."""
    if not has_cjk(text):
        return text
    return _CHINESE_RUN.sub(lambda match: sounds.hear(match[0]), text)


_ASKING = frozenset("几多哪怎什谁有是能要在给")
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


def close_gaps(text: str, sounds: SoundModel) -> str:
    """The text without the spaces that tear a word apart: 公 寓 -> 公寓, where the material has the pair."""

    def gap(match: re.Match[str]) -> str:
        torn = text[match.start() - 1] + text[match.end()]
        return "" if torn in sounds.pairs and torn[1] not in _ASKING else match[0]

    return _GAP.sub(gap, text)
