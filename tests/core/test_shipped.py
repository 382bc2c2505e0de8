"""The engine over the shipped content: what people must be able to rely on, in a few conversations."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from small_base import Talk, used

from bot.core.engine import Engine
from bot.core.model import Exchange, Outcome
from bot.kb import cache
from bot.service.knowledge import to_traditional

Conversation = tuple[str, ...]


def held(engine: Engine, *texts: str) -> Exchange:
    """The last exchange of a new conversation."""
    talk = Talk(engine)
    return [talk.say(text) for text in texts][-1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("张刚和潘力各是做什么的", ("张刚", "潘力")),
        ("科技副总和产业教授有什么区别", ("科技副总", "产业教授")),
        ("人才码和人才之家分别能干嘛", ("浙里办", "人才之家")),
        ("what is the difference between talent code and talent home", ("Zheliban", "Talent Home")),
    ],
)
def test_of_two_subjects_compared_both_are_told(shipped: Engine, text: str, says: tuple[str, str]) -> None:
    exchange = held(shipped, text)
    assert exchange.reply.outcome is Outcome.ANSWER
    assert all(word in exchange.reply.body for word in says)
    assert len({part["intent"] for part in exchange.trace["parts"]}) == 2


def test_a_gap_of_no_subject_gives_way_to_the_fact_that_is_named(shipped: Engine) -> None:
    assert "pinghu.seed_space" in used(held(shipped, "平湖的青创空间进驻要交押金吗"))
    assert held(shipped, "租公寓要交押金吗").reply.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "fact", "says"),
    [
        (("平湖有多少套人才公寓",), "pinghu.flats_count", "11000"),
        (("平湖有人才公寓吗？",), "pinghu.flats_count", "平湖"),
        (("平湖有没有免费的人才公寓",), "pinghu.free_flats", "459"),
        (("平湖有多少套免费公寓",), "pinghu.free_flats", "459"),
        (("平湖有幾套免費公寓？",), "pinghu.free_flats", "459"),
        (("How many talent flats does Pinghu have?",), "pinghu.flats_count", "11,000"),
        (("pinghu rencai gongyu duoshao tao",), "pinghu.flats_count", "11000"),
        (("科技副总最高补贴多少",), "jiashan.kjfz_pay", "20万元"),
        (("科技付总补贴多少",), "jiashan.kjfz_pay", "20万元"),
        (("嘉善有多少名科技副总",), "jiashan.kjfz_count", "34"),
        (("科技副总是什么",), "jiashan.kjfz_what", "科技副总"),
        (("嘉善有多少名科技副总", "那整个嘉兴呢"), "jiaxing.kjfz_count", "166"),
        (("嘉善有多少名科技副总", "最高补贴多少"), "jiashan.kjfz_pay", "20万元"),
        (("/place 平湖", "有多少套人才公寓"), "pinghu.flats_count", "11000"),
        (("我在杭州工作，平湖有多少套人才公寓？",), "pinghu.flats_count", "11000"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_right_fact_is_told(texts: Conversation, fact: str, says: str, shipped: Engine) -> None:
    exchange = held(shipped, *texts)
    assert exchange.reply.outcome is Outcome.ANSWER
    assert fact in used(exchange)
    assert says in exchange.reply.body
    assert exchange.reply.sources


@pytest.mark.parametrize(
    "texts",
    [
        ("平湖人才公寓的租金是多少",),
        ("平湖有多少套人才公寓", "租金多少"),
        ("人才之家的电话是多少",),
        ("平湖人才之家几点开门",),
        ("2027年平湖有多少套人才公寓",),
        ("2030年平湖有多少套人才公寓",),
        ("杭州有人才公寓吗",),
        ("北京的补贴多少",),
        ("海盐有多少套人才公寓",),
        ("平湖有多少套人才公寓", "不是平湖，是嘉善"),
        ("How many talent flats does Pinghu have?", "and Jiashan?"),
        ("人才公寓怎么申请",),
        ("what is the phone number of the talent office",),
    ],
    ids=" ".join,
)
def test_what_the_material_does_not_say(texts: Conversation, shipped: Engine) -> None:
    assert held(shipped, *texts).reply.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "foreign"),
    [
        (("嘉善有多少套人才公寓",), "pinghu"),
        (("海盐的科技副总能领多少补助",), "jiashan"),
        (("平湖的科技副总最高补贴多少",), "jiashan"),
        (("平湖有多少套人才公寓", "不是平湖，是嘉善"), "pinghu"),
        (("杭州的人才公寓一共几套",), "pinghu"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_another_place_s_figure_is_never_given(texts: Conversation, foreign: str, shipped: Engine) -> None:
    regions = {fact.region for part in held(shipped, *texts).reply.parts for fact in part.facts}
    assert foreign not in regions


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("今天天气怎么样", Outcome.OFFTOPIC),
        ("write me a poem about the sea", Outcome.OFFTOPIC),
        ("你好", Outcome.SMALLTALK),
        ("thank you very much", Outcome.SMALLTALK),
        ("转人工", Outcome.HANDOFF),
        ("I want to talk to a human", Outcome.HANDOFF),
    ],
)
def test_what_is_no_question_of_ours(text: str, outcome: Outcome, shipped: Engine) -> None:
    exchange = held(shipped, text)
    assert exchange.reply.outcome is outcome
    assert used(exchange) == set()


def test_two_questions_in_one_message(shipped: Engine) -> None:
    reply = held(shipped, "平湖有多少套人才公寓？科技副总最高补贴多少？").reply
    assert [part.outcome for part in reply.parts] == [Outcome.ANSWER, Outcome.ANSWER]
    first, second = ([fact.id for fact in part.facts] for part in reply.parts)
    assert "pinghu.flats_count" in first
    assert "jiashan.kjfz_pay" in second


def test_of_two_questions_the_unknown_one_is_said_to_be(shipped: Engine) -> None:
    reply = held(shipped, "平湖有多少套人才公寓？租金是多少？").reply
    assert [part.outcome for part in reply.parts] == [Outcome.ANSWER, Outcome.UNKNOWN]
    assert reply.outcome is Outcome.ANSWER


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("平湖有多少套人才公寓", "zh"),
        ("平湖有多少套人才公寓，還有免費的嗎？", "zh-Hant"),
        ("How many talent flats does Pinghu have?", "en"),
    ],
)
def test_the_reply_is_in_the_asker_s_script(text: str, lang: str, shipped: Engine) -> None:
    assert held(shipped, text).reply.lang == lang


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "\x00\x07",
        "\ud800\udc00\ud800",
        "平湖有多少套人才公寓" * 10_000,
        "平湖" * 50_000,
        "q" * 100_000,
        "<script>alert(1)</script>平湖有多少套人才公寓",
        "'; DROP TABLE turns; -- 人才公寓",
        "{}{0}%s%d",
        "1" * 5000,
    ],
    ids=range(11),
)
def test_nothing_raises_and_nothing_takes_long(text: str, shipped: Engine) -> None:
    begin = time.perf_counter()
    exchange = held(shipped, text)
    taken = time.perf_counter() - begin
    assert exchange.reply.body
    assert "<script>" not in exchange.reply.text
    json.dumps([exchange.memory, exchange.trace])
    assert taken < 1, "a message of any length is answered within a second"


def test_a_second_engine_of_the_kept_index_says_the_same(shipped: Engine, shipped_data: Path) -> None:
    kept = cache.read(shipped_data / "cache", cache.key(shipped.base.version))
    assert kept is not None
    again = Engine(shipped.base, to_traditional, kept)
    texts = [
        "平湖有多少套人才公寓",
        "那嘉善呢",
        "科技副总最高补贴多少？任期多久？",
        "kejifuzong",
        "1",
        "你好",
        "/topics",
        "2",
    ]
    one, other = Talk(shipped, "a"), Talk(again, "b" * 50)
    for text in texts:
        left, right = one.say(text), other.say(text)
        assert left.reply == right.reply
        assert left.memory == right.memory
