"""From what was typed to a `Query`: folded, heard through its mistakes, its places, aspects and years found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.kept import Kept
from bot.core.knowledge import KnowledgeBase
from bot.core.language import aspects, fillers
from bot.core.language.everyday import EVERYDAY_RUNS
from bot.core.language.fold import Folded, fold, plain
from bot.core.language.latin import LatinReader, chinese_runs, close_gaps, english_words, hear
from bot.core.language.pinyin import SoundModel
from bot.core.language.places import Gazetteer, Mention, mask
from bot.core.matching.spelling import Speller

_WORD = re.compile(r"[a-z]+")
_CASED_WORD = re.compile(r"[A-Za-z]+")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LEAST_ENGLISH = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the engine compares it."""

    raw: str
    text: str
    """Folded and mended."""
    masked: str
    """The text without places and fillers."""
    lang: str | None
    """`zh`, `zh-Hant` or `en`; None where the text does not tell."""
    mentions: tuple[Mention, ...]
    aspects: frozenset[str]
    years: tuple[int, ...]
    steps: tuple[str, ...]
    """What was folded or mended, for the explanation: `width`, `script`, `mistyped: 科技付总 -> 科技副总` ..."""
    unheard: str = ""
    """The text before homophones were mended; empty where none was."""
    story: str = ""
    """The same with what was told before the question, masked; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is learned from the material before any question can be read; costs a third of a second to make."""

    sounds: SoundModel
    english: Mapping[str, int]
    """Words written small in the English material, with their counts: names are written large."""
    letters: Mapping[str, int]
    """All words in Latin letters, with their counts."""

    @staticmethod
    def of(base: KnowledgeBase) -> Lexicon:
        """Learn from a knowledge base."""
        names = _names(base)
        chinese, english = _material(base)
        latin_names = [name for r in base.regions.values() for name in (r.name.en, *r.aliases)]
        small = Counter(word for text in english for word in _CASED_WORD.findall(text) if word.islower())
        letters = Counter(w for text in [*english, *names, *latin_names] for w in _WORD.findall(plain(text)))
        return Lexicon(_sounds(base, chinese, names), small, letters)


_MOST_KEPT = 512
_LONG = 100
"""Characters from which on nobody sends the same again."""


class Reader:
    """Reads questions with the eyes of one knowledge base: its names, its words, its sounds."""

    def __init__(self, base: KnowledgeBase, lexicon: Lexicon | None = None) -> None:
        """`lexicon`: one made of the same knowledge before."""
        self.lexicon = lexicon or Lexicon.of(base)
        self._sounds = self.lexicon.sounds
        names = _names(base)
        self.gazetteer = Gazetteer(base.regions, names)
        places = [region.name.zh for region in base.regions.values()]
        latin_names = [name for r in base.regions.values() for name in (r.name.en, *r.aliases)]
        # The words of a place's English name are left alone: the gazetteer finds them as they are.
        english = english_words(self.lexicon.english) | {
            w for n in latin_names for w in _WORD.findall(n.lower())
        }
        self._latin = LatinReader(self._sounds, english, frozenset(self.lexicon.letters), names, places)
        self._speller = Speller(self.lexicon.letters)
        self._kept: Kept[tuple[str, int], Query] = Kept(_MOST_KEPT)

    def prepare(self, text: str) -> str:
        """What is compared of trusted material (an example, a fact): folded, places and fillers taken out."""
        folded = plain(text)
        return fillers.strip(mask(folded, self.gazetteer.find(folded)))

    def read(self, raw: str, this_year: int) -> Query:
        """Read what somebody typed; any string is accepted."""
        if len(raw) > _LONG:
            return self._read(raw, this_year)
        return self._kept.get((raw, this_year), lambda: self._read(raw, this_year))

    def _read(self, raw: str, this_year: int) -> Query:
        folded = fold(raw)
        steps = list(folded.steps)
        text = self._step(steps, "pinyin", folded.text, self._latin.read(folded.text))
        text = self._step(steps, "space", text, close_gaps(text, self._sounds))
        before = text
        text = self._step(steps, "mistyped", text, hear(text, self._sounds))
        unheard = self._speller.mend(before) if text != before else ""
        text = self._step(steps, "spelling", text, self._speller.mend(text))
        query = self.query(raw, text, self._language(folded, text), this_year, tuple(steps))
        return replace(query, unheard=unheard)

    def query(self, raw: str, text: str, lang: str | None, this_year: int, steps: tuple[str, ...]) -> Query:
        """A query for text that has been read already (a part of a message, say)."""
        mentions = self.gazetteer.find(text)
        years = aspects.years(text, this_year)
        return Query(
            raw=raw,
            text=text,
            masked=fillers.strip(mask(text, mentions)),
            lang=lang,
            mentions=mentions,
            aspects=aspects.find(text, years, this_year),
            years=years,
            steps=steps,
        )

    @staticmethod
    def _step(steps: list[str], name: str, before: str, after: str) -> str:
        if after != before:
            steps.append(f"{name}: {before[:60]} -> {after[:60]}")
        return after

    @staticmethod
    def _language(folded: Folded, text: str) -> str | None:
        words = _WORD.findall(folded.text)
        typed = len(_CJK.findall(folded.text))
        if typed:
            english = len(words) >= _LEAST_ENGLISH and len(words) > typed
            return "en" if english else "zh-Hant" if folded.traditional else "zh"
        if not words:
            return None
        decoded, left = len(_CJK.findall(text)), len(_WORD.findall(text))
        return "zh" if decoded > 2 * left else "en"


def _names(base: KnowledgeBase) -> list[str]:
    """What firms, persons, programmes and subjects are called."""
    names = [name for fact in base.facts.values() for name in fact.also]
    return names + [intent.title.zh for intent in base.intents.values()]


def _material(base: KnowledgeBase) -> tuple[list[str], list[str]]:
    """All Chinese and all English sentences of the knowledge."""
    chinese = [fact.text.zh for fact in base.facts.values()]
    english = [fact.text.en for fact in base.facts.values()]
    for intent in base.intents.values():
        lists = [intent.questions, *intent.details.values()]
        chinese += [intent.title.zh, *(q for one in lists for q in one.zh)]
        english += [intent.title.en, *(q for one in lists for q in one.en)]
    return chinese, english


def _sounds(base: KnowledgeBase, chinese: Iterable[str], names: Iterable[str]) -> SoundModel:
    model = SoundModel()
    for text in chinese:
        model.learn(chinese_runs(plain(text)))
    for name in names:
        model.learn(chinese_runs(plain(name)), weight=2)
    for region in base.regions.values():
        model.learn(chinese_runs(plain(region.name.zh)), weight=5 if region.covered else 1)
    model.learn(EVERYDAY_RUNS)
    return model.freeze()
