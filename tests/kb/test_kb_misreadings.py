"""What PyYAML reads without a word, and otherwise than the editor meant: each is kept as text or called wrong here."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml

from bot.kb.nodes import Map, Node, Seq
from bot.kb.reader import read_bytes

MISREADINGS: dict[str, tuple[str, Any, str]] = {
    "a hash cuts the sentence": ("a: 咨询 #3 窗口", {"a": "咨询"}, "cut-by-comment"),
    "hyphens without a space are one text": (
        "a:\n  -公寓\n  -补贴",
        {"a": "-公寓 -补贴"},
        "hyphen-without-space",
    ),
    "a full-width dash is text": ("a:\n  － 公寓", {"a": "－ 公寓"}, "full-width-dash"),
    "a full-width space indents nothing": ("a:\n\u3000b: 1", {"a": None, "\u3000b": 1}, "special-space"),
    "a no-break space indents nothing": ("a:\n\u00a0b: 1", {"a": None, "\u00a0b": 1}, "special-space"),
    "a full-width space ends no key": ("a:\u3000b", "a:\u3000b", "special-space"),
    "a zero-width space makes another key": ("ti\u200btle: x", {"ti\u200btle": "x"}, "invisible-character"),
    "words become truth": ("a: NO\nb: on\nc: yes", {"a": False, "b": True, "c": True}, ""),
    "a leading zero makes an octal number": ("a: 0755123\nb: 010", {"a": 252499, "b": 8}, ""),
    "a time becomes a number": ("a: 9:30", {"a": 570}, ""),
    "a time with seconds, too": ("a: 12:30:45", {"a": 45045}, ""),
    "a day becomes a date": ("a: 2026-01-01", {"a": datetime.date(2026, 1, 1)}, ""),
    "a version loses its zero": ("a: 1.10", {"a": 1.1}, ""),
    "a long id becomes a number": ("a: 330102199001011234", {"a": 330102199001011234}, ""),
    "of two keys the last wins": ("a: 1\nb: 2\na: 3", {"a": 3, "b": 2}, "duplicate-key"),
    "a list under a value is text": ("a: hi\n  - x", {"a": "hi - x"}, "list-under-value"),
    "a full-width bar is text": ("a: ｜\n  文字", {"a": "｜ 文字"}, "full-width-sign"),
}


def plain(node: Node | None) -> Any:
    if isinstance(node, Map):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return node.text if node else None


def test_there_are_seventeen() -> None:
    assert len(MISREADINGS) == 17


@pytest.mark.parametrize("name", MISREADINGS)
def test_what_pyyaml_misreads_in_silence_is_text_or_told(name: str) -> None:
    text, misread, rule = MISREADINGS[name]
    assert yaml.safe_load(text) == misread, "PyYAML has learned better"
    read = read_bytes(text.encode(), "f.yaml")
    if rule:
        assert rule in {problem.rule for problem in read.problems}
    else:
        assert read.problems == ()
        assert plain(read.root) == dict(line.split(": ") for line in text.split("\n"))
