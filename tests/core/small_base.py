"""A small knowledge made of values: three places, six facts, a known gap, small talk and an off-topic subject."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.core.engine import Engine
from bot.core.knowledge import Document, Fact, Intent, KnowledgeBase, Questions, Region, Words
from bot.core.model import Exchange, IncomingMessage, Kind, Outcome

NOW = datetime(2026, 1, 1, 8, tzinfo=UTC)


def _fact(
    name: str, as_of: str, answers: str, zh: str, en: str, also: str = "", until: str | None = None
) -> Fact:
    region = name.partition(".")[0]
    names = tuple(filter(None, also.split("|")))
    return Fact(
        name, region, as_of, f"{region}-paper", frozenset(answers.split()), Words(zh, en), names, "t", until
    )


FACTS = (
    _fact(
        "jiaxing.flats",
        "2022",
        "count what",
        "嘉兴建成3.6万套人才公寓。",
        "Jiaxing has built 36,000 talent flats.",
        "人才公寓|talent flats",
    ),
    _fact(
        "pinghu.flats",
        "2025-05",
        "count who",
        "平湖有459套免费公寓，给实习生住。",
        "Pinghu has 459 rent-free flats for interns.",
        "免费公寓|intern flats",
    ),
    _fact(
        "jiashan.flats",
        "2024-03",
        "count what",
        "嘉善建成2800套人才公寓。",
        "Jiashan has built 2,800 talent flats.",
    ),
    _fact(
        "jiaxing.deputies",
        "2023-09",
        "money count",
        "嘉兴给每名科技副总每年补贴5万元，“星耀南湖”计划另有奖励。",
        "Jiaxing pays each shared science deputy (科技副总) 50,000 yuan a year.",
        "科技副总|science deputies",
    ),
    _fact(
        "pinghu.deputies",
        "2025-05-18",
        "count when",
        "平湖已选派科技副总126名。",
        "Pinghu has sent out 126 science deputies (科技副总).",
        "科技副总",
    ),
    _fact(
        "pinghu.founders",
        "2025-05",
        "money",
        "平湖的青苗成长金给大学生创业者最高50万元。",
        "The seedling fund of Pinghu (青苗成长金) gives student founders up to 500,000 yuan.",
        "青苗成长金|seedling fund",
        until="2027-12-31",
    ),
)

INTENTS = (
    Intent(
        "housing.flats",
        "housing",
        Words("人才公寓", "Talent flats"),
        Questions(
            ("有人才公寓吗", "人才公寓有多少套", "公寓给谁住", "刚毕业住哪里", "有免费的房子住吗"),
            ("are there talent flats", "how many flats are there", "free housing", "where can I live"),
        ),
        ("jiaxing.flats", "pinghu.flats", "jiashan.flats"),
        {
            "jiaxing.flats": Questions(("全市的人才公寓有多少套",), ("talent flats in the whole city",)),
            "pinghu.flats": Questions(("实习生的免费公寓有几套",), ("rent-free flats for interns",)),
            "jiashan.flats": Questions(("县里的人才公寓有多少套",), ("talent flats in the county",)),
        },
    ),
    Intent(
        "exchange.deputies",
        "exchange",
        Words("科技副总", "Science deputies"),
        Questions(
            ("科技副总是什么", "科技副总能领多少补助", "科技副总有多少名", "当科技副总给多少钱"),
            ("what is a science deputy", "science deputy subsidy", "how many science deputies"),
        ),
        ("jiaxing.deputies", "pinghu.deputies"),
    ),
    Intent(
        "money.founders",
        "money",
        Words("青苗成长金", "Seedling fund"),
        Questions(
            ("青苗成长金有多少", "大学生创业能拿多少钱", "青苗成长金是什么"),
            ("seedling fund amount", "money for student founders", "seedling fund"),
        ),
        ("pinghu.founders",),
    ),
    Intent(
        "gap.rent",
        "gap",
        Words("租金", "Rent"),
        Questions(
            ("公寓租金多少", "房租一个月多少钱", "人才公寓要押金吗", "租金贵不贵"),
            ("how much is the rent", "monthly rent", "rent of the flats", "deposit of a flat"),
        ),
        outcome=Outcome.UNKNOWN,
        say=Words("租金是多少，我手头的材料没有写。", "Our material does not say what the rent is."),
        nearest=("pinghu.flats",),
        aspects=frozenset({"price"}),
    ),
    Intent(
        "talk.hello",
        "talk",
        Words("问候", "Greeting"),
        Questions(("你好", "您好", "早上好", "在吗"), ("hello", "hi there", "good morning")),
        outcome=Outcome.SMALLTALK,
        say=Words("您好，请问想了解什么？", "Hello, what would you like to know?"),
    ),
    Intent(
        "off.weather",
        "off",
        Words("天气", "Weather"),
        Questions(
            ("今天天气怎么样", "明天下雨吗", "股票行情怎么样", "推荐一部电影"),
            ("what is the weather like", "will it rain tomorrow", "recommend a film"),
        ),
        outcome=Outcome.OFFTOPIC,
    ),
)

REGIONS = (
    Region(
        "jiaxing",
        Words("嘉兴", "Jiaxing"),
        ("嘉兴市", "禾城"),
        office=Words("嘉兴人才办", "the talent office"),
    ),
    Region("pinghu", Words("平湖", "Pinghu"), ("平湖市", "金平湖", "Ping Hu"), "jiaxing"),
    Region("jiashan", Words("嘉善", "Jiashan"), ("嘉善县", "Jia Shan"), "jiaxing"),
    Region("hangzhou", Words("杭州", "Hangzhou"), ("杭州市",), covered=False),
)


def base() -> KnowledgeBase:
    """The knowledge, made anew."""
    papers = [Document(f"{r.id}-paper", r.name, "2025-05", True, f"{r.id}.txt") for r in REGIONS]
    topics = {
        "housing": "住房",
        "exchange": "引才",
        "money": "资金",
        "gap": "未写",
        "talk": "问候",
        "off": "别的",
    }
    return KnowledgeBase(
        documents={paper.id: paper for paper in papers},
        regions={region.id: region for region in REGIONS},
        facts={fact.id: fact for fact in FACTS},
        intents={intent.id: intent for intent in INTENTS},
        topics={name: Words(zh, name.title()) for name, zh in topics.items()},
        version="0123456789ab",
    )


class Talk:
    """One chat with an engine."""

    def __init__(self, engine: Engine, chat: str = "c", hint: str | None = None) -> None:
        self.engine, self.chat, self.hint = engine, chat, hint
        self.memory: dict[str, Any] = {}
        self.now = NOW
        self.turn = 0

    def say(self, text: str, kind: Kind = Kind.TEXT) -> Exchange:
        """Type something."""
        return self._send(IncomingMessage("memory", self.chat, self._id(), text, kind, lang_hint=self.hint))

    def press(self, value: str) -> Exchange:
        """Choose an option."""
        return self._send(IncomingMessage("memory", self.chat, self._id(), "", Kind.PRESS, press=value))

    def _id(self) -> str:
        self.turn += 1
        return str(self.turn)

    def _send(self, message: IncomingMessage) -> Exchange:
        exchange = self.engine.respond(message, self.memory, self.now)
        self.memory = exchange.memory
        return exchange


def used(exchange: Exchange) -> set[str]:
    """Ids of the facts that a reply was made of."""
    return {fact.id for part in exchange.reply.parts for fact in part.facts}
