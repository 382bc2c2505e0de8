"""Reads one YAML file into nodes that know their place, and says clearly what is wrong with it.

Stricter than YAML, because editors are no programmers: every scalar stays text, a duplicate key is an error,
and tags, anchors, aliases, merge keys and several documents in a file are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import yaml

from bot.errors import Problem
from bot.kb import lookalikes
from bot.kb.builder import Builder, Refused
from bot.kb.explain import explain
from bot.kb.nodes import Message, Node, Position, complaint

MAX_BYTES = 1024 * 1024
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Line breaks as YAML counts them."""
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEAR = 2
"""A syntax error this many lines or fewer below a look-alike is taken for its consequence."""


class Read(NamedTuple):
    """What came of a file: `root` is None where it cannot be used at all."""

    root: Node | None
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    data: bytes


def read_file(path: Path, name: str, instead: Mapping[Path, bytes] = MappingProxyType({})) -> Read:
    """Read a file that complaints call `name`; never raises. `instead` holds bytes to be read in the place of files."""
    if path in instead:
        return read_bytes(instead[path], name)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        return _refused(name, b"", "unreadable", _unreadable(error))
    if size > MAX_BYTES:
        return _refused(name, b"", "too-large", _too_large(size))
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Read:
    """Read a file's content; complaints call it `name`."""
    if len(data) > MAX_BYTES:
        return _refused(name, data, "too-large", _too_large(len(data)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        other = otherwise_encoded(data)
        lines = BREAK.split(other[1] if other else data.decode("utf-8", "replace"))
        line = min(data.count(b"\n", 0, error.start) + 1, len(lines))
        refused = _refused(name, data, "not-utf8", _not_utf8(other), line)
        return refused._replace(lines=tuple(lines))
    return _read_text(text, data, name)


def _read_text(text: str, data: bytes, name: str) -> Read:
    lines = BREAK.split(text)
    control = _CONTROL.search(text)
    if control:
        before = BREAK.split(text[: control.start()])
        at = Position(name, len(before), len(before[-1]) + 1)
        return Read(None, (complaint(at, "control-character", _control(control[0])),), tuple(lines), data)
    builder = Builder(name, lines)
    root, problems = _build(builder, text, name)
    suspects = [s for s in lookalikes.find(lines) if not builder.is_inside_text(s.line)]
    blamed = {s.line for s in suspects if s.level == "error"}
    kept = [p for p in problems if not _follows(p, blamed)]
    found = [complaint(Position(name, s.line, s.column), s.rule, s.message, s.level) for s in suspects]
    ordered = sorted([*found, *kept], key=lambda p: (p.line, p.column))
    return Read(root, tuple(ordered), tuple(lines), data)


def _build(builder: Builder, text: str, name: str) -> tuple[Node | None, list[Problem]]:
    try:
        return builder.build(text), builder.problems
    except Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.YAMLError as error:
        line, column, message = explain(error, builder)
        return None, [*builder.problems, complaint(Position(name, line, column), "syntax", message)]


def _follows(problem: Problem, blamed: set[int]) -> bool:
    """Whether a syntax error merely follows from a look-alike on its own line or just above."""
    near = range(problem.line - _NEAR, problem.line + 1)
    return problem.rule in ("syntax", "list-under-value", "folded-text") and any(
        line in blamed for line in near
    )


def _refused(name: str, data: bytes, rule: str, message: Message, line: int = 0) -> Read:
    problem = complaint(Position(name, line, 1 if line else 0), rule, message)
    return Read(None, (problem,), (), data)


def _unreadable(error: OSError) -> Message:
    reason = error.strerror or str(error)
    return Message(f"文件读不出来：{reason}。", f"The file cannot be read: {reason}.")


def _too_large(size: int) -> Message:
    return Message(
        f"文件有 {size:,} 字节，超过上限 {MAX_BYTES:,} 字节。",
        f"The file has {size:,} bytes; the limit is {MAX_BYTES:,}.",
        "把它按主题拆成几个文件。",
        "Split it into several files by topic.",
    )


def otherwise_encoded(data: bytes) -> tuple[str, str] | None:
    """Name of the encoding and the text of a file that is not UTF-8; None where it is not plain what it is.

    Most UTF-8 files with a damaged byte could be read as GBK, too, and would become gibberish: what is mostly good
    UTF-8 is damaged, not GBK.
    """
    encoding = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "GBK"
    loose = data.decode("utf-8", "replace")
    damaged = loose.count("\ufffd")
    if encoding == "GBK" and sum(char > "\x7f" for char in loose) - damaged > damaged:
        return None
    try:
        return encoding, data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _not_utf8(other: tuple[str, str] | None) -> Message:
    zh, en = "文件不是 UTF-8 编码。", "The file is not encoded in UTF-8."
    if other:
        zh = f"文件是 {other[0]} 编码，不是 UTF-8。"
        en = f"The file is encoded in {other[0]}, not in UTF-8."
    return Message(
        zh,
        en,
        "在编辑器里选“另存为”，编码选 UTF-8，再保存一次。",
        "Save it again from your editor with the encoding UTF-8.",
    )


def _control(char: str) -> Message:
    code = f"U+{ord(char):04X}"
    return Message(
        f"文件里有不能显示的控制字符（{code}）。",
        f"The file holds a control character ({code}).",
        "把这一行重新打一遍。",
        "Type this line again.",
    )
