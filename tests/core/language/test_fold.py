"""Folding: one script, one width, one case; any string is accepted."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.language.fold import MAX_LENGTH, fold, is_traditional, plain, simplify

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
"""Any string that a str can hold, lone surrogates too."""


@given(ANYTHING | st.text("免費公寓平湖 資訊A'sdnt.,？！１\u200b😀\u0301İ", max_size=30))
@example("\ud83d\ude00 \udfff")
@example("¨公寓´")
@example("İstanbul ΅")
@example("can't've what's's")
@settings(max_examples=300, deadline=None)
def test_any_string_is_accepted_and_folding_twice_changes_nothing(raw: str) -> None:
    folded = fold(raw)
    assert folded.raw == raw
    assert fold(folded.text).text == folded.text
    assert folded.text.encode("utf-8").decode("utf-8") == folded.text
    assert folded.text == " ".join(folded.text.split(" ")).strip()


@pytest.mark.parametrize("piece", ["公", "free flats? ", "公寓\n", "\ud800", "A\u0301", "免費"])
def test_long_texts_are_clipped_at_both_ends_in_no_time(piece: str) -> None:
    raw = "开头" + piece * (100_000 // len(piece)) + "结尾"
    begin = time.perf_counter()
    folded = fold(raw)
    assert time.perf_counter() - begin < 1
    assert len(folded.text) <= MAX_LENGTH
    assert folded.text.startswith("开头")
    assert folded.text.endswith("结尾")
    assert "clipped" in folded.steps
    assert fold(folded.text).text == folded.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("嘉興市人才公寓", "嘉兴市人才公寓"),
        ("平湖有幾套免費公寓", "平湖有几套免费公寓"),
        ("科技副總補貼", "科技副总补贴"),
        ("資訊軟體晶片", "信息软件芯片"),
        ("人工智慧", "人工智能"),
        ("租屋補貼", "租房补贴"),
        ("坐計程車還是捷運", "坐出租车还是地铁"),
        ("喺邊度搵人工，有冇幾多津貼", "在哪里揾人工,有没有多少津贴"),
        ("didnt get it", "did not get it"),
        ("ＡＢＣ　１２３？", "abc 123?"),
        ("Talent  FLATS\t\nPinghu", "talent flats pinghu"),
        ("公\u200b寓\ufeff", "公寓"),
        ("人才😀公寓🏠", "人才 公寓"),
        ("don't", "do not"),
        ("I can’t find what's free", "i can not find what is free"),
        ("pls tell me", "please tell me"),
        ("\x00平湖\x1b", "平湖"),
        ("\ud800平湖\udc00", "平湖"),
    ],
)
def test_what_folds_into_what(typed: str, meant: str) -> None:
    assert plain(typed) == meant
    assert fold(typed).steps or typed.isascii()


@pytest.mark.parametrize("text", ["", " ", "\u200b", "😀", "\ud800", "\r\n\t"])
def test_nothing_visible_is_nothing(text: str) -> None:
    assert plain(text) == ""


def test_steps_name_what_changed_and_only_that() -> None:
    assert fold("平湖有公寓吗").steps == ()
    assert fold("嘉興").steps == ("script",)
    assert set(fold("嘉興１\u200b").steps) == {"script", "width", "invisible"}


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("平湖有幾套免費公寓", True),
        ("平湖有几套免费公寓", False),
        ("嘉善", False),
        ("how many flats", False),
        ("嘉兴 嘉興", True),
        ("后台里面", False),
    ],
)
def test_script_of_the_asker(text: str, traditional: bool) -> None:
    assert is_traditional(text) is traditional
    assert fold(text).traditional is traditional


def test_simplified_text_is_left_alone() -> None:
    text = "平湖为实习生、见习生准备了459套免费公寓，后台里面发展计划。"
    assert simplify(text) == text
