"""Figures are the same figure however each language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kb.figures import figures, unmatched


def differ(zh: str, en: str) -> tuple[list[str], list[str]]:
    one, other = figures(zh), figures(en)
    return unmatched(one, other), unmatched(other, one)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("3.6万套", "36,000 flats"),
        ("129万", "1.29 million"),
        ("2457亿元", "245.7 billion yuan"),
        ("1.4万余名", "over 14,000"),
        ("300多万元", "over 3 million yuan"),
        ("超千万元", "more than 10 million yuan"),
        ("10月28日", "28 October"),
        ("二十多年", "more than 20 years"),
        ("第十四个", "the 14th"),
        ("十四五规划", "the 14th Five-Year Plan"),
        ("二〇二五年", "2025"),
        ("３成", "30%"),
        ("12.5%", "12.5 per cent"),
        ("25强", "one of the twenty-five strongest"),
        ("100万", "one million"),
        ("95后", "born after 1995"),
        ("20世纪80年代", "the 1980s"),
        ("两万五千人", "25,000 people"),
        ("G60走廊", "the G60 corridor"),
        ("1+3+5", "1+3+5"),
        ("3名博士", "three PhDs"),
        ("首个", "the 1st"),
        ("5000万", "50m"),
    ],
)
def test_same_figure(zh: str, en: str) -> None:
    assert differ(zh, en) == ([], [])


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("495套", "459 flats", (["495"], ["459"])),
        ("129万", "129,000", (["129万"], ["129,000"])),
        ("2457亿元", "24.57 billion", (["2457亿"], ["24.57 billion"])),
        ("166名", "many", (["166"], [])),
        ("一批", "34 of them", ([], ["34"])),
        ("10月28日", "28 November", (["10"], [])),
    ],
)
def test_other_figure(zh: str, en: str, expected: tuple[list[str], list[str]]) -> None:
    assert differ(zh, en) == expected


@given(st.integers(min_value=1, max_value=999_999))
def test_ten_thousands_in_any_spelling(number: int) -> None:
    assert differ(f"{Decimal(number) / 10000:f}万", f"{number:,}") == ([], [])
    assert differ(f"{number}万", f"{Decimal(number) / 100:f} million") == ([], [])


@given(st.text(max_size=60))
def test_any_text_agrees_with_itself(text: str) -> None:
    assert differ(text, text) == ([], [])
