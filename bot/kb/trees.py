"""A file as plain values (text, lists, dicts in the order of the file), and how a text is written in one."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from bot.kb.nodes import Map, Node, Scalar
from bot.kb.reader import read_bytes

Path = tuple[str | int, ...]
"""Keys and list places from the top of a file: `("intents", "housing.free", "questions", "zh")`."""

_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def tree(node: Node | None) -> Any:
    """Plain values: text, lists, dicts in the order of the file."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Map):
        return {key: tree(entry.value) for key, entry in node.entries.items()}
    return [tree(item) for item in node.items]


def same(one: Any, other: Any) -> bool:
    """Equal, the order of keys included."""
    return json.dumps(one) == json.dumps(other)


def grown(held: Any, path: Path, addition: Any) -> Any:
    """Plain values with an addition joined to the list or map at `path`; an empty text there is an empty one."""
    if not path:
        return {**(held or {}), **addition} if isinstance(addition, dict) else [*(held or []), *addition]
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [grown(item, rest, addition) if n == step else item for n, item in enumerate(held)]
    inner = held or {}
    return {**inner, step: grown(inner.get(step), rest, addition)}


def shrunk(held: Any, path: Path, place: int) -> Any:
    """Plain values without one item of the list at `path`."""
    if not path:
        return [item for number, item in enumerate(held) if number != place]
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [shrunk(item, rest, place) if n == step else item for n, item in enumerate(held)]
    return {**held, step: shrunk(held[step], rest, place)}


@lru_cache(maxsize=1024)
def written(text: str, *, flow: bool) -> str:
    """How a text is written as a value: as it stands where that reads the same, else in double quotes.

    `flow`: inside brackets, where commas and brackets separate.
    """
    trials = ("[x, {}, x]", "{{zh: {}, en: x}}") if flow else ("- {}\n- x\n", "zh: {}\nen: x\n")
    expected = (["x", text, "x"], {"zh": text, "en": "x"}) if flow else ([text, "x"], {"zh": text, "en": "x"})
    reads = [_read_back(trial.format(text)) for trial in trials]
    return text if text and reads == list(expected) else _quoted(text)


def _read_back(source: str) -> Any:
    read = read_bytes(source.encode("utf-8", "replace"), "")
    return None if read.problems else tree(read.root)


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
