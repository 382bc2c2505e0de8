"""The fields of every kind of entry, once: what the reader accepts, and what editors' programs are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DATE = "date"
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    DAY = "day"
    FLAG = "flag"
    WORDS = "words"
    """`{zh: ..., en: ...}`."""
    QUESTIONS = "questions"
    """`{zh: [...], en: [...]}`."""
    DETAILS = "details"
    """Questions by fact."""
    TEXTS = "texts"
    ASK = "ask"
    """A text, or several."""
    REGION = "region"
    REGIONS = "regions"
    DOCUMENT = "document"
    FACTS = "facts"
    ASPECTS = "aspects"
    OUTCOME = "outcome"


class Field(NamedTuple):
    """One field."""

    kind: Kind
    zh: str
    en: str
    needed: bool = False


Fields = Mapping[str, Field]

DOCUMENT: Fields = {
    "title": Field(Kind.WORDS, "文章标题", "Title", needed=True),
    "byline": Field(Kind.TEXT, "作者，没有署名就不写", "Authors, where they are printed"),
    "date": Field(Kind.DATE, "文章的日期", "Date of the article", needed=True),
    "date_printed": Field(
        Kind.FLAG, "日期是印出来的写 yes，推断的写 no", "yes where it is printed", needed=True
    ),
    "publisher": Field(Kind.WORDS, "报名，文章自己印了才写", "Newspaper, where the article prints it"),
    "file": Field(Kind.TEXT, "原文的文件名", "Name of the article's file", needed=True),
}
REGION: Fields = {
    "name": Field(Kind.WORDS, "地名", "Name", needed=True),
    "parent": Field(Kind.REGION, "上一级的地方", "The next larger place"),
    "members": Field(Kind.REGIONS, "跨地区的片区有哪些地方", "Places of a zone that cuts across"),
    "office": Field(Kind.WORDS, "材料没写时请市民问谁", "Who may know more there"),
    "aliases": Field(Kind.TEXTS, "别名、旧称、英文拼写", "Other names and spellings"),
}
FACT: Fields = {
    "region": Field(Kind.REGION, "说的是哪个地方", "The place it is about", needed=True),
    "as_of": Field(
        Kind.DATE, "说的是什么时候，市民会看到", "The date it speaks for; askers see it", needed=True
    ),
    "source": Field(Kind.DOCUMENT, "出自哪篇文章", "The article it comes from", needed=True),
    "answers": Field(Kind.ASPECTS, "能回答哪些方面", "The aspects that it answers", needed=True),
    "also": Field(Kind.TEXTS, "市民会直接说的名称", "Names by which people ask for it"),
    "zh": Field(Kind.TEXT, "中文，一两句，不超过120字", "The sentence in Chinese"),
    "en": Field(Kind.TEXT, "英文，同样的意思和数字", "The same in English, with the same figures"),
    "until": Field(Kind.DAY, "过了这一天就过期", "It has expired after this day"),
    "review_by": Field(Kind.DAY, "过了这一天提醒复核", "It is to be reviewed by this day"),
}
INTENT: Fields = {
    "title": Field(Kind.WORDS, "市民在选项里看到的名称", "What askers see as a choice", needed=True),
    "questions": Field(
        Kind.QUESTIONS, "市民的问法，各至少三个", "Ways of asking, three at least", needed=True
    ),
    "facts": Field(Kind.FACTS, "由哪些事实回答，要紧的在前", "Facts that answer, the most important first"),
    "details": Field(Kind.DETAILS, "只由其中一条事实回答的问法", "Questions that only one fact answers"),
    "outcome": Field(Kind.OUTCOME, "不写就是 answer", "answer unless written"),
    "say": Field(Kind.WORDS, "没有事实时的回答", "The reply without facts"),
    "nearest": Field(Kind.FACTS, "最接近的事实", "Facts that come nearest"),
    "aspects": Field(
        Kind.ASPECTS, "只有这些方面没写，不写就是全部", "The aspects that are missing; none: all"
    ),
}
CASE: Fields = {
    "ask": Field(Kind.ASK, "一句，或者同一段对话的几句", "A question, or a conversation"),
    "facts": Field(Kind.FACTS, "回答里必须有的事实", "Facts that the reply must hold"),
    "not_facts": Field(Kind.FACTS, "回答里不能有的事实", "Facts that it must not hold"),
    "outcome": Field(Kind.OUTCOME, "应该有的结果", "The outcome that is due"),
    "says": Field(Kind.TEXTS, "回答里必须出现的字", "Words that the reply must hold"),
}


def needed(fields: Fields) -> tuple[str, ...]:
    """Names of the fields that an entry cannot go without."""
    return tuple(name for name, field in fields.items() if field.needed)
