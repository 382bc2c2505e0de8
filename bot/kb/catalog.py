"""The documentation of everything that `talentbot check` complains about, made from the docstrings of the rules.

A docstring says in English, then in Chinese, what must hold; in which file of a sound knowledge it is shown; a snippet
that breaks it, with a caret under the place that is blamed, and the same snippet as it should be. `(--fix)` says that
the command turns one into the other. Characters that cannot be seen are written as `<TAB>` or `<U+3000>`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType, ModuleType
from typing import NamedTuple, cast

from rich.cells import cell_len

from bot.kb.complaints import DOCS
from bot.kb.guess import guess
from bot.kb.rules import RULES

_FORM = re.compile(
    r"(?P<en>.+?)\n\n(?P<zh>.+?)\n\nin (?P<file>\S+)(?P<fix> \(--fix\))?\n\n"
    r"wrong:\n(?P<wrong>(?: {4}.*\n)+)right:\n(?P<right>(?: {4}.*\n?)+)",
    re.DOTALL,
)
_NAMED = {"<TAB>": "\t", "<SPACE>": " "}
_SIGN = re.compile(r"<TAB>|<SPACE>|<U\+[0-9A-F]{4}>")


class Entry(NamedTuple):
    """The documentation of one complaint."""

    id: str
    level: str
    """`error`, `warning`, or both."""
    en: str
    zh: str
    file: str
    """The file of a knowledge in which the snippets stand; `-` where they only illustrate."""
    wrong: str
    """As shown, without the caret."""
    right: str
    line: int
    """The line of `wrong` that is blamed, from 1; 0 where no caret shows it."""
    column: int
    """The column in it, from 1, counted in real characters."""
    shown: str
    """`wrong` with its caret."""
    mechanical: bool
    """Whether `--fix` makes `right` of `wrong`."""


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """Every complaint by its id: first those of the reader, then the rules."""
    found = {name: _entry(name, level, text) for name, (level, text) in DOCS.items()}
    for rule in RULES:
        found[rule.ID] = _entry(rule.ID, rule.LEVEL, inspect.getdoc(cast("ModuleType", rule)) or "")
    return MappingProxyType(found)


def real(snippet: str) -> str:
    """A snippet with the characters that `<TAB>` and `<U+3000>` stand for."""
    return _SIGN.sub(lambda match: _NAMED.get(match[0]) or chr(int(match[0][3:-1], 16)), snippet)


def nearest(name: str) -> str:
    """What to say of an id that is not known; empty where nothing is near."""
    found = guess(name, entries())
    return f"{found.zh} / {found.en}" if found.zh else ""


def _entry(name: str, level: str, text: str) -> Entry:
    match = _FORM.fullmatch(text.strip() + "\n")
    if not match:
        raise ValueError(f"{name}: the documentation lacks a part")
    shown = _dedented(match["wrong"])
    lines = shown.split("\n")
    caret = next((number for number, line in enumerate(lines) if line.strip() == "^"), None)
    column = 0 if caret is None else _column(lines[caret - 1], lines[caret].index("^"))
    wrong = "\n".join(line for number, line in enumerate(lines) if number != caret)
    return Entry(
        id=name,
        level=level,
        en=" ".join(match["en"].split("\n")),
        zh=match["zh"].replace("\n", ""),
        file=match["file"],
        wrong=wrong,
        right=_dedented(match["right"]),
        line=caret or 0,
        column=column,
        shown=shown,
        mechanical=bool(match["fix"]),
    )


def _dedented(block: str) -> str:
    return "\n".join(line[4:] for line in block.rstrip("\n").split("\n"))


def _column(line: str, cells: int) -> int:
    """The column, from 1 and in real characters, of what stands above a caret behind so many cells."""
    for length in range(len(line) + 1):
        if cell_len(line[:length]) == cells:
            return len(real(line[:length])) + 1
    raise ValueError(f"the caret stands beside a character: {line}")


def explained(entry: Entry) -> str:
    """One entry for a terminal, Chinese first."""
    parts = [
        f"{entry.id}  {_LEVELS[entry.level]}",
        f"{entry.zh}\n{entry.en}",
        f"不对 / wrong{_where(entry)}:\n\n{_indented(entry.shown)}",
        f"对 / right:\n\n{_indented(entry.right)}",
    ]
    return "\n\n".join([*parts, *([_FIXES] if entry.mechanical else [])])


def page() -> str:
    """content/CHECKS.md."""
    listed = entries().values()
    rows = [
        f"| [`{e.id}`](#{e.id}) | {_LEVELS[e.level]} | {'是 / yes' if e.mechanical else ''} |" for e in listed
    ]
    return "\n".join([_HEAD, *rows, "", *(_section(entry) for entry in listed)])


def _section(entry: Entry) -> str:
    parts = [
        f"## {entry.id}\n",
        f"{_LEVELS[entry.level]}{' · ' + _FIXES if entry.mechanical else ''}\n",
        f"{entry.zh}\n",
        f"{entry.en}\n",
        f"不对 / wrong{_where(entry)}:\n",
        f"```text\n{entry.shown}\n```\n",
        "对 / right:\n",
        f"```text\n{entry.right}\n```\n",
    ]
    return "\n".join(parts)


def _where(entry: Entry) -> str:
    return "" if entry.file == "-" else f" ({entry.file})"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


_LEVELS = {
    "error": "错误 / error",
    "warning": "警告 / warning",
    "error / warning": "错误或警告 / error or warning",
}
_FIXES = "`talentbot check --fix` 能自动改 / mends it"
_HEAD = """\
# 检查什么 / What is checked

`talentbot check` 的每条提示，方括号里是它的编号；这里按编号说明。错误不改，内容不能上线；警告可以上线，最好看一看。
`talentbot check --explain 编号` 在终端里看同样的说明。插入符号 `^` 指着提示里说的位置；
`<TAB>`、`<U+3000>` 代表看不见的字符。

Every complaint of `talentbot check` ends with its id in brackets; this page explains each. With an error the content
cannot go live; a warning is worth a look. `talentbot check --explain ID` prints the same. The caret stands under the
place that is blamed; `<TAB>` and `<U+3000>` are characters that cannot be seen.

这一页是生成的：改 bot/kb/rules/ 和 bot/kb/complaints/，再运行 `.venv/bin/python .ci/make_checks.py`。
Generated from the code by `.ci/make_checks.py`: do not edit.

| 编号 / id | 级别 / level | `--fix` |
|---|---|---|"""
