"""Office hours: read, held against the clock, told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.service.handoff.hours import parse

CHINA = ZoneInfo("Asia/Shanghai")
SPLIT = "Mon-Fri 09:00-12:00,13:30-17:30; Sat 9:00-12:00"


def at(day: int, clock: str) -> datetime:
    """In November 2026, of which the 20th is a Friday; Chinese time."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "is_open"),
    [
        (20, "08:59", False),
        (20, "09:00", True),
        (20, "11:59", True),
        (20, "12:00", False),
        (20, "13:30", True),
        (20, "17:30", False),
        (21, "09:00", True),
        (21, "13:30", False),
        (22, "10:00", False),
        (23, "10:00", True),
    ],
)
def test_somebody_is_there_in_office_hours_of_their_own_clock(day: int, clock: str, is_open: bool) -> None:
    assert parse(SPLIT, CHINA).is_open(at(day, clock)) is is_open


def test_no_hours_are_all_hours() -> None:
    always = parse("  ", CHINA)
    assert all(always.is_open(at(16, "00:00") + timedelta(hours=3 * step)) for step in range(60))
    assert always.describe("zh") == always.describe("en") == ""


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("Mon-Fri 09:00-17:30", "周一至周五 09:00–17:30", "Mon–Fri 09:00–17:30, China time"),
        (
            SPLIT,
            "周一至周五 09:00–12:00、13:30–17:30；周六 09:00–12:00",
            "Mon–Fri 09:00–12:00, 13:30–17:30; Sat 09:00–12:00, China time",
        ),
        (
            "mon , wed 8:00-24:00",
            "周一 08:00–24:00；周三 08:00–24:00",
            "Mon 08:00–24:00; Wed 08:00–24:00, China time",
        ),
        (
            "Sat-Mon 10:00-11:00",
            "周一 10:00–11:00；周六至周日 10:00–11:00",
            "Mon 10:00–11:00; Sat–Sun 10:00–11:00, China time",
        ),
    ],
)
def test_they_are_told_as_people_write_them(line: str, zh: str, en: str) -> None:
    hours = parse(line, CHINA)
    assert (hours.describe("zh"), hours.describe("en")) == (zh, en)


def test_another_time_zone_is_named() -> None:
    hours = parse("Mon 09:00-10:00", ZoneInfo("Europe/Berlin"))
    assert hours.describe("zh") == "周一 09:00–10:00，Europe/Berlin 时间"
    assert hours.is_open(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "line",
    [
        "9-17",
        "Mon-Fri",
        "Mon-Fri 17:00-09:00",
        "Mon-Fri 09:00-09:00",
        "Mon 09:60-10:00",
        "Mon 09:00-25:00",
        "Mon 09:00-24:30",
        "Mon-Tue-Wed 09:00-10:00",
        "Frx 09:00-10:00",
        "周一 09:00-10:00",
        "Mon 09:00-10:00,",
        "Mon 09:00-10:00 Tue 09:00-10:00",
    ],
)
def test_what_cannot_be_read_is_said_with_an_example(line: str) -> None:
    with pytest.raises(ValueError, match=r"看不懂.*cannot be read.*Mon-Fri 09:00-17:30"):
        parse(line, CHINA)
