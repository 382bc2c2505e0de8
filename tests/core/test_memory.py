"""What a chat remembers: for how long, and through the store and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.memory import EXPIRES_AFTER, Memory, from_json

NOW = datetime(2026, 1, 1, 8, tzinfo=UTC)
NAMES = st.text(max_size=8)
MANY = st.lists(NAMES, max_size=4).map(tuple)
MEMORIES = st.builds(
    Memory,
    lang=st.none() | st.sampled_from(["zh", "zh-Hant", "en"]),
    fixed_lang=st.none() | st.just("en"),
    place=st.none() | NAMES.filter(bool),
    intent=st.none() | NAMES.filter(bool),
    facts=MANY,
    aspects=MANY,
    earlier=MANY,
    options=st.lists(st.tuples(NAMES, NAMES), max_size=4).map(tuple),
    misses=st.integers(0, 9),
    at=st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat) | st.just(""),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def full(at: datetime) -> Memory:
    return Memory(
        lang="zh",
        fixed_lang="en",
        place="pinghu",
        intent="housing.flats",
        facts=("f",),
        aspects=("count",),
        earlier=("a",),
        options=(("甲", "i:a"),),
        misses=2,
        at=at.isoformat(),
    )


@given(MEMORIES)
def test_round_trip_through_json(memory: Memory) -> None:
    assert from_json(json.loads(json.dumps(memory.to_json()))) == memory


def test_nothing_remembered_is_nothing_stored() -> None:
    assert Memory().to_json() == {}
    assert from_json({}) == Memory()


def test_silence_ends_a_conversation_but_keeps_the_language_and_the_buttons() -> None:
    memory = full(NOW)
    assert memory.current(NOW + EXPIRES_AFTER) == memory
    after = memory.current(NOW + EXPIRES_AFTER + timedelta(seconds=1))
    assert (after.place, after.intent, after.facts, after.earlier, after.misses) == (None, None, (), (), 0)
    assert (after.lang, after.fixed_lang, after.options) == (memory.lang, memory.fixed_lang, memory.options)


def test_a_memory_without_a_time_does_not_expire() -> None:
    assert Memory(place="pinghu").current(NOW).place == "pinghu"


@given(st.dictionaries(st.sampled_from([*Memory.__slots__, "gone"]), JSON, max_size=5))
def test_any_old_json_is_read_without_raising(data: dict[str, Any]) -> None:
    memory = from_json(data)
    memory.current(NOW)
    assert isinstance(memory, Memory)


@pytest.mark.parametrize(
    "data",
    [
        {"at": "yesterday"},
        {"at": 5},
        {"at": "2026-01-01T08:00:00"},
        {"options": 7},
        {"options": [1, 2]},
        {"facts": 3},
        {"facts": [{}]},
        {"intent": ["a"]},
        {"options": [["甲", 3]]},
        {"misses": "many"},
    ],
)
def test_unusable_json_is_left_out(data: dict[str, Any]) -> None:
    memory = from_json({"place": "pinghu", **data})
    memory.current(NOW + 2 * EXPIRES_AFTER)
    assert all(len(pair) == 2 for pair in memory.options)
    assert all(isinstance(fact, str) for fact in memory.facts)
    assert isinstance(memory.misses, int)


def test_an_unknown_field_of_another_version_is_no_reason_to_forget() -> None:
    assert from_json({"place": "pinghu", "mood": "good"}) == Memory(place="pinghu")
