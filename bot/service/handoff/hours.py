"""Office hours: read from a line such as `Mon-Fri 09:00-12:00,13:30-17:30; Sat 10:00-12:00`, and told. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from itertools import groupby
from typing import NamedTuple

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH = "一二三四五六日"
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_RULE = re.compile(r"(?P<days>[a-z]{3}(?:[-,][a-z]{3})*) (?P<spans>[\d:,-]+)")
_EXAMPLE = "Mon-Fri 09:00-17:30"


class Span(NamedTuple):
    """From a minute of the day to another, which does not belong to it."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is there."""

    zone: tzinfo
    days: tuple[tuple[Span, ...], ...] = ()
    """Monday first; empty: always."""

    def is_open(self, now: datetime) -> bool:
        """Whether somebody should be there; `now` is aware."""
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return not self.days or any(s.begin <= minute < s.end for s in self.days[local.weekday()])

    def describe(self, lang: str) -> str:
        """As people write it: `周一至周五 09:00–17:30`, `Mon–Fri 09:00–17:30`; empty where always."""
        groups = groupby(enumerate(self.days), key=lambda day: day[1])
        told = ("; " if lang == "en" else "；").join(
            f"{_days([number for number, _ in days], lang)} {_spans(spans, lang)}"
            for spans, days in groups
            if spans
        )
        return told and told + _zone(str(self.zone), lang)


def parse(line: str, zone: tzinfo) -> Hours:
    """Office hours of a line; an empty one means always.

    Raises:
        ValueError: says in both languages what cannot be read.
    """
    if not line.strip():
        return Hours(zone)
    days: list[list[Span]] = [[] for _ in _DAYS]
    for rule in filter(None, (part.strip() for part in line.lower().split(";"))):
        found = _RULE.fullmatch(re.sub(r"\s*([,-])\s*", r"\1", " ".join(rule.split())))
        if found is None:
            raise _wrong(rule)
        spans = list(_read_spans(found["spans"], rule))
        for day in _read_days(found["days"], rule):
            days[day] += spans
    return Hours(zone, tuple(tuple(sorted(spans)) for spans in days))


def _wrong(part: str) -> ValueError:
    return ValueError(
        f"办公时间 {part!r} 看不懂，例如 {_EXAMPLE}; Sat 09:00-12:00 / office hours {part!r} cannot be read, "
        f"expected as in {_EXAMPLE}; Sat 09:00-12:00"
    )


def _read_days(text: str, rule: str) -> Iterator[int]:
    for part in text.split(","):
        names = part.split("-")
        if len(names) > 2 or not set(names) <= set(_DAYS):
            raise _wrong(rule)
        first, last = _DAYS.index(names[0]), _DAYS.index(names[-1])
        yield from ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _read_spans(text: str, rule: str) -> Iterator[Span]:
    for part in text.split(","):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise _wrong(rule)
        begin, end = (_minute(found[n], found[n + 1], rule) for n in (1, 3))
        if begin >= end:
            raise _wrong(rule)
        yield Span(begin, end)


def _minute(hour: str, minute: str, rule: str) -> int:
    """Minute of the day; 24:00 is its end."""
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > 24 * 60:
        raise _wrong(rule)
    return total


def _days(numbers: list[int], lang: str) -> str:
    names = [_DAYS[number].capitalize() if lang == "en" else f"周{_ZH[number]}" for number in numbers]
    if len(names) == 1:
        return names[0]
    return f"{names[0]}–{names[-1]}" if lang == "en" else f"{names[0]}至{names[-1]}"


def _spans(spans: tuple[Span, ...], lang: str) -> str:
    return (", " if lang == "en" else "、").join(f"{_clock(s.begin)}–{_clock(s.end)}" for s in spans)


def _zone(name: str, lang: str) -> str:
    if name == "Asia/Shanghai":
        return ", China time" if lang == "en" else ""
    return f", {name}" if lang == "en" else f"，{name} 时间"


def _clock(minute: int) -> str:
    return "24:00" if minute == 24 * 60 else time(minute // 60, minute % 60).strftime("%H:%M")
