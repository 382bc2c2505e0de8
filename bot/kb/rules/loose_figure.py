"""A figure in what the bot says by itself (`say`, titles) stands in a fact, with its date and source.

`say` 和标题里的数字，必须有事实写过：没有日期和出处的数字不能说给市民听。

in intents/housing.yaml

wrong:
    zh: 我手头的材料没有写租金，一般每月1200元。
        ^
    en: The material I have does not say the rent, usually 1,200 yuan a month.
right:
    zh: 我手头的材料没有写租金。
    en: The material I have does not say the rent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.core.knowledge import Words
from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.figures import Figure, figures
from bot.kb.nodes import Message, Position, complaint

ID = "loose-figure"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the text; nothing where a file of facts cannot be read. Years need no fact."""
    if draft.unread_ids:
        return
    known: set[Decimal] | None = None
    for text, at in _texts(draft):
        loose = [figure for figure in figures(text).firm if not _is_year(figure)]
        if not loose:
            continue
        known = _known(draft) if known is None else known
        for figure in loose:
            if figure.values.isdisjoint(known):
                yield complaint(at, ID, _message(figure.text), LEVEL)


def _texts(draft: Draft) -> Iterator[tuple[str, Position]]:
    for intent in draft.intents:
        spoken: tuple[tuple[str, Words | None], ...] = (
            ("title", intent.value.title),
            ("say", intent.value.say),
        )
        for field, words in spoken:
            for lang in ("zh", "en"):
                if words is not None:
                    yield words.get(lang), intent.at(field, lang)


def _known(draft: Draft) -> set[Decimal]:
    """Every number that a fact or one of its names gives."""
    known: set[Decimal] = set()
    for fact in draft.facts:
        for text in (fact.value.text.zh, fact.value.text.en, *fact.value.also):
            found = figures(text)
            known.update(found.soft, *(figure.values for figure in found.firm))
    return known


def _is_year(figure: Figure) -> bool:
    return len(figure.text) == len("2025") and figure.text[:2] in ("19", "20")


def _message(figure: str) -> Message:
    return Message(
        f"这里的数字 {figure} 没有一条事实写过。",
        f"No fact carries the figure {figure} that is said here.",
        "材料里有，就写成事实；没有，就删掉这个数字。",
        "Make a fact of it if the material has it, else leave the figure out.",
    )
