"""Names of firms, people, programmes and subjects in a question: evidence of their own, beside likeness.

A question that names 产业教授 is about the facts that name it too, however much its other words are like those of
another fact's questions.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.knowledge import KnowledgeBase
from bot.core.language.fold import has_cjk, plain

COMMON = 15
"""A name that more facts than this have is no evidence for one of them rather than another."""
_EVERYWHERE = 90
"""A name that more facts than this have names nothing."""
_LONGEST = 14
_MOST_WORDS = 5
_LEAST_PART = 3
_WORD = re.compile(r"[a-z]+")
_WORD_ENDS = re.compile(r"(?:e?s)?(?![a-z])")
_SPLIT = re.compile(r"[、，,与和及()（）/·]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands in a question."""

    holders: frozenset[str]
    """The facts that have it."""
    partly: frozenset[str]
    """The facts that have a part of it that is a name itself: 资格互认 of 职业资格互认."""


class Names:
    """Which facts have which names."""

    def __init__(self, base: KnowledgeBase, skip: Iterable[str] = ()) -> None:
        """`skip`: names that are places, which are dealt with elsewhere."""
        facts = list(base.facts)
        texts = [_text(base, fact) for fact in facts]
        ends = list(itertools.accumulate(len(text) + 1 for text in texts))
        whole = "\n".join(texts)
        places = {plain(name) for name in skip}
        found: dict[str, frozenset[str]] = {}
        for name in _all_names(base) - places:
            holders = frozenset(facts[bisect_right(ends, at)] for at in _standing(name, whole))
            if 0 < len(holders) <= _EVERYWHERE:
                found[name] = holders
        self._holders: Mapping[str, frozenset[str]] = found
        self._beginnings = frozenset(name[:2] for name in found)

    def find(self, text: str) -> tuple[Name, ...]:
        """The names in a folded text, the longest first and none inside another."""
        taken = [False] * len(text)
        found = []
        for start, end in self._spans(text):
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(self._name(text[start:end]))
        return tuple(found)

    def _name(self, name: str) -> Name:
        inside = {
            name[start:end]
            for start in range(len(name))
            for end in range(start + _LEAST_PART, len(name) + 1)
            if end - start < len(name)
        }
        parts = [self._holders[part] for part in inside if part in self._holders]
        return Name(self._holders[name], frozenset().union(*parts))

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where names stand, longest first."""
        spans = [
            (start, end)
            for start in range(len(text))
            if text[start : start + 2] in self._beginnings and not text[start].isascii()
            for end in range(start + 2, min(len(text), start + _LONGEST) + 1)
            if text[start:end] in self._holders
        ]
        words = [match.span() for match in _WORD.finditer(text)]
        for first in range(len(words)):
            for last in range(first, min(len(words), first + _MOST_WORDS)):
                if text[words[first][0] : words[last][1]] in self._holders:
                    spans.append((words[first][0], words[last][1]))
        return sorted(spans, key=lambda span: (span[0] - span[1], span[0]))


def _all_names(base: KnowledgeBase) -> set[str]:
    names = {plain(name) for fact in base.facts.values() for name in fact.also}
    for intent in base.intents.values():
        if intent.facts:
            names |= {plain(part) for part in _SPLIT.split(intent.title.zh)} | {plain(intent.title.en)}
    return {name for name in names if len(name) >= (3 if has_cjk(name) else 5)}


def _text(base: KnowledgeBase, fact: str) -> str:
    """Everything that may hold a fact's names: its words in both languages and its subject's title."""
    one = base.facts[fact]
    intent = base.intents.get(base.intent_of.get(fact, ""))
    title = f"{intent.title.zh} {intent.title.en}" if intent else ""
    return plain(" | ".join((one.text.zh, one.text.en, *one.also, title)))


def _standing(name: str, text: str) -> Iterator[int]:
    """Where a name stands in a text; a Latin one as a word of its own, or in the plural."""
    whole_words = not has_cjk(name)
    at = text.find(name)
    while at >= 0:
        if not whole_words or _is_word(text, at, at + len(name)):
            yield at
        at = text.find(name, at + 1)


def _is_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    return not (before.isascii() and before.isalpha()) and _WORD_ENDS.match(text, end) is not None
