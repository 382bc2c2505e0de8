"""The words that go out: dates, the closing line, the budget, what has expired, quoted names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from opencc import OpenCC
from small_base import base

from bot.core.decide import Decision
from bot.core.language.fold import has_cjk
from bot.core.model import Outcome, Source
from bot.core.reply import Writer, in_traditional, spoken_date

TODAY = "2026-01-01"


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(base())


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        ("2022", "2022年", "2022"),
        ("2025-05", "2025年5月", "May 2025"),
        ("2025-12-31", "2025年12月31日", "31 December 2025"),
        ("2025-01-08", "2025年1月8日", "8 January 2025"),
    ],
)
def test_dates_in_words(date: str, zh: str, en: str) -> None:
    assert spoken_date(date, "zh") == spoken_date(date, "zh-Hant") == zh
    assert spoken_date(date, "en") == en


def test_closing_line_dates_statements_and_prints(writer: Writer) -> None:
    sources = writer.sources(["pinghu.flats", "pinghu.founders", "jiaxing.flats"])
    assert sources == (Source("pinghu-paper", "2025-05"), Source("jiaxing-paper", "2022"))
    zh, en = (writer.closing(sources, lang) for lang in ("zh", "en"))
    assert zh == "资料时间：2025年5月；2022年　来源：《平湖》（2025年5月）；《嘉兴》（2025年5月）"
    assert en == "As of May 2025; 2022. Source: “Pinghu” (May 2025); “Jiaxing” (May 2025)"
    assert writer.closing(sources[:1], "zh") == "资料时间：2025年5月　来源：《平湖》"
    assert writer.closing((), "zh") == ""


def test_the_budget_cuts_but_never_to_nothing(writer: Writer) -> None:
    names = ["jiaxing.flats", "pinghu.flats", "jiashan.flats"]
    assert writer.tell(names, "zh", TODAY, 1000).facts == tuple(names)
    assert writer.tell(names, "zh", TODAY, 1).facts == ("jiaxing.flats",)
    draft = writer.tell(names, "zh", TODAY, 32)
    assert 1 <= len(draft.facts) < 3
    assert len(draft.text.replace("\n", "")) <= 32
    assert draft.text.count("\n") == len(draft.facts) - 1


def test_an_expired_fact_says_so(writer: Writer) -> None:
    fact = base().facts["pinghu.founders"]
    for lang, date in (("zh", "2027年12月31日"), ("en", "31 December 2027")):
        assert date not in writer.statement(fact, lang, "2027-12-31", label=True)
        assert date in writer.statement(fact, lang, "2028-01-01", label=True)


def test_a_fact_is_labelled_with_its_place_unless_it_names_it(writer: Writer) -> None:
    fact = base().facts["pinghu.flats"]
    assert writer.statement(fact, "zh", TODAY, label=True) == fact.text.zh
    nameless = replace(fact, text=replace(fact.text, zh="有459套公寓。", en="There are 459 flats."))
    assert writer.statement(nameless, "zh", TODAY, label=True) == "平湖：有459套公寓。"
    assert writer.statement(nameless, "en", TODAY, label=True) == "Pinghu: There are 459 flats."
    assert writer.statement(nameless, "zh", TODAY, label=False) == "有459套公寓。"


def test_facts_of_a_containing_place_are_introduced_as_such(writer: Writer) -> None:
    decision = Decision(
        Outcome.ANSWER, "t", "housing.flats", place="jiashan", facts=("jiaxing.flats",), wider=True
    )
    draft = writer.part(decision, "zh", TODAY, 160)
    head, told = draft.text.split("\n")
    assert "嘉善" in head
    assert "嘉兴" in head
    assert told == base().facts["jiaxing.flats"].text.zh


def test_a_gap_says_so_then_gives_the_nearest_fact_as_such(writer: Writer) -> None:
    decision = Decision(Outcome.UNKNOWN, "known-gap", "gap.rent", facts=("pinghu.flats",))
    for lang in ("zh", "en"):
        draft = writer.part(decision, lang, TODAY, 160)
        gap, nearest, *_ = draft.text.split("\n")
        intent, fact = base().intents["gap.rent"], base().facts["pinghu.flats"]
        assert intent.say is not None
        assert gap == intent.say.get(lang)
        assert fact.text.get(lang) in nearest
        assert nearest != fact.text.get(lang)
        assert draft.facts == ("pinghu.flats",)


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ("place-not-covered", "平湖"),
        ("place-outside", "嘉善"),
        ("year-not-covered", "2019"),
        ("aspect-not-covered", "金额"),
        ("figure-of-containing-place", "嘉善"),
    ],
)
def test_what_is_missing_is_named(rule: str, named: str, writer: Writer) -> None:
    decision = Decision(
        Outcome.UNKNOWN, rule, "money.founders", place="jiashan", aspects=frozenset({"money"}), years=(2019,)
    )
    for lang in ("zh", "en"):
        text = writer.part(decision, lang, TODAY, 160).text
        assert text
        assert "{" not in text
    assert named in writer.part(decision, "zh", TODAY, 160).text


@pytest.mark.parametrize("outcome", [Outcome.CLARIFY, Outcome.OFFTOPIC, Outcome.UNKNOWN])
def test_outcomes_without_facts_have_words_too(outcome: Outcome, writer: Writer) -> None:
    zh, en = (writer.part(Decision(outcome, "t"), lang, TODAY, 160) for lang in ("zh", "en"))
    assert zh.facts == en.facts == ()
    assert zh.text != en.text
    assert has_cjk(zh.text)
    assert not has_cjk(en.text)


def test_traditional_script_keeps_quoted_names() -> None:
    convert = OpenCC("s2t").convert
    text = "嘉兴的“星耀南湖”计划与《遇见嘉兴 开启产业》：补贴"
    assert in_traditional(text, convert) == "嘉興的“星耀南湖”計劃與《遇见嘉兴 开启产业》：補貼"
    assert in_traditional("", convert) == ""


def test_titles(writer: Writer) -> None:
    assert writer.title("housing.flats", "zh-Hant") == "人才公寓"
    assert writer.title("housing.flats", "en") == "Talent flats"
    assert writer.title("pinghu.founders", "zh") == "青苗成长金"
    assert writer.title("jiashan.flats", "zh") == "嘉善"
    assert writer.title(None, "zh") == ""
