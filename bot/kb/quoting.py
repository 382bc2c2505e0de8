"""Edits of one line that make YAML read it as it was meant: a value put in quotes, a quote or bracket closed.

Each gives what stands at a place and what should, or None where it is not plain what was meant. Whoever applies one
must read the file again and see that it helped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Edit = tuple[str, str]

FIELDS = (
    "zh|en|title|questions|facts|details|outcome|say|nearest|aspects|topic|intents|region|as_of|source|answers|also"
    "|until|review_by|name|parent|members|aliases|documents|regions|outside|byline|date|date_printed|publisher|file"
    "|office|cases|ask|not_facts|says"
)
"""Every field of every kind of file, as a pattern."""

_LEAD = re.compile(r"^\s*(?:- +)*(?:(?P<key>[^\s:#\"'\[{][^:#]*): +)?(?=\S)")
_FREE = re.compile(r"zh|en|byline|ask|file")
_SECOND_KEY = re.compile(rf"(?<![^\s,])(?:{FIELDS}): ")
_CLOSING = {"[": "]", "{": "}"}
_WRONG_CLOSING = re.compile(r"[］】｝）)]$")


def quoted(text: str) -> str | None:
    """The text in quotes, double ones where it holds none; None where it holds both kinds or would be changed."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else None


def quote_value(line: str, column: int | None = None) -> Edit | None:
    """Put the value of a line into quotes; `column` (from 0) must be where it begins, None: wherever it does."""
    lead = _LEAD.match(line)
    if not lead or (column is not None and column != lead.end()):
        return None
    value = line[lead.end() :].rstrip()
    if " #" in value or not _is_text(lead["key"]) or _SECOND_KEY.search(value):
        return None
    inside = quoted(value)
    return (value, inside) if inside else None


def _is_text(key: str | None) -> bool:
    """Whether the field holds a sentence; a list item does."""
    return key is None or bool(_FREE.fullmatch(key.strip()))


def value_column(line: str) -> int:
    """Where the value of a line begins, from 0."""
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def close_quote(line: str, column: int) -> Edit | None:
    """Close a quote that is opened at `column` (from 0) and nowhere closed on the line."""
    rest = line[column:].rstrip()
    if not rest or rest[0] in rest[1:] or " #" in rest or "\\" in rest:
        return None
    return rest, rest + rest[0]


def close_bracket(line: str, column: int) -> Edit | None:
    """Close a bracket that is opened at `column` (from 0) and nowhere closed on the line."""
    rest = line[column:].rstrip()
    if not rest or rest[0] not in _CLOSING or rest.endswith(",") or " #" in rest:
        return None
    close = _CLOSING[rest[0]]
    if rest.count(rest[0]) != rest.count(close) + 1:
        return None
    return rest, _WRONG_CLOSING.sub("", rest) + close


def add_colon(line: str, column: int) -> Edit | None:
    """Put the colon behind a field at `column` (from 0) that has a value but no colon."""
    match = re.compile(rf"(?P<key>{FIELDS}) +(?=\S)").match(line, column)
    return (match[0], f"{match['key']}: ") if match else None


def align(lines: Sequence[str], number: int) -> Edit | None:
    """Move a line (number from 0) that stands one column beside its neighbour to where that one stands."""
    line = lines[number]
    for step in (-1, 1):
        other = neighbour(lines, number, step)
        if other is not None and is_aside(line, lines[other]):
            return " " * indentation(line) + line.strip(), " " * indentation(lines[other]) + line.strip()
    return None


def neighbour(lines: Sequence[str], number: int, step: int) -> int | None:
    """The next line above (`step` -1) or below (1) of the same level, give or take a column; None where it ends first.

    Keys are neighbours of keys, list items of list items; what hangs on a line is passed over.
    """
    indent, is_item = indentation(lines[number]), lines[number].lstrip().startswith("- ")
    at = number + step
    while 0 <= at < len(lines):
        line = lines[at]
        if line.strip() and not line.lstrip().startswith("#"):
            beside = abs(indentation(line) - indent) <= 1
            if beside and line.lstrip().startswith("- ") == is_item:
                return at
            if indentation(line) < indent - 1:
                return None
        at += step
    return None


def is_aside(line: str, neighbour: str) -> bool:
    """Whether a line stands one column beside its neighbour and is the odd one of the two: levels are two columns."""
    indent = indentation(line)
    return indent % 2 == 1 and abs(indentation(neighbour) - indent) == 1


def indentation(line: str) -> int:
    """Spaces at the start of a line."""
    return len(line) - len(line.lstrip(" "))


def listed(text: str, *, ids: bool) -> Edit | None:
    """Make a list of the plain text that stands where a list is due; sentences with a comma are left alone."""
    if not text or any(sign in text for sign in "[]{}\"'#:&*!|>%@`"):
        return None
    if ids:
        return text, f"[{re.sub('(?<! ) *[,，、] *', ', ', text)}]"
    return None if re.search("[,，、]", text) else (text, f"[{text}]")
