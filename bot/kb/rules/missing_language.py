"""Everything that an asker may read is there in Chinese and in English.

市民会看到的文字，中文、英文都要有。

in intents/housing.yaml

wrong:
    title: {zh: 租金}
           ^
right:
    title: {zh: 租金, en: Rent}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.knowledge import Words
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Map, Message, complaint

ID = "missing-language"
LEVEL = "error"

_NAMES = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the field that lacks a language, or at the fact's id."""
    for found, field, words in _texts(draft):
        for lang in ("zh", "en"):
            if not words.get(lang).strip():
                yield complaint(found.at(*field), ID, _message(found.key.text, field, lang), LEVEL)


def _texts(draft: Draft) -> Iterator[tuple[Found[Any], tuple[str, ...], Words]]:
    """Texts whose field is there; a field missing altogether is complained of where the file is read."""
    for fact in draft.facts:
        yield fact, (), fact.value.text
    for topic in draft.topics:
        yield topic, (), topic.value[1]
    for document in draft.documents:
        yield from _present(document, title=document.value.title, publisher=document.value.publisher)
    for region in draft.regions:
        yield from _present(region, name=region.value.name)
    for intent in draft.intents:
        yield from _present(intent, title=intent.value.title, say=intent.value.say)


def _present(
    found: Found[Any], **fields: Words | None
) -> Iterator[tuple[Found[Any], tuple[str, ...], Words]]:
    for name, words in fields.items():
        if words is not None and isinstance(found.node, Map) and name in found.node.entries:
            yield found, (name,), words


def _message(name: str, field: tuple[str, ...], lang: str) -> Message:
    zh, en = _NAMES[lang]
    where = f"{name} 的 {field[0]}" if field else name
    english = f"The {field[0]} of {name}" if field else name
    return Message(
        f"{where} 缺少{zh}。",
        f"{english} has no {en}.",
        f"补上“{lang}: …”。",
        f"Add “{lang}: …”.",
    )
