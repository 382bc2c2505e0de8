"""Characters that look like YAML but are not: found line by line before parsing, so that the blame stays on
their own line.

YAML itself either swallows them (`－ 公寓` is text, a full-width space makes a new key) or complains one line
too late, about something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from bot.kb.nodes import MOST_COMPLAINTS, Message
from bot.kb.quoting import FIELDS

INVISIBLE = "\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad"
"""Characters without width that come in by copy and paste. U+200D stays out: emoji are joined by it."""

SPACES = "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"
"""Characters that look like a space and that YAML takes for text."""


class Suspect(NamedTuple):
    """A suspicious character: line from 1, column from 1."""

    line: int
    column: int
    rule: str
    level: str
    message: Message


_SUSPICIOUS = re.compile(rf"[a-z]:[^\s/]|[：－—–［｛｜＞＃，“”‘’\t{SPACES}{INVISIBLE}]|-[^\s\-]|\s$")
"""A quick sieve: a line without any of these is never looked at again."""

_Build = Callable[[re.Match[str]], Message]


def _spaced(match: re.Match[str], sign: str) -> tuple[str, str]:
    """The edit that puts a sign and one space in the place of the bad character and the blanks behind it."""
    behind = match.string[match.end("bad") :]
    blanks = behind[: len(behind) - len(behind.lstrip())]
    return match["bad"] + blanks, f"{sign} " if behind.strip() else sign


def _colon(match: re.Match[str]) -> Message:
    return Message(
        f"{match['key'].strip()} 后面用了全角冒号“：”。",
        f"A full-width colon “：” stands after {match['key'].strip()}.",
        "改成半角冒号加一个空格“: ”。",
        "Type a half-width colon and a space instead.",
        _after_comma(match) or _spaced(match, ":"),
    )


def _after_comma(match: re.Match[str]) -> tuple[str, str] | None:
    """A full-width comma before the key goes with its colon: with one of them alone YAML reads neither."""
    if not match[0].startswith("，"):
        return None
    old, new = _spaced(match, ":")
    return f"{match[0][:-1]}{old}", f", {match['key'].strip()}{new}"


def _no_space(match: re.Match[str]) -> Message:
    return Message(
        f"{match['key']} 的冒号后面没有空格。",
        f"There is no space after the colon of {match['key']}.",
        f"写成“{match['key']}: ”，冒号后面加一个空格。",
        f"Write “{match['key']}: ” with a space after the colon.",
        (":", ": "),
    )


def _dash(match: re.Match[str]) -> Message:
    return Message(
        f"列表项用了“{match['bad']}”，不是半角减号“-”。",
        f"A list item begins with {match['bad']!r} instead of a half-width hyphen.",
        "改成半角减号加一个空格“- ”。",
        "Type a half-width hyphen and a space instead.",
        _spaced(match, "-"),
    )


def _glued(match: re.Match[str]) -> Message:
    is_number = match.string[match.end("bad")].isdigit()
    return Message(
        "减号“-”后面没有空格，整行会被当成文字。",
        "There is no space after the hyphen, so the whole line is read as text.",
        "在“-”后面加一个空格。如果这本来就是文字，给它加上半角双引号。",
        "Put a space after the hyphen; if it is meant as text, put it in double quotes.",
        None if is_number else ("-", "- "),
    )


def _bracket(match: re.Match[str]) -> Message:
    half = {"［": "[ ]", "｛": "{ }"}[match["bad"]]
    return Message(
        f"用了全角括号“{match['bad']}”，会被当成文字。",
        f"A full-width bracket {match['bad']!r} is read as text.",
        f"改成半角括号 {half}，里面用半角逗号。",
        f"Type half-width {half} and half-width commas instead.",
        _halved(match),
    )


def _halved(match: re.Match[str]) -> tuple[str, str]:
    """Both brackets; commas between the items of a list too, as they were typed in the same breath."""
    bad = match["bad"]
    close = {"［": "］", "｛": "｝"}[bad]
    rest = match.string[match.start("bad") :]
    inside, found, _ = rest[1:].partition(close)
    half = {"［": "[]", "｛": "{}"}[bad]
    if not found:
        return bad, half[0]
    mended = re.sub("， *", ", ", inside) if bad == "［" else inside
    return f"{bad}{inside}{close}", f"{half[0]}{mended}{half[1]}"


def _pipe(match: re.Match[str]) -> Message:
    half = {"｜": "|", "＞": ">"}[match["bad"]]
    return Message(
        f"用了全角符号“{match['bad']}”，会被当成文字。",
        f"The full-width sign {match['bad']!r} is read as text.",
        f"改成半角“{half}”。",
        f"Type a half-width {half} instead.",
        (match["bad"], half),
    )


def _hash(match: re.Match[str]) -> Message:
    return Message(
        "用了全角井号“＃”，它不能开始注释。",
        "A full-width ＃ does not begin a comment.",
        "改成半角“# ”。",
        "Type a half-width # and a space instead.",
        _spaced(match, "#"),
    )


def _comma(match: re.Match[str]) -> Message:
    return Message(
        f"{match['key']} 前面用了全角逗号“，”。",
        f"A full-width comma “，” stands before {match['key']}.",
        "改成半角逗号加一个空格“, ”。",
        "Type a half-width comma and a space instead.",
        _spaced(match, ","),
    )


def _quotes(match: re.Match[str]) -> Message:
    return Message(
        f"引号不成对：一边是半角，一边是全角（{match['bad']}）。",
        f"The quotes do not match: one is half-width, the other full-width ({match['bad']}).",
        '两边都改成半角双引号 " 。',
        'Use half-width double quotes " on both sides.',
        None if "\\" in match["bad"] else (match["bad"], f'"{match["bad"][1:-1]}"'),
    )


def _tab(match: re.Match[str]) -> Message:
    return Message(
        "缩进里有制表符（Tab 键）。",
        "The indentation holds a tab.",
        "删掉它，改用空格，每层两个。",
        "Delete it and use spaces, two for each level.",
        (match["bad"], match["bad"].replace("\t", "  ")),
    )


def _space(match: re.Match[str]) -> Message:
    code = f"U+{ord(match['bad'][0]):04X}"
    name = "全角空格" if match["bad"][0] == "\u3000" else "特殊空格"
    return Message(
        f"这里有{name}（{code}），YAML 不把它当空格。",
        f"A special space ({code}) stands here; YAML does not take it for a space.",
        "删掉它，改用普通空格。",
        "Delete it and type an ordinary space.",
        (match["bad"], _ordinary(match)),
    )


def _ordinary(match: re.Match[str]) -> str:
    """As wide as it looked in the indentation, else one space; nothing before a colon or at the end."""
    before, behind = match.string[: match.start("bad")], match.string[match.end("bad") :]
    if not before.strip(" -"):
        return "".join("  " if char == "\u3000" else " " for char in match["bad"])
    return "" if behind.lstrip()[:1] in ("", ":", "：") else " "


def _trailing(match: re.Match[str]) -> Message:
    return Message(
        "行末有多余的空格。",
        "There are spaces at the end of the line.",
        "删掉它们。",
        "Delete them.",
        (match["bad"], ""),
    )


def _invisible(match: re.Match[str]) -> Message:
    code = f"U+{ord(match['bad'][0]):04X}"
    return Message(
        f"这里有看不见的字符（{code}），多半是复制时带来的。",
        f"An invisible character ({code}) stands here, most likely brought in by copying.",
        "删掉这个字符；看不见时，把这一小段重新打一遍。",
        "Delete it; if you cannot see it, type this bit again.",
        (match["bad"], ""),
    )


_KEY = r"[A-Za-z_][A-Za-z0-9_.\-]*"

_CHECKS: tuple[tuple[str, re.Pattern[str], _Build, str], ...] = (
    ("tab", re.compile(r"^ *(?:- *)*(?P<bad>\t[\t ]*)(?=\S)"), _tab, "error"),
    ("special-space", re.compile(rf"^ *(?:- *)*(?P<bad>[{SPACES}]++)(?=\s*\S)"), _space, "error"),
    ("special-space", re.compile(rf"^\s*(?:- +)?{_KEY}:?(?P<bad>[{SPACES}]++)(?=[^\s])"), _space, "error"),
    ("special-space", re.compile(rf"^\s*(?:- +)?{_KEY} *:(?P<bad>[{SPACES}]++)(?=\s*$)"), _space, "error"),
    ("special-space", re.compile(rf"(?<=[\]}}\"'])(?P<bad>[{SPACES}]++)(?=\s*$)"), _space, "error"),
    ("special-space", re.compile(rf"[{{,，] *(?:{FIELDS}):(?P<bad>[{SPACES}]++)(?=\S)"), _space, "error"),
    (
        "invisible-character",
        re.compile(rf"^\s*(?:- +)?[\w.\-]*(?P<bad>[{INVISIBLE}]++)[\w.\-]*\s*:"),
        _invisible,
        "error",
    ),
    ("invisible-character", re.compile(rf"^\s*(?P<bad>[{INVISIBLE}]++)"), _invisible, "error"),
    ("invisible-character", re.compile(rf"(?P<bad>[{INVISIBLE}]++)"), _invisible, "warning"),
    ("full-width-colon", re.compile(rf"^\s*(?P<key>{_KEY}\s*)(?P<bad>：)"), _colon, "error"),
    ("full-width-colon", re.compile(rf"^\s*- +(?P<key>(?:{FIELDS})\s*)(?P<bad>：)"), _colon, "error"),
    ("full-width-colon", re.compile(rf"[{{,，] *(?P<key>(?:{FIELDS})\s*)(?P<bad>：)"), _colon, "error"),
    (
        "colon-without-space",
        re.compile(rf"^\s*(?:- +)?(?P<key>{FIELDS})(?P<bad>:)(?=\S)"),
        _no_space,
        "error",
    ),
    ("colon-without-space", re.compile(r"[{,] *(?P<key>zh|en)(?P<bad>:)(?=[^\s,}])"), _no_space, "error"),
    ("full-width-dash", re.compile(r"^\s*(?P<bad>[－—–])(?=[^－—–])"), _dash, "error"),
    ("hyphen-without-space", re.compile(r"^\s*(?:- +)*(?P<bad>-)(?=[^\s\-])"), _glued, "error"),
    ("full-width-bracket", re.compile(rf"^\s*(?:- +)?{_KEY}: *(?P<bad>[［｛])"), _bracket, "error"),
    ("full-width-sign", re.compile(rf"^\s*(?:- +)?{_KEY}: *(?P<bad>[｜＞])\s*$"), _pipe, "error"),
    ("full-width-sign", re.compile(r"^\s*(?P<bad>＃)"), _hash, "error"),
    ("full-width-comma", re.compile(rf"(?P<bad>，) *(?P<key>{FIELDS}) *: "), _comma, "error"),
    (
        "unmatched-quotes",
        re.compile(r"(?:: |- |\[|\{|, )(?P<bad>[“‘][^“”‘’\"]*\")\s*(?:[,\]}]|$)"),
        _quotes,
        "error",
    ),
    ("trailing-space", re.compile(r"(?<!\s)(?P<bad>\s++)$"), _trailing, "warning"),
    ("unmatched-quotes", re.compile(r"(?:: |- )(?P<bad>\"[^“”‘’\"]*[”’])\s*(?:[,\]}]|$)"), _quotes, "error"),
)


def find(lines: list[str]) -> list[Suspect]:
    """The first `MOST_COMPLAINTS` suspicious characters of a file, at most one complaint for each place."""
    found = (suspect for number, line in enumerate(lines, 1) for suspect in _in_line(number, line))
    return sorted(islice(found, MOST_COMPLAINTS), key=lambda suspect: suspect[:2])


def _in_line(number: int, line: str) -> Iterator[Suspect]:
    if not _SUSPICIOUS.search(line) or line.lstrip().startswith("#"):
        return
    seen: set[int] = set()
    for rule, pattern, build, level in _CHECKS:
        for match in pattern.finditer(line):
            if match.start("bad") not in seen:
                seen.add(match.start("bad"))
                yield Suspect(number, match.start("bad") + 1, rule, level, build(match))
