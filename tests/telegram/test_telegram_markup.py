"""Texts, buttons and ids as values, without any network."""

from __future__ import annotations

import html
import re

from bot_api_rules import plain_text, utf16
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import ids
from bot.channels.telegram.failures import scrub
from bot.channels.telegram.markup import keyboard, split, to_html, units
from bot.core.model import Option
from bot.core.options import short_value

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.text(st.sampled_from("嘉兴😀ab <&>\n。. "), max_size=300), st.integers(2, 60))
def test_pieces_fit_and_lose_nothing_but_space(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


def test_the_best_break_wins() -> None:
    assert split("一二三\n四五\n\n六七八九十", 10) == ["一二三\n四五", "六七八九十"]
    assert split("一二三四\n五六七八九十", 10) == ["一二三四", "五六七八九十"] or units("一二三四") < 5
    assert split("一二三四五。六七八九十。", 10) == ["一二三四五。", "六七八九十。"]
    assert split("😀😀😀", 3) == ["😀", "😀", "😀"]


@given(words.filter(str.strip), words)
def test_any_text_is_well_formed_html(body: str, closing: str) -> None:
    sent = to_html(body + closing, closing)
    assert sent == f"{html.escape(body, quote=False)}<i>{html.escape(closing, quote=False)}</i>"
    assert plain_text({"text": sent, "parse_mode": "HTML"}) == (body + closing).strip()


def test_a_closing_line_that_is_not_at_the_end_is_left_alone() -> None:
    assert to_html("a\nb", "a") == "a\nb"


@given(st.text(max_size=100))
def test_short_values_fit_and_are_stable(value: str) -> None:
    short = short_value(value)
    assert 1 <= len(short.encode()) <= 64
    assert short == short_value(value)
    assert short == value or re.fullmatch("#[0-9a-f]{16}", short)


@given(words)
def test_values_that_fit_stay_as_they_are(value: str) -> None:
    fits = len(value.encode()) <= 64
    assert (short_value(value) == value) is fits


def test_short_values_of_long_values_differ() -> None:
    values = [f"{'平湖' * 20}{number}" for number in range(1000)]
    assert len({short_value(value) for value in values}) == 1000
    assert short_value("abc", limit=2) != "abc"


def test_no_options_no_keyboard() -> None:
    assert keyboard(()) is None


@given(st.lists(st.builds(Option, words, st.text()), min_size=1, max_size=120))
def test_every_option_keeps_its_place(options: list[Option]) -> None:
    rows = keyboard(tuple(options))
    assert rows is not None
    buttons = [button for row in rows.inline_keyboard for button in row]
    assert [button.callback_data for button in buttons] == [
        short_value(option.value) for option in options[:100]
    ]
    assert all(0 < len(row) <= 6 for row in rows.inline_keyboard)


def test_ids_there_and_back() -> None:
    assert ids.target(ids.chat_id(-1001, 45)) == (-1001, 45)
    assert ids.target("1001") == (1001, None)
    assert ids.message_of(ids.of_message(-1001, 7)) == 7
    assert ids.message_of(ids.of_edit(1001, 7, 99)) == 7
    assert ids.press_of(ids.of_press("4382bfdwdsb323b2d9")) == "4382bfdwdsb323b2d9"
    for other in (ids.of_album(1, "x"), ids.of_update(5), "", None, "m1"):
        assert ids.message_of(other) is None
        assert ids.press_of(other) is None


def test_tokens_are_taken_out_of_what_is_said() -> None:
    assert scrub("https://h/bot123456:AAH-x_y12/getMe gave 404") == "https://h/bot<token>/getMe gave 404"


def test_units_are_telegrams() -> None:
    assert units("嘉😀") == utf16("嘉😀") == 3


def test_thumbs_have_the_last_row() -> None:
    assert keyboard(()) is None
    alone = keyboard((), rating=True)
    assert alone is not None
    assert [[b.callback_data for b in row] for row in alone.inline_keyboard] == [["v:+", "v:-"]]
    full = keyboard(tuple(Option(f"选项{n}", f"i:{n}") for n in range(120)), rating=True)
    assert full is not None
    assert sum(map(len, full.inline_keyboard)) == 100
    assert [button.text for button in full.inline_keyboard[-1]] == ["👍", "👎"]
