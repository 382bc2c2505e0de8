"""Nodes of one file become plain values; whatever has the wrong shape becomes a complaint and an empty value,
so that the rest of the file is still read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.core.knowledge import Questions, Words
from bot.core.model import Outcome
from bot.errors import Problem
from bot.kb import quoting
from bot.kb.guess import guess
from bot.kb.nodes import MOST_COMPLAINTS, Entry, Map, Message, Node, Position, Scalar, Seq, complaint

_COMMAS = re.compile("(?<! ) *[，、] *")
_TRUE = frozenset({"yes", "true", "是"})
_FALSE = frozenset({"no", "false", "否"})


class Shape:
    """Reads the nodes of one file; `problems` fills up on the way.

    Lines that the reader has called wrong already (`known`) are not blamed again for what follows from it. `lines`
    are those of the file, for what can be mended.
    """

    def __init__(self, file: str, known: Iterable[Problem] = (), lines: Sequence[str] = ()) -> None:
        self.file = file
        self._lines = lines
        self._blamed = {line for problem in known for line in _lines(problem)}
        self._misspelt: set[tuple[int, int, str]] = set()
        """Maps (by their place) and the fields that a misspelt one of theirs was meant to be."""
        self.problems: list[Problem] = []

    def complain(self, node: Scalar | Node, rule: str, message: Message, level: str = "error") -> None:
        """Record a complaint about a node."""
        if node.line not in self._blamed and len(self.problems) < MOST_COMPLAINTS:
            at = Position(self.file, node.line, node.column)
            self.problems.append(complaint(at, rule, message, level))

    def map(self, node: Node | None, known: Collection[str] = ()) -> Map:
        """A map, complaining about fields that are not `known` (empty: all are); empty where it is none."""
        if isinstance(node, Map):
            if known:
                self._check_fields(node, known)
            return node
        if node is not None and not _is_empty(node):
            self.complain(node, "wrong-shape", _NEED_MAP)
        return Map({}, node.line if node else 0, node.column if node else 0)

    def _check_fields(self, node: Map, known: Collection[str]) -> None:
        for name, entry in node.entries.items():
            if name not in known and len(self.problems) < MOST_COMPLAINTS:
                message = _unknown_field(name, known)
                self.complain(entry.key, "unknown-field", message)
                if message.edit:
                    self._misspelt.add((node.line, node.column, message.edit[1]))

    def entries(self, node: Map, key: str) -> Iterator[tuple[str, Entry]]:
        """The entries of the map under `key`; none where it is missing."""
        yield from self.map(node.get(key)).entries.items()

    def require(self, node: Map, owner: Scalar, *keys: str) -> None:
        """Complain, at the owner's name, about each key that is missing and stands there in no other spelling."""
        spoilt = any(entry.key.line in self._blamed for entry in node.entries.values())
        for key in keys:
            known = key in node.entries or (node.line, node.column, key) in self._misspelt
            if not known and not spoilt:
                self.complain(owner, "missing-field", _missing_field(owner.text, key))

    def text(self, node: Map, key: str) -> str:
        """One line of text; empty where it is missing."""
        return self._scalar(node.get(key))

    def _scalar(self, node: Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, Scalar):
            return node.text.strip()
        line = self._lines[node.line - 1] if node.line <= len(self._lines) else ""
        # A colon in a sentence makes `key: value` of it; a list was typed on purpose.
        edit = quoting.quote_value(line, node.column - 1) if isinstance(node, Map) else None
        self.complain(node, "wrong-shape", _NEED_TEXT._replace(edit=edit))
        return ""

    def optional(self, node: Map, key: str) -> str | None:
        """As `text`, but None where it is missing or empty."""
        return self.text(node, key) or None

    def flag(self, node: Map, key: str) -> bool:
        """yes/no/true/false/是/否; False where it is missing."""
        found = node.get(key)
        text = self._scalar(found).casefold()
        if isinstance(found, Scalar) and text not in _TRUE | _FALSE:
            self.complain(found, "wrong-value", _need_flag(text))
        return text in _TRUE

    def outcome(self, node: Map, allowed: Collection[Outcome]) -> Outcome | None:
        """The field `outcome`; None where it is missing or not among the allowed ones."""
        found = node.get("outcome")
        text = self._scalar(found)
        if not isinstance(found, Scalar) or text in allowed:
            return Outcome(text) if text else None
        self.complain(found, "wrong-value", _need_outcome(text, allowed))
        return None

    def texts(self, node: Map, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is missing."""
        return self._texts(node.get(key))

    def _texts(self, node: Node | None, *, ids: bool = False) -> tuple[str, ...]:
        if node is None or _is_empty(node):
            return ()
        if isinstance(node, Seq):
            return tuple(self._item(item) for item in node.items)
        edit = quoting.listed(node.text, ids=ids) if isinstance(node, Scalar) else None
        self.complain(node, "wrong-shape", _NEED_LIST._replace(edit=edit))
        return ()

    def _item(self, node: Node) -> str:
        text = self._scalar(node)
        if isinstance(node, Scalar) and not text:
            self.complain(node, "empty-item", _EMPTY_ITEM)
        return text

    def ids(self, node: Map, key: str) -> tuple[str, ...]:
        """A list of ids, without the empty ones; ids that a full-width comma joins are told apart all the same."""
        found = node.get(key)
        names = self._texts(found, ids=True)
        for number, name in enumerate(names):
            if isinstance(found, Seq) and _COMMAS.search(name):
                mended = _COMMAS.sub(", ", name)
                self.complain(found.items[number], "full-width-comma", _COMMA._replace(edit=(name, mended)))
        return tuple(part for name in names for part in _COMMAS.split(name) if part)

    def words(self, node: Map, key: str) -> Words | None:
        """`{zh: ..., en: ...}`; None where it is missing, a missing language is an empty text."""
        found = node.get(key)
        if found is None:
            return None
        if isinstance(found, Scalar):
            self.complain(found, "wrong-shape", _NEED_WORDS)
            return Words(found.text, found.text)
        pair = self.map(found, ("zh", "en"))
        return Words(self.text(pair, "zh"), self.text(pair, "en"))

    def questions(self, node: Node | None) -> Questions:
        """`{zh: [...], en: [...]}`, without empty ones."""
        pair = self.map(node, ("zh", "en"))
        zh, en = self.texts(pair, "zh"), self.texts(pair, "en")
        return Questions(tuple(filter(None, zh)), tuple(filter(None, en)))


def _lines(problem: Problem) -> tuple[int, ...]:
    """Lines on which nothing more is blamed for what the reader has called wrong."""
    if problem.level != "error":
        return ()
    return (problem.line - 1, problem.line) if problem.rule == "list-under-value" else (problem.line,)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _unknown_field(name: str, known: Collection[str]) -> Message:
    zh, en, edit = guess(name, known)
    listed = "、".join(known)
    return Message(
        f"未知字段 {name}。",
        f"Unknown field {name}.",
        zh or f"这里可以写的字段：{listed}。也请检查缩进。",
        en or f"Known fields here: {', '.join(known)}. Check the indentation too.",
        edit,
    )


def _missing_field(owner: str, key: str) -> Message:
    return Message(
        f"{owner} 缺少字段 {key}。",
        f"{owner} lacks the field {key}.",
        f"在它下面加一行“{key}: …”，如果已经写了，请检查缩进。",
        f"Add a line “{key}: …” below it; if it is there, check its indentation.",
    )


def _need_outcome(text: str, allowed: Collection[Outcome]) -> Message:
    zh, en, edit = guess(text, allowed)
    return Message(
        f"outcome 不能写“{text}”。",
        f"“{text}” is no outcome.",
        zh or f"可以写：{'、'.join(allowed)}。",
        en or f"Write one of {', '.join(allowed)}.",
        edit,
    )


def _need_flag(text: str) -> Message:
    return Message(
        f"这里只能写 yes 或 no，不能写“{text}”。",
        f"Write yes or no here, not “{text}”.",
        "写 yes/no、true/false 或 是/否。",
        "Write yes/no, true/false or 是/否.",
    )


_NEED_MAP = Message(
    "这里应该是若干行“键: 值”。",
    "“key: value” lines are expected here.",
    "另起一行，多缩进两个空格，写“键: 值”；冒号是半角，后面有空格。",
    "Begin a new line, indent it by two more spaces and write “key: value” with a space after the colon.",
)
_NEED_TEXT = Message(
    "这里应该是一段文字，不是列表或一组键值。",
    "A text is expected here, not a list or a map.",
    "写成一行文字；如果文字以 [ 或 { 开头，给它加上半角双引号。",
    "Write it on one line; quote it if it begins with [ or {.",
)
_NEED_LIST = Message(
    "这里应该是列表。",
    "A list is expected here.",
    "写成 [甲, 乙]，或者每项一行、以“- ”开头。",
    "Write [one, two], or one item a line, each beginning with “- ”.",
)
_NEED_WORDS = Message(
    "这里要分别写中文和英文。",
    "Chinese and English are expected here.",
    "写成 {zh: 中文, en: English}。",
    "Write {zh: 中文, en: English}.",
)
_EMPTY_ITEM = Message(
    "列表里有一项是空的。",
    "An item of the list is empty.",
    "删掉它，或者补上内容。",
    "Delete it or fill it in.",
)
_COMMA = Message(
    "几个编号之间用了全角标点，会被当成一个编号。",
    "Full-width punctuation between ids makes one id of them.",
    "改成半角逗号加一个空格“, ”。",
    "Type half-width commas and a space instead.",
)
