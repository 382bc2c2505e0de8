"""Ids are lower-case ASCII words joined by `.`, `_` or `-`, so that they can be typed, logged and linked.

编号只用小写英文字母和数字，中间用 . _ - 连接，好打、好记、好查。

in intents/housing.yaml

wrong:
    gap rent:
    ^
right:
    gap.rent:
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, complaint

ID = "bad-id"
LEVEL = "error"

GOOD = re.compile(r"[a-z0-9]+(?:[._\-][a-z0-9]+)*")


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the id."""
    groups: tuple[Sequence[Found[Any]], ...] = (draft.documents, draft.regions, draft.facts, draft.intents)
    for found in chain.from_iterable(groups):
        if not GOOD.fullmatch(found.key.text):
            yield complaint(found.here, ID, _message(found.key.text), LEVEL)


def _message(name: str) -> Message:
    return Message(
        f"编号“{name}”里有不能用的字符。",
        f"The id “{name}” holds characters that ids cannot have.",
        "只用小写英文字母和数字，中间可以用 . _ - 连接，例如 pinghu.intern_flats。",
        "Use lower-case letters and digits joined by . _ or -, as in pinghu.intern_flats.",
    )
