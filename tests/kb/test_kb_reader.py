"""The reader keeps every scalar as text and refuses or reports what YAML would silently misread."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kb.nodes import Map, Node, Scalar, Seq
from bot.kb.reader import MAX_BYTES, Read, read_bytes, read_file


def read(text: str) -> Read:
    return read_bytes(text.encode(), "f.yaml")


def plain(node: Node | None) -> Any:
    """The tree without places."""
    if isinstance(node, Map):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return node.text if node else None


def found(result: Read) -> list[tuple[str, str, int, int]]:
    return [(p.level, p.rule, p.line, p.column) for p in result.problems]


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "on",
        "yes",
        "0755123",
        "010",
        "9:30",
        "12:30:45",
        "2026-01-01",
        "1.10",
        "330102199001011234",
        "~",
        "null",
    ],
)
def test_scalar_that_yaml_would_convert_stays_text(text: str) -> None:
    result = read(f"a: {text}\nb: [{text}]\n")
    assert plain(result.root) == {"a": text, "b": [text]}
    assert result.problems == ()


SILENT = [
    ("a: 咨询 #3 窗口\n", ("warning", "cut-by-comment", 1, 7)),
    ("a:\n  -公寓\n  -补贴\n", ("error", "hyphen-without-space", 2, 3)),
    ("a:\n  － 公寓\n", ("error", "full-width-dash", 2, 3)),
    ("a:\n\u3000b: 1\n", ("error", "special-space", 2, 1)),
    ("a:\n\u00a0b: 1\n", ("error", "special-space", 2, 1)),
    ("a:\u3000b\n", ("error", "special-space", 1, 3)),
    ("ti\u200btle: x\n", ("error", "invisible-character", 1, 3)),
    ("a: 1\nb: 2\na: 3\n", ("error", "duplicate-key", 3, 1)),
    ("a: hi\n  - x\n", ("error", "list-under-value", 2, 3)),
    ("a: ｜\n  文字\n", ("error", "full-width-sign", 1, 4)),
    ("a: ［b, c］\n", ("error", "full-width-bracket", 1, 4)),
    ("＃ 注释\na: 1\n", ("error", "full-width-sign", 1, 1)),
    ('a: “你好"\n', ("error", "unmatched-quotes", 1, 4)),
    ("a: 公\u200b寓\n", ("warning", "invisible-character", 1, 5)),
    ("a: 政策和\n  补贴\n", ("warning", "folded-text", 1, 4)),
]


@pytest.mark.parametrize(("text", "expected"), SILENT)
def test_silent_misreading_is_reported_where_it_is(text: str, expected: tuple[str, str, int, int]) -> None:
    result = read(text)
    assert expected in found(result)
    assert all(p.fix_zh and p.fix_en for p in result.problems)


LOUD = [
    ("id： housing\nb: x\n", "full-width-colon", 1, 3, ": "),
    ("answer： x\nb: 1\n", "full-width-colon", 1, 7, ": "),
    ("a: 1\nregion:pinghu\nb: 2\n", "colon-without-space", 2, 7, "空格"),
    ('a: "没关\nb: 1\nc: "好"\nd: 1\n', "syntax", 1, 4, "引号"),
    ("a: 1\nb: [x, y\n", "syntax", 2, 4, "逗号"),
    ("answer: 办理时间: 9:00\n", "syntax", 1, 13, "双引号"),
    ("a: @talent\n", "syntax", 1, 4, "双引号"),
    ("a: *重点*\n", "syntax", 1, 4, "双引号"),
    ("a: &人才 政策\n", "syntax", 1, 4, "双引号"),
    ("a: !重要\n", "syntax", 1, 4, "双引号"),
    ("a: %50\n", "syntax", 1, 4, "双引号"),
    ("a: `x`\n", "syntax", 1, 4, "双引号"),
    ("a: [官网](http://x)\n", "syntax", 1, 4, "双引号"),
    ("a: {name}您好\n", "syntax", 1, 4, "双引号"),
    ('a: "x" y\n', "syntax", 1, 4, "双引号"),
    ('x: 0\na: "未关\nb: 1\nc: 2\n', "syntax", 2, 4, "引号"),
    ("a:\n\tb: 1\n", "tab", 2, 1, "空格"),
    ("a:\n  b: 1\n c: 2\n", "syntax", 3, 2, "对齐"),
    ("a: [1, 2\nb: 3\n", "syntax", 1, 4, "逗号"),
    ("a: {zh: 住房，en: Housing}\n", "full-width-comma", 1, 11, ", "),
    ('a: "你好”\nb: 1\n', "unmatched-quotes", 1, 4, "半角双引号"),
]


@pytest.mark.parametrize(("text", "rule", "line", "column", "word"), LOUD)
def test_syntax_error_names_its_own_line_and_the_fix(
    text: str, rule: str, line: int, column: int, word: str
) -> None:
    result = read(text)
    assert result.root is None
    assert [(p.rule, p.line, p.column) for p in result.problems] == [(rule, line, column)]
    problem = result.problems[0]
    assert word in problem.zh + problem.fix_zh


def test_gbk_is_named() -> None:
    (problem,) = read_bytes("a: 1\nb: 人才\n".encode("gbk"), "f.yaml").problems
    assert (problem.rule, problem.line) == ("not-utf8", 2)
    assert "GBK" in problem.zh
    assert "UTF-8" in problem.fix_zh


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &abc x\n", "special-yaml"),
        ("a: *abc\n", "special-yaml"),
        ("a: !!int 3\n", "special-yaml"),
        ("a: {x: 1, <<: 2}\n", "special-yaml"),
        ("%YAML 1.1\n---\na: 1\n", "special-yaml"),
        ("? [a]\n: b\n", "special-yaml"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("a: 1\x07\n", "control-character"),
    ],
)
def test_yaml_beyond_plain_values_is_refused(text: str, rule: str) -> None:
    assert [p.rule for p in read(text).problems if p.level == "error"] == [rule]


def test_duplicate_key_names_both_places() -> None:
    (problem,) = read("x:\n  a: 1\n  b: 2\n  a: 3\n").problems
    assert problem.line == 4
    assert "第 2 行第 3 列" in problem.zh
    assert "line 2, column 3" in problem.en


def test_anchor_bomb_and_deep_nesting_are_refused_quickly() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert {p.rule for p in read(bomb).problems} == {"special-yaml"}
    assert [p.rule for p in read("[" * 5000).problems] == ["too-deep"]


def test_a_file_above_a_mebibyte_is_refused(tmp_path: Any) -> None:
    data = b"a: " + b"x" * MAX_BYTES
    assert [p.rule for p in read_bytes(data, "f.yaml").problems] == ["too-large"]
    (tmp_path / "f.yaml").write_bytes(data)
    assert [p.rule for p in read_file(tmp_path / "f.yaml", "f.yaml").problems] == ["too-large"]


def test_missing_file_is_a_problem_not_an_exception(tmp_path: Any) -> None:
    assert [p.rule for p in read_file(tmp_path / "none.yaml", "none.yaml").problems] == ["unreadable"]


def test_control_character_is_placed() -> None:
    assert found(read("a: 1\r\nb: x\x07\n")) == [("error", "control-character", 2, 5)]


def test_bom_and_crlf_do_not_matter() -> None:
    result = read_bytes("\ufeffa: 1\r\nb:\r\n  - 人才\r\n".encode(), "f.yaml")
    assert plain(result.root) == {"a": "1", "b": ["人才"]}
    assert result.problems == ()


def test_positions_count_characters_from_one() -> None:
    root = read("标题: 住房\nlist: [甲, 乙丙, d]\n").root
    assert isinstance(root, Map)
    assert root.entries["标题"].key == Scalar("标题", 1, 1)
    assert root.entries["标题"].value == Scalar("住房", 1, 5)
    listed = root.get("list")
    assert isinstance(listed, Seq)
    assert [(item.line, item.column) for item in listed.items] == [(2, 8), (2, 11), (2, 15)]


def test_unicode_line_separators_do_not_shift_the_blame() -> None:
    assert found(read('a: "x\u2028y"\nid： 1\n')) == [("error", "full-width-colon", 3, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  zh： x\n  － y\n  -z\n",
        "a: '第一行\n\n  zh： 第二行'\n",
        "a: “人才码”能办什么，怎么用？\n",
        "- 企业出题、政府助题——五方联动\n",
        "a: 9:30到10:00 # 说明\n",
        "a: 办理时间：9:00，地点：南湖\n",
        "# zh： 注释里写什么都行\n#\t- x\na: 1\n",
        "a: C#语言\n",
        "a: https://example.org/x, C:盘, 开放时间 9:30\n",
        "questions: [租房，多少钱, A类人才：怎么认定]\n",
    ],
)
def test_text_that_only_looks_suspicious_passes(text: str) -> None:
    assert read(text).problems == ()


NASTY = st.text(
    alphabet="ab: -#[]{},'\"&*!|>%@`?\n\t\r\x85\u2028：，－“”　\u00a0\u200b\ufeff\x00人才", max_size=80
)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["a: ", "\n  - ", "\n  b: [", "]\n", "'x", '"'])) | st.lists(NASTY, max_size=3)
)
def test_any_text_gives_a_tree_or_errors_with_a_place(pieces: list[str]) -> None:
    result = read("".join(pieces))
    for problem in result.problems:
        assert 0 <= problem.line <= len(result.lines) + 1
    if result.root is None:
        assert result.problems or not _has_content("".join(pieces))


def test_a_warning_does_not_hide_the_syntax_error_below() -> None:
    result = read("a: 公\u200b寓\nb: @x\n")
    assert found(result) == [("warning", "invisible-character", 1, 5), ("error", "syntax", 2, 4)]


def _has_content(text: str) -> bool:
    """Whether there is more than blank lines and comments."""
    lines = text.replace("\ufeff", "").splitlines()
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)
