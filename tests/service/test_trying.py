"""An edit held against cases: which may be concerned, which come out otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.kb.cases import load_cases
from bot.kb.loader import load
from bot.kb.splice import add_text
from bot.service.trying import ask, compare, concerned, likely_intents, reaches

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_samples import TODAY, House

CASES = {
    "housing": "cases:\n  - ask: 床铺能不能白睡\n    facts: [pinghu.intern_flats]\n"
    "  - ask: 实习生住哪\n    facts: [pinghu.intern_flats]\n",
    "other": "cases:\n  - ask: 床铺多大\n    outcome: unknown\n  - ask: 天气好吗\n    outcome: offtopic\n"
    "  - ask: 青苗成长金\n    facts: [pinghu.founders]\n",
}


@pytest.fixture
def engines(tmp_path: Path) -> tuple[Engine, Engine]:
    """Before and after somebody asks for a bed."""
    house = House(tmp_path)
    for name, text in CASES.items():
        house.write(f"cases/{name}.yaml", text)
    path = tmp_path / "intents" / "housing.yaml"
    asked = add_text(path.read_bytes(), "f", ("intents", "housing.free", "questions", "zh"), "床铺可以白睡吗")
    loaded = [
        load(tmp_path / "content", tmp_path / "intents", TODAY, instead=edit) for edit in ({}, {path: asked})
    ]
    before, after = (Engine(found.base) for found in loaded if found.base)
    return before, after


def test_what_an_edit_changes_is_found_and_weighed(engines: tuple[Engine, Engine], tmp_path: Path) -> None:
    before, after = engines
    cases = load_cases(tmp_path / "cases").cases
    changes = list(compare(before, after, cases))
    assert len(changes) == len(cases)
    better = [change.before.case.ask[0] for change in changes if change and change.gain > 0]
    assert "床铺能不能白睡" in better
    assert list(compare(before, before, cases)) == [None] * len(cases)
    free = after.base.intents["housing.free"]
    assert not reaches(ask(before, "床铺能不能白睡"), free)
    assert reaches(ask(after, "床铺能不能白睡"), free)
    assert likely_intents(after, "床铺能不能白睡", 1) == [free]


def test_the_cases_that_may_be_concerned(engines: tuple[Engine, Engine], tmp_path: Path) -> None:
    """Those of the topic, those that want a fact of the intent, those that share words with the question."""
    cases = load_cases(tmp_path / "cases").cases
    intents = engines[0].base.intents
    found = [case.ask[0] for case in concerned(cases, [intents["gap.rent"]], "床铺")]
    assert found == ["床铺能不能白睡", "实习生住哪", "床铺多大"]
    found = [case.ask[0] for case in concerned(cases, [intents["housing.free"]], "白住")]
    assert found == ["床铺能不能白睡", "实习生住哪", "青苗成长金"]
