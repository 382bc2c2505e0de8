"""An engine for now: what an edit changes counts at once, everything else stays as it was."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.engine import FOR_NOW, Engine
from bot.core.knowledge import KnowledgeBase, Questions
from bot.core.matching.matcher import Matcher
from bot.core.matching.ranker import texts

sys.path.append(str(Path(__file__).parents[1]))
from small_base import base

NEW = "刚下火车兜里没钱怎么过夜"


def reasked(known: KnowledgeBase, name: str, zh: tuple[str, ...]) -> KnowledgeBase:
    """The knowledge with other Chinese questions of one intent."""
    intent = known.intents[name]
    edited = replace(intent, questions=Questions(zh, intent.questions.en))
    return replace(known, intents={**known.intents, name: edited})


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(base())


def scores(engine: Engine, text: str) -> dict[str, float]:
    """Of every intent and every fact."""
    ranking = engine.ranker.rank(engine.reader.read(text, 2026).masked)
    return ranking.intents | ranking.facts


def test_without_a_change_all_scores_are_the_same(engine: Engine) -> None:
    now = engine.for_now(engine.base)
    assert now.base.version == engine.base.version + FOR_NOW
    for text in ("平湖有没有免费公寓", "科技副总能领多少补助", "hello", "天气怎么样"):
        assert scores(now, text) == pytest.approx(scores(engine, text), abs=1e-6)


def test_a_question_that_comes_counts_and_one_that_goes_does_not(engine: Engine) -> None:
    intent = next(i for i in engine.base.intents.values() if i.facts and len(i.questions.zh) > 1)
    gone = intent.questions.zh[0]
    edited = reasked(engine.base, intent.id, (*intent.questions.zh[1:], NEW))
    now = engine.for_now(edited)
    assert scores(now, NEW)[intent.id] > scores(engine, NEW)[intent.id]
    assert scores(now, gone)[intent.id] < scores(engine, gone)[intent.id]


def test_a_new_intent_and_a_new_fact_are_found(engine: Engine) -> None:
    old = next(iter(engine.base.facts.values()))
    fact = replace(old, id="jiaxing.night", text=replace(old.text, zh="嘉兴火车站旁有夜间驿站12间。"))
    first = next(i for i in engine.base.intents.values() if i.facts)
    intent = replace(
        first, id="night.stay", facts=("jiaxing.night",), questions=Questions((NEW,), ()), details={}
    )
    edited = replace(
        engine.base,
        facts={fact.id: fact, **engine.base.facts},  # before the others: all numbers move
        intents={intent.id: intent, **engine.base.intents},
    )
    found = scores(engine.for_now(edited), NEW)
    assert (
        max(engine.for_now(edited).ranker.rank(NEW).intents.items(), key=lambda one: one[1])[0] == intent.id
    )
    assert found["jiaxing.night"] == max(found[name] for name in edited.facts)


def test_what_was_taken_away_is_gone(engine: Engine) -> None:
    name = next(i.id for i in engine.base.intents.values() if i.facts)
    left = replace(engine.base, intents={n: i for n, i in engine.base.intents.items() if n != name})
    assert name not in scores(engine.for_now(left), "平湖有没有免费公寓")


def test_texts_are_those_of_the_rows(engine: Engine) -> None:
    assert isinstance(engine.ranker.matcher, Matcher)
    assert len(list(texts(engine.base))) == engine.ranker.matcher.index.size
