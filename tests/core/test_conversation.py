"""The questions of one message, and a message with the one before it."""

from __future__ import annotations

import pytest

from bot.core import conversation
from bot.core.language.fold import plain
from bot.core.language.places import MARK, Mention


def pieces(text: str) -> list[str]:
    return [piece.text for piece in conversation.pieces(plain(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平湖有多少套公寓", ["平湖有多少套公寓"]),
        ("平湖有多少套公寓？科技副总能领多少补助？", ["平湖有多少套公寓?", "科技副总能领多少补助?"]),
        ("公寓有多少套，补贴是多少", ["公寓有多少套", "补贴是多少"]),
        ("公寓有多少套 补贴是多少", ["公寓有多少套", "补贴是多少"]),
        (
            "How many flats are there? What is the subsidy?",
            ["how many flats are there?", "what is the subsidy?"],
        ),
        (
            "how many flats are there and what is the rent",
            ["how many flats are there", "and what is the rent"],
        ),
        ("公寓", ["公寓"]),
        ("平湖，嘉善，嘉兴", ["平湖,嘉善,嘉兴"]),
    ],
)
def test_questions_of_a_message(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_a_long_list_of_questions_is_cut_to_the_last_ones() -> None:
    text = "".join(f"第{number}个是什么？" for number in range(10))
    assert pieces(text) == [f"第{number}个是什么?" for number in range(10)][-conversation.MOST_PARTS :]


def test_what_is_told_goes_with_the_question_after_it() -> None:
    first, second = conversation.pieces(plain("我是博士。平湖有多少套公寓？我还想创业。有什么补贴？"))
    assert (first.context, second.context) == ("我是博士。", "我还想创业。")
    (only,) = conversation.pieces(plain("有什么补贴？我是博士。"))
    assert (only.text, only.context) == ("有什么补贴?", "我是博士。")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("平湖有公寓吗", True),
        ("有没有补贴", True),
        ("how many", True),
        ("是否可以", True),
        ("近几年来发展很好", False),
        ("我是博士", False),
        ("thank you", False),
        ("", False),
    ],
)
def test_what_has_the_form_of_a_question(text: str, question: bool) -> None:
    assert conversation.asks(text) is question


def test_pairs() -> None:
    assert conversation.pair("平湖和嘉善各有多少套公寓") == ("平湖", "嘉善", "有多少套公寓")
    assert conversation.pair("人才码跟青苗成长金有什么区别") == ("人才码", "青苗成长金", "")
    assert conversation.pair("difference between the code and the fund") == ("the code", "the fund", "")
    assert conversation.pair("平湖和嘉善有公寓吗") is None
    assert conversation.pair("各有多少") is None


def mentions(text: str, *places: str) -> tuple[Mention, ...]:
    return tuple(Mention(place, text.index(place), text.index(place) + len(place), True) for place in places)


@pytest.mark.parametrize(
    ("text", "places", "kept"),
    [
        ("不是平湖，是嘉善", ("平湖", "嘉善"), ["嘉善"]),
        ("我没问平湖，我问的是嘉善", ("平湖", "嘉善"), ["嘉善"]),
        ("not pinghu, jiashan", ("pinghu", "jiashan"), ["jiashan"]),
        ("平湖和嘉善", ("平湖", "嘉善"), ["平湖", "嘉善"]),
        ("不是平湖，是什么地方", ("平湖",), ["平湖"]),
    ],
)
def test_a_place_named_only_to_be_denied(text: str, places: tuple[str, ...], kept: list[str]) -> None:
    assert [
        mention.region for mention in conversation.corrected(plain(text), mentions(plain(text), *places))
    ] == kept


@pytest.mark.parametrize(
    "text",
    [
        f"那{MARK}呢",
        f"换成{MARK}呢",
        "下一届呢",
        "钱多少",
        "有多少",
        "现在呢",
        "how many are there",
        "what about it",
        f"不是{MARK},是{MARK}",
        "",
    ],
)
def test_nothing_remains_of_a_message_that_names_no_subject(text: str) -> None:
    assert conversation.residue(text) == ""


@pytest.mark.parametrize("text", ["公寓", "科技副总补贴", "talent flats", "青苗成长金有多少"])
def test_a_subject_remains(text: str) -> None:
    assert conversation.residue(text)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("那嘉善呢", True),
        ("它在哪", True),
        ("how much is it", True),
        ("what about Jiashan", True),
        ("公寓有多少套", False),
    ],
)
def test_pointing_back(text: str, yes: bool) -> None:
    assert conversation.points_back(plain(text)) is yes


@pytest.mark.parametrize(
    ("text", "yes"),
    [("还有吗", True), ("具体点", True), ("more details", True), ("还有公寓补贴的标准吗", False)],
)
def test_wanting_more(text: str, yes: bool) -> None:
    assert conversation.wants_more(text) is yes


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("平湖有459套公寓对吧", True),
        ("公寓是免费的吧？", True),
        ("难道没有补贴", True),
        ("is it true that the flats are free", True),
        ("there are 459, right?", True),
        ("平湖有多少套公寓", False),
        ("how many flats", False),
    ],
)
def test_premises(text: str, yes: bool) -> None:
    assert conversation.checks_premise(plain(text)) is yes


@pytest.mark.parametrize(
    "text", ["这是哪一年的数据", "数据是什么时候的消息", "how old is this figure", "what year is that"]
)
def test_asking_for_the_date(text: str) -> None:
    assert conversation.asks_date(text)
    assert not conversation.asks_source(text)


@pytest.mark.parametrize("text", ["出处是哪里", "消息哪里来的", "what is your source", "哪篇报道"])
def test_asking_for_the_source(text: str) -> None:
    assert conversation.asks_source(text)
    assert not conversation.asks_date(text)


def test_a_bare_place() -> None:
    named = mentions("平湖", "平湖")
    assert conversation.is_bare(MARK, named)
    assert conversation.is_bare(f"那{MARK}呢", named)
    assert not conversation.is_bare(f"{MARK}公寓", named)
    assert not conversation.is_bare(f"{MARK}在哪里", named)
    assert not conversation.is_bare("", ())


def test_a_question_after_a_story_stands_alone() -> None:
    text = plain("我在外地读书，明年毕业，家里想让我回来，平湖有没有给实习生住的房子？谢谢啦")
    (piece,) = conversation.pieces(text)
    assert piece.text.startswith("平湖有没有")
    assert "明年" in piece.context
    assert "谢谢" not in piece.context + piece.text


def test_a_question_with_a_clause_or_two_before_it_stays_whole() -> None:
    (piece,) = conversation.pieces(plain("我是实习生，想去平湖，有没有免费的公寓？"))
    assert "实习生" in piece.text
    assert not piece.context


@pytest.mark.parametrize(
    ("text", "yes"), [("那嘉善呢？", True), ("研究生呢", True), ("多少套", False), ("", False)]
)
def test_the_last_question_of_something_else(text: str, yes: bool) -> None:
    assert conversation.asks_likewise(plain(text)) is yes
