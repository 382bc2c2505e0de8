"""The documentation of the checks is true: what it calls wrong is found at the caret, what it calls right passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kb_base import BASE, mended, read, short, spoilt

from bot.kb import catalog
from bot.kb.catalog import Entry, entries, explained, real
from bot.kb.reader import MAX_BYTES

ROOT = Path(__file__).parents[2]
SHOWN = [entry for entry in entries().values() if entry.file != "-"]
DEEP = {"example-lost", "case-lost", "stolen-when-misspelt"}
"""Found by the engine only: tests/service/test_deep.py."""
SPECIAL = {
    *DEEP,
    "too-many",
    "empty-file",
    "unreadable",
    "too-large",
    "not-utf8",
    "missing-file",
    "ignored-file",
    "no-facts",
}
"""What no snippet shows; each has its own test below."""


def test_the_base_is_sound() -> None:
    assert read({}).problems == ()


def planted(entry: Entry) -> tuple[str, int, int]:
    """The base's file with the wrong snippet in the place of the right one; line and column of the caret."""
    text = (BASE / entry.file).read_text("utf-8")
    lines = real(entry.right).split("\n")
    pattern = "\n".join(
        rf"{'(?P<indent> *)' if n == 0 else '(?P=indent)'}{re.escape(x)}" for n, x in enumerate(lines)
    )
    match = re.search(rf"^{pattern}(?=\n|$)", text, re.MULTILINE)
    assert match, f"{entry.id}: the base has no such lines: {entry.right}"
    outer = match["indent"]
    wrong = "\n".join(f"{outer}{line}" for line in real(entry.wrong).split("\n"))
    first = text.count("\n", 0, match.start())
    return text[: match.start()] + wrong + text[match.end() :], first + entry.line, entry.column + len(outer)


@pytest.mark.parametrize("entry", SHOWN, ids=lambda entry: entry.id)
def test_the_wrong_snippet_is_found_at_its_caret_and_nothing_else(entry: Entry) -> None:
    text, line, column = planted(entry)
    problems = spoilt(entry.file, text.encode())
    assert {problem.rule for problem in problems} == {entry.id}
    found = problems[0]
    assert (short(found.file), found.line, found.column) == (entry.file, line, column)
    assert all(problem.level in entry.level for problem in problems)


@pytest.mark.parametrize("entry", SHOWN, ids=lambda entry: entry.id)
def test_fix_makes_the_right_snippet_of_it_where_it_says_so(entry: Entry) -> None:
    text, _, _ = planted(entry)
    changes, after = mended(entry.file, text.encode())
    if entry.mechanical:
        (change,) = changes
        assert change.after == (BASE / entry.file).read_bytes()
        assert after.problems == ()
    else:
        assert changes == ()


def test_what_no_snippet_shows_is_tried_here() -> None:
    assert {entry.id for entry in entries().values() if entry.file == "-"} == SPECIAL


def rules(instead: dict[str, bytes]) -> set[str]:
    return {p.rule for p in read({BASE / name: data for name, data in instead.items()}).problems}


def test_a_large_file() -> None:
    assert "too-large" in rules({"content/money.yaml": b"a: " + b"x" * MAX_BYTES})


def test_an_empty_file() -> None:
    assert "empty-file" in rules({"intents/money.yaml": b"# topic\n"})


def test_a_file_with_too_many_mistakes() -> None:
    problems = read({BASE / "content/money.yaml": b"- &a x\n" * 3000}).problems
    assert [p.line for p in problems if p.rule == "too-many"] == [1001]
    assert sum(p.rule == "special-yaml" for p in problems) == 1000


def test_a_file_in_gbk() -> None:
    text = (BASE / "content/money.yaml").read_text("utf-8")
    assert rules({"content/money.yaml": text.encode("gbk")}) == {"not-utf8"}


def test_every_entry_has_both_languages_and_can_be_printed() -> None:
    assert len(entries()) > 55
    for entry in entries().values():
        assert re.search("[\u4e00-\u9fff]", entry.zh), entry.id
        assert not re.search("[\u4e00-\u9fff]{5}", entry.en), entry.id
        assert entry.zh in explained(entry)
        assert entry.right.split("\n")[0] in explained(entry)


def test_the_page_is_what_the_code_says() -> None:
    assert (ROOT / "content" / "CHECKS.md").read_text("utf-8") == catalog.page(), "run .ci/make_checks.py"


def test_every_complaint_in_the_code_is_documented() -> None:
    """Ids are found in the source, so that a new complaint cannot be forgotten."""
    sources = [path.read_text("utf-8") for path in (ROOT / "bot" / "kb").glob("*.py")]
    made = (
        r"_complain\(\w+, ",
        r"\.complain\([^\"]*?",
        r"complaint\([^\"]*?",
        r"_refused\(name, \w+, ",
        r"_problem\(\w+, ",
        r"^    \(\n?\s*",
    )
    calls = re.compile(rf"(?:{'|'.join(made)})\"([a-z0-9]+(?:-[a-z0-9]+)*)\"", re.MULTILINE)
    named = {name for source in sources for name in calls.findall(source)}
    assert named - {"error", "warning"} <= set(entries())
    assert {"tab", "syntax", "unknown-field", "missing-file", "too-deep", "expects-nothing"} <= named
