"""Questions with the facts that each must bring: the regression tests of the content, kept as data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.core.model import Outcome
from bot.errors import Problem
from bot.kb.fields import CASE
from bot.kb.guess import guess
from bot.kb.nodes import Map, Message, Node, Position, Scalar, Seq
from bot.kb.paths import shown_path, yaml_files
from bot.kb.reader import read_file
from bot.kb.shape import Shape


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation; its last reply is judged."""

    ask: tuple[str, ...]
    """Messages in order, at least one."""
    facts: tuple[str, ...]
    """Ids that must all be in the reply."""
    not_facts: tuple[str, ...]
    """Ids that must not be in the reply."""
    outcome: Outcome | None
    """None where any will do."""
    says: tuple[str, ...]
    """Words that the body must hold."""
    at: Position
    """Where the case stands."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What came of reading the case files."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each file, by the name that problems use."""
    paths: Mapping[str, Path] = field(default_factory=dict)
    """Where each of these files lies."""
    data: Mapping[str, bytes] = field(default_factory=dict)
    """The bytes of each file as they were read."""
    unread: frozenset[str] = frozenset()
    """Names of the files that hold nothing that can be used."""


def load_cases(
    folder: Path,
    known_facts: Collection[str] | None = None,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
) -> Cases:
    """Read every case file of a folder; never raises for what is in them.

    `known_facts`: ids that cases may name; None to accept any. `instead`: bytes to be read in the place of files.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    paths = {shown_path(path): path for path in yaml_files(folder, problems)}
    reads = {name: read_file(path, name, instead) for name, path in paths.items()}
    for name, read in reads.items():
        shape = Shape(name, read.problems, read.lines)
        if read.root is not None:
            cases += _cases(shape, read.root, known_facts)
        problems += (*read.problems, *shape.problems)
    ordered = sorted(problems, key=lambda p: (p.file, p.line, p.column))
    return Cases(
        tuple(cases),
        tuple(ordered),
        lines={name: read.lines for name, read in reads.items()},
        paths=paths,
        data={name: read.data for name, read in reads.items()},
        unread=frozenset(name for name, read in reads.items() if read.root is None),
    )


def _cases(shape: Shape, root: Node, known: Collection[str] | None) -> Iterator[Case]:
    top = shape.map(root, ("cases",))
    shape.require(top, Scalar(shape.file, 1, 1), "cases")
    listed = top.get("cases")
    if listed is not None and not isinstance(listed, Seq):
        shape.complain(listed, "wrong-shape", _NEED_LIST)
    for item in listed.items if isinstance(listed, Seq) else ():
        case = _case(shape, shape.map(item, CASE))
        if known is not None:
            _check_facts(shape, item, known)
        if case is not None:
            yield case


def _case(shape: Shape, node: Map) -> Case | None:
    found = len(shape.problems)
    ask = node.get("ask")
    asked = shape.texts(node, "ask") if isinstance(ask, Seq) else (shape.text(node, "ask"),)
    if not all(asked) or not asked:
        shape.complain(ask or node, "missing-field", _NO_QUESTION)
        return None
    facts, says = shape.ids(node, "facts"), shape.texts(node, "says")
    outcome = shape.outcome(node, tuple(Outcome)) or (Outcome.ANSWER if facts else None)
    case = Case(
        ask=asked,
        facts=facts,
        not_facts=shape.ids(node, "not_facts"),
        outcome=outcome,
        says=says,
        at=Position(shape.file, node.line, node.column),
    )
    if not (facts or says or case.not_facts or outcome) and len(shape.problems) == found:
        shape.complain(node, "expects-nothing", _EXPECTS_NOTHING)
    return case


def _check_facts(shape: Shape, node: Node, known: Collection[str]) -> None:
    for name in ("facts", "not_facts"):
        listed = node.get(name) if isinstance(node, Map) else None
        for item in listed.items if isinstance(listed, Seq) else ():
            if isinstance(item, Scalar) and item.text not in known:
                shape.complain(item, "unknown-fact", _unknown(item.text, known))


def _unknown(name: str, known: Collection[str]) -> Message:
    return Message(
        f"content/ 里没有事实 {name}。", f"There is no fact {name} in content/.", *guess(name, known)
    )


_NEED_LIST = Message(
    "cases 下面应该是列表。",
    "`cases` holds a list.",
    "每个用例以“- ask: …”开头。",
    "Begin each case with “- ask: …”.",
)
_NO_QUESTION = Message(
    "这个用例没有问题，或者问题是空的。",
    "This case has no question, or an empty one.",
    "写上 ask: 问题，或者 ask: [第一句, 第二句]。",
    "Write ask: question, or ask: [first, second].",
)
_EXPECTS_NOTHING = Message(
    "这个用例什么也没有要求，永远会通过。",
    "This case expects nothing and would always pass.",
    "写上 facts、not_facts、outcome 或 says 中的一个。",
    "Add one of facts, not_facts, outcome or says.",
)
