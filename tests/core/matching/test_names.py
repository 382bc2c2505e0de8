"""Names in a question: which facts have them, and which have only a part of one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_base import base

from bot.core.knowledge import KnowledgeBase
from bot.core.matching.names import Name, Names

FLATS = {"jiaxing.flats", "pinghu.flats", "jiashan.flats"}
DEPUTIES = {"jiaxing.deputies", "pinghu.deputies"}


def named(**also: tuple[str, ...]) -> Names:
    """Names of the small knowledge, some facts having other names: `pinghu_flats` stands for pinghu.flats."""
    return Names(changed(base(), also))


def changed(knowledge: KnowledgeBase, also: dict[str, tuple[str, ...]]) -> KnowledgeBase:
    facts = dict(knowledge.facts)
    for name, names in also.items():
        fact = name.replace("_", ".")
        facts[fact] = replace(facts[fact], also=names)
    return replace(knowledge, facts=facts)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(base())


def found(names: Names, text: str) -> list[tuple[set[str], set[str]]]:
    return [(set(name.holders), set(name.partly)) for name in names.find(text)]


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("青苗成长金有多少", {"pinghu.founders"}),
        ("科技副总是什么", DEPUTIES),
        ("the seedling fund, please", {"pinghu.founders"}),
        ("are talent flats free", {"jiaxing.flats", "pinghu.flats", "jiashan.flats"}),
        ("science deputies", DEPUTIES),
    ],
)
def test_the_facts_that_have_a_name(text: str, holders: set[str], names: Names) -> None:
    ((having, _),) = found(names, text)
    assert having == holders


@pytest.mark.parametrize("text", ["", "今天天气", "苗成", "deputy head", "fund", "seedlingfund"])
def test_no_name_in_what_names_nothing(text: str, names: Names) -> None:
    assert names.find(text) == ()


def test_several_names_and_none_inside_another(names: Names) -> None:
    both = found(names, "科技副总能住人才公寓吗")
    assert len(both) == 2
    assert {frozenset(having) for having, _ in both} >= {frozenset(DEPUTIES)}


def test_a_longer_name_is_taken_and_its_part_named_beside_it() -> None:
    names = named(pinghu_flats=("资格互认",), jiashan_flats=("职业资格互认",))
    ((longer, partly),) = found(names, "什么是职业资格互认")
    assert longer == {"jiashan.flats"}
    assert partly == {"pinghu.flats", "jiashan.flats"}
    ((shorter, nothing),) = found(names, "什么是资格互认")
    assert shorter == {"pinghu.flats", "jiashan.flats"}
    assert nothing == set()


def test_a_name_without_parts_has_none_partly(names: Names) -> None:
    (name,) = names.find("青苗成长金有多少")
    assert name == Name(frozenset({"pinghu.founders"}), frozenset())


def test_parts_of_two_characters_are_no_evidence() -> None:
    """公寓 alone is no name, so 人才公寓 has no part by it."""
    names = named(pinghu_flats=("公寓",), jiashan_flats=("人才公寓",))
    assert all(not partly for _, partly in found(names, "人才公寓"))


def test_a_part_among_english_words() -> None:
    names = named(pinghu_flats=("intern flats",), jiashan_flats=("free intern flats",))
    ((longer, partly),) = found(names, "where are the free intern flats")
    assert longer == {"jiashan.flats"}
    assert partly == {"pinghu.flats", "jiashan.flats"}


def test_places_are_no_names() -> None:
    knowledge = changed(base(), {"pinghu.flats": ("金平湖",)})
    assert Names(knowledge).find("金平湖的公寓")
    assert not Names(knowledge, skip=["金平湖"]).find("金平湖的公寓")
