"""What counts as reached, lost and stolen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from small_case import case, small_engine

from bot.core.engine import Engine
from bot.core.model import Outcome
from bot.service.mutations import Kind
from bot.service.robustness import Fate, Landing, Probe, Prober, Seed, seeds


@pytest.fixture(scope="module")
def engine() -> Engine:
    return small_engine()


def answer(*leads: str, along: Sequence[str] = ()) -> Landing:
    return Landing(Outcome.ANSWER, frozenset(leads), frozenset(leads) | frozenset(along))


UNKNOWN, CLARIFY, OFFTOPIC = (Landing(Outcome(name)) for name in ("unknown", "clarify", "offtopic"))


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        (answer("flats"), answer("flats"), Fate.REACHED),
        (answer("flats"), answer("money", along=["flats"]), Fate.REACHED),
        (answer("flats", along=["money"]), answer("money"), Fate.STOLEN),
        (answer("flats"), CLARIFY, Fate.LOST),
        (answer("flats"), UNKNOWN, Fate.LOST),
        (answer("flats", "money"), answer("flats"), Fate.LOST),
        (answer("flats", "money"), answer("person"), Fate.STOLEN),
        (UNKNOWN, UNKNOWN, Fate.REACHED),
        (UNKNOWN, OFFTOPIC, Fate.LOST),
        (OFFTOPIC, answer("flats"), Fate.STOLEN),
    ],
)
def test_fates(before: Landing, after: Landing, fate: Fate) -> None:
    assert Probe(Kind.TYPO, Seed("a", "b"), "c", before, after).fate is fate


def test_every_example_and_every_single_message_is_a_seed_once(engine: Engine) -> None:
    asked = case("平湖有几套房子可以住", facts=("pinghu.flats",))
    found = seeds(engine.base, [asked, case("平湖呢", "嘉善呢", outcome=Outcome.CLARIFY)])
    texts = [seed.text for seed in found]
    intents = engine.base.intents.values()
    examples = {q for i in intents for part in (i.questions, *i.details.values()) for q in part.all()}
    assert sorted(texts) == sorted({*examples, "平湖有几套房子可以住"})
    assert [seed.origin for seed in found if seed.case] == ["tests/cases/housing.yaml:3"]
    assert found == seeds(engine.base, [asked])


def test_seeds_of_one_topic(engine: Engine) -> None:
    assert seeds(engine.base, [], "no-such-topic") == []


def test_questions_that_are_understood_reach_their_intent_in_traditional_script(engine: Engine) -> None:
    probes = list(Prober(engine, []).run([Kind.TRADITIONAL], 100))
    assert probes
    assert {probe.fate for probe in probes} == {Fate.REACHED}


def test_the_same_run_gives_the_same_probes_and_keeps_its_size(engine: Engine) -> None:
    first = list(Prober(engine, []).run([Kind.HOMOPHONE, Kind.FILLER], 5))
    assert [probe.kind for probe in first] == [Kind.HOMOPHONE] * 5 + [Kind.FILLER] * 5
    assert first == list(Prober(engine, []).run([Kind.HOMOPHONE, Kind.FILLER], 5))


def test_a_case_that_fails_as_it_stands_and_a_question_asked_back_are_no_measure(engine: Engine) -> None:
    asked = [
        case("平湖有多少套公寓呀我想租", facts=("jiaxing.deputies",)),
        case("平湖", outcome=Outcome.CLARIFY),
        case("平湖的公寓一共有多少套", facts=("pinghu.flats",)),
    ]
    probes = Prober(engine, asked).run([Kind.FILLER], 1000)
    assert [probe.seed.text for probe in probes if probe.seed.case] == ["平湖的公寓一共有多少套"]


def test_what_the_engine_makes_of_the_question_as_it_stands_is_the_measure(engine: Engine) -> None:
    asked = case("平湖的公寓一共有多少套", facts=("pinghu.flats",))
    (probe,) = [p for p in Prober(engine, [asked]).run([Kind.GLYPH], 1000) if p.seed.case]
    assert probe.before == answer("housing.flats")
    assert probe.text != probe.seed.text
