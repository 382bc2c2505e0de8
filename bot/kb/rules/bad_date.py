"""Dates are YYYY, YYYY-MM or YYYY-MM-DD and exist; `until` and `review_by` name a day.

日期写成 2025、2025-05 或 2025-05-18，而且要真有这一天；`until` 和 `review_by` 要写到日。

in content/housing.yaml (--fix)

wrong:
    as_of: 2025年5月
           ^
right:
    as_of: 2025-05
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, Position, complaint

ID = "bad-date"
LEVEL = "error"

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_LOOSE = re.compile(r"(\d{4})(?:\s*[-－—/.年]\s*(\d{1,2})(?:\s*[-－—/.月]\s*(\d{1,2})\s*日?|月)?|年)?")
"""Other ways of writing a date in which year, month and day are plain: 2025年5月, 2025/5/18, ２０２５-5."""


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the date; a missing one is complained of where the file is read."""
    for text, at in _dates(draft):
        if text and not _exists(text):
            yield complaint(at, ID, _bad(text), LEVEL)
    for day, at in _days(draft):
        if day and not (len(day) == len("2025-10-28") and _exists(day)):
            yield complaint(at, ID, _no_day(day), LEVEL)


def _dates(draft: Draft) -> Iterator[tuple[str, Position]]:
    for fact in draft.facts:
        yield fact.value.as_of, fact.at("as_of")
    for document in draft.documents:
        yield document.value.date, document.at("date")


def _days(draft: Draft) -> Iterator[tuple[str | None, Position]]:
    for fact in draft.facts:
        yield fact.value.until, fact.at("until")
        yield fact.value.review_by, fact.at("review_by")


def _exists(text: str) -> bool:
    match = _FORM.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _bad(text: str) -> Message:
    return Message(
        f"“{text}”不是有效的日期。",
        f"“{text}” is not a date.",
        "写成 2025、2025-10 或 2025-10-28，用半角数字和减号。",
        "Write 2025, 2025-10 or 2025-10-28.",
        _mended(text),
    )


def _no_day(text: str) -> Message:
    return Message(
        f"“{text}”不是有效的日子。",
        f"“{text}” is not a day.",
        "写成 2025-10-28 这样的年-月-日。",
        "Write year, month and day, as in 2025-10-28.",
        _mended(text, whole=True),
    )


def _mended(text: str, *, whole: bool = False) -> tuple[str, str] | None:
    """The same date as it should be written, where there is only one that it can be; `whole`: down to the day."""
    match = _LOOSE.fullmatch(text)
    if not match:
        return None
    parts = [f"{int(part):0{width}}" for part, width in zip(match.groups(), (4, 2, 2), strict=True) if part]
    mended = "-".join(parts)
    good = _exists(mended) and (not whole or len(parts) == 3)
    return (text, mended) if good and mended != text else None
