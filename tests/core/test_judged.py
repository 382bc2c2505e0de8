"""Questions of one message that have the same answer are told once, with what each of them asks for first."""

from __future__ import annotations

from typing import Any

from bot.core.decide import Decision
from bot.core.judged import Judged, distinct
from bot.core.language.reading import Query
from bot.core.model import Outcome

QUERY = Query("", "", "", "zh", (), frozenset(), (), ())


def judged(*facts: str, outcome: Outcome = Outcome.ANSWER, intent: str = "stat.firms", **more: Any) -> Judged:
    return Judged(QUERY, Decision(outcome, "best-fact", intent, facts=facts, **more), follows=0)


def test_the_second_question_s_own_fact_comes_right_after_the_first_s() -> None:
    (both,) = distinct([judged("a", "b", "c"), judged("c", "a", "b")])
    assert both.decision.facts == ("a", "c", "b")
    assert both.questions == 2


def test_three_questions_keep_their_order() -> None:
    (all_three,) = distinct([judged("a", "b", "c"), judged("b", "a", "c"), judged("c", "b", "a")])
    assert all_three.decision.facts == ("a", "b", "c")
    assert all_three.questions == 3


def test_the_later_answer_may_be_the_longer_one() -> None:
    (both,) = distinct([judged("a"), judged("b", "a")])
    assert both.decision.facts == ("a", "b")


def test_other_answers_stay_apart() -> None:
    first, second = judged("a"), judged("b")
    assert distinct([first, second]) == [first, second]
    other = judged("a", intent="stat.tax")
    assert distinct([first, other]) == [first, other]


def test_small_talk_beside_a_question_is_left_out() -> None:
    question, thanks = judged("a"), judged(outcome=Outcome.SMALLTALK, intent="talk.thanks")
    assert distinct([thanks, question]) == [question]
    assert distinct([thanks]) == [thanks]


def test_what_is_missing_at_two_places_is_told_of_each() -> None:
    here = judged("a", outcome=Outcome.UNKNOWN, place="pinghu")
    there = judged(outcome=Outcome.UNKNOWN, place="jiashan")
    rent = judged("a", outcome=Outcome.UNKNOWN, place="pinghu", aspects=frozenset({"price"}))
    assert distinct([here, there, rent]) == [here, there, rent]
    assert len(distinct([here, here])) == 1
