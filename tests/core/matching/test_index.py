"""A tiny index that can be seen through."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.features import count_features, tokens
from bot.core.matching.index import Index, Row
from bot.core.matching.spelling import Speller
from bot.core.matching.stems import stem
from bot.core.matching.synonyms import canonical

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


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(ROWS, groups=3, items=3, silent=frozenset({WEATHER}))


@pytest.mark.parametrize("row", ROWS, ids=[row.text for row in ROWS])
def test_a_text_is_most_alike_to_its_own_row(row: Row, index: Index) -> None:
    scores = index.scores(row.text)
    assert scores.groups.argmax() == row.group
    if row.item >= 0:
        assert scores.items.argmax() == row.item


@pytest.mark.parametrize("text", [row.text for row in ROWS] + ["公寓", "", "zzz", "补贴补贴补贴", "459"])
def test_scores_lie_between_nothing_and_one(text: str, index: Index) -> None:
    scores = index.scores(text)
    for values in (scores.groups, scores.items):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (values <= 1 + 1e-5).all()


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
    index = Index.build([*crowd, Row("公寓有多少套", 1, 1)], groups=2, items=2, silent=frozenset())
    assert index.scores("公寓有多少套").groups.argmax() == 1


def test_a_row_of_less_weight_counts_less() -> None:
    rows = [Row("公寓有多少套", 0, 0), Row("公寓有多少套", 1, 1, weight=0.5)]
    scores = Index.build(rows, groups=2, items=2, silent=frozenset()).scores("公寓有多少套")
    assert scores.groups[0] > scores.groups[1] > 0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    rows = [
        Row(text, number, number)
        for number, text in enumerate(["人才公寓", "人才补贴", "人才大赛", "人才之家"])
    ]
    scores = Index.build(rows, groups=4, items=4, silent=frozenset()).scores("人才大赛").groups
    assert scores.argmax() == 2
    assert scores[2] > 2 * max(scores[0], scores[1], scores[3])


def test_coverage_by_a_group_and_by_the_field(index: Index) -> None:
    own, field = index.covered("科技副总能领多少补助", DEPUTIES)
    assert own == field > 0.3  # pairs that one row alone has are not kept, and count as unknown
    other, field = index.covered("科技副总能领多少补助", FLATS)
    assert other < own <= field
    own, field = index.covered("今天天气", DEPUTIES)
    assert own == 0
    assert field < 0.5
    assert index.covered("", FLATS) == (0, 0)


def test_an_index_made_again_of_its_own_arrays_scores_alike(index: Index) -> None:
    again = Index(list(index.features), dict(index.arrays))
    for row in ROWS:
        assert (again.scores(row.text).groups == index.scores(row.text).groups).all()
        assert (again.scores(row.text).items == index.scores(row.text).items).all()


def test_tokens_and_features() -> None:
    assert tokens("平湖有459套 flats, 40%") == ["平", "湖", "有", "459", "套", "flats", "40%"]
    assert stem("subsidies") == stem("subsidy")
    assert stem("flats") == "flat"
    assert set(count_features("公寓")) & set(count_features("flats")), "a synonym is shared across languages"
    assert not count_features("")


@pytest.mark.parametrize(
    ("one", "other"),
    [("有没有补贴", "有没有补助"), ("公寓", "apartments"), ("咋申请", "怎么申请"), ("phd", "博士")],
)
def test_synonyms_become_equal(one: str, other: str) -> None:
    assert canonical(one).strip() == canonical(other).strip()


def test_spelling() -> None:
    speller = Speller({"talent": 9, "subsidy": 3, "flats": 5, "deputies": 2})
    assert speller.mend("talnet subsidey deputys") == "talent subsidy deputies"
    assert speller.mend("talent xyz hello 公寓") == "talent xyz hello 公寓"
    assert Speller({}).mend("talent") == "talent"
