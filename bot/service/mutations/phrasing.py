"""Mutations of the wording: polite and filling words around a question, and its parts in another order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random

from bot.core.language.fold import has_cjk
from bot.service.mutations.tables import EMOJI, HEADS_EN, HEADS_ZH, TAILS_EN, TAILS_ZH

_END = " ?.!？。！~"
_COMMA = re.compile(r"\s*[，；]\s*|(?<!\d)\s*[,;]\s*")
_SENTENCES = re.compile(r"[.!?] ")
_LEAST_CLAUSE = 3
# A part that points back to, or hangs on, the part before it cannot stand in front of it.
_LEANING = re.compile(
    r"[它他她这那其该此]|^(?:但|可|所以|而|难道|就|也|还|又|然后|并|且|或|不过|因为|是吗|对吗|对吧|是吧|谢|我|啥|有例子|厉害|怎么样|"
    r"多少年|多久|给多少)|"
    r"\b(?:it|its|that|this|they|them|their|he|she|his|her|those|these|there)\b|"
    r"^(?:and|but|or|so|how long|which|who|whose|where|because|right|please|thanks?|then|is|are|does|do|did)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^(?!I\b)[A-Z]")
"""After a comma, a name: "Jiashan, Qingpu and Wujiang" are one part."""
_ASKING = re.compile(r"多少|几|谁|哪|吗|不$|咋|怎")
_TELLING = re.compile(r"^(?:是|有|在|的|和|与|跟|及|、|市|县|区|新|港|经|科|国|高|人才|大学|学院|集团|公司)")
"""What begins like this after a place's name belongs to the name, or needs it as its subject."""
_LEAST_REST = 4
_KEYWORD = re.compile(r"[\d\u3400-\u9fff]+")


def filler(text: str, dice: Random) -> str:
    """Filling words or an emoji at the head, at the tail, or at both."""
    heads, tails = (HEADS_ZH, TAILS_ZH) if has_cjk(text) else (HEADS_EN, TAILS_EN)
    where = dice.choice(("head", "tail", "both", "emoji"))
    if where == "emoji":
        return text + dice.choice(EMOJI)
    head = dice.choice(heads) if where != "tail" else ""
    tail = dice.choice(tails) if where != "head" else ""
    # What follows a Chinese question word directly stands before the closing mark: 有公寓呀？
    bare = text.rstrip(_END) if tail else text
    return f"{head}{bare}{tail}{text[len(bare) :] if has_cjk(text) else ''}"


class Order:
    """Turns round what a question says first and last, where it means the same that way."""

    def __init__(self, places: Iterable[str]) -> None:
        """`places`: names of places in both languages; one that opens a question can close it, and the reverse."""
        ordered = [re.escape(name) for name in sorted(set(places), key=len, reverse=True)]
        chinese = "|".join(name for name in ordered if has_cjk(name)) or r"(?!)"
        latin = "|".join(name for name in ordered if not has_cjk(name)) or r"(?!)"
        self._opening = re.compile(rf"^(?:在)?({chinese})的? *(.{{{_LEAST_REST},}})$")
        self._closing = re.compile(rf"^(.{{8,}}?) ((?:in|at) (?:{latin}))$", re.IGNORECASE)

    def __call__(self, text: str, dice: Random) -> str:
        """The question in one of its other orders; as it is where it has none."""
        others = list(self._others(text.rstrip(_END)))
        return dice.choice(others) + _mark(text) if others else text

    def _others(self, bare: str) -> Iterator[str]:
        yield from _clauses(bare)
        yield from _keywords(bare)
        opening = self._opening.match(bare)
        if opening and not _TELLING.match(opening[2]) and not _COMMA.search(bare):
            yield f"{opening[2]}，{opening[1]}"
        closing = self._closing.match(bare)
        if closing and not _COMMA.search(bare) and not _SENTENCES.search(bare):
            yield f"{closing[2][0].upper()}{closing[2][1:]}, {closing[1][0].lower()}{closing[1][1:]}"


def _mark(text: str) -> str:
    """The closing mark of a question."""
    bare = text.rstrip(_END)
    return text[len(bare) :]


def _clauses(bare: str) -> Iterator[str]:
    """The part after the only comma in front of the part before it."""
    parts = _COMMA.split(bare)
    if (
        len(parts) != 2
        or min(map(len, parts)) < _LEAST_CLAUSE
        or _LEANING.search(parts[1])
        or _LISTED.match(parts[1])
    ):
        return
    comma = "，" if has_cjk(bare) else ", "
    yield f"{parts[1]}{comma}{parts[0]}"


def _keywords(bare: str) -> Iterator[str]:
    """Chinese keywords typed apart: the last one first."""
    words = bare.split()
    if len(words) > 1 and all(map(_KEYWORD.fullmatch, words)) and not any(map(_ASKING.search, words)):
        yield " ".join([words[-1], *words[:-1]])
