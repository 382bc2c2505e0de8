"""Polite and filling words at the ends of a question, which say nothing of what is asked."""

# ruff: noqa: E501 - word lists and patterns are read by the line, not by the column

from __future__ import annotations

import re

_HEAD = re.compile(
    r"^(?:[\s,.!?;:，。！？；：、~…-]|请问(?:一下|下)?|您好|你好呀?|麻烦(?:您|你)?(?:了)?(?:问一下|帮忙|帮我)?|不好意思|打扰(?:一下|了)?|劳驾|"
    r"(?:我)?(?:想|想要|要)(?:问|打听|咨询|请教|了解|知道|请问)(?:一下|下|问|个事|的是)?|(?:帮(?:我|忙)?)(?:看|查|问)(?:一下|下|看|查)?|那个|嗯+|哦+|额+|呃+|喂|哎|欸|诶|"
    r"(?:我)?(?:打|说|写|搞|问)错了|(?:我)?(?:想)?(?:问|说|指)的是|i (?:mean|meant)\b|"
    r"在吗|在不在|在么|(?:跟你|向您)?打听(?:一下|个事)|问(?:一下|下|个问题|个事)|求问|求助|急|话说|对了|还有|另外|顺便(?:问)?(?:一下)?|"
    r"(?:你|您)(?:知不知道|知道|能不能|能|可以|可不可以)?(?:告诉|说|讲|介绍)(?:我|一下|下|说)?|能(?:不能)?告诉我|可以告诉我|告诉我|"
    r"please\b|\bhi\b|\bhello\b|\bhey\b|excuse me|sorry|good (?:morning|afternoon|evening)|dear\b|"
    r"(?:can|could|would|will) you (?:please )?(?:tell|help|explain to|let) me(?: know)?|(?:may|can|could) i ask|i(?: would|'d)? (?:want|like|need) to (?:know|ask)|"
    r"i (?:was|am) wondering|do you know|tell me|just wondering|let me ask|(?:quick|one|a) question|so\b|ok(?:ay)?\b|well\b|and\b|also\b)+"
)
_TAIL = re.compile(
    r"(?:[\s,.!?;:，。！？；：、~…-]|谢谢(?:您|你|啦|了)?|多谢|感谢|辛苦了|拜托了?|急|在线等|求(?:解答|告知|回复)|来着|"
    r"呢|呀|啊|哈|哦|噢|嘞|喽|咯|嘛|吧|哇|please|thanks?(?: you)?(?: very much| a lot| so much)?|asap|thx|cheers)+$"
)
_LEAST = 2


def strip(text: str) -> str:
    """A folded text without the fillers at its ends; unchanged where less than two characters would remain."""
    bare = _HEAD.sub("", text, count=1)
    if len(bare) < _LEAST:
        bare = text
    shorter = _TAIL.sub("", bare, count=1)
    return shorter if len(shorter) >= _LEAST else bare


def is_filler(text: str) -> bool:
    """True for a folded text that is nothing but politeness: 谢谢啦, 你好."""
    return not _TAIL.sub("", _HEAD.sub("", text, count=1), count=1)
