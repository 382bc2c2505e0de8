"""Two hundred mistakes that editors make, one file each: found, at the right line, and mended where that is mechanical.

The files of planted/ say themselves what is expected; plant.py made them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from kb_base import BASE, mended, short, spoilt

from bot.kb.nodes import Map, Node, Seq
from bot.kb.reader import read_bytes

PLANTED = BASE.parent
_HEAD = re.compile(rb"# file=(?P<file>\S+) rule=(?P<rule>\S+) line=(?P<line>\d+) fix=(?P<fix>yes|no)\n")


class Plant(NamedTuple):
    """A planted mistake, and what came of looking for it."""

    name: str
    kind: str
    mechanical: bool
    found: bool
    """The rule complained about the file."""
    placed: bool
    """It complained at the line."""
    clean: bool
    """After `--fix` nothing is left to complain of and the file means what was meant."""
    alone: bool
    """Nothing else was complained of."""


def plain(node: Node | None) -> object:
    """The tree without places."""
    if isinstance(node, Map):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return node.text.strip() if node else None


def meant(file: str) -> object:
    return plain(read_bytes((BASE / file).read_bytes(), "").root)


def looked_for(path: Path) -> Plant:
    data = path.read_bytes()
    head = _HEAD.match(data)
    assert head, path
    file, rule, line = head["file"].decode(), head["rule"].decode(), int(head["line"])
    problems = [p for p in spoilt(file, data) if short(p.file) == file]
    rules = {p.rule for p in problems}
    mechanical = head["fix"] == b"yes"
    return Plant(
        name=f"{path.parent.name}/{path.stem}",
        kind=path.parent.name,
        mechanical=mechanical,
        found=rule in rules,
        placed=any(p.rule == rule and p.line == line for p in problems),
        clean=_is_mended(file, data),
        alone=rules == {rule},
    )


def _is_mended(file: str, data: bytes) -> bool:
    changes, after = mended(file, data)
    return bool(changes) and after.problems == () and _means(file, changes[0].after)


def _means(file: str, data: bytes) -> bool:
    """Whether the mended file says what the base says; a sign that was planted into a text stays there, as text."""
    now, base = plain(read_bytes(data, "").root), meant(file)
    return now == base or _without_signs(now) == _without_signs(base)


def _without_signs(tree: object) -> object:
    if isinstance(tree, dict):
        return {name: _without_signs(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_without_signs(value) for value in tree]
    return re.sub(r"[\W_]", "", str(tree)).removeprefix("抱歉").removeprefix("请问").removeprefix("注")


@pytest.fixture(scope="module")
def plants() -> list[Plant]:
    return [looked_for(path) for path in sorted(PLANTED.glob("*/*.yaml")) if "base" not in path.parts]


def share(plants: Sequence[Plant], of: str) -> float:
    """Percentage, and the names of those for which it does not hold, to the output."""
    missed = [plant.name for plant in plants if not getattr(plant, of)]
    percent = 100 * (1 - len(missed) / len(plants))
    print(f"{of}: {percent:.1f} % of {len(plants)}; not: {', '.join(missed) or '-'}")
    return percent


def test_there_are_two_hundred_of_forty_kinds(plants: list[Plant]) -> None:
    kinds = Counter(plant.kind for plant in plants)
    assert len(kinds) >= 40
    assert set(kinds.values()) == {5}


def test_every_mistake_is_found(plants: list[Plant]) -> None:
    assert share(plants, "found") == 100


def test_mistakes_are_found_at_their_line(plants: list[Plant]) -> None:
    assert share(plants, "placed") >= 98


def test_what_is_mechanical_is_mended(plants: list[Plant]) -> None:
    assert share([plant for plant in plants if plant.mechanical], "clean") >= 90


def test_what_is_not_mechanical_is_left_to_the_editor(plants: list[Plant]) -> None:
    assert [plant.name for plant in plants if plant.clean and not plant.mechanical] == []


def test_a_mistake_is_blamed_once(plants: list[Plant]) -> None:
    assert share(plants, "alone") >= 95
