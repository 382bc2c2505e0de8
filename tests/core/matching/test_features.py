"""Features of a text: the same one by one and by the batch; what they share across words, order and languages."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.language.fold import plain
from bot.core.matching.features import CHANNEL_BITS, CHANNELS, Batch, features, tokens
from bot.core.matching.synonyms import canonical

REAL = [
    "科技副总能领多少补助",
    "平湖有459套 flats, 40%",
    "how many talent flats are there in pinghu?",
    "公寓",
    "phd",
    "a",
    "公",
    "3.5%",
    "什么是 ai 产业",
    "人人人人人",
    "有没有人才房, 有没有补贴",
    "龘靐 qwv 12.50",
    "zzzz zzzz zzzz",
]
EMPTY = ["", "?!", " ", "…。，"]
TEXTS = st.one_of(
    st.sampled_from(REAL + EMPTY),
    st.text(max_size=40).map(plain),
    st.text("公寓人才有没补贴多少钱的科技副总怎么样嘉兴你 ,", max_size=20),
    st.text("abcdezy how many flats 0123.%?", max_size=30),
    st.lists(
        st.sampled_from(["公寓", "flats", "how", "many", "459", "有没有", "?", "k", "怎么样"]), max_size=8
    ).map(" ".join),
)


def channel(text: str, name: str) -> set[int]:
    """The features of one channel."""
    return {key for key in features(text).tolist() if key >> CHANNEL_BITS == CHANNELS.index(name)}


def by_batch(texts: Sequence[str], name: str) -> list[set[int]]:
    """The features of one channel, text by text, as a batch gives them."""
    keys, owners = Batch(texts).channel(name)
    assert len(keys) == len(owners)
    found: list[set[int]] = [set() for _ in texts]
    for key, owner in zip(keys.tolist(), owners.tolist(), strict=True):
        found[owner].add(key)
    return found


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("text", [*REAL, *EMPTY])
def test_a_batch_of_one_gives_what_the_text_alone_gives(text: str, name: str) -> None:
    assert by_batch([text], name) == [channel(text, name)]


@pytest.mark.parametrize("name", CHANNELS)
def test_in_a_batch_no_text_takes_from_its_neighbours(name: str) -> None:
    texts = [*EMPTY, *REAL, *EMPTY, *reversed(REAL), ""]
    assert by_batch(texts, name) == [channel(text, name) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=6))
@example([])
@example(["", "公", ""])
@example(["a", "a"])
def test_batch_and_text_agree_whatever_is_typed(texts: list[str]) -> None:
    for name in CHANNELS:
        assert by_batch(texts, name) == [channel(text, name) for text in texts], name


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_features_are_sorted_and_each_there_once(text: str) -> None:
    keys = features(text).tolist()
    assert keys == sorted(set(keys))
    assert bool(keys) == bool(tokens(text))
    assert all(0 <= key >> CHANNEL_BITS < len(CHANNELS) for key in keys)


def test_tokens() -> None:
    assert tokens("平湖有459套 flats, 40%") == ["平", "湖", "有", "459", "套", "flats", "40%"]
    assert tokens("3.5 % ai+芯片") == ["3.5", "ai", "芯", "片"]
    assert tokens("…?! ") == []


def test_which_channels_a_text_has() -> None:
    assert {name for name in CHANNELS if channel("公寓", name)} == set(CHANNELS) - {"x"}
    assert {name for name in CHANNELS if channel("flats", name)} == set(CHANNELS) - {"p"}
    assert {name for name in CHANNELS if channel("459", name)} == set(CHANNELS) - {"p", "x"}


def test_different_words_have_different_tokens() -> None:
    words = ["公", "寓", "flats", "talent", "459", "458", "40%", "40", "a", "b", "4"]
    for one, other in itertools.combinations(words, 2):
        assert not channel(one, "c") & channel(other, "c"), (one, other)


def test_no_feature_stands_in_two_channels() -> None:
    keys = features("how many 人才公寓 in 2025")
    channels = sum(len(channel("how many 人才公寓 in 2025", name)) for name in CHANNELS)
    assert channels == len(keys)


@pytest.mark.parametrize(
    ("one", "other"), [("付总", "副总"), ("知道", "滋道"), ("人财", "人才"), ("兰天", "男天")]
)
def test_what_sounds_alike_shares_its_sounds_alone(one: str, other: str) -> None:
    assert channel(one, "p") == channel(other, "p")
    assert channel(one, "c") != channel(other, "c")


def test_a_slip_in_a_word_leaves_most_letter_groups() -> None:
    right, slipped, other = (channel(word, "x") for word in ("subsidy", "subsidey", "weather"))
    assert len(right & slipped) > len(right) / 2
    assert len(right & other) < len(right) / 10


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("补贴有多少钱", "多少钱补贴有"),
        ("怎么申请公寓", "公寓怎么申请"),
        ("what is the rent", "the rent is what"),
        ("subsidy of science deputy", "science deputy subsidy"),
    ],
)
def test_words_in_another_order_keep_more_of_channel_s_than_of_the_pairs(text: str, changed: str) -> None:
    kept = {
        name: len(channel(text, name) & channel(changed, name)) / len(channel(text, name)) for name in "js"
    }
    assert kept["s"] > max(kept["j"], 0.25)


def test_a_row_of_words_turned_round_keeps_most_of_channel_s_and_no_pair() -> None:
    one, other = (channel(text, "s") for text in ("甲乙丙丁戊", "戊丁丙乙甲"))
    assert len(one & other) > 0.7 * len(one)
    assert not channel("甲乙丙丁戊", "b") & channel("戊丁丙乙甲", "b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公寓", "flats"),
        ("博士", "phd"),
        ("补贴", "subsidies"),
        ("怎么申请", "how apply"),
        ("办公室", "office"),
    ],
)
def test_synonyms_share_all_features_of_meaning_across_languages(one: str, other: str) -> None:
    for name in "kjs":
        assert channel(one, name) == channel(other, name), name
    assert not channel(one, "b") & channel(other, "b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有没有补贴", "有没有补助"),
        ("公寓", "apartments"),
        ("咋申请", "怎么申请"),
        ("phd", "博士"),
        ("什么时候报名", "几时办理"),
        ("job fair", "招聘会"),
    ],
)
def test_synonyms_become_equal(one: str, other: str) -> None:
    assert canonical(tokens(one)) == canonical(tokens(other))


@pytest.mark.parametrize(
    ("one", "other"), [("公寓", "公司"), ("博士", "硕士"), ("怎么", "什么"), ("flat", "flag")]
)
def test_what_is_no_synonym_stays_apart(one: str, other: str) -> None:
    assert canonical(tokens(one)) != canonical(tokens(other))


def test_the_longest_variant_is_taken() -> None:
    assert len(canonical(tokens("多少钱"))) == 1
    assert canonical(tokens("多少钱")) != canonical(tokens("多少"))
    assert canonical(tokens("高层次人才")) == canonical(tokens("人才"))


def test_words_of_no_group_are_cut_to_their_stems_only() -> None:
    assert canonical(["rains", "湖", "459"]) == ["rain", "湖", "459"]
    assert canonical([]) == []
