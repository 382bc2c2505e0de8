"""Politeness around a question."""

from __future__ import annotations

import pytest

from bot.core.language.fillers import is_filler, strip


@pytest.mark.parametrize("text", ["谢谢啦", "你好", "please", "急急急", ",,"])
def test_what_is_nothing_but_politeness(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize("text", ["公寓", "急诊", "hello kitty flats"])
def test_what_says_something(text: str) -> None:
    assert not is_filler(text)


def test_a_row_of_one_filler_is_no_riddle() -> None:
    """Nested repeats made this take days: it ends, or the whole run is cut off."""
    assert strip("公寓" + "急" * 60 + "了") == "公寓" + "急" * 60 + "了"
    assert strip("公寓" + "急" * 60) == "公寓"
