"""Letters in a message: English stays, pinyin and initials become characters."""

from __future__ import annotations

import pytest

from bot.core.language.latin import LatinReader, chinese_runs, close_gaps, english_words, hear, initials
from bot.core.language.pinyin import SoundModel

TEXTS = ["有多少套人才公寓", "科技副总能领多少补助", "公寓有没有", "平湖", "嘉善", "怎么申请", "有什么"]
ENGLISH = "how many talent flats are there in the city can women manage an engine what is the subsidy"


@pytest.fixture(scope="module")
def sounds() -> SoundModel:
    model = SoundModel()
    model.learn(TEXTS, weight=3)
    return model.freeze()


@pytest.fixture(scope="module")
def reader(sounds: SoundModel) -> LatinReader:
    english = english_words(dict.fromkeys(ENGLISH.split(), 2))
    known = frozenset([*ENGLISH.split(), "pinghu"])
    return LatinReader(sounds, english, known, ["科技副总", "人才码"], ["平湖", "嘉善"])


@pytest.mark.parametrize(
    "text",
    [
        "how many talent flats are there",
        "what is the subsidy",
        "can women manage an engine",
        "who are you",
        "hello",
        "公寓有wifi吗",
        "",
        "459",
        "flats in pinghu",
    ],
)
def test_english_is_left_alone(text: str, reader: LatinReader) -> None:
    assert reader.read(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rencai gongyu duoshao tao", "人才公寓多少套"),
        ("rencaigongyu", "人才公寓"),
        ("ren cai gong yu you mei you", "人才公寓有没有"),
        ("kejifuzong nengling duoshao buzhu", "科技副总能领多少补助"),
        ("zenme shenqing gongyu", "怎么申请公寓"),
        ("嘉善有gongyu吗", "嘉善有公寓吗"),
        ("ren cai gong yu why zen me shen qing", "人才公寓 why 怎么申请"),
    ],
)
def test_pinyin_is_decoded(typed: str, meant: str, reader: LatinReader) -> None:
    assert reader.read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kjfz补贴", "科技副总补贴"),
        ("ph有公寓吗", "平湖有公寓吗"),
        ("kjfz", "科技副总"),
        ("rcm是什么", "人才码是什么"),
    ],
)
def test_initials_of_names_and_places(typed: str, meant: str, reader: LatinReader) -> None:
    assert reader.read(typed) == meant


def test_initials_beside_pinyin(reader: LatinReader) -> None:
    assert "科技副总" in reader.read("kjfz duoshao")


def test_initials() -> None:
    assert initials("科技副总") == "kjfz"
    assert initials("AI公寓") == ""


def test_a_word_that_could_be_pinyin_must_be_seen_twice_to_be_english() -> None:
    words = english_words({"gongyu": 1, "flats": 1, "dance": 1, "bainian": 2})
    assert {"flats", "bainian", "the"} <= words
    assert "gongyu" not in words


def test_gaps_inside_words_are_closed_and_others_kept(sounds: SoundModel) -> None:
    assert close_gaps("公 寓 多少", sounds) == "公寓 多少"
    assert close_gaps("人才 公寓", sounds) == "人才公寓"


def test_hearing_touches_chinese_runs_only(sounds: SoundModel) -> None:
    assert hear("kjfz 工寓 459", sounds) == "kjfz 公寓 459"
    assert hear("talent flats", sounds) == "talent flats"
    assert chinese_runs("平湖,459套flats公寓") == ["平湖", "套", "公寓"]
