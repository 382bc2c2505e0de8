"""The engine alone over labelled questions: labels, what is out of scope, and mistakes of spelling and script."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.classifier import MOST_LEARNED, Classifier

EXAMPLES = [
    ("人才公寓有多少套", "flats"),
    ("公寓怎么申请", "flats"),
    ("实习生的免费公寓在哪里", "flats"),
    ("how many talent flats are there", "flats"),
    ("where can I get an apartment", "flats"),
    ("科技副总能领多少补助", "deputy"),
    ("科技副总是什么", "deputy"),
    ("谁可以当科技副总", "deputy"),
    ("what is a science deputy", "deputy"),
    ("subsidy of science deputies", "deputy"),
    ("青苗成长金有多少钱", "fund"),
    ("大学生创业能拿多少资金", "fund"),
    ("seedling fund for student founders", "fund"),
    ("money for a startup", "fund"),
]
STRAYS = [
    ("今天天气怎么样", "__oos__"),
    ("明天会下雨吗", "__oos__"),
    ("recommend a film", "__oos__"),
    ("what is the weather like", "__oos__"),
    ("晚饭吃什么好", "__oos__"),
]
OUTSIDE = ["今天下雨吗", "weather today", "什么天气", "a good film", "晚饭吃什么"]
NOVEL = {
    "公寓还有几套": "flats",
    "any apartment for me": "flats",
    "当科技副总有补贴吗": "deputy",
    "science deputy": "deputy",
    "创业给多少钱": "fund",
    "how much money do student founders get": "fund",
}


@pytest.fixture(scope="module")
def plain_one() -> Classifier:
    return Classifier(EXAMPLES)


@pytest.fixture(scope="module")
def warned() -> Classifier:
    """One that has seen examples of what is out of scope."""
    return Classifier(EXAMPLES + STRAYS)


@pytest.mark.parametrize(("text", "label"), [*EXAMPLES, *NOVEL.items()])
def test_questions_get_their_label(text: str, label: str, plain_one: Classifier, warned: Classifier) -> None:
    assert plain_one.classify(text).label == warned.classify(text).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("科技副總能領多少補助", "deputy"),
        ("實習生的免費公寓在哪裡", "flats"),
        ("大學生創業能拿多少資金", "fund"),
    ],
)
def test_traditional_script_is_read_like_simplified(text: str, label: str, warned: Classifier) -> None:
    assert warned.classify(text).label == label
    assert warned.readings(text)[0] in {example for example, _ in EXAMPLES}


@pytest.mark.parametrize(
    ("text", "label", "read"),
    [
        ("科技付总的补助", "deputy", "科技副总的补助"),
        ("青苗成长斤有多少", "fund", "青苗成长金有多少"),
        ("how many talnet flatts", "flats", "how many talent flats"),
        ("subsidey of sciense deputies", "deputy", "subsidy of science deputies"),
        ("请问公寓怎么申请呢？谢谢", "flats", "公寓怎么申请"),
        ("SEEDLING   Fund!", "fund", "seedling fund"),
    ],
)
def test_mistakes_are_mended_from_the_words_of_the_examples(
    text: str, label: str, read: str, warned: Classifier
) -> None:
    assert warned.readings(text)[0] == read
    assert warned.classify(text).label == label


def test_labels_are_those_of_the_examples_in_order(plain_one: Classifier, warned: Classifier) -> None:
    assert plain_one.labels == warned.labels == ["deputy", "flats", "fund"]


def test_what_is_in_scope_scores_above_what_is_not(plain_one: Classifier, warned: Classifier) -> None:
    for one in (plain_one, warned):
        inside = [one.classify(text).score for text in NOVEL]
        outside = [one.classify(text).score for text in OUTSIDE]
        assert min(inside) > max(outside)


def test_examples_of_what_is_out_of_scope_lower_its_score(plain_one: Classifier, warned: Classifier) -> None:
    for text in OUTSIDE:
        assert warned.classify(text).score < plain_one.classify(text).score, text
        assert warned.classify(text).label in warned.labels


def test_the_label_that_means_out_of_scope_can_be_another() -> None:
    renamed = [(text, "none" if label == "__oos__" else label) for text, label in EXAMPLES + STRAYS]
    one, same = Classifier(renamed, stray="none"), Classifier(EXAMPLES + STRAYS)
    assert one.labels == same.labels
    assert [one.classify(text) for text in OUTSIDE] == [same.classify(text) for text in OUTSIDE]


@pytest.mark.parametrize("examples", [[], STRAYS])
def test_without_a_label_there_is_nothing_to_build(examples: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="no example has a label"):
        Classifier(examples)


@pytest.mark.parametrize("strays", [[], STRAYS])
def test_one_label_alone_is_never_learned_but_scored(strays: list[tuple[str, str]]) -> None:
    one = Classifier([(text, label) for text, label in EXAMPLES if label == "flats"] + strays)
    assert one.linear is None
    assert one.classify("人才公寓有多少套").label == "flats"
    assert one.classify("人才公寓有多少套").score > one.classify("今天下雨吗").score


def many(count: int) -> list[tuple[str, str]]:
    """Two examples for each of many labels, each with a word of its own."""
    words = [f"{a}{b}{c}" for a in "bdfgklmn" for b in ("ao", "ei", "um") for c in ("rot", "sil", "tav") * 7]
    named = [f"{word}{chr(97 + number % 26)}{chr(97 + number // 26)}" for number, word in enumerate(words)][
        :count
    ]
    return [(form.format(word), word) for word in named for form in ("where is the {}", "{} 怎么申请")]


@pytest.mark.parametrize("more", [0, 1])
def test_more_labels_than_can_be_learned_still_work(more: int) -> None:
    examples = many(MOST_LEARNED + more)
    one = Classifier(examples)
    assert len(one.labels) == MOST_LEARNED + more
    assert (one.linear is None) == bool(more)
    wrong = [text for text, label in examples if one.classify(text).label != label]
    assert wrong == []
    assert one.classify(f"申请{examples[0][1]}").label == examples[0][1]
    assert one.classify(examples[0][0]).score > one.classify("今天下雨吗").score


def test_the_same_examples_give_the_same_verdicts_and_take_the_same_room(warned: Classifier) -> None:
    again = Classifier(EXAMPLES + STRAYS)
    assert again.nbytes == warned.nbytes > again.index.nbytes
    for text in [*NOVEL, *OUTSIDE]:
        assert again.classify(text) == warned.classify(text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("公寓科技副总付青苗多少 ?talentflsbwy請問，", max_size=30)))
def test_whatever_is_typed_gets_a_label_and_a_score(text: str) -> None:
    verdict = SHARED.classify(text)
    assert verdict.label in SHARED.labels
    assert np.isfinite(verdict.score)


SHARED = Classifier(EXAMPLES + STRAYS)
