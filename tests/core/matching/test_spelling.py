"""Misspelt English words: what is mended, by which known word, and what is left as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.english import EVERYDAY, is_everyday
from bot.core.matching.spelling import Speller, slipped

_WORD = re.compile(r"[a-z]+")
COUNTS = {
    "talent": 9,
    "subsidy": 3,
    "flats": 5,
    "deputies": 2,
    "grant": 4,
    "rent": 6,
    "pinghu": 3,
    "programme": 2,
    "ai": 7,
}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(COUNTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("talnet", "talent"),
        ("talen", "talent"),
        ("tallent", "talent"),
        ("talemt", "talent"),
        ("subsidey", "subsidy"),
        ("subsdiy", "subsidy"),
        ("subsudi", "subsidy"),
        ("deputys", "deputies"),
        ("flatts", "flats"),
        ("grnt", "grant"),
        ("programm", "programme"),
        ("pinhgu", "pinghu"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str, speller: Speller) -> None:
    assert speller.mend(typed) == meant
    assert speller.mend(f"公寓 {typed}, {typed}?") == f"公寓 {meant}, {meant}?"


@pytest.mark.parametrize(
    "text", ["talent xyz hello 公寓", "ia", "rn", "rnt", "459 flats 40%", "", "量子", "talent flats"]
)
def test_what_is_right_short_or_far_off_stays(text: str, speller: Speller) -> None:
    assert speller.mend(text) == text


@pytest.mark.parametrize("word", ["went", "plans", "floats", "bent", "giant"])
def test_a_good_word_that_is_near_by_chance_stays(word: str) -> None:
    """It is an everyday one, or neither fingers nor ears make it of a known one."""
    known = {"rent": 6, "flans": 3, "grant": 4, "bloats": 5, "want": 2}
    assert Speller(known).mend(word) == word


@pytest.mark.parametrize(
    "word",
    ["rate", "house", "working", "studies", "friendly", "parties", "wanted", "houses", "changed", "arriving"],
)
def test_everyday_words_stay_in_all_their_forms(word: str) -> None:
    assert is_everyday(word)
    near = {word + "s": 5, word[:-1]: 5, word[1:]: 5, word[0] + word: 5}
    assert Speller(near).mend(word) == word


@pytest.mark.parametrize("word", ["", "talnet", "hosue", "qwv", "科技"])
def test_what_is_no_everyday_word(word: str) -> None:
    assert not is_everyday(word)


def test_everyday_words_are_plain_words_in_small_letters() -> None:
    assert len(EVERYDAY) > 1000
    assert all(word.isascii() and word.isalpha() and word.islower() for word in EVERYDAY)
    assert all(map(is_everyday, EVERYDAY))


def test_a_speller_without_words_mends_nothing() -> None:
    assert Speller({}).mend("talnet subsidey") == "talnet subsidey"


@pytest.mark.parametrize(
    ("known", "typed", "meant"),
    [
        ({"bental": 9, "dental": 1}, "dentl", "dental"),
        ({"granter": 2, "granted": 9}, "grantef", "granted"),
        ({"granter": 9, "granted": 2}, "grantef", "granter"),
        ({"granted": 1, "granters": 9}, "grantes", "granters"),
    ],
)
def test_of_equally_near_words_the_same_first_letter_wins_then_the_more_frequent(
    known: dict[str, int], typed: str, meant: str
) -> None:
    assert Speller(known).mend(typed) == meant


def test_the_nearest_wins_over_the_more_frequent() -> None:
    assert Speller({"subsidy": 1, "subsidies": 99}).mend("subsidey") == "subsidy"


@given(st.text("abcdefghijklmnopqrstuvwxyz ,.公寓459", max_size=40))
def test_only_words_change_and_only_into_known_ones(text: str) -> None:
    speller = Speller(COUNTS)
    mended = speller.mend(text)
    assert _WORD.split(mended) == _WORD.split(text)
    for typed, meant in zip(_WORD.findall(text), _WORD.findall(mended), strict=True):
        assert meant == typed or (meant in COUNTS and len(typed) >= 4)
    assert speller.mend(mended) == mended


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flts", "flats"),  # left out
        ("hous", "house"),
        ("flatts", "flats"),  # doubled
        ("grantt", "grant"),
        ("ggrant", "grant"),
        ("flatsd", "flats"),  # the key beside pressed with it
        ("grsnt", "grant"),  # the key beside instead
        ("flast", "flats"),  # swapped
        ("grent", "grant"),  # another vowel
        ("krant", "grant"),  # sounds alike
        ("clats", "klats"),
    ],
)
def test_slips_of_fingers_and_ears(typed: str, meant: str) -> None:
    assert slipped(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bent", "rent"),
        ("tank", "bank"),
        ("flaks", "flats"),
        ("xflats", "flats"),
        ("flatsq", "flats"),
        ("graqt", "grant"),
    ],
)
def test_what_neither_fingers_nor_ears_do(typed: str, meant: str) -> None:
    assert not slipped(typed, meant)


@pytest.mark.parametrize("word", ["bent", "flaks", "plats", "xflats"])
def test_a_short_word_is_mended_for_a_slip_only(word: str, speller: Speller) -> None:
    assert speller.mend(word) == word
