"""Parser events become nodes; what YAML would silently misread becomes a complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml.events import (
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from bot.errors import Problem
from bot.kb import quoting
from bot.kb.nodes import MOST_COMPLAINTS, Entry, Map, Message, Node, Position, Scalar, Seq, complaint

MAX_DEPTH = 20
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CJK = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_FOLDED = re.compile(f"{_CJK} {_CJK}")
_COMMENT = re.compile(r"[ \t]+(#\S.*)")


class Refused(Exception):  # noqa: N818 - a signal inside this package, not an error that anybody sees
    """The file cannot be used at all; carries the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Builder:
    """Builds the tree of one file; `problems` fills up on the way."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.problems: list[Problem] = []
        self.open_brackets: list[tuple[int, int]] = []
        """Line and column of the brackets not closed yet; the rest after a syntax error."""
        self.long_quote: tuple[int, int, int] | None = None
        """First line, column and last line of the latest quoted text that runs over several lines."""
        self._text_lines: set[int] = set()
        self._events: Iterator[Event] = iter(())

    def build(self, text: str) -> Node | None:
        """Parse a whole file; None for an empty one. Raises `yaml.YAMLError` or `Refused`."""
        self._events = yaml.parse(text, Loader=_LOADER)
        root: Node | None = None
        documents = 0
        while (event := self._next()) is not None:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._check_document(event, documents)
            elif isinstance(event, NodeEvent):
                root = self._node(event, 1)
        return root

    def is_inside_text(self, line: int) -> bool:
        """Whether a line (from 1) goes on with quoted or block text begun above it."""
        return line in self._text_lines

    def _next(self) -> Event | None:
        event = next(self._events, None)
        if event is not None and len(self.problems) >= MOST_COMPLAINTS:
            raise Refused(self._problem(event, "too-many", _TOO_MANY))
        return event

    def _check_document(self, event: DocumentStartEvent, number: int) -> None:
        if number > 1:
            raise Refused(self._problem(event, "several-documents", _SEVERAL))
        if event.version or event.tags:
            self._complain(event, "special-yaml", _DIRECTIVE)

    def _node(self, event: Event | None, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            return self._collection(event, depth)
        assert isinstance(event, NodeEvent)
        self._refuse_reference(event, _reference("*", event.anchor or ""))
        return Scalar("", *_start(event))

    def _collection(self, event: MappingStartEvent | SequenceStartEvent, depth: int) -> Map | Seq:
        if depth > MAX_DEPTH:
            raise Refused(self._problem(event, "too-deep", _TOO_DEEP))
        self._check_decoration(event, event.tag)
        if event.flow_style:
            self.open_brackets.append(_start(event))
        build = self._map if isinstance(event, MappingStartEvent) else self._seq
        node = build(event, depth)
        if event.flow_style:
            self.open_brackets.pop()
        return node

    def _check_decoration(self, event: NodeEvent, tag: str | None) -> None:
        if event.anchor is not None:
            self._refuse_reference(event, _reference("&", event.anchor))
        if tag is not None:
            self._refuse_reference(event, _reference("!", tag.removeprefix("!")))

    def _refuse_reference(self, event: NodeEvent, message: Message) -> None:
        line, column = _start(event)
        edit = quoting.quote_value(self.lines[line - 1], column - 1)
        self._complain(event, "special-yaml", message._replace(edit=edit))

    def _seq(self, event: Event, depth: int) -> Seq:
        items: list[Node] = []
        while not isinstance(child := self._next(), CollectionEndEvent):
            items.append(self._node(child, depth + 1))
        return Seq(tuple(items), *_start(event))

    def _map(self, event: Event, depth: int) -> Map:
        entries: dict[str, Entry] = {}
        while not isinstance(child := self._next(), CollectionEndEvent):
            key = self._node(child, depth + 1)
            value = self._node(self._next(), depth + 1)
            self._enter(entries, key, value)
        return Map(entries, *_start(event))

    def _enter(self, entries: dict[str, Entry], key: Node, value: Node) -> None:
        at = Position(self.name, key.line, key.column)
        if not isinstance(key, Scalar):
            self.problems.append(complaint(at, "special-yaml", _COMPLEX_KEY))
        elif key.text == "<<":
            self.problems.append(complaint(at, "special-yaml", _MERGE))
        elif key.text in entries:
            first = entries[key.text].key
            self.problems.append(complaint(at, "duplicate-key", _duplicate(key.text, first)))
        else:
            entries[key.text] = Entry(key, value)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        if event.anchor is not None or event.tag is not None:
            self._check_decoration(event, event.tag)
        line, column = _start(event)
        last, behind = _end(event)
        if not event.style:
            self._check_plain(event, last, behind)
        elif last > line:
            self._text_lines.update(range(line + 1, last + (behind > 1)))
            self.long_quote = (line, column, last) if event.style in "\"'" else self.long_quote
        return Scalar(event.value, line, column)

    def _check_plain(self, event: ScalarEvent, last: int, behind: int) -> None:
        """A plain value can be cut short by ` #` and can swallow the lines below it."""
        cut = _COMMENT.match(self.lines[last - 1], behind - 1) if event.value else None
        if cut:
            at = Position(self.name, last, cut.start(1) + 1)
            self.problems.append(complaint(at, "cut-by-comment", _cut(cut[1]), "warning"))
        if last > _start(event)[0]:
            self._check_continued(event, last)

    def _check_continued(self, event: ScalarEvent, last: int) -> None:
        for number in range(_start(event)[0] + 1, last + 1):
            line = self.lines[number - 1]
            if line.lstrip(" ").startswith("- "):
                at = Position(self.name, number, line.index("-") + 1)
                self.problems.append(complaint(at, "list-under-value", _LIST_UNDER_VALUE))
                return
        if _FOLDED.search(event.value):
            self._complain(event, "folded-text", _FOLDED_TEXT, "warning")

    def _problem(self, event: Event, rule: str, message: Message, level: str = "error") -> Problem:
        return complaint(Position(self.name, *_start(event)), rule, message, level)

    def _complain(self, event: Event, rule: str, message: Message, level: str = "error") -> None:
        self.problems.append(self._problem(event, rule, message, level))


def _start(event: Event) -> tuple[int, int]:
    """Line and column, from 1, of an event's first character."""
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def _end(event: Event) -> tuple[int, int]:
    """Line and column, from 1, just behind an event's last character."""
    mark = event.end_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def _reference(sign: str, name: str) -> Message:
    kind = {"&": "锚点", "*": "引用", "!": "标签"}[sign]
    english = {"&": "an anchor", "*": "an alias", "!": "a tag"}[sign]
    return Message(
        f"“{sign}{name}”被 YAML 当成{kind}，这里不允许。",
        f"“{sign}{name}” is {english} to YAML and is not allowed here.",
        f'如果它是文字，把整个值放进半角双引号，例如 "{sign}{name}"。',
        f'If it is meant as text, put the whole value in double quotes, as in "{sign}{name}".',
    )


def _duplicate(key: str, first: Scalar) -> Message:
    return Message(
        f"“{key}”重复了，第 {first.line} 行第 {first.column} 列已经有一个。",
        f"“{key}” occurs twice; the first is at line {first.line}, column {first.column}.",
        "把两处合并成一处，或者给其中一处换个名字。",
        "Merge the two, or rename one of them.",
    )


def _cut(rest: str) -> Message:
    shown = rest if len(rest) <= 20 else rest[:20] + "…"
    return Message(
        f"值在“#”前面就结束了，“{shown}”被当成注释丢掉。",
        f"The value ends before the “#”; “{shown}” is dropped as a comment.",
        "如果它是值的一部分，把整个值放进半角双引号；如果是注释，在“#”后面加一个空格。",
        "If it belongs to the value, put the whole value in double quotes; if not, put a space after #.",
    )


_SEVERAL = Message(
    "一个文件里只能有一份内容，这里又出现了“---”。",
    "A file holds one document; another “---” begins here.",
    "删掉“---”，或者把后面的内容放到另一个文件。",
    "Delete the “---” or move what follows into a file of its own.",
)
_DIRECTIVE = Message(
    "文件开头有“%”指令，这里不允许。", "A % directive is not allowed.", "删掉这一行。", "Delete this line."
)
_TOO_DEEP = Message(
    f"嵌套超过 {MAX_DEPTH} 层。",
    f"Nested more than {MAX_DEPTH} levels deep.",
    "检查括号和缩进。",
    "Check brackets and indentation.",
)
_TOO_MANY = Message(
    f"前面已经有 {MOST_COMPLAINTS} 处错误，后面的没有再看。",
    f"There are {MOST_COMPLAINTS} mistakes above; what follows was not read.",
    "先改好前面的。文件如果是误拷进来的，删掉它。",
    "Mend those first; delete the file if it was copied here by mistake.",
)
_COMPLEX_KEY = Message(
    "键必须是一个词，这里却是列表或一组键值。",
    "A key must be a single word; this is a list or a map.",
    "检查方括号、花括号和问号；如果是文字，给它加上半角双引号。",
    "Check brackets and question marks; quote it if it is text.",
)
_MERGE = Message(
    "不支持“<<”合并写法。", "The merge key “<<” is not supported.", "把内容写全。", "Write the content out."
)
_LIST_UNDER_VALUE = Message(
    "列表写在了已经有值的键下面，会被当成这个值的文字。",
    "A list stands under a key that already has a value, and is read as part of that text.",
    "删掉键后面的值，或者把“- ”开头的行移到正确的键下面。",
    "Remove the value after the key, or move these lines under the right key.",
)
_FOLDED_TEXT = Message(
    "文字分成了几行，换行处会多出一个空格。",
    "The text runs over several lines; each line break becomes a space.",
    "写在一行里。",
    "Write it on one line.",
)
