"""Names of firms, people, programmes and subjects in a question: evidence of their own, beside likeness.

A question that names 产业教授 is about the facts that name it too, however much its other words are like those of
another fact's questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.core.knowledge import KnowledgeBase
from bot.core.language.fold import has_cjk, plain

COMMON = 15
"""A name that more facts than this have is no evidence for one of them rather than another."""
_EVERYWHERE = 90
"""A name that more facts than this have names nothing."""
_LONGEST = 14
_MOST_WORDS = 5
_WORD = re.compile(r"[a-z]+")
_SPLIT = re.compile(r"[、，,与和及()（）/·]")


class Names:
    """Which facts have which names."""

    def __init__(self, base: KnowledgeBase, skip: Iterable[str] = ()) -> None:
        """`skip`: names that are places, which are dealt with elsewhere."""
        texts = {fact.id: _text(base, fact.id) for fact in base.facts.values()}
        places = {plain(name) for name in skip}
        found: dict[str, frozenset[str]] = {}
        for name in _all_names(base) - places:
            holders = frozenset(fact for fact, text in texts.items() if _stands(name, text))
            if 0 < len(holders) <= _EVERYWHERE:
                found[name] = holders
        self._holders: Mapping[str, frozenset[str]] = found

    def find(self, text: str) -> tuple[frozenset[str], ...]:
        """For each name in a folded text, the longest first and none inside another: the facts that have it."""
        taken = [False] * len(text)
        found = []
        for start, end in self._spans(text):
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(self._holders[text[start:end]])
        return tuple(found)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where names stand, longest first."""
        spans = [
            (start, end)
            for start in range(len(text))
            for end in range(start + 2, min(len(text), start + _LONGEST) + 1)
            if text[start:end] in self._holders and not text[start].isascii()
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


def _stands(name: str, text: str) -> bool:
    if name not in text:
        return False
    return has_cjk(name) or re.search(rf"(?<![a-z]){re.escape(name)}(?:s|es)?(?![a-z])", text) is not None
