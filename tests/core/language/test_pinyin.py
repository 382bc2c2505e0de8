"""Syllables and the sound model, on models small enough to see through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.pinyin import SYLLABLES, SoundModel, fuzzy, split_syllables, syllable

WORDS = ["科技副总", "人才公寓", "补贴多少", "平湖", "嘉善", "有没有", "免费", "多少套"]


@pytest.fixture(scope="module")
def sounds() -> SoundModel:
    model = SoundModel()
    model.learn(WORDS, weight=3)
    return model.freeze()


@pytest.mark.parametrize(
    ("word", "fall"),
    [
        ("kejifuzong", ("ke", "ji", "fu", "zong")),
        ("gongyu", ("gong", "yu")),
        ("pinghu", ("ping", "hu")),
        ("zhuang", ("zhuang",)),
        ("lü", ("lv",)),
        ("hello", None),
        ("xyz", None),
        ("gongyuq", None),
        ("", None),
    ],
)
def test_split(word: str, fall: tuple[str, ...] | None) -> None:
    assert split_syllables(word) == fall


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=6))
def test_a_row_of_syllables_always_splits_and_never_into_more(row: list[str]) -> None:
    fall = split_syllables("".join(row))
    assert fall is not None
    assert "".join(fall) == "".join(row)
    assert len(fall) <= len(row)
    assert set(fall) <= SYLLABLES


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhi", "zi"), ("cheng", "cen"), ("shi", "si"), ("nan", "lang"), ("hu", "fu"), ("ren", "leng")],
)
def test_what_accents_mix_up_is_equal(one: str, other: str) -> None:
    assert fuzzy(one) == fuzzy(other)


@pytest.mark.parametrize(("one", "other"), [("ping", "bing"), ("ji", "qi"), ("gong", "dong")])
def test_what_nobody_mixes_up_stays_apart(one: str, other: str) -> None:
    assert fuzzy(one) != fuzzy(other)


def test_a_character_of_no_reading() -> None:
    assert syllable("A") is None
    assert syllable("😀") is None


@pytest.mark.parametrize("word", WORDS)
def test_decode_gives_back_what_was_learned(word: str, sounds: SoundModel) -> None:
    spelt = [syllable(char) or "" for char in word]
    assert sounds.decode(spelt) == word


def test_decode_hears_through_accents(sounds: SoundModel) -> None:
    assert sounds.decode(["pin", "hu"]) == "平湖"
    assert sounds.decode(["mian", "hei"]) == "免费"


def test_decode_gives_up_on_sounds_that_it_never_heard(sounds: SoundModel) -> None:
    assert sounds.decode(["ping", "zhua"]) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("科技付总", "科技副总"),
        ("人才公遇", "人才公寓"),
        ("人才工寓", "人才公寓"),
        ("平胡", "平湖"),
        ("加善", "嘉善"),
        ("补帖多少", "补贴多少"),
        ("人公才寓", "人才公寓"),
        ("八才公寓", "人才公寓"),
        ("科枝副总", "科技副总"),
        ("平湖呢", "平湖呢"),
    ],
)
def test_homophones_and_swapped_characters_are_mended(typed: str, meant: str, sounds: SoundModel) -> None:
    assert sounds.hear(typed) == meant


@pytest.mark.parametrize("text", [*WORDS, "量子力学原理概论与实验方法", "天", ""])
def test_what_is_right_or_about_something_else_is_left_alone(text: str, sounds: SoundModel) -> None:
    assert sounds.hear(text) == text


def test_nothing_is_heard_by_an_empty_model() -> None:
    empty = SoundModel().freeze()
    assert empty.hear("人才公寓") == "人才公寓"
    assert empty.decode(["gong", "yu"]) is None
