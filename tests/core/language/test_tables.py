"""The shipped character tables against the libraries that they were made from."""

from __future__ import annotations

from collections import Counter

import opencc
import pypinyin
import pytest

from bot.core.language.fold import is_traditional, simplify
from bot.core.language.pinyin import SYLLABLES, syllable, syllables
from bot.core.language.tables import OTHER_PINYIN, PINYIN, SIMPLIFIED, TRADITIONAL

SAMPLE = "嘉兴平湖善南湖区秀洲海宁盐桐乡人才公寓科技副总补贴贷款院士博硕实习见驿站青苗成长金创业大赛峰会专利产值纳税"


def test_every_gb2312_character_has_exactly_one_usual_reading() -> None:
    counts = Counter("".join(PINYIN.values()))
    assert max(counts.values()) == 1
    assert len(counts) == 6763


@pytest.mark.parametrize("char", sorted(set(SAMPLE)))
def test_usual_readings_are_those_of_pypinyin(char: str) -> None:
    expected = pypinyin.lazy_pinyin(char, style=pypinyin.Style.NORMAL)[0].replace("ü", "v")
    assert syllable(char) == expected


def test_a_wide_sample_agrees_with_pypinyin() -> None:
    sample = "".join(PINYIN.values())[::17]
    plain = pypinyin.lazy_pinyin(list(sample), style=pypinyin.Style.NORMAL)
    differing = [
        char for char, sound in zip(sample, plain, strict=True) if syllable(char) != sound.replace("ü", "v")
    ]
    assert differing == []


@pytest.mark.parametrize(("char", "other"), [("重", "chong"), ("行", "hang"), ("乐", "yue"), ("长", "chang")])
def test_further_readings_are_kept(char: str, other: str) -> None:
    assert other in syllables(char)
    assert len(set(syllables(char))) == len(syllables(char)) > 1


def test_syllables_are_letters_only() -> None:
    assert all(sound.isascii() and sound.isalpha() and sound.islower() for sound in SYLLABLES)
    assert set("".join(OTHER_PINYIN.values())) <= set("".join(PINYIN.values()))


def test_scripts_run_parallel_and_agree_with_opencc() -> None:
    convert = opencc.OpenCC("t2s").convert
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    sample = TRADITIONAL[::11]
    assert [simplify(char) for char in sample] == [convert(char) for char in sample]


def test_what_opencc_writes_in_traditional_script_is_seen_as_such_and_read_back() -> None:
    text = "平湖为实习生准备了免费公寓，嘉兴的科技副总有补贴"
    old = opencc.OpenCC("s2t").convert(text)
    assert is_traditional(old)
    assert simplify(old) == text
