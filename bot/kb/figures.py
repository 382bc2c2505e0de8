"""The figures of a text as plain numbers, so that Chinese and English can be compared.

A written figure (`3.6万`, `36,000`, `1.26 million`) is *firm*: it must have its like in the other language.
A number in words (`三年`, `twenty`, `first`, `October`) is only *soft*: it can be the like of a firm one, but
nobody misses it, as such words are used for much else (`一批`, `one of the`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

Values = frozenset[Decimal]


class Figure(NamedTuple):
    """A written figure and every number that it may stand for (`5 m` is 5 metres or 5 million)."""

    text: str
    values: Values


class Figures(NamedTuple):
    """All figures of a text."""

    firm: tuple[Figure, ...]
    soft: Values


_SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_LETTERS = {"k", "m", "mn", "bn"}
_FIRM = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[余多几]?(?P<zh>百万|千万|百亿|千亿|万亿|[百千万亿])"
    r"|[\s-]?(?P<en>hundred|thousand|million|billion|trillion|mn|bn|[mk])\b"
    r"|(?P<tenths>成)|(?P<decade>后|年代))?",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"20世纪(?=\d0年代)")
_CENTURIES = (1900, 2000)

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2, "首": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SMALL = "(?:[{0}]?千零?)?(?:[{0}]?百零?)?(?:[{0}]?十)?[{0}]?".format("".join(_DIGITS))
_CHINESE = re.compile(
    f"(?=[零〇一二两三四五六七八九十百千万亿双首])(?:[零〇一二三四五六七八九]{{4}}|(?:{_SMALL}[万亿]+)*{_SMALL})"
)

_ORDERED = (
    "zero/one first once single sole a an/two second twice pair both double/three third triple/four fourth"
    "/five fifth/six sixth/seven seventh/eight eighth/nine ninth/ten tenth/eleven eleventh"
    "/twelve twelfth dozen"
    "/thirteen thirteenth/fourteen fourteenth/fifteen fifteenth/sixteen sixteenth/seventeen seventeenth"
    "/eighteen eighteenth/nineteen nineteenth"
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDS = {word: n for n, words in enumerate(_ORDERED.split("/")) for word in words.split()} | _TENS
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"]
_MONTHS += ["november", "december"]
_MONTH_NUMBERS = {name[:length]: n for n, name in enumerate(_MONTHS, 1) for length in (3, len(name))}
_ENGLISH = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})[\s-])?(?P<word>{'|'.join(_WORDS | _MONTH_NUMBERS)})\b"
    r"(?P<scales>(?:[\s-](?:hundred|thousand|million|billion|trillion)\b)*)",
    re.IGNORECASE,
)


def figures(text: str) -> Figures:
    """Find all figures; full-width digits count as half-width ones."""
    plain = _CENTURY.sub("19", unicodedata.normalize("NFKC", text))
    firm = tuple(_figure(match) for match in _FIRM.finditer(plain))
    soft = set(_chinese(plain)) | set(_english(plain))
    return Figures(firm, frozenset(soft))


def unmatched(one: Figures, other: Figures) -> list[str]:
    """The firm figures of `one` that have no like in `other`, as written."""
    known = set(other.soft).union(*(figure.values for figure in other.firm))
    missing = [figure.text for figure in one.firm if figure.values.isdisjoint(known)]
    return list(dict.fromkeys(missing))


def _figure(match: re.Match[str]) -> Figure:
    number = Decimal(match["number"].replace(",", ""))
    values = {number}
    unit = match["zh"] or (match["en"] or "").lower()
    if unit:
        scaled = number * _SCALES[unit]
        values = {number, scaled} if unit in _LETTERS or unit in _UNITS else {scaled}
    if match["tenths"]:
        values.add(number * 10)
    if match["decade"] and number < 100:
        values.update(number + century for century in _CENTURIES)
    return Figure(match[0].strip(), frozenset(values))


def _chinese(text: str) -> Iterator[Decimal]:
    for match in _CHINESE.finditer(text):
        run = match[0]
        if len(run) == len("二〇二五") and all(sign in _DIGITS for sign in run):
            yield Decimal("".join(str(_DIGITS[sign]) for sign in run))
        elif run:
            yield Decimal(_numeral(run))


def _numeral(run: str) -> int:
    """A well-formed numeral: 二十三, 三千五百, 两万; a unit alone counts once (千万, 上百)."""
    total = section = digit = 0
    for sign in run:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            total = (total + section + digit or 1) * _SCALES[sign]
            section = digit = 0
    return total + section + digit


def _english(text: str) -> Iterator[Decimal]:
    """Numbers in words and the numbers of months: `twenty-five`, `two hundred`, `a million`, `October`."""
    for match in _ENGLISH.finditer(text):
        word = match["word"].lower()
        if word in _MONTH_NUMBERS:
            yield Decimal(_MONTH_NUMBERS[word])
            continue
        value = Decimal(_WORDS[word] + _TENS.get((match["tens"] or "").lower(), 0))
        for scale in match["scales"].lower().replace("-", " ").split():
            value *= _SCALES[scale]
        yield value
