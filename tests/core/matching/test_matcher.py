"""Index and linear part together: likeness of every group and item, the same again from kept arrays."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.index import Row
from bot.core.matching.matcher import ALONE, LEARNED, LEARNED_WITHIN, MOST, Matcher

FLATS, DEPUTIES, FUND, WEATHER = range(4)
COUNT, FREE, PAY, WHAT, MONEY = range(5)
GROUP_OF = np.array([FLATS, FLATS, DEPUTIES, DEPUTIES, FUND], np.int32)
ROWS = [
    Row("人才公寓有多少套", FLATS, COUNT),
    Row("how many talent flats", FLATS, COUNT),
    Row("公寓总数", FLATS, COUNT),
    Row("实习生的免费公寓", FLATS, FREE),
    Row("rent-free flats for interns", FLATS, FREE),
    Row("有人才公寓吗", FLATS),
    Row("科技副总能领多少补助", DEPUTIES, PAY),
    Row("science deputy subsidy", DEPUTIES, PAY),
    Row("科技副总是什么", DEPUTIES, WHAT),
    Row("what is a science deputy", DEPUTIES, WHAT),
    Row("青苗成长金有多少", FUND, MONEY),
    Row("seedling fund amount", FUND, MONEY),
    Row("今天天气怎么样", WEATHER),
    Row("what is the weather like", WEATHER),
]
LARGEST = (1 + LEARNED * MOST) / 2.25
LARGEST_ITEM = (1 + (LEARNED + LEARNED_WITHIN) * MOST) / 2.25


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(ROWS, 4, GROUP_OF, frozenset({WEATHER}))


@pytest.mark.parametrize("row", ROWS, ids=[row.text for row in ROWS])
def test_a_text_is_most_alike_to_what_it_stands_for(row: Row, matcher: Matcher) -> None:
    found = matcher.likeness(row.text)
    assert found.groups.argmax() == row.group
    if row.item >= 0:
        assert found.items.argmax() == row.item


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("有几套公寓", COUNT),
        ("给实习生住的免费房子", FREE),
        ("flats without rent for an intern", FREE),
        ("当科技副总补贴有多少", PAY),
        ("什么叫科技副总", WHAT),
        ("青苗成长金给多少", MONEY),
    ],
)
def test_other_words_find_the_same_item(text: str, item: int, matcher: Matcher) -> None:
    found = matcher.likeness(text)
    assert found.items.argmax() == item
    assert found.groups.argmax() == GROUP_OF[item]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text("人才公寓有多少套科技副总 talentflsbwy?，", max_size=30)))
def test_whatever_is_typed_the_likeness_has_its_bounds(text: str) -> None:
    found = Matcher.build(ROWS, 4, GROUP_OF, frozenset({WEATHER})).likeness(text)
    for values, largest in ((found.groups, LARGEST), (found.items, LARGEST_ITEM)):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (values <= largest + 1e-5).all()


@pytest.mark.parametrize("text", ["人才公寓有多少套", "量子纠缠", "", "science deputy flats"])
def test_the_parts_of_an_item_make_up_the_whole(text: str, matcher: Matcher) -> None:
    found = matcher.likeness(text)
    assert found.items == pytest.approx(found.free + found.learned, abs=1e-6)


def test_what_is_strange_is_far_less_alike(matcher: Matcher) -> None:
    known = matcher.likeness("科技副总能领多少补助").groups.max()
    assert matcher.likeness("量子纠缠").groups.max() < known / 3
    assert matcher.likeness("科技副总能领多少补助 qwv zqj").groups.max() < 0.95 * known


def test_an_item_alone_in_its_group_gets_a_constant_instead_of_what_tells_siblings_apart(
    matcher: Matcher,
) -> None:
    other = Matcher.build(ROWS[:-2], 4, GROUP_OF, frozenset({WEATHER}))
    for one in (matcher, other):
        for text in ("青苗成长金有多少", "科技副总是什么", "qwv"):
            found = one.likeness(text)
            group = (found.groups[FUND] * 2.25 - one.index.scores(text).groups[FUND]) / LEARNED
            expected = (LEARNED * group + LEARNED_WITHIN * ALONE) / 2.25
            assert found.learned[MONEY] == pytest.approx(expected, abs=1e-5)


def test_the_linear_part_tells_siblings_apart(matcher: Matcher) -> None:
    for text, right, wrong in (
        ("how many flats", COUNT, FREE),
        ("免费公寓", FREE, COUNT),
        ("多少补助", PAY, WHAT),
    ):
        found = matcher.likeness(text)
        assert found.learned[right] > found.learned[wrong], text


def test_the_same_rows_give_the_very_same_arrays(matcher: Matcher) -> None:
    again = Matcher.build(list(ROWS), 4, GROUP_OF.copy(), frozenset({WEATHER})).arrays
    assert set(again) == set(matcher.arrays)
    for name, array in matcher.arrays.items():
        assert (array.dtype, array.tobytes()) == (again[name].dtype, again[name].tobytes()), name


def test_a_matcher_written_and_read_back_answers_alike(matcher: Matcher) -> None:
    file = BytesIO()
    np.savez(file, allow_pickle=False, **matcher.arrays)
    file.seek(0)
    with np.load(file, allow_pickle=False) as read:
        again = Matcher({name: read[name] for name in read.files})
    for text in [*(row.text for row in ROWS), "量子", "", "免费的 talnt flats"]:
        one, other = matcher.likeness(text), again.likeness(text)
        assert one.groups.tolist() == other.groups.tolist()
        assert one.items.tolist() == other.items.tolist()
        assert matcher.covered(text, FLATS) == again.covered(text, FLATS)


def test_coverage_leaves_out_what_the_field_is_silent_about(matcher: Matcher) -> None:
    assert matcher.covered("科技副总能领多少补助", DEPUTIES) == (1, 1)
    assert matcher.covered("今天天气", FLATS)[1] < 0.2
