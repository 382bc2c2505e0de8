"""Keeps personal data out of the log: masks what identifies a person, hashes ids with a key.

Numbers are known by shape (a plausible birth date, a mobile prefix) or by checksum (GB 11643, Luhn); either
is enough. Registers of county codes are left out on purpose: they reject most valid numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_HANZI_DIGITS = str.maketrans("〇零一幺二两三四五六七八九", "0011223456789")


@dataclass(frozen=True, slots=True)
class Hasher:
    """Keyed hashes (HMAC-SHA256), so that the log can tell people apart without knowing them."""

    secret: bytes

    def _hash(self, kind: str, channel: str, value: str, length: int) -> str:
        if not value:
            return ""
        message = "\0".join((kind, channel, value)).encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:length]

    def chat(self, channel: str, chat: str) -> str:
        """16 hexadecimal digits for a chat; empty for an empty id."""
        return self._hash("chat", channel, chat, 16)

    def user(self, channel: str, user: str) -> str:
        """16 hexadecimal digits for a person; empty for an empty id."""
        return self._hash("user", channel, user, 16)

    def message(self, channel: str, external_id: str) -> str:
        """32 hexadecimal digits for a message: long enough that two never collide."""
        return self._hash("message", channel, external_id, 32)


def id_checksum_ok(number: str) -> bool:
    """Whether 18 characters carry the right check character of GB 11643."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == number[17].upper()


def luhn_ok(number: str) -> bool:
    """Whether a string of digits passes the Luhn check of bank cards."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _digits(found: str) -> str:
    return re.sub(r"[^0-9Xx]", "", found)


def _card(found: str) -> bool:
    digits = _digits(found)
    return 16 <= len(digits) <= 19 and luhn_ok(digits)


@dataclass(frozen=True, slots=True)
class _Rule:
    zh: str
    en: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = lambda _: True


def _rule(zh: str, en: str, pattern: str, check: Callable[[str], bool] = lambda _: True) -> _Rule:
    return _Rule(zh, en, re.compile(pattern, re.IGNORECASE | re.ASCII), check)


_SEP = r"[ .·\-\u2010-\u2015\u200b-\u200d\u2060]"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_BIRTH = rf"(?:18|19|20)[0-9]{{2}}{_SEP}?{_MONTH_DAY}"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_LINK = r"(?:\s|[:=是为加,，]|号码?|id|no\.?|number|is)*"
_MOBILE = _rule(
    "手机号",
    "mobile",
    rf"(?<![0-9])(?:(?:\+|00)?86{_SEP}?|0)?(?:"
    rf"1[3-9][0-9]{_SEP}?[0-9]{{4}}{_SEP}?[0-9]{{4}}"
    rf"|1[3-9][0-9]{{2}}{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}"
    rf"|1[3-9][0-9]{{3}}{_SEP}[0-9]{{6}}"
    rf"|1{_SEP}[3-9](?:{_SEP}[0-9]){{9}}"
    r")(?![0-9])",
)
_RULES = (
    _rule("邮箱", "e-mail", r"(?<![\w.%+\-])[\w.%+\-]++@[a-z0-9\-]++(?:\.[a-z0-9\-]++)+"),
    _rule(
        "身份证号", "ID number", rf"(?<![0-9])[1-9][0-9]{{5}}{_SEP}?{_BIRTH}{_SEP}?[0-9]{{3}}[0-9x](?![0-9])"
    ),
    _rule("身份证号", "ID number", r"(?<![0-9])[0-9]{17}[0-9x](?![0-9])", id_checksum_ok),
    _rule("身份证号", "ID number", rf"(?<![0-9])[1-8][0-9]{{7}}{_MONTH_DAY}[0-9]{{3}}(?![0-9])"),
    _rule("银行卡号", "bank card", r"(?<![0-9])[0-9]{16,19}(?![0-9])", _card),
    _rule(
        "银行卡号",
        "bank card",
        rf"(?<![0-9])[3-6][0-9]{{3}}(?:{_SEP}[0-9]{{4}}){{3}}(?:{_SEP}?[0-9]{{1,3}})?(?![0-9])",
        _card,
    ),
    _MOBILE,
    # 400 numbers and short hotlines belong to offices, not to people.
    _rule("电话", "phone", rf"(?<![0-9])\(?0{_AREA}\)?{_SEP}?[0-9]{{3,4}}{_SEP}?[0-9]{{4}}(?![0-9])"),
    _rule(
        "电话", "phone", rf"(?:\+|(?<![0-9])00)86{_SEP}?{_AREA}{_SEP}?[0-9]{{3,4}}{_SEP}?[0-9]{{4}}(?![0-9])"
    ),
    _rule("证件号", "passport", r"(?<![a-z0-9])[a-z]{1,2}[0-9]{7,8}(?![a-z0-9])"),
    _rule("证件号", "passport", r"(?<![a-z0-9])[hm][0-9]{10}(?![a-z0-9])"),
    _rule(
        "证件号", "passport", rf"(?:护照|通行证|passport){_LINK}(?P<it>[a-z]{{0,2}}[0-9]{{6,9}})(?![a-z0-9])"
    ),
    _rule("微信号", "WeChat ID", rf"(?:微信|薇信|v信|weixin){_LINK}(?P<it>[a-z][a-z0-9_\-]{{5,19}})"),
    _rule(
        "微信号",
        "WeChat ID",
        r"(?<![a-z])(?:wechat|vx|wx|加v)\s*(?:[:=是为]|号码?|id\b|is\b)[\s:=是为]*(?P<it>[a-z][a-z0-9_\-]{5,19})",
    ),
    # "WeChat account" is no id: without a colon or the like, the id must hold a digit or a low line.
    _rule(
        "微信号",
        "WeChat ID",
        r"(?<![a-z])(?:wechat|vx|wx|加v)\s*(?P<it>(?=[a-z\-]*[0-9_])[a-z][a-z0-9_\-]{5,19})",
    ),
    _rule("QQ号", "QQ number", rf"(?<![a-z])(?:qq|扣扣)(?:群|{_LINK})*?(?P<it>[1-9][0-9]{{4,10}})(?![0-9])"),
    # No figure of ours has twelve digits on end; whatever has them identifies somebody or something.
    _rule("号码", "number", r"[0-9]{12,}"),
)


def mask(text: str, lang: str = "zh") -> str:
    """The text with phone, ID, card, passport, WeChat and QQ numbers and e-mail replaced by their kind.

    The kind stands in brackets, in English where `lang` is `en`, else in Chinese. Masking twice changes
    nothing more.
    """
    even = text.translate(_EVEN)
    if not _may_identify(even):
        return text
    spans = [span for rule in _RULES for span in _find(rule, even)]
    spans += _find(_MOBILE, even.translate(_HANZI_DIGITS))
    out, end = [], 0
    for start, stop, rule in _merged(spans):
        out += [text[end:start], f"[{rule.en if lang == 'en' else rule.zh}]"]
        end = stop
    return "".join(out) + text[end:]


def mask_data(data: Any, lang: str = "zh") -> Any:
    """JSON data with every text in it masked; numbers and keys stay."""
    if isinstance(data, str):
        return mask(data, lang)
    if isinstance(data, dict):
        return {key: mask_data(value, lang) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [mask_data(value, lang) for value in data]
    return data


def _may_identify(even: str) -> bool:
    """Whether any rule could find something: all but e-mail and WeChat names need five digits. Most texts: no."""
    return "@" in even or len(_DIGIT.findall(even)) >= _FEWEST_DIGITS or _WECHAT.search(even) is not None


_FEWEST_DIGITS = 5
_DIGIT = re.compile(r"[0-9〇零一幺二两三四五六七八九]")
_WECHAT = re.compile(r"微信|薇信|v信|weixin|wechat|vx|wx|加v", re.IGNORECASE)


class _Even(dict[int, str]):
    """Full-width and foreign digits as ASCII, character for character, so that positions stay. Filled as asked."""

    def __missing__(self, code: int) -> str:
        self[code] = _even_char(chr(code))
        return self[code]


_EVEN = _Even()


def _even_char(char: str) -> str:
    if char.isascii():
        return char
    if char == "Ⅹ":
        return "X"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    code = ord(char)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else " " if char.isspace() else char


_Span = tuple[int, int, _Rule]


def _find(rule: _Rule, text: str) -> list[_Span]:
    group = "it" if "it" in rule.pattern.groupindex else 0
    found = rule.pattern.finditer(text)
    return [(*match.span(group), rule) for match in found if rule.check(match.group(group))]


def _merged(spans: list[_Span]) -> list[_Span]:
    """In order of place, overlapping ones joined under the rule that begins first (then the stronger one)."""
    merged: list[_Span] = []
    for start, stop, rule in sorted(spans, key=lambda span: span[0]):
        if merged and start < merged[-1][1]:
            first = merged[-1]
            merged[-1] = (first[0], max(first[1], stop), first[2])
        else:
            merged.append((start, stop, rule))
    return merged
