"""`--fix` mends what is mechanical, changes nothing else, and proves it."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kb_base import BASE, mended, read

from bot.errors import EditError
from bot.kb.edits import Placed, apply
from bot.kb.fix import mend
from bot.kb.loader import load
from bot.kb.meaning import keeps
from bot.kb.nodes import Node
from bot.kb.reader import MAX_BYTES, otherwise_encoded, read_bytes

MONEY = "content/money.yaml"
ROOT = Path(__file__).parents[2]


def text_of(name: str) -> str:
    return (BASE / name).read_text("utf-8")


def tree(text: str) -> Node:
    root = read_bytes(text.encode(), "").root
    assert root is not None
    return root


def test_sound_files_are_left_alone() -> None:
    changes, after = mend(read)
    assert changes == ()
    assert after.problems == ()


def test_the_shipped_content_is_left_alone() -> None:
    changes, _ = mend(
        lambda instead: load(
            ROOT / "content", ROOT / "intents", cases_dir=ROOT / "tests" / "cases", instead=instead
        )
    )
    assert changes == ()


def test_many_mistakes_of_several_kinds_are_mended_in_one_run() -> None:
    spoilt = (
        text_of(MONEY)
        .replace("region: pinghu", "region：pinghu")
        .replace("answers: [money, who]", "answers: ［money，who］")
        .replace("source: pinghu-2025", "source: pinghu-205", 1)
        .replace("until: 2027-12-31", "\tuntil: 2027年12月31日 ")
        .replace("zh: 嘉善给每名", "zh: @嘉善给每名")
        .replace("as_of: 2025\n", "as of: 2025\n")
    )
    (change,), after = mended(MONEY, spoilt.encode())
    assert after.problems == ()
    wanted = text_of(MONEY).replace(
        "zh: 嘉善给每名科技副总每年最高30万元补助。", 'zh: "@嘉善给每名科技副总每年最高30万元补助。"'
    )
    assert change.after.decode() == wanted


def test_byte_order_mark_and_line_ends_stay() -> None:
    spoilt = "\ufeff" + text_of(MONEY).replace("region: pinghu", "region：pinghu").replace("\n", "\r\n")
    (change,), _ = mended(MONEY, spoilt.encode())
    assert change.after.decode() == "\ufeff" + text_of(MONEY).replace("\n", "\r\n")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16"])
def test_other_encodings_become_utf8(encoding: str) -> None:
    (change,), after = mended(MONEY, text_of(MONEY).encode(encoding))
    assert change.after.decode() == text_of(MONEY)
    assert change.encoding in ("GBK", "UTF-16")
    assert after.problems == ()


def test_utf8_with_a_damaged_byte_is_not_taken_for_gbk() -> None:
    data = bytearray(text_of(MONEY).encode())
    at = data.index("平湖".encode())
    del data[at]
    assert otherwise_encoded(bytes(data)) is None
    assert mended(MONEY, bytes(data))[0] == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[money, who]", "[money, wh]"),
        ("source: pinghu-2025", "source: jiaxing-2025"),
        ("as_of: 2025\n", "as_of: 2025-99\n"),
        ("50万元", "60万元"),
        ("    until:", "      until:"),
        ("zh: 嘉善给每名科技副总", "zh: 嘉善 # 给每名科技副总"),
    ],
)
def test_what_only_the_editor_can_know_is_left_to_the_editor(old: str, new: str) -> None:
    changes, after = mended(MONEY, text_of(MONEY).replace(old, new, 1).encode())
    assert changes == ()
    assert after.problems != ()


def test_a_guess_between_two_near_ones_is_not_made() -> None:
    """As near to one as to the other: the complaint may name one, but the command does not choose."""
    text = text_of("intents/housing.yaml")
    facts = (
        text_of("content/housing.yaml")
        .replace("pinghu.intern_flats:", "pinghu.flats_a:")
        .replace("pinghu.youth_hostels:", "pinghu.flats_b:")
    )
    spoilt = (
        text.replace("pinghu.intern_flats", "pinghu.flats_c", 1)
        .replace("pinghu.intern_flats", "pinghu.flats_a")
        .replace("pinghu.youth_hostels", "pinghu.flats_b")
    )
    overlay = {BASE / "content/housing.yaml": facts.encode(), BASE / "intents/housing.yaml": spoilt.encode()}
    changes, after = mend(lambda instead: read({**overlay, **instead}))
    assert changes == ()
    (unknown,) = [p for p in after.problems if p.rule == "unknown-fact" and "flats_c" in p.zh]
    assert "您是不是想写" in unknown.fix_zh


def test_a_changed_file_is_not_overwritten(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "base")
    path = tmp_path / "base" / MONEY
    path.write_text(text_of(MONEY).replace("region: pinghu", "region：pinghu"), "utf-8")
    (change,), _ = mend(lambda instead: read(instead, tmp_path / "base"))
    path.write_text("# 别人刚改过\n", "utf-8")
    with pytest.raises(EditError):
        change.write()
    assert path.read_text("utf-8") == "# 别人刚改过\n"


@pytest.mark.parametrize(
    ("before", "after", "edited", "kept"),
    [
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n", {2}, True),
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n", {1}, False),
        ("a: 1\nb:\n  c: 2\n", "a: 1\nB:\n  c: 2\n", {2}, True),
        ("a:\n  b: 1\nc: 2\n", "a:\n  b: 1\n  c: 2\n", {3}, True),
        ("a:\n  b: 1\nc: 2\n", "a:\nb: 1\nc: 2\n", {1}, False),
        ("a: x\n  － y\nb: 1\n", "a: x\n  - y\nb: 1\n", {2}, True),
        ("a: [x, y]\nb: 1\n", "a: [x, y, z]\nb: 1\n", set(), False),
    ],
)
def test_what_was_not_edited_means_the_same(before: str, after: str, edited: set[int], kept: bool) -> None:
    assert keeps(tree(before), tree(after), edited) is kept


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_any_heap_of_mechanical_mistakes_is_mended_or_left(chance: random.Random, count: int) -> None:
    """Whatever comes out is readable wherever it was, and never says anything else than was meant."""
    slips = [
        ("region: ", "region："),
        ("as_of: ", "as_of:"),
        (", ", "，"),
        ("  ", "\u3000"),
        ("\n", " \n"),
        ("- ", "-"),
    ]
    text = text_of(MONEY)
    for _ in range(count):
        old, new = chance.choice(slips)
        places = [n for n in range(len(text)) if text.startswith(old, n)]
        if places:
            at = chance.choice(places)
            text = text[:at] + new + text[at + len(old) :]
    before = read({BASE / MONEY: text.encode()})
    changes, after = mended(MONEY, text.encode())
    assert after.unread <= before.unread
    if not before.unread:
        assert len(after.errors) <= len(before.errors)
    for change in changes:
        assert mended(MONEY, change.after)[0] == (), "all that can be mended is mended at once"


def test_edits_are_applied_from_the_right_and_never_overlap() -> None:
    edits = [Placed(1, 0, "ab", "x", "r", 1), Placed(1, 1, "b", "y", "r", 2), Placed(2, 2, "e", "", "r", 3)]
    assert apply(b"abc\r\ncde", edits) == b"ayc\r\ncd"


def test_a_file_too_large_to_read_is_left_alone() -> None:
    assert mended(MONEY, b"a\xef\xbc\x9a " + b"x" * MAX_BYTES)[0] == ()


def test_edits_are_told_to_machines(tmp_path: Path) -> None:
    (problem,) = read(
        {BASE / MONEY: text_of(MONEY).replace("region: pinghu", "region：pinghu").encode()}
    ).problems
    assert json.loads(json.dumps(problem.edit)) == ["：", ": "]
