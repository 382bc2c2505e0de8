"""Folding: one script, one width, one case, so that the same words always look the same.

Nothing is lost silently: every step that changed the text is named in `Folded.steps`, which the explanation shows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.core.language.tables import SIMPLIFIED, TRADITIONAL

MAX_LENGTH = 2000
"""Characters that are read of one message: the first and the last half of it where it is longer."""

_TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)
_TRADITIONAL_ONLY = frozenset(TRADITIONAL)
# Characters that a writer of traditional script would not type. Those that both scripts have (后, 里, 台) say nothing.
_SIMPLIFIED_ONLY = frozenset(SIMPLIFIED) - frozenset(
    "后里面台发干只系几出板松范借冬谷家占丑卷回向志表复胡准云党制才折朱别"
)

# Words that differ between the mainland and Taiwan or Hong Kong, after the characters have been folded.
_REGIONAL = {
    "资讯": "信息",
    "软体": "软件",
    "硬体": "硬件",
    "网路": "网络",
    "计程车": "出租车",
    "公车": "公交",
    "捷运": "地铁",
    "晶片": "芯片",
    "品质": "质量",
    "雷射": "激光",
    "奈米": "纳米",
    "数位": "数字",
    "人工智慧": "人工智能",
    "智慧型": "智能",
    "程式": "程序",
    "影片": "视频",
    "专案": "项目",
    "计画": "计划",
    "新创": "创业",
    "创投": "风投",
    "博士后研究员": "博士后",
    "租屋": "租房",
    "房屋津贴": "住房补贴",
    "奖助": "奖励",
    "幼稚园": "幼儿园",
    "国中": "初中",
    "履历": "简历",
    "身分证": "身份证",
    "学贷": "助学贷款",
    "几多": "多少",
    "而家": "现在",
    "点解": "为什么",
    "点样": "怎样",
    "边度": "哪里",
    "边个": "谁",
    "边间": "哪家",
    "系咪": "是不是",
    "有冇": "有没有",
    "乜嘢": "什么",
    "返工": "上班",
    "揾工": "找工作",
    "租楼": "租房",
    "细路": "孩子",
    "喺": "在",
    "嘅": "的",
    "唔": "不",
    "咩": "什么",
    "冇": "没有",
    "畀": "给",
    "俾": "给",
    "啲": "些",
    "佢": "他",
    "嚟": "来",
    "睇": "看",
    "攞": "拿",
}
_REGIONAL_PATTERN = re.compile("|".join(sorted(map(re.escape, _REGIONAL), key=len, reverse=True)))

_CONTRACTIONS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bcan'?t\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(what|where|who|when|how|that|there|it|he|she)'s\b", r"\1 is"),
        (r"\b(what|where|who|how|that)s\b", r"\1 is"),
        (r"\b(do|did|does|is|was|are|were|has|have|had|could|would|should)nt\b", r"\1 not"),
        (r"\bi'm\b", "i am"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"\bu\b", "you"),
        (r"\bur\b", "your"),
        (r"\br\b", "are"),
        (r"\b(pls|plz)\b", "please"),
        (r"\b(thx|tks|tnx)\b", "thanks"),
        (r"\bwanna\b", "want to"),
        (r"\bgonna\b", "going to"),
        (r"'s\b", ""),
    )
]

_SHORT_FORM = re.compile(
    r"\b(?:u|ur|r|pls|plz|thx|tks|tnx|wanna|gonna|cant|whats|wheres|whos|hows|thats|(?:do|did|does|is|was|are|were|has|have|had|could|would|should)nt)\b"
)

CJK = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[a-z]+")
_SPACES = re.compile(r"\s+")
# What needs no look at its category: printable ASCII, Chinese characters and punctuation, full-width forms.
_ODD = re.compile(r"[^\x20-\x7e\u2013-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as the engine reads it."""

    raw: str
    text: str
    """Simplified script, half width, lower case, single spaces."""
    traditional: bool
    """True where the asker writes traditional script."""
    steps: tuple[str, ...]
    """Names of the steps that changed something."""


def _printable(char: str) -> str:
    """The character, a space for what separates, nothing for what cannot be seen."""
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    if category == "So" or "\U0001f000" <= char <= "\U0001faff":
        return " "
    return char


def _clip(text: str) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    half = MAX_LENGTH // 2
    return f"{text[:half]} {text[1 - half :]}"


def is_traditional(text: str) -> bool:
    """True where more characters are written in traditional than in simplified script."""
    old = sum(char in _TRADITIONAL_ONLY for char in text)
    return old > 0 and old >= sum(char in _SIMPLIFIED_ONLY and char not in _TRADITIONAL_ONLY for char in text)


def shows_simplified(text: str) -> bool:
    """True where a text has a character that only the simplified script has."""
    return any(char in _SIMPLIFIED_ONLY and char not in _TRADITIONAL_ONLY for char in text)


def simplify(text: str) -> str:
    """Simplified characters, with the words of Taiwan and Hong Kong replaced by those of the mainland."""
    return _REGIONAL_PATTERN.sub(lambda match: _REGIONAL[match[0]], text.translate(_TO_SIMPLIFIED))


def fold(raw: str) -> Folded:
    """Fold a text; accepts anything that a str can hold, lone surrogates and control characters included."""
    steps = []
    text = _clip(raw)
    if text != raw:
        steps.append("clipped")
    wide = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    if wide != text:
        steps.append("width")
    lower = _toneless(wide.lower())
    # Last of the three: the other two can leave combining marks behind (of ´ and of İ).
    visible = _ODD.sub(lambda match: _printable(match[0]), lower)
    if visible != lower:
        steps.append("invisible")
    traditional = is_traditional(visible)
    simple = simplify(visible)
    if simple != visible:
        steps.append("script")
    if "'" in simple:
        for pattern, replacement in _CONTRACTIONS:
            simple = pattern.sub(replacement, simple)
    elif simple.isascii():
        simple = _short_forms(simple)
    return Folded(raw, _SPACES.sub(" ", simple).strip(), traditional, tuple(steps))


_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_UMLAUT = str.maketrans("üǖǘǚǜ", "vvvvv")


def _toneless(text: str) -> str:
    """Latin letters without tone marks and accents; ü becomes the v that input methods use for it."""
    if _ACCENTED.search(text) is None:
        return text
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFD", match[0])[0], text.translate(_UMLAUT))


def _short_forms(text: str) -> str:
    if _SHORT_FORM.search(text) is None:
        return text
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return text


def plain(text: str) -> str:
    """The folded text alone, for material whose script does not matter (examples, aliases, facts)."""
    return fold(text).text


def has_cjk(text: str) -> bool:
    """True where the text has a Chinese character."""
    return CJK.search(text) is not None
