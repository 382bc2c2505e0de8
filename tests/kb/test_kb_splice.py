"""Splicing: one line changes, everything else stays to the byte, and what cannot be proved is refused."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kb_samples import GOOD

from bot.errors import EditError
from bot.kb.nodes import Map, Seq
from bot.kb.reader import read_bytes
from bot.kb.splice import add_block, add_text, remove_text
from bot.kb.trees import written

ROOT = Path(__file__).parents[2]
SHIPPED = {path: path.read_bytes() for path in sorted((ROOT / "intents").glob("*.yaml"))}
LIST = ("questions", "zh")

BLOCK = """\
questions:  # 问法
  zh:
    - 第一   # 常问
    - "第二: 问"
    # 下面是英文
  en: [one, two,
    three]   # flow
  none: []
"""


def diff(before: bytes, after: bytes) -> list[str]:
    """The changed lines, each with its sign; a missing line break at the end counts as a change of its own."""
    old, new = (text.decode().splitlines(keepends=True) for text in (before, after))
    return [line for line in difflib.ndiff(old, new) if line[0] in "+-"]


def add(text: str, item: str, *path: str) -> str:
    return add_text(text.encode(), "f.yaml", path, item).decode()


def test_a_block_list_grows_by_one_line_before_the_comment_that_follows() -> None:
    changed = add(BLOCK, "第三", *LIST)
    assert diff(BLOCK.encode(), changed.encode()) == ["+     - 第三\n"]
    assert changed.index("第三") < changed.index("# 下面是英文")


def test_a_flow_list_over_several_lines_grows_on_its_last() -> None:
    changed = add(BLOCK, "four, or five", "questions", "en")
    assert changed == BLOCK.replace("three]", 'three, "four, or five"]')


def test_an_empty_list() -> None:
    assert add(BLOCK, "甲", "questions", "none") == BLOCK.replace("none: []", "none: [甲]")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("questions:\n  en: [a]\n", "questions:\n  en: [a]\n  zh:\n    - 问\n"),
        ("questions:\n  zh:\n  en: [a]\n", "questions:\n  zh:\n    - 问\n  en: [a]\n"),
        ("questions: {en: [a]}\n", "questions: {en: [a], zh: [问]}\n"),
        ("questions: {}\n", "questions: {zh: [问]}\n"),
        ("title: x", "title: x\nquestions:\n  zh:\n    - 问"),
        ("title: x\n\n# end\n", "title: x\nquestions:\n  zh:\n    - 问\n\n# end\n"),
        ("questions:\n  zh:\n  - a\n", "questions:\n  zh:\n  - a\n  - 问\n"),
        ("questions:\n  zh:\n    - |\n      a\n", "questions:\n  zh:\n    - |\n      a\n    - 问\n"),
        ("questions:\n  zh:\n    - 'a'", "questions:\n  zh:\n    - 'a'\n    - 问"),
        ("questions:\n  zh: [a, b,]", "questions:\n  zh: [a, b, 问,]"),
        (
            "questions:\n  zh: [\n    a,  # 一\n    b   # 二\n  ]\n",
            "questions:\n  zh: [\n    a,  # 一\n    b, 问   # 二\n  ]\n",
        ),
        ("\ufeffquestions:\r\n  zh:\r\n    - a\r\n", "\ufeffquestions:\r\n  zh:\r\n    - a\r\n    - 问\r\n"),
        ("# 只有 LF\r\nquestions: {zh: [a]}", "# 只有 LF\r\nquestions: {zh: [a, 问]}"),
    ],
)
def test_lists_of_every_shape(before: str, after: str) -> None:
    assert add(before, "问", *LIST) == after


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("zh:\n  - a\n  - b\n", "a", "zh:\n  - b\n"),
        ("zh:  # c\n  - a\n  - b", "b", "zh:  # c\n  - a"),
        ("zh:\r\n  - a\r\n  - b\r\n", "b", "zh:\r\n  - a\r\n"),
        ("zh:\n  - a\nen: x\n", "a", "zh: []\nen: x\n"),
        ("zh: [a, b, c]", "b", "zh: [a, c]"),
        ("zh: [a, b, c]", "a", "zh: [b, c]"),
        ("zh: [a, b, c]", "c", "zh: [a, b]"),
        ("zh: [a]", "a", "zh: []"),
        ("zh: [a, b,\n  c]", "c", "zh: [a, b,\n  ]"),
        ("zh: [a,\n  b,]", "b", "zh: [a,\n  ]"),
        ("zh: [a, b, a]", "a", "zh: [a, b]"),
        ('zh:\n  - "a: b"\n  - b\n', "a: b", "zh:\n  - b\n"),
    ],
)
def test_removing(before: str, text: str, after: str) -> None:
    assert remove_text(before.encode(), "f.yaml", ("zh",), text).decode() == after


@pytest.mark.parametrize(
    ("text", "block", "flow"),
    [
        ("平湖，有公寓吗？", "平湖，有公寓吗？", "平湖，有公寓吗？"),
        ("租房, 多少钱", "租房, 多少钱", '"租房, 多少钱"'),
        ("时间: 几点", '"时间: 几点"', '"时间: 几点"'),
        ("咨询 #3 窗口", '"咨询 #3 窗口"', '"咨询 #3 窗口"'),
        ("#3", '"#3"', '"#3"'),
        ("[官网]", '"[官网]"', '"[官网]"'),
        ("@talent", '"@talent"', '"@talent"'),
        ("*重点*", '"*重点*"', '"*重点*"'),
        ("- 公寓", '"- 公寓"', '"- 公寓"'),
        ("-公寓", '"-公寓"', "-公寓"),
        ('say "hi"', 'say "hi"', 'say "hi"'),
        ('"hi" he said', '"\\"hi\\" he said"', '"\\"hi\\" he said"'),
        ("I'm here", "I'm here", "I'm here"),
        (" 前后 ", '" 前后 "', '" 前后 "'),
        ("a\\b", "a\\b", "a\\b"),
        ("两行\n字", '"两行\\n字"', '"两行\\n字"'),
        ("\x85", '"\\u0085"', '"\\u0085"'),
        ("", '""', '""'),
    ],
)
def test_quotes_only_where_yaml_needs_them(text: str, block: str, flow: str) -> None:
    assert (written(text, flow=False), written(text, flow=True)) == (block, flow)


def test_a_block_is_appended_in_the_indentation_of_its_neighbours() -> None:
    before = GOOD["intents/housing.yaml"].encode()
    block = "\ngap.x:\n  title: {zh: 甲, en: A}\n"
    after = add_block(before, "f.yaml", ("intents",), block).decode()
    assert after == before.decode() + "\n  gap.x:\n    title: {zh: 甲, en: A}\n"
    cases = add_block(b"cases:\n  - ask: a\n    facts: [x]\n", "f", ("cases",), "- ask: b\n  facts: [y]\n")
    assert cases == b"cases:\n  - ask: a\n    facts: [x]\n  - ask: b\n    facts: [y]\n"
    assert add_block(b"regions:\n  a: {b: c}\n", "f", ("outside",), "d: {e: f}\n").endswith(
        b"\noutside:\n  d: {e: f}\n"
    )


@pytest.mark.parametrize(
    ("text", "path", "item"),
    [
        ("zh： a\n", ("zh",), "b"),
        ("zh: [a\n", ("zh",), "b"),
        ("zh: words\n", ("zh",), "b"),
        ("", ("zh",), "b"),
        ("zh: {a: b}\n", ("zh",), "b"),
        ("zh: [a]\n", ("zh",), "\ud800"),
        ("zh: {a: b, zh: }\n", ("zh", "zh"), "b"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(text: str, path: tuple[str, ...], item: str) -> None:
    with pytest.raises(EditError, match="没有改动"):
        add(text, item, *path)


def test_what_cannot_be_removed_safely_is_refused() -> None:
    for text, item in (("zh: [a]", "b"), ("zh:\n  # 说明\n  - a\n", "a"), ("en: [a]", "a")):
        with pytest.raises(EditError, match="没有改动"):
            remove_text(text.encode(), "f.yaml", ("zh",), item)


def lists(data: bytes) -> list[tuple[str, ...]]:
    """Paths of all lists of questions of a file."""
    root = read_bytes(data, "f").root
    assert isinstance(root, Map)
    intents = root.get("intents")
    assert isinstance(intents, Map)
    found: list[tuple[str, ...]] = []
    for name, entry in intents.entries.items():
        assert isinstance(entry.value, Map)
        _collect(entry.value, ("intents", name), found)
    return found


def _collect(node: Map, path: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
    for field in ("questions", "details"):
        _collect_lists(node.get(field), (*path, field), found)


def _collect_lists(node: object, path: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
    if isinstance(node, Seq):
        found.append(path)
    if isinstance(node, Map):
        for key, entry in node.entries.items():
            _collect_lists(entry.value, (*path, key), found)


PLACES = [(file, path) for file, data in SHIPPED.items() for path in lists(data)]
ASKED = st.text(
    st.one_of(
        st.sampled_from("平湖有人才公寓吗？，。：；“”（）【】－—　"),
        st.sampled_from("abc XYZ 09 :#,[]{}&*!|>'\"%@`-?~\\/.=+<"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=30,
)


@given(st.sampled_from(PLACES), ASKED, st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_into_any_list_of_the_shipped_files(
    place: tuple[Path, tuple[str, ...]], text: str, crlf: bool, cut_end: bool
) -> None:
    file, path = place
    before = SHIPPED[file].replace(b"\n", b"\r\n") if crlf else SHIPPED[file]
    before = before.rstrip(b"\r\n") if cut_end else before
    after = add_text(before, file.name, path, text)
    old, new = before.split(b"\n"), after.split(b"\n")
    at = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a.rstrip() != b.rstrip()), len(old)
    )
    assert [line.rstrip(b"\r") for line in new[:at] + new[at + 1 :]] == [line.rstrip(b"\r") for line in old]
    node = read_bytes(after, "f").root
    for step in path:
        assert isinstance(node, Map)
        node = node.get(step)
    assert isinstance(node, Seq)
    assert node.items[-1].text == text  # type: ignore[union-attr]
    assert remove_text(after, file.name, path, text) == before


@given(ASKED, st.sampled_from(["[]", "[a]", "[a, b,\n    c]", "[\n    a,  # 一\n    b,\n  ]"]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_text_into_a_list_in_brackets(text: str, listed: str, in_map: bool) -> None:
    before = (f"q: {{zh: {listed}, en: [x]}}\n" if in_map else f"q:\n  zh: {listed}\n  en: [x]\n").encode()
    after = add_text(before, "f", ("q", "zh"), text)
    changed = [line for line in diff(before, after) if line[0] == "-"]
    assert len(changed) == 1
    assert remove_text(after, "f", ("q", "zh"), text) == before
