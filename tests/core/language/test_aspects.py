"""What is asked of a subject, and for which time."""

from __future__ import annotations

import pytest

from bot.core.knowledge import ASPECTS
from bot.core.language.aspects import NEVER_PRINTED, REFUSING, find, is_quantity, years
from bot.core.language.fold import plain

THIS_YEAR = 2026
CHINESE = """
平湖有多少套人才公寓|count
科技副总有多少名|count
一共几家企业|count
科技副总给补多少钱|money
最高能贷款多少|money
科技副总 补贴|money
租金多少|price
人才公寓一个月多少钱|price
要押金吗|price
人才之家的电话|contact
怎么联系人才办|contact
几点开门|hours
周末开不开门|hours
怎么申请人才公寓|how
人才公寓怎么申请|how
申请要哪些材料|how
能住多久|duration
什么时候截止|deadline
申请表在哪里下载|form
谁可以住人才公寓|who
申请有什么条件|who
下一届什么时候|next
明年还有吗|next
2027年的大赛什么时候|next
什么时候启用的|when
哪一年成立的|when
人才之家在哪里|where
在哪个区|where
院长是谁|person
有哪些平台|list
为什么选择嘉兴|why
排名第几|rank
占比多少|share
面积多大|size
人才码是什么|what
有什么成果|result
嘉善|
你好|
那平湖呢|
公寓|
"""
ENGLISH = """
how many flats are there|count
number of science deputies|count
how much is the subsidy|money
Jiashan subsidy|money
how much is the rent|price
do I have to pay a deposit|price
what is the phone number|contact
opening hours of the talent home|hours
how do I apply for a flat|how
what documents do I need|how
how long does it last|duration
what is the deadline|deadline
where can I download the template|form
who is eligible|who
can foreigners apply|who
when is the next contest|next
when was it founded|when
where is the talent home|where
who is the director|person
which platforms are there|list
list the ten measures|list
why Jiaxing|why
what rank does it have|rank
what share of them|share
how large is the floor area|size
what is the talent code|what
hello|
and Jiashan?|
"""
TABLE = [row.split("|") for row in (CHINESE + ENGLISH).strip().splitlines() if row]


def asked(text: str) -> frozenset[str]:
    folded = plain(text)
    return find(folded, years(folded, THIS_YEAR), THIS_YEAR)


@pytest.mark.parametrize(("text", "aspect"), TABLE, ids=[row[0] for row in TABLE])
def test_a_sentence_asks_for(text: str, aspect: str) -> None:
    wanted = {aspect} if aspect else set()
    assert wanted <= asked(text)
    # An aspect that refuses must not be seen where it is not asked for.
    assert asked(text) & REFUSING == wanted & REFUSING


def test_a_grade_is_no_count() -> None:
    assert "count" not in asked("这家医院是几级的")
    assert "count" in asked("评审一共分几级")


def test_two_aspects_in_one_sentence() -> None:
    assert {"when", "where"} <= asked("什么时候在哪里举办")
    assert {"count", "where"} <= asked("how many are there and where are they")


def test_a_date_in_the_past_is_no_next_date() -> None:
    assert "next" not in asked("2024年的大赛什么时候办的")
    assert "next" in asked("2026年的大赛什么时候办")


def test_the_names_are_those_of_the_knowledge() -> None:
    assert {aspect for _, aspect in TABLE if aspect} - {"deadline", "form"} == set(ASPECTS)
    assert REFUSING - {"deadline", "form"} <= set(ASPECTS)
    assert NEVER_PRINTED <= REFUSING


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("最多多少", True), ("how much", True), ("几套", True), ("近几年来", False), ("在哪", False)],
)
def test_quantity(text: str, quantity: bool) -> None:
    assert is_quantity(text) is quantity


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2022年有多少", {2022}),
        ("22年的数据", {2022}),
        ("2025届毕业生", {2025}),
        ("2030年有多少", {2030}),
        ("今年", {2026}),
        ("明年", {2027}),
        ("去年和今年", {2025, 2026}),
        ("2022年和2025年", {2022, 2025}),
        ("2019-2025", {2019, 2025}),
        ("this year or next year", {2026, 2027}),
        ("last year", {2025}),
        ("in 2023", {2023}),
        ("120225个", set()),
        ("18年龄", set()),
        ("10年薪", set()),
        ("5月18日", set()),
        ("多少年", set()),
        ("20年里增加了多少", set()),
        ("近20年", set()),
        ("工作了15年能评职称吗", set()),
        ("成立20年的企业", set()),
        ("有20年历史", set()),
        ("20年增加了多少", {2020}),
    ],
)
def test_years(text: str, named: set[int]) -> None:
    found = years(plain(text), THIS_YEAR)
    assert set(found) == named
    assert len(found) == len(named)
