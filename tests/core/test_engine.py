"""The engine over the small knowledge: what is asked, what is answered, and what never happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from small_base import FACTS, NOW, Talk, base, used

from bot.core import phrases
from bot.core.engine import Engine
from bot.core.model import Exchange, IncomingMessage, Kind, Outcome

PLACE = {fact.id: fact.region for fact in FACTS}


def rules(exchange: Exchange) -> list[str]:
    return [part.rule for part in exchange.reply.parts]


def first(exchange: Exchange) -> str:
    """The fact that a reply begins with."""
    return exchange.reply.parts[0].facts[0].id


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("平湖有多少套公寓", "pinghu.flats"),
        ("嘉善有多少套人才公寓", "jiashan.flats"),
        ("嘉兴有多少套人才公寓", "jiaxing.flats"),
        ("科技副总能领多少补助", "jiaxing.deputies"),
        ("平湖有多少名科技副总", "pinghu.deputies"),
        ("青苗成长金有多少", "pinghu.founders"),
        ("How many talent flats are there in Jiashan?", "jiashan.flats"),
        ("rencai gongyu jiashan duoshao tao", "jiashan.flats"),
        ("科技付总补贴多少", "jiaxing.deputies"),
        ("平湖有幾套免費公寓", "pinghu.flats"),
        ("ｐｉｎｇｈｕ 有多少名科技副总？？", "pinghu.deputies"),
    ],
)
def test_the_right_fact_comes_first(text: str, fact: str, talk: Talk) -> None:
    exchange = talk.say(text)
    assert exchange.reply.outcome is Outcome.ANSWER
    assert first(exchange) == fact


def test_the_city_comes_first_where_no_place_is_named_and_others_are_labelled(talk: Talk) -> None:
    exchange = talk.say("人才公寓有多少套")
    assert first(exchange) == "jiaxing.flats"
    assert exchange.reply.parts[0].region is None
    assert len(exchange.reply.body.splitlines()) == len(used(exchange)) <= 3


def test_a_sibling_s_figure_is_never_given(talk: Talk) -> None:
    for text in ("嘉善有多少套人才公寓", "嘉善的青苗成长金多少", "嘉善有多少名科技副总"):
        assert not any(PLACE[fact] == "pinghu" for fact in used(talk.say(text)))


def test_a_place_that_the_subject_is_not_told_of(talk: Talk) -> None:
    exchange = talk.say("嘉善的青苗成长金有多少")
    assert (exchange.reply.outcome, rules(exchange)) == (Outcome.UNKNOWN, ["place-not-covered"])
    assert exchange.reply.parts[0].region == "jiashan"
    assert "平湖" in exchange.reply.body
    assert "50" not in exchange.reply.body


def test_a_figure_of_the_containing_place_is_given_as_such_only(talk: Talk) -> None:
    exchange = talk.say("嘉善科技副总能领多少补助")
    assert (exchange.reply.outcome, rules(exchange)) == (Outcome.UNKNOWN, ["figure-of-containing-place"])
    assert used(exchange) == {"jiaxing.deputies"}
    assert "嘉善" in exchange.reply.body.splitlines()[0]


@pytest.mark.parametrize(
    "text", ["杭州有人才公寓吗", "Are there talent flats in Hangzhou?", "杭州科技副总能领多少补助"]
)
def test_another_city_is_declined(text: str, talk: Talk) -> None:
    exchange = talk.say(text)
    assert (exchange.reply.outcome, rules(exchange)) == (Outcome.UNKNOWN, ["place-outside"])
    assert used(exchange) == set()
    assert exchange.reply.parts[0].region == "hangzhou"


def test_another_city_as_whereabouts_is_no_reason_to_decline(talk: Talk) -> None:
    exchange = talk.say("我在杭州工作，平湖有多少套公寓")
    assert exchange.reply.outcome is Outcome.ANSWER
    assert first(exchange) == "pinghu.flats"


def test_a_known_gap_says_so_and_gives_the_nearest_fact(talk: Talk) -> None:
    exchange = talk.say("公寓租金多少")
    assert (exchange.reply.outcome, rules(exchange)) == (Outcome.UNKNOWN, ["known-gap"])
    assert exchange.reply.body.startswith("租金是多少，我手头的材料没有写。")
    assert used(exchange) == {"pinghu.flats"}


def test_a_gap_after_an_answer(talk: Talk) -> None:
    talk.say("平湖有多少套公寓")
    assert talk.say("租金多少").reply.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "text", ["2019年平湖有多少名科技副总", "how many science deputies were there in Pinghu in 2019?"]
)
def test_a_year_that_no_fact_speaks_for(text: str, talk: Talk) -> None:
    exchange = talk.say(text)
    assert (exchange.reply.outcome, rules(exchange)) == (Outcome.UNKNOWN, ["year-not-covered"])
    assert "2019" in exchange.reply.body
    assert used(exchange) == {"pinghu.deputies"}


def test_a_year_that_a_fact_speaks_for(talk: Talk) -> None:
    exchange = talk.say("2025年平湖有多少名科技副总")
    assert exchange.reply.outcome is Outcome.ANSWER
    assert first(exchange) == "pinghu.deputies"


def test_two_questions_are_answered_in_their_order(talk: Talk) -> None:
    exchange = talk.say("平湖有多少套公寓？科技副总能领多少补助？")
    assert [part.outcome for part in exchange.reply.parts] == [Outcome.ANSWER, Outcome.ANSWER]
    assert [part.facts[0].id for part in exchange.reply.parts] == ["pinghu.flats", "jiaxing.deputies"]
    body = exchange.reply.body
    assert body.index("459") < body.index("5万元")


def test_of_two_questions_the_one_unknown_is_said_to_be(talk: Talk) -> None:
    exchange = talk.say("平湖有多少套公寓？公寓租金多少？")
    assert [part.outcome for part in exchange.reply.parts] == [Outcome.ANSWER, Outcome.UNKNOWN]
    assert exchange.reply.outcome is Outcome.ANSWER
    assert "没有写" in exchange.reply.body


def test_a_greeting_beside_a_question_is_no_part(talk: Talk) -> None:
    exchange = talk.say("你好！平湖有多少套公寓？谢谢")
    assert [part.outcome for part in exchange.reply.parts] == [Outcome.ANSWER]
    assert first(exchange) == "pinghu.flats"


def test_follow_up_by_place_and_by_topic(talk: Talk) -> None:
    talk.say("嘉善有多少套人才公寓")
    exchange = talk.say("那平湖呢")
    assert (first(exchange), exchange.reply.parts[0].region) == ("pinghu.flats", "pinghu")
    exchange = talk.say("科技副总有多少名")
    assert first(exchange) == "pinghu.deputies"


def test_a_correction_drops_the_place_that_was_denied(talk: Talk) -> None:
    talk.say("平湖有多少套公寓")
    exchange = talk.say("不是平湖，是嘉善")
    assert exchange.reply.parts[0].region == "jiashan"
    assert first(exchange) == "jiashan.flats"
    assert "pinghu.flats" not in used(exchange)


def test_date_source_and_more_of_what_was_said(talk: Talk) -> None:
    talk.say("平湖有多少套公寓")
    assert "2025年5月" in talk.say("这是哪一年的数据").reply.body
    assert "《平湖》" in talk.say("出处是哪里").reply.body
    assert used(talk.say("还有吗")) <= set(base().intents["housing.flats"].facts)
    assert talk.memory["intent"] == "housing.flats"


def test_a_conversation_is_over_after_a_long_silence(talk: Talk) -> None:
    talk.say("嘉善有多少套人才公寓")
    talk.now += timedelta(hours=2)
    assert "pinghu.flats" not in used(talk.say("那平湖呢"))


def test_a_bare_place_is_asked_about(talk: Talk) -> None:
    exchange = talk.say("平湖")
    assert exchange.reply.outcome is Outcome.CLARIFY
    assert 0 < len(exchange.reply.options) <= 4
    assert all(PLACE[fact] == "pinghu" for fact in used(talk.press(exchange.reply.options[0].value)))


@pytest.mark.parametrize("how", ["press", "number", "label"])
def test_an_option_is_chosen(how: str, talk: Talk) -> None:
    option = talk.say("平湖有多少套公寓").reply.options[0]
    chosen = (
        talk.press(option.value) if how == "press" else talk.say("1" if how == "number" else option.label)
    )
    assert chosen.reply.outcome is Outcome.ANSWER
    assert rules(chosen) == ["option-chosen"]
    assert used(chosen)


@pytest.mark.parametrize(
    "value", ["i:housing.flats", "f:", "t:nothing", "p:pinghu", "", "x" * 5000, "\ud800", "l:en"]
)
def test_an_option_not_on_offer_is_declined_politely(value: str, talk: Talk) -> None:
    talk.say("你好")
    exchange = talk.press(value)
    assert exchange.reply.body == phrases.OLD_OPTION.zh
    assert exchange.reply.outcome is Outcome.SMALLTALK


def test_an_old_option_is_no_longer_on_offer(talk: Talk) -> None:
    old = talk.say("平湖有多少套公寓").reply.options[0].value
    talk.say("你好")
    assert talk.press(old).reply.body == phrases.OLD_OPTION.zh


def test_every_option_leads_somewhere(small: Engine) -> None:
    waiting, seen = [("/topics",), ("平湖有多少套公寓",), ("公寓租金多少",), ("平湖",)], set()
    while waiting:
        path = waiting.pop()
        talk = Talk(small)
        exchange = talk.say(path[0])
        for value in path[1:]:
            exchange = talk.press(value)
            assert exchange.reply.body != phrases.OLD_OPTION.zh
        for option in exchange.reply.options:
            if option.value not in seen:
                seen.add(option.value)
                waiting.append((*path, option.value))
    assert {value[0] for value in seen} == {"i", "t"}


def test_a_place_kept_goes_first_and_never_blocks(talk: Talk) -> None:
    talk.say("/place 嘉善")
    assert first(talk.say("人才公寓有多少套")) == "jiashan.flats"
    assert talk.say("青苗成长金有多少").reply.outcome is Outcome.ANSWER


@pytest.mark.parametrize(
    ("text", "lang", "says"),
    [
        ("平湖有多少套免费公寓", "zh", "免费"),
        ("平湖有幾套免費公寓", "zh-Hant", "免費"),
        ("How many rent-free flats does Pinghu have?", "en", "rent-free"),
        ("pinghu you duoshao tao gongyu", "zh", "公寓"),
    ],
)
def test_the_reply_is_in_the_asker_s_script(text: str, lang: str, says: str, talk: Talk) -> None:
    reply = talk.say(text).reply
    assert reply.lang == lang
    assert says in reply.body
    assert reply.outcome is Outcome.ANSWER


def test_what_shows_no_language_is_answered_in_the_last_one_or_the_app_s(small: Engine) -> None:
    chat = Talk(small, hint="zh-TW")
    assert chat.say("😀").reply.lang == "zh-Hant"
    chat.say("How many flats are there in Pinghu?")
    assert chat.say("？").reply.lang == "en"
    assert Talk(small, hint="fr").say("123").reply.lang == "en"
    assert Talk(small).say("...").reply.lang == "zh"


def test_quoted_names_stay_in_the_script_of_the_documents(talk: Talk) -> None:
    body = talk.say("科技副總補貼多少").reply.body
    assert "“星耀南湖”計劃" in body


@pytest.mark.parametrize(
    "text", ["", "   ", "😀👍", "？？？", "\x00\x01\u200b", "\ud800\udfff", "*_~`", "\n\n", "。。。"]
)
def test_what_holds_no_words_is_asked_for_words(text: str, talk: Talk) -> None:
    exchange = talk.say(text)
    assert (exchange.reply.outcome, exchange.reply.body) == (Outcome.SMALLTALK, phrases.EMPTY.zh)


@pytest.mark.parametrize(
    "text",
    [
        "平湖有多少套公寓" * 12_500,
        "a" * 100_000,
        "<b>平湖</b>有多少套<script>alert(1)</script>",
        "'; DROP TABLE turns; --",
        "{0} %s {region} ${HOME}",
        "公寓\ud800多少\udc00套",
        "\u202e寓公",
        "?" * 10_000,
        "0" * 5_000,
        "ａ" * 3_000,
        "那" * 2_000 + "？",
        "1",
        "9" * 4300 + "年",
        "ﷺ" * 500,
        "和、，。；" * 200,
    ],
)
def test_whatever_is_typed_gets_a_sensible_reply(text: str, talk: Talk) -> None:
    reply = talk.say(text).reply
    assert reply.outcome in Outcome
    assert reply.text.startswith(reply.body)
    assert 0 < len(reply.body) < 600
    reply.text.encode("utf-8")
    json.dumps(talk.memory, ensure_ascii=False).encode("utf-8")
    assert "<script>" not in reply.text


@given(
    st.lists(st.text(st.characters(codec=None, exclude_categories=()), max_size=20), min_size=1, max_size=3)
)
@settings(max_examples=80, deadline=None)
def test_no_conversation_whatever_raises(small_texts: list[str]) -> None:
    chat = Talk(ENGINE)
    chat.say("平湖有多少套公寓")
    for text in small_texts:
        exchange = chat.say(text)
        json.dumps([exchange.memory, exchange.trace])
        assert exchange.reply.body


ENGINE = Engine(base())


@given(
    st.lists(st.sampled_from("平湖嘉善公寓多少套科技副总补贴呢不是那还有吗和，？ABC2025年"), max_size=30).map(
        "".join
    )
)
@settings(max_examples=120, deadline=None)
def test_no_row_of_everyday_words_raises(text: str) -> None:
    chat = Talk(ENGINE)
    chat.say("科技副总能领多少补助")
    reply = chat.say(text).reply
    assert reply.outcome in Outcome
    assert len({option.value for option in reply.options}) == len(reply.options)


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.EDIT, Kind.COMMAND])
def test_other_kinds_of_messages(kind: Kind, talk: Talk) -> None:
    assert talk.say("", kind).reply.outcome is Outcome.SMALLTALK
    assert used(talk.say("平湖有多少套公寓", kind)) >= {"pinghu.flats"}


@pytest.mark.parametrize(
    "memory",
    [
        {"intent": "gone.subject", "facts": ["gone.fact"], "place": "pinghu"},
        {"place": "atlantis", "intent": "housing.flats", "facts": ["pinghu.flats"]},
        {"intent": "housing.flats", "facts": ["gone.fact", "pinghu.flats"], "earlier": ["gone"]},
        {"options": [["旧", "i:gone@atlantis"], ["旧话题", "t:gone+4"], ["旧事实", "f:gone"]]},
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "那平湖呢",
        "还有吗",
        "有多少",
        "补贴多少",
        "平湖有多少套公寓",
        "出处是哪里",
        "回到刚才那个",
        "1",
        "2",
        "3",
    ],
)
def test_memory_of_knowledge_that_is_gone_does_no_harm(
    memory: dict[str, Any], text: str, small: Engine
) -> None:
    message = IncomingMessage("memory", "c", "1", text)
    reply = small.respond(message, {"at": NOW.isoformat(), **memory}, NOW).reply
    assert reply.body


def test_every_answer_ends_with_its_source_and_date(talk: Talk) -> None:
    for text in (
        "平湖有多少套公寓",
        "科技副总能领多少补助",
        "公寓租金多少",
        "How many flats are there in Jiashan?",
    ):
        reply = talk.say(text).reply
        body, closing = reply.text.rsplit("\n", 1)
        assert body == reply.body
        assert [source.document in base().documents for source in reply.sources]
        assert all(source.date[:4] in closing for source in reply.sources)
        assert {base().facts[fact].source for part in reply.parts for fact in [f.id for f in part.facts]} == {
            source.document for source in reply.sources
        }


def test_an_expired_fact_says_so_when_its_day_has_passed(talk: Talk) -> None:
    assert "过期" not in talk.say("青苗成长金有多少").reply.body
    talk.now = datetime(2028, 1, 1, tzinfo=UTC)
    assert "过期" in talk.say("青苗成长金有多少").reply.body


SCRIPT = [
    "你好",
    "平湖有多少套公寓",
    "那嘉善呢",
    "租金多少",
    "2",
    "科技副总能领多少补助？青苗成长金呢？",
    "今天天气怎么样",
    "/topics",
    "1",
]


def test_the_same_questions_get_the_same_words() -> None:
    """Two engines, two chats, two days: nothing but the knowledge and the turns so far decides."""
    engines = [Engine(base(), OpenCC("s2t").convert) for _ in range(2)]
    chats = [Talk(engine, chat) for engine, chat in zip(engines, ("甲", "z" * 40), strict=True)]
    chats[1].now += timedelta(days=3)
    for text in SCRIPT:
        one, other = (chat.say(text) for chat in chats)
        assert one.reply == other.reply
        assert {**one.memory, "at": ""} == {**other.memory, "at": ""}
        assert one.trace == other.trace


def test_a_compiled_engine_answers_alike(small: Engine) -> None:
    again = Engine(base(), OpenCC("s2t").convert, small.compiled)
    one, other = Talk(small), Talk(again)
    for text in SCRIPT:
        assert one.say(text) == other.say(text)


def test_a_reply_tells_how_it_came_about(talk: Talk) -> None:
    trace = talk.say("科技付总能领多少补助").trace
    assert trace["read"] == "科技副总能领多少补助"
    assert any("mistyped" in step for step in trace["folded"])
    (part,) = trace["parts"]
    assert part["outcome"] == "answer"
    assert part["candidates"][0]["fact"] == "jiaxing.deputies"
    json.dumps(trace)
