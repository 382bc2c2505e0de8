"""What askers read is written in simplified characters; traditional ones are made of it where they are wanted.

给市民看的中文一律写简体；问的人用繁体，机器人会自己转换。问法不限，市民怎么写就怎么写。

in content/housing.yaml

wrong:
    zh: 嘉善的專家樓接待来访的专家。
        ^
right:
    zh: 嘉善的专家楼接待来访的专家。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.knowledge import Words
from bot.core.language.tables import SIMPLIFIED, TRADITIONAL
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, Position, complaint

ID = "mixed-script"
LEVEL = "warning"

_ONLY = frozenset(TRADITIONAL) - frozenset(SIMPLIFIED)
_SIMPLE = str.maketrans(TRADITIONAL, SIMPLIFIED)


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the Chinese text."""
    for found, words, at in _texts(draft):
        odd = "".join(dict.fromkeys(char for char in words.zh if char in _ONLY))
        if odd:
            yield complaint(at, ID, _message(found.key.text, odd), LEVEL)


def _texts(draft: Draft) -> Iterator[tuple[Found[Any], Words, Position]]:
    for fact in draft.facts:
        yield fact, fact.value.text, fact.at("zh")
    for region in draft.regions:
        yield region, region.value.name, region.at("name", "zh")
    for topic in draft.topics:
        yield topic, topic.value[1], topic.at("zh")
    for intent in draft.intents:
        yield intent, intent.value.title, intent.at("title", "zh")
        if intent.value.say is not None:
            yield intent, intent.value.say, intent.at("say", "zh")


def _message(name: str, odd: str) -> Message:
    return Message(
        f"{name} 的中文里混了繁体字“{odd}”。",
        f"The Chinese of {name} holds traditional characters: {odd}.",
        f"写成简体“{odd.translate(_SIMPLE)}”。",
        f"Write them simplified: {odd.translate(_SIMPLE)}.",
    )
