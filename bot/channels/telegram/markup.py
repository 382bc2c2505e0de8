"""Text and buttons in the form that Telegram takes: HTML, 4,096 UTF-16 units, 64 bytes of callback data."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.base import DOWN, UP
from bot.core.model import Option
from bot.core.options import short_value

LIMIT = 4096
"""UTF-16 units of a message after its entities are parsed: the stricter reading of Telegram's limit."""
ROW_WIDTH = 24
"""Half-width columns that the labels of one row may take together on a narrow screen."""
MOST_BUTTONS = 100

_THUMBS = [Option("👍", UP), Option("👎", DOWN)]

_BREAKS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[。！？；])|(?<=[.!?;]) "))
"""Where a long text may be cut, best first: between paragraphs, lines, sentences."""


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sendable(text: str) -> str:
    """The text without halves of surrogate pairs, which UTF-8 cannot carry."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Pieces of at most `limit` units, cut at paragraphs where possible; none is empty."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, limit: int) -> int:
    """Where to cut a too long text: the last good break in the second half of what fits, else at its end."""
    full = _fitting(text, limit)
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, 0, full)]
        if ends and ends[-1] >= full // 2:
            return ends[-1]
    return full


def _fitting(text: str, limit: int) -> int:
    """How many characters of the text fit."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def to_html(text: str, closing: str = "") -> str:
    """Telegram HTML: everything escaped, the closing line of date and source, if at the end, in italics."""
    if not closing or not text.endswith(closing):
        return html.escape(text, quote=False)
    body = text.removesuffix(closing)
    return f"{html.escape(body, quote=False)}<i>{html.escape(closing, quote=False)}</i>"


@lru_cache(maxsize=512)
def keyboard(options: tuple[Option, ...], *, rating: bool = False) -> InlineKeyboardMarkup | None:
    """Buttons under a message; short labels share a row, thumbs up and down have the last one.

    None where there is nothing to press.
    """
    rows = list(_rows(options[: MOST_BUTTONS - len(_THUMBS)])) + [_THUMBS] * rating
    return InlineKeyboardMarkup([[_button(option) for option in row] for row in rows]) if rows else None


def _button(option: Option) -> InlineKeyboardButton:
    label = sendable(option.label).strip() or "…"
    return InlineKeyboardButton(label, callback_data=short_value(option.value))


def _rows(options: Sequence[Option]) -> Iterator[list[Option]]:
    if not options:
        return
    row: list[Option] = []
    for option in options:
        if row and sum(_columns(other.label) for other in [*row, option]) > ROW_WIDTH:
            yield row
            row = []
        row.append(option)
    yield row


def _columns(label: str) -> int:
    """Width with the button's margin; a Chinese character takes two."""
    return 4 + sum(1 if character.isascii() else 2 for character in label)
