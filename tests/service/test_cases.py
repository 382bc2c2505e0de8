"""The judge of the cases."""

from __future__ import annotations

import pytest
from small_case import case, small_engine

from bot.core.engine import Engine
from bot.core.model import Outcome
from bot.kb.cases import Case
from bot.service.cases import Verdict, run


@pytest.fixture(scope="module")
def engine() -> Engine:
    return small_engine()


FLATS = "平湖有多少套公寓"


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (case(FLATS, facts=("pinghu.flats",)), Verdict.PASS),
        (case(FLATS, outcome=Outcome.ANSWER), Verdict.PASS),
        (case(FLATS, says=("459",)), Verdict.PASS),
        (case(FLATS, facts=("pinghu.flats",), says=("460",)), Verdict.WRONG),
        (case(FLATS, facts=("pinghu.founders",)), Verdict.WRONG),
        (case(FLATS, not_facts=("pinghu.flats",)), Verdict.WRONG),
        (case(FLATS, outcome=Outcome.UNKNOWN), Verdict.CLAIMED),
        (case(FLATS, outcome=Outcome.CLARIFY), Verdict.WRONG),
        (case("公寓租金多少", outcome=Outcome.UNKNOWN), Verdict.PASS),
        (case("公寓租金多少", outcome=Outcome.UNKNOWN, not_facts=("pinghu.flats",)), Verdict.CLAIMED),
        (case("公寓租金多少", facts=("pinghu.flats",)), Verdict.REFUSED),
        (case("杭州有人才公寓吗", outcome=Outcome.OFFTOPIC), Verdict.PASS),
        (case("你好", outcome=Outcome.SMALLTALK), Verdict.PASS),
        (case("你好", outcome=Outcome.OFFTOPIC), Verdict.CLAIMED),
        (case("平湖", facts=("pinghu.founders",)), Verdict.TAP),
        (case("平湖", facts=("jiashan.flats",)), Verdict.REFUSED),
        (case("嘉善有多少套人才公寓", "那平湖呢", facts=("pinghu.flats",)), Verdict.PASS),
    ],
)
def test_verdicts(asked: Case, verdict: Verdict, engine: Engine) -> None:
    (result,) = run(engine, [asked])
    assert result.verdict is verdict
    assert result.topic == "housing"
    assert result.trace


def test_cases_know_nothing_of_each_other(engine: Engine) -> None:
    follow = case("那平湖呢", facts=("pinghu.flats",))
    alone = [result.verdict for result in run(engine, [follow])]
    after = [result.verdict for result in run(engine, [case("嘉善有多少套人才公寓"), follow])]
    assert after[1:] == alone
