"""Options: what they are called, that their values depend on the knowledge alone, and how a button carries them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_base import base

from bot.core.decide import Choice, Decision
from bot.core.menus import MOST_NEXT, PAGE, Menus
from bot.core.model import Option, Outcome
from bot.core.options import CALLBACK_LIMIT, short_value
from bot.core.reply import Writer


def made() -> Menus:
    knowledge = base()
    return Menus(knowledge, Writer(knowledge))


def everything(menus: Menus, lang: str) -> list[Option]:
    knowledge = base()
    answered = Decision(Outcome.ANSWER, "t", "housing.flats", runner_up="exchange.deputies")
    found = [*menus.topics(lang), *menus.starters(lang), *menus.after([answered], ["jiaxing.flats"], lang)]
    for topic in knowledge.topics:
        found += menus.topic(topic, 0, lang)
    for region in knowledge.regions:
        found += menus.place(region, lang)
    return found + list(menus.choices([Choice("housing.flats", ("jiaxing.flats", "pinghu.flats"))], lang))


def test_values_depend_on_the_knowledge_alone() -> None:
    one, other = everything(made(), "zh"), everything(made(), "zh")
    assert one == other
    assert [option.value for option in one] == [option.value for option in everything(made(), "en")]
    assert [option.label for option in one] != [option.label for option in everything(made(), "en")]
    assert all(option.label and option.value for option in one)


def test_choices_carry_their_facts() -> None:
    choices = made().choices(
        [Choice("housing.flats", ("jiaxing.flats",)), Choice("money.founders", ())], "zh"
    )
    assert [choice.label for choice in choices] == ["人才公寓", "青苗成长金"]
    assert "jiaxing.flats" in choices[0].value


def test_next_questions_are_few_and_lead_elsewhere() -> None:
    answered = Decision(Outcome.ANSWER, "t", "housing.flats", runner_up="exchange.deputies")
    options = made().after([answered], ["jiaxing.flats"], "zh")
    assert 0 < len(options) <= MOST_NEXT
    assert len({option.value for option in options}) == len(options)
    assert not any("嘉兴" in option.label for option in options)


@pytest.mark.parametrize("outcome", [Outcome.OFFTOPIC, Outcome.SMALLTALK, Outcome.HANDOFF])
def test_nothing_is_offered_after_what_is_no_subject(outcome: Outcome) -> None:
    assert made().after([Decision(outcome, "t", "housing.flats")], [], "zh") == ()


def test_topics_hold_what_can_be_asked_and_no_gap_or_small_talk() -> None:
    values = [option.value for option in made().topics("zh")]
    assert len(set(values)) == len(values) > 0
    assert not any(name in value for value in values for name in ("gap", "talk", "off"))
    assert len(made().starters("zh")) <= 6


def test_a_place_offers_what_is_known_there() -> None:
    labels = [option.label for option in made().place("jiashan", "zh")]
    assert labels == ["嘉善的人才公寓"]
    assert len(made().place("pinghu", "zh")) <= PAGE
    assert made().place("hangzhou", "zh") == ()


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=120), st.integers(17, 200))
def test_a_button_carries_any_value(value: str, limit: int) -> None:
    short = short_value(value, limit)
    assert 0 < len(short.encode("utf-8")) <= limit
    assert short == short_value(value, limit)


def test_short_values_stay_and_long_ones_stay_apart() -> None:
    assert short_value("i:housing.flats@平湖") == "i:housing.flats@平湖"
    assert short_value("x" * CALLBACK_LIMIT) == "x" * CALLBACK_LIMIT
    long = [f"f:{'x' * 70}{number}" for number in range(50)]
    assert len({short_value(value) for value in long}) == 50
    assert short_value("") != ""
