"""A tiny index that can be seen through, and the same compiled as a large one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.language.stems import stem
from bot.core.matching import compiling
from bot.core.matching import index as indexing
from bot.core.matching.compiling import build
from bot.core.matching.features import CHANNELS
from bot.core.matching.index import Index, Row

FLATS, DEPUTIES, WEATHER = 0, 1, 2
ROWS = [
    Row("人才公寓有多少套", FLATS, 0),
    Row("实习生的免费公寓", FLATS, 1),
    Row("how many talent flats", FLATS, 0),
    Row("科技副总能领多少补助", DEPUTIES, 2),
    Row("科技副总是什么", DEPUTIES, -1),
    Row("science deputy subsidy", DEPUTIES, 2),
    Row("今天天气怎么样", WEATHER, -1),
]
SUBJECTS = ("公寓", "补贴", "大赛", "科技副总", "人才码", "流动站", "talent flats", "subsidy")
ASKED = ("{}有多少", "{}怎么申请", "什么是{}", "{}给谁", "how to get {}", "{} 2025年", "哪里有{}", "{}的条件")
MANY = [
    Row(asked.format(f"{place}{subject}"), number, number * len(ASKED) + kind)
    for number, (place, subject) in enumerate((p, s) for p in ("东", "西", "北") for s in SUBJECTS)
    for kind, asked in enumerate(ASKED)
]
GROUPS, ITEMS = 3 * len(SUBJECTS), len(MANY)


@pytest.fixture(scope="module")
def index() -> Index:
    return build(ROWS, groups=3, items=3, silent=frozenset({WEATHER}))


@pytest.mark.parametrize("row", ROWS, ids=[row.text for row in ROWS])
def test_a_text_is_most_alike_to_its_own_row(row: Row, index: Index) -> None:
    scores = index.scores(row.text)
    assert scores.groups.argmax() == row.group
    if row.item >= 0:
        assert scores.items.argmax() == row.item


@pytest.mark.parametrize("text", [row.text for row in ROWS] + ["公寓", "", "zzz", "补贴补贴补贴", "459"])
def test_scores_lie_between_nothing_and_one(text: str, index: Index) -> None:
    assert_sound(index, text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text("人才公寓有多少套科技副总 talentflsbwy?，", max_size=30)))
def test_whatever_is_typed_the_scores_are_cosines(text: str) -> None:
    index = build(ROWS, groups=3, items=3, silent=frozenset({WEATHER}))
    assert_sound(index, text)
    assert all(0 <= share <= 1 + 1e-5 for group in range(3) for share in index.covered(text, group))


def assert_sound(index: Index, text: str) -> None:
    scores = index.scores(text)
    for values in (scores.groups, scores.items, np.array(index.nearest(text)[1:])):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (values <= 1 + 1e-3).all()


def test_what_was_asked_before_leaves_no_trace(index: Index) -> None:
    first = index.scores("科技副总能领多少补助").groups.tolist()
    for row in ROWS:
        index.scores(row.text)
        index.nearest(row.text)
    assert index.scores("科技副总能领多少补助").groups.tolist() == first


def test_order_of_words_matters_less_than_the_words(index: Index) -> None:
    assert index.scores("多少套公寓人才").groups.argmax() == FLATS
    assert index.scores("subsidy of a science deputy").groups.argmax() == DEPUTIES


def test_words_never_seen_shrink_the_likeness(index: Index) -> None:
    texts = ("科技副总能领多少补助", "科技副总能领多少补助 qwv", "科技副总能领多少补助 qwv xvw zqj")
    known, strange, stranger = (index.scores(text).groups[DEPUTIES] for text in texts)
    assert known > 1.05 * strange > 1.1 * stranger > 0
    assert index.scores("量子纠缠").groups.max() == 0


def test_the_best_row_wins_over_a_crowd_of_poor_ones() -> None:
    crowd = [Row(f"公寓{char}", 0, 0) for char in "甲乙丙丁戊己庚"]
    index = build([*crowd, Row("公寓有多少套", 1, 1)], groups=2, items=2)
    assert index.scores("公寓有多少套").groups.argmax() == 1


def test_a_row_of_less_weight_counts_less() -> None:
    rows = [Row("公寓有多少套", 0, 0), Row("公寓有多少套", 1, 1, weight=0.5)]
    scores = build(rows, groups=2, items=2).scores("公寓有多少套")
    assert scores.groups[0] > scores.groups[1] > 0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    rows = [
        Row(text, number, number)
        for number, text in enumerate(["人才公寓", "人才补贴", "人才大赛", "人才之家"])
    ]
    scores = build(rows, groups=4, items=4).scores("人才大赛").groups
    assert scores.argmax() == 2
    assert scores[2] > 2 * max(scores[0], scores[1], scores[3])


def test_coverage_by_a_group_and_by_the_field(index: Index) -> None:
    assert index.covered("科技副总能领多少补助", DEPUTIES) == (1, 1)
    own, field = index.covered("科技副总能领多少补助 量子", DEPUTIES)
    assert 0.3 < own == field < 1
    other, field = index.covered("科技副总能领多少补助", FLATS)
    assert other < own <= field
    assert index.covered("", FLATS) == (0, 0)
    assert index.covered("qwv 量子", FLATS) == (0, 0)


def test_what_only_a_silent_group_has_is_no_part_of_the_field(index: Index) -> None:
    assert index.covered("今天天气", DEPUTIES) == (0, 0)
    own, field = index.covered("今天天气", WEATHER)
    assert own > 0.5
    assert field == 0
    assert build(ROWS, groups=3, items=3).covered("今天天气", WEATHER)[1] > 0.5


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row.text for row in ROWS])
def test_the_nearest_row_of_its_own_text_is_the_row(number: int, index: Index) -> None:
    row, cosine = index.nearest(ROWS[number].text)
    assert row == number
    assert cosine == pytest.approx(1, abs=1e-5)


def test_nearest_of_what_is_less_alike_or_strange(index: Index) -> None:
    row, cosine = index.nearest("科技副总是做什么的")
    assert ROWS[row].text == "科技副总是什么"
    assert 0.4 < cosine < 0.95
    assert index.nearest("量子纠缠") == index.nearest("") == (-1, 0.0)


def test_an_index_without_rows_or_with_empty_ones_finds_nothing_there() -> None:
    none = build([], groups=0)
    assert none.nearest("公寓") == (-1, 0.0)
    assert not len(none.scores("公寓").groups)
    some = build([Row("", 0), Row("?!", 0), Row("公寓", 1)], groups=2)
    assert some.nearest("公寓")[0] == 2
    assert some.scores("公寓").groups.tolist() == pytest.approx([0, 1], abs=1e-3)


def again(arrays: Mapping[str, Any]) -> Index:
    """An index made of arrays that have been written to a file and read back."""
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    file.seek(0)
    with np.load(file, allow_pickle=False) as read:
        return Index({name: read[name] for name in read.files})


def assert_alike(one: Index, other: Index, rows: list[Row]) -> None:
    assert (one.size, one.features, one.nbytes) == (other.size, other.features, other.nbytes)
    for row in rows:
        assert (one.scores(row.text).groups == other.scores(row.text).groups).all()
        assert (one.scores(row.text).items == other.scores(row.text).items).all()
        assert one.nearest(row.text) == other.nearest(row.text)
        assert one.covered(row.text, 0) == other.covered(row.text, 0)


def test_an_index_written_and_read_back_scores_alike(index: Index) -> None:
    assert_alike(index, again(index.arrays), ROWS)


@pytest.fixture(scope="module")
def small() -> Index:
    return build(MANY, GROUPS, ITEMS)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Index:
    """The same rows, compiled as if there were more than a hundred thousand of them."""
    monkeypatch.setattr(compiling, "PRUNED_FROM", 50)
    monkeypatch.setattr(compiling, "LARGE", 100)
    monkeypatch.setattr(compiling, "CHAMPIONS", 24)
    return build(MANY, GROUPS, ITEMS)


def test_a_large_index_keeps_less(small: Index, large: Index) -> None:
    assert large.features < 0.8 * small.features
    assert len(large.arrays["posted.rows"]) < len(small.arrays["posted.rows"])
    assert np.diff(large.arrays["posted.starts"]).max() == 24
    missing = {name for name, there in zip(CHANNELS, large.arrays["channels"], strict=True) if not there}
    assert missing == {"p", "s"}
    assert small.arrays["channels"].all()


def test_a_large_index_finds_what_a_small_one_finds_for_exact_questions(small: Index, large: Index) -> None:
    for number, row in enumerate(MANY):
        for index in (small, large):
            scores = index.scores(row.text)
            assert (int(scores.groups.argmax()), int(scores.items.argmax())) == (row.group, row.item), (
                row.text
            )
            assert index.nearest(row.text)[0] == number


def test_a_large_index_scores_no_more_than_one_and_comes_back_from_disk(large: Index) -> None:
    for row in MANY[::5]:
        assert_sound(large, row.text)
        assert_sound(large, f"{row.text} qwv 量子")
    assert_alike(large, again(large.arrays), MANY[::7])


def test_a_large_index_still_shrinks_what_is_strange(large: Index) -> None:
    row = MANY[0]
    assert (
        large.scores(f"{row.text} qwv 量子").groups[row.group]
        < 0.8 * large.scores(row.text).groups[row.group]
    )
    assert large.scores("量子纠缠").groups.max() == 0
    assert large.covered(f"{row.text}量子", row.group)[0] < large.covered(row.text, row.group)[0] <= 1


@pytest.mark.parametrize("budget", [0, 1, 3, 20])
def test_a_tiny_budget_still_finds_the_exact_row(
    budget: int, small: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ROW_BUDGET", budget)
    lost = [row.text for number, row in enumerate(MANY) if small.nearest(row.text)[0] != number]
    assert lost == []


def test_of_many_promising_rows_the_exact_one_is_compared(
    small: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "PROMISING", 3)
    assert [small.nearest(row.text)[0] for row in MANY] == list(range(len(MANY)))


def test_rows_may_stand_in_any_order(small: Index) -> None:
    turned = build(MANY[::-1], GROUPS, ITEMS)
    for row in MANY[::11]:
        assert turned.scores(row.text).groups == pytest.approx(small.scores(row.text).groups, abs=1e-3)


def test_a_group_that_has_no_rows_scores_nothing() -> None:
    index = build([replace(row, group=row.group + 1) for row in ROWS], groups=5, items=4)
    scores = index.scores(ROWS[0].text)
    assert scores.groups[0] == scores.groups[4] == scores.items[3] == 0


@pytest.mark.parametrize(
    ("word", "cut"),
    [("subsidies", "subsidy"), ("flats", "flat"), ("asked", "ask"), ("class", "class"), ("is", "is")],
)
def test_stems(word: str, cut: str) -> None:
    assert stem(word) == cut
