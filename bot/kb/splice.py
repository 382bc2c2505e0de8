"""Changes one thing in a YAML file by splicing text at the parser's marks: every other byte stays what it was.

Nothing is taken on trust: the new text is read again by the bot's own reader, and it must hold exactly what the
old one held and the one change. Otherwise there is no new text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.errors import EditError, Problem
from bot.kb.reader import Read, read_bytes
from bot.kb.trees import Path, grown, same, shrunk, tree, written

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = b"\xef\xbb\xbf"
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_DASH = re.compile(r" *- +")
_ONLY_ITEM = re.compile(r" *:\s*- +")
_MORE = re.compile(r"[ \t]*,[ \t]*")


class Cut(NamedTuple):
    """Characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def add_text(data: bytes, name: str, path: Path, text: str) -> bytes:
    """The file with `text` as the last item of the list at `path`, in the style of that list.

    A list that is not there is begun, with the keys that lead to it. Complaints call the file `name`.

    Raises:
        EditError: the file has errors, `path` leads to no list, or the result would not read as it should.
    """
    sheet = _Sheet(data, name)
    found = sheet.find(path)
    if isinstance(found.node, SequenceNode) and not found.rest:
        cut = sheet.append(found.node, text)
    else:
        cut = sheet.enter(found, _nested(found.rest, [f"- {written(text, flow=False)}"]), text)
    return sheet.cut(cut, grown(sheet.tree, path, [text]))


def add_block(data: bytes, name: str, path: Path, block: str) -> bytes:
    """The file with a block of YAML (one entry, or one list item) at the end of the map or list at `path`.

    A map or list that is not there is begun. Lines of the block are indented as its new neighbours are; empty ones
    stay empty.

    Raises:
        EditError: as `add_text`; or the block is no YAML.
    """
    sheet = _Sheet(data, name)
    addition = tree(_sound(read_bytes(block.encode(), name)).root)
    found = sheet.find(path)
    lines = _nested(found.rest, block.rstrip("\n").split("\n"))
    if isinstance(found.node, SequenceNode) and not found.node.flow_style:
        cut = sheet.below(found.node, found.node.start_mark.column, lines)
    else:
        cut = sheet.enter(found, lines)
    return sheet.cut(cut, grown(sheet.tree, path, addition))


def remove_text(data: bytes, name: str, path: Path, text: str) -> bytes:
    """The file without the last item of the list at `path` that says `text`: what `add_text` did is undone.

    A comment on the same line goes with the item.

    Raises:
        EditError: as `add_text`; or there is no such item.
    """
    sheet = _Sheet(data, name)
    found = sheet.find(path)
    node = found.node
    items = node.value if isinstance(node, SequenceNode) and not found.rest else []
    places = [n for n, item in enumerate(items) if isinstance(item, ScalarNode) and item.value == text]
    if not places or not isinstance(node, SequenceNode):
        raise _refusal(name, f"没有“{text}”这一项", f"there is no item “{text}”")
    cut = sheet.without(node, found.key, places[-1])
    return sheet.cut(cut, shrunk(sheet.tree, path, places[-1]))


class _Found(NamedTuple):
    """How far a path leads: the node there, its key, and the steps that lead on from it."""

    node: yaml.Node
    key: yaml.Node | None
    rest: Path


class _Sheet:
    """One file while it is edited."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._data = data
        self._read = _sound(read_bytes(data, name))
        self._text = data.decode("utf-8-sig")
        root = yaml.compose(self._text, Loader=_LOADER)
        assert root is not None  # the reader has found one
        self._root = root
        self.tree = tree(self._read.root)

    def find(self, path: Path) -> _Found:
        node: yaml.Node = self._root
        key: yaml.Node | None = None
        for depth, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                return _Found(node, key, path[depth:])
            key, node = child
        return _Found(node, key, ())

    def append(self, node: SequenceNode, text: str) -> Cut:
        """A new last item of a list."""
        if not node.flow_style:
            return self.below(node, node.start_mark.column, [f"- {written(text, flow=False)}"])
        return _inside(node, written(text, flow=True))

    def enter(self, found: _Found, lines: Sequence[str], text: str | None = None) -> Cut:
        """New lines in a map, or below a key without a value; `text`: that of the only list item among them."""
        node, key, rest = found
        if isinstance(node, ScalarNode) and not node.value and key is not None:
            return self.below(node, key.start_mark.column + 2, lines)
        if not isinstance(node, MappingNode) or (node.flow_style and text is None):
            raise _refusal(self._name, f"第 {node.start_mark.line + 1} 行放不下", "it does not fit there")
        if node.flow_style and text is not None:
            return _inside(node, _flow(rest, text))
        return self.below(node, node.start_mark.column, lines)

    def below(self, node: yaml.Node, column: int, lines: Sequence[str]) -> Cut:
        """New lines under the last one of a node."""
        last = _end(node)
        indented = [" " * column + line if line else "" for line in lines]
        line_break = _BREAK.search(self._text, last)
        if last and _BREAK.match(self._text, last - 1):  # behind a text in `|` or `>` style
            return Cut(last, last, "".join(line + self._newline() for line in indented))
        at = line_break.start() if line_break else len(self._text)
        return Cut(at, at, "".join(self._newline() + line for line in indented))

    def _newline(self) -> str:
        first = _BREAK.search(self._text)
        return first[0] if first else "\n"

    def without(self, node: SequenceNode, key: yaml.Node | None, place: int) -> Cut:
        """A list loses an item; `key` is the list's own."""
        item = node.value[place]
        if node.flow_style:
            return self._out_of_brackets(node, place)
        start = item.start_mark.index - item.start_mark.column
        stop = _BREAK.search(self._text, _end(item))
        last = stop.start() if stop else len(self._text)
        if len(node.value) == 1:
            return self._emptied(item, key, last)
        if not start or not _DASH.fullmatch(self._text, start, item.start_mark.index):
            raise _refusal(self._name, "这一项不是单独一行", "the item has no line of its own")
        return Cut(start - (2 if self._text[start - 2 : start] == "\r\n" else 1), last, "")

    def _emptied(self, item: yaml.Node, key: yaml.Node | None, last: int) -> Cut:
        """The only item goes: the list is written as empty behind its key."""
        behind = key.end_mark.index if key else 0
        if not _ONLY_ITEM.fullmatch(self._text, behind, item.start_mark.index):
            raise _refusal(self._name, "这是列表的最后一项", "it is the only item of its list")
        return Cut(behind, last, ": []")

    def _out_of_brackets(self, node: SequenceNode, place: int) -> Cut:
        """An item goes with one of the commas beside it, such that lines stay as they are broken."""
        start, stop = node.value[place].start_mark.index, _end(node.value[place])
        before = _end(node.value[place - 1]) if place else start
        if _MORE.fullmatch(self._text, before, start):
            return Cut(before, stop, "")
        comma = _MORE.match(self._text, stop)
        return Cut(start, comma.end() if comma else stop, "")

    def cut(self, cut: Cut, expected: Any) -> bytes:
        """The file with a cut made, proved to hold what is expected."""
        text = self._text[: cut.start] + cut.text + self._text[cut.end :]
        try:
            data = (_BOM if self._data.startswith(_BOM) else b"") + text.encode()
        except UnicodeEncodeError:
            raise _refusal(self._name, "文字里有不完整的字符", "the text holds half a character") from None
        read = read_bytes(data, self._name)
        new = [p for p in read.problems if p.level == "error"]
        if new or not same(tree(read.root), expected):
            raise _refusal(self._name, "改后读出来不一样", "the result would not read as it should", new)
        return data


def _inside(node: SequenceNode | MappingNode, text: str) -> Cut:
    """A new last part between brackets."""
    if not node.value:
        at = node.start_mark.index + 1
        return Cut(at, at, text)
    at = _end(node)
    return Cut(at, at, f", {text}")


def _end(node: yaml.Node) -> int:
    """Place just behind the last character that a node's contents take; brackets that close it are left out."""
    if not isinstance(node, (SequenceNode, MappingNode)):
        return int(node.end_mark.index)
    if not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    child = last[1] if isinstance(last, tuple) else last
    return int(child.end_mark.index) if getattr(child, "flow_style", False) else _end(child)


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int):
        return (None, node.value[step]) if step < len(node.value) else None
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    return None


def _nested(keys: Path, lines: Sequence[str]) -> list[str]:
    """Lines below the keys that lead to them."""
    heads = ["  " * depth + f"{key}:" for depth, key in enumerate(keys)]
    return heads + ["  " * len(keys) + line if line else "" for line in lines]


def _flow(keys: Path, text: str) -> str:
    opened = "{".join(f"{key}: " for key in keys)
    return f"{opened}[{written(text, flow=True)}]" + "}" * (len(keys) - 1)


def _sound(read: Read) -> Read:
    """What was read, where it has no error."""
    errors = [problem for problem in read.problems if problem.level == "error"]
    if errors or read.root is None:
        name = errors[0].file if errors else "?"
        raise _refusal(name, "文件有错误", "the file has errors", errors)
    return read


def _refusal(name: str, zh: str, en: str, problems: Sequence[Problem] = ()) -> EditError:
    return EditError("\n".join([f"{name} 没有改动：{zh} / not changed: {en}.", *map(str, problems)]))
