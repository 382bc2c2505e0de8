"""What a YAML syntax error means to an editor: the place that is to blame, the reason, the fix.

The parser's own words ("mapping values are not allowed here") say neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaml import YAMLError
from yaml.error import Mark, MarkedYAMLError

from bot.kb import quoting
from bot.kb.builder import Builder
from bot.kb.nodes import Message

Blame = tuple[int, int, Message]
"""Line and column, both from 1, and what to say."""

_VALUE = re.compile(r"^\s*(?:- +)*(?:[^\s:#\"'\[{][^:#]*: +)?(?P<value>\S.*)?$")

_QUOTE_FIX = (
    '把整个值放进半角双引号，例如 zh: "…"。',
    'Put the whole value in double quotes, as in zh: "…".',
)


def explain(error: YAMLError, builder: Builder) -> Blame:
    """Turn a parser error into a complaint; the builder knows the lines and how far it came."""
    line, column, message = _blame(error, builder)
    return line, column, message._replace(edit=_edit(builder.lines, line, column, message))


def _edit(lines: list[str], number: int, column: int, message: Message) -> quoting.Edit | None:
    """What would mend it, where that is a matter of one line."""
    line = _line(lines, number - 1)
    if message is _UNCLOSED:
        return quoting.close_quote(line, column - 1)
    if message is _OPEN_BRACKET:
        return quoting.close_bracket(line, column - 1)
    if message is _NO_COLON:
        return quoting.add_colon(line, column - 1)
    if message is _INDENT:
        return quoting.align(lines, number - 1)
    if message is _TAB:
        return "\t", "  "
    return quoting.quote_value(line, None if message is _TWO_COLONS else column - 1)


def _blame(error: YAMLError, builder: Builder) -> Blame:
    lines = builder.lines
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return 1, 1, _plain(str(error))
    mark, context = error.problem_mark, error.context_mark
    problem, doing = error.problem or "", error.context or ""
    if "quoted scalar" in doing and context:
        return _at(context, _UNCLOSED)
    if builder.long_quote and builder.long_quote[2] == mark.line + 1:
        return *builder.long_quote[:2], _UNCLOSED
    if context and any(word in doing for word in ("anchor", "alias", "tag", "directive", "block scalar")):
        return _special(context, lines)
    if "cannot start any token" in problem:
        return _at(mark, _TAB) if _char(lines, mark) == "\t" else _special(mark, lines)
    if "mapping values are not allowed" in problem:
        return _mapping(mark, lines)
    if "could not find expected ':'" in problem and context:
        return _at(context, _NO_COLON)
    if "flow" in doing and context:
        return _flow(mark, context, builder.open_brackets)
    return _structure(mark, lines, problem)


def _flow(mark: Mark, context: Mark, open_brackets: Sequence[tuple[int, int]]) -> Blame:
    """On one line the parser is right; over several lines it is the bracket that was left open."""
    line, column = open_brackets[-1] if open_brackets else (context.line + 1, context.column + 1)
    return _at(mark, _OPEN_BRACKET) if mark.line + 1 == line else (line, column, _OPEN_BRACKET)


def _structure(mark: Mark, lines: list[str], problem: str) -> Blame:
    line = _line(lines, mark.line)
    match = _VALUE.match(line)
    value = match["value"] if match else None
    if match and value and value[0] in "[{\"'" and mark.column > match.start("value"):
        column = match.start("value")
        return mark.line + 1, column + 1, _LEFTOVER
    if "expected key" in problem or "'-' indicator" in problem or "block" in problem:
        return _aside(mark, lines)
    return mark.line + 1, mark.column + 1, _plain(problem)


def _mapping(mark: Mark, lines: list[str]) -> Blame:
    before = _line(lines, mark.line)[: mark.column]
    return _at(mark, _TWO_COLONS) if ": " in before else _aside(mark, lines)


def _aside(mark: Mark, lines: list[str]) -> Blame:
    """The line above is to blame where it is the one that lacks its colon or stands aside."""
    above = _line(lines, mark.line - 1)
    column = quoting.indentation(above)
    if quoting.add_colon(above, column):
        return mark.line, column + 1, _NO_COLON
    other = quoting.neighbour(lines, mark.line, -1) if mark.line < len(lines) else None
    if other is not None and quoting.is_aside(lines[other], lines[mark.line]):
        return other + 1, quoting.indentation(lines[other]) + 1, _INDENT
    return _at(mark, _INDENT)


def _special(mark: Mark, lines: list[str]) -> Blame:
    sign = _char(lines, mark)
    return _at(
        mark,
        Message(
            f"值以“{sign}”开头，这个符号在 YAML 里有特殊含义。",
            f"The value begins with {sign!r}, which means something special in YAML.",
            *_QUOTE_FIX,
        ),
    )


def _at(mark: Mark, message: Message) -> Blame:
    return mark.line + 1, mark.column + 1, message


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _char(lines: list[str], mark: Mark) -> str:
    return _line(lines, mark.line)[mark.column : mark.column + 1]


def _plain(problem: str) -> Message:
    return Message(
        f"这里不符合 YAML 的写法（{problem}）。",
        f"This is not valid YAML ({problem}).",
        "对照上下相邻的条目检查冒号、引号和缩进。",
        "Compare colons, quotes and indentation with the entries around it.",
    )


_UNCLOSED = Message(
    "引号从这里开始，但一直没有结束，或者结束后面还有别的字。",
    "A quote opens here and is never closed.",
    "在值的末尾补上同样的半角引号。值里面要用引号时，写中文引号“”。",
    "Close it with the same quote at the end of the value.",
)
_TAB = Message(
    "这里有制表符（Tab 键）。",
    "There is a tab here.",
    "删掉它，改用空格，每层两个。",
    "Delete it and use spaces, two for each level.",
)
_NO_COLON = Message(
    "这一行没有“键: 值”的形式。",
    "This line is not of the form “key: value”.",
    "键后面要有半角冒号和一个空格；列表项以“- ”开头；文字换行时要比上一行多缩进。",
    "A key needs a colon and a space, an item begins with “- ”; text that goes on is indented further.",
)
_OPEN_BRACKET = Message(
    "方括号或花括号里面写错了：没有关上，或者两项之间缺半角逗号。",
    "The bracket is not closed, or a comma is missing between two items.",
    "各项之间用半角逗号加空格，最后补上 ] 或 }；项里面有逗号、冒号或括号时，给这一项加半角双引号。",
    "Put a comma and a space between items and close the bracket; quote items that hold a comma or colon.",
)
_LEFTOVER = Message(
    "值以括号或引号开头，可是括号或引号关上以后还有别的字。",
    "The value begins with a bracket or quote, and more text follows after it is closed.",
    "把整个值放进半角双引号；里面的引号改用中文引号“”。",
    "Put the whole value in double quotes; inside, use single or Chinese quotes.",
)
_INDENT = Message(
    "缩进不对：这一行和同一层的其他行没有对齐。",
    "The indentation is wrong: this line is not level with its neighbours.",
    "让同一层的行从同一列开始，每深一层多两个空格；也看看上一行是不是漏了冒号。",
    "Begin lines of one level in the same column, two spaces a level; does the line above lack a colon?",
)
_TWO_COLONS = Message(
    "同一行里出现了两次“: ”，YAML 分不清哪一个是键。",
    "The line holds “: ” twice, so YAML cannot tell which one ends the key.",
    "值里的冒号改成全角“：”，或者把整个值放进半角双引号。",
    "Put the whole value in double quotes.",
)
