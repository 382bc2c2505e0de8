"""No question of an intent is nearly one of another: the bot would have to guess which is meant.

一个意图的问法，不能和另一个意图的问法只差一两个字：机器人分不清问的是哪个。

in intents/money.yaml

wrong:
    en: [hello, good morning, how many talents flats are there]
                              ^
right:
    en: [hello, good morning, hi there]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint
from bot.kb.questions import Asked

ID = "near-duplicate"
LEVEL = "warning"
ALIKE = 95
"""Likeness (0 to 100, after folding) from which on two questions are one with a slip."""
SHORTEST = 10
"""Folded characters below which a single one makes another question."""

_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one; other figures, places or names make it another question."""
    places = [name for region in draft.regions for name in (region.value.name.zh, region.value.name.en)]
    for one, other in _pairs(draft.questions):
        if fuzz.ratio(one.folded, other.folded, score_cutoff=ALIKE) and not _differ(one, other, places):
            yield complaint(other.at, ID, _message(one, other), LEVEL)


def _pairs(questions: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Pairs of two intents that may be alike: one slip leaves the first or the last half of a question whole."""
    halves: dict[tuple[bool, str], list[int]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for number, question in enumerate(questions):
        if len(question.folded) < SHORTEST:
            continue
        for half in _halves(question.folded):
            for earlier in halves[half]:
                other = questions[earlier]
                if other.intent != question.intent and (earlier, number) not in seen:
                    seen.add((earlier, number))
                    yield other, question
            halves[half].append(number)


def _halves(text: str) -> Iterator[tuple[bool, str]]:
    """Both halves, in two lengths, as the other question may be a character longer."""
    middle = len(text) // 2
    for length in (middle, middle - 1):
        yield True, text[:length]
        yield False, text[-length:]


def _differ(one: Asked, other: Asked, places: Sequence[str]) -> bool:
    """Whether they are the same letter for letter (another rule's matter), or ask about different things."""
    texts = (one.text, other.text)
    for found in (_DIGITS.findall, _NAME.findall, lambda text: [name for name in places if name in text]):
        first, second = map(found, texts)
        if first != second:
            return True
    return one.folded == other.folded


def _message(one: Asked, other: Asked) -> Message:
    return Message(
        f"“{other.text}”和 {one.intent} 的“{one.text}”（{one.at.file}:{one.at.line}）几乎一样。",
        f"“{other.text}” is nearly “{one.text}” of {one.intent} ({one.at.file}:{one.at.line}).",
        "只在一个意图里保留它，或者改得更具体。",
        "Keep it in one of the two, or make it more specific.",
    )
