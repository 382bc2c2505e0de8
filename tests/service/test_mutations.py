"""Mutations of questions: repeatable, different from the original, and of the kind that they are named for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.fold import CJK, simplify
from bot.core.language.pinyin import syllables
from bot.service.mutations import Kind, Mutator

PLACES = ("平湖", "嘉兴", "Pinghu", "South Lake")
MUTATOR = Mutator(PLACES)
QUESTIONS = (
    "平湖有多少套人才公寓？",
    "科技副总每年补贴多少钱，怎么申请",
    "我实习半年，免费公寓够住到最后吗",
    "how many talent flats are there in Pinghu?",
    "嘉兴 人才 补贴",
)


def differing(one: str, other: str) -> list[tuple[str, str]]:
    assert len(one) == len(other)
    return [(a, b) for a, b in zip(one, other, strict=True) if a != b]


@pytest.mark.parametrize("kind", Kind)
@given(text=st.text(max_size=40) | st.sampled_from(QUESTIONS))
def test_whatever_the_text_a_mutation_is_another_text_and_always_the_same(kind: Kind, text: str) -> None:
    changed = MUTATOR.mutate(kind, text)
    assert changed != text
    assert changed == Mutator(PLACES).mutate(kind, text)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_mutates_some_question(kind: Kind) -> None:
    assert any(MUTATOR.mutate(kind, question) for question in QUESTIONS)


@pytest.mark.parametrize("kind", [Kind.HOMOPHONE, Kind.GLYPH, Kind.PINYIN, Kind.TRADITIONAL])
def test_what_is_done_to_characters_is_not_done_to_letters(kind: Kind) -> None:
    assert MUTATOR.mutate(kind, "how many flats are there?") is None


def heard(sound: str) -> str:
    """A syllable with the sounds made equal that accents mix up."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if sound.startswith(hard):
            sound = soft + sound[len(hard) :]
            break
    return sound.removesuffix("g") if sound.endswith("ng") else sound


def test_a_homophone_is_one_other_character_that_sounds_alike() -> None:
    found = [(question, MUTATOR.mutate(Kind.HOMOPHONE, question)) for question in QUESTIONS[:3]]
    for question, changed in found:
        ((old, new),) = differing(question, changed or "")
        assert heard(syllables(old)[0]) == heard(syllables(new)[0])


@pytest.mark.parametrize("text", ["买买买", "卖"])
def test_a_homophone_never_asks_for_the_opposite(text: str) -> None:
    assert {"买", "卖"} > set(MUTATOR.mutate(Kind.HOMOPHONE, text) or "") & {"买", "卖"}


def test_a_glyph_is_one_other_character() -> None:
    ((old, new),) = differing("自己的房", MUTATOR.mutate(Kind.GLYPH, "自己的房") or "")
    assert old == "己"
    assert new in "已巳"
    assert MUTATOR.mutate(Kind.GLYPH, "谢谢") is None


@pytest.mark.parametrize("text", [q for q in QUESTIONS if CJK.search(q)])
def test_a_slip_in_chinese_keeps_all_characters_but_one(text: str) -> None:
    changed = MUTATOR.mutate(Kind.TYPO, text) or ""
    assert abs(len(changed) - len(text)) <= 1
    assert set(changed) <= set(text)


def test_a_short_question_loses_no_character() -> None:
    words = [first + second for first in "公寓补贴人才活动平台" for second in "钱房卡证表"]
    assert min(len(MUTATOR.mutate(Kind.TYPO, word) or word) for word in words) == 2


def test_a_slip_in_english_stays_within_a_longer_word() -> None:
    for number in range(40):
        changed = MUTATOR.mutate(Kind.TYPO, f"how do {number} interns get a flat") or ""
        words = changed.split()
        assert len(words) == 7
        assert words[:3] == ["how", "do", str(number)]
        assert (words[3][0], words[6][0]) == ("i", "f")
    assert MUTATOR.mutate(Kind.TYPO, "how do I get it") is None


def test_pinyin_is_typed_apart_or_together() -> None:
    typed = {MUTATOR.mutate(Kind.PINYIN, "平湖有公寓吗" + "？" * number) for number in range(6)}
    assert {(text or "").rstrip("?") for text in typed} == {"ping hu you gong yu ma", "pinghuyougongyuma"}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("长三角概况", "changsanjiaogaikuang"),
        ("银行行不行", "yinhangxingbuxing"),
        ("500强 有几家？", "500qiang youjijia?"),
        ("有PDF版本吗", "you PDF ban ben ma"),
    ],
)
def test_pinyin_reads_words_and_keeps_what_is_no_character(text: str, typed: str) -> None:
    changed = MUTATOR.mutate(Kind.PINYIN, text) or ""
    assert changed.replace(" ", "") == typed.replace(" ", "")
    assert CJK.search(changed) is None


def test_traditional_script_is_the_same_in_simplified() -> None:
    assert MUTATOR.mutate(Kind.TRADITIONAL, QUESTIONS[0]) is None  # it has no character that differs
    for question in QUESTIONS[1:3]:
        changed = MUTATOR.mutate(Kind.TRADITIONAL, question) or ""
        assert simplify(changed) == question


def test_fillers_stand_around_the_question() -> None:
    for question in QUESTIONS:
        assert question.rstrip("?？") in (MUTATOR.mutate(Kind.FILLER, question) or "")


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("我实习半年，免费公寓够住到最后吗", "免费公寓够住到最后吗，我实习半年"),
        ("平湖有多少套公寓？", None),
        ("平湖的公寓几个人住？", "公寓几个人住，平湖？"),
        ("how many flats are there in Pinghu?", "In Pinghu, how many flats are there?"),
        ("嘉兴 人才 补贴", "补贴 嘉兴 人才"),
        ("I'm new, how do I get a flat?", "how do I get a flat, I'm new?"),
        ("有家锐鹰，它做什么", None),
        ("Why are Jiashan, Qingpu and Wujiang one zone?", None),
        ("补贴30,000元吗", None),
        ("平湖", None),
    ],
)
def test_order(text: str, turned: str | None) -> None:
    assert MUTATOR.mutate(Kind.ORDER, text) == turned
