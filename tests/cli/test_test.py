"""`talentbot test` as an editor runs it, over a small knowledge."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check import FILES
from test_main import talentbot

CASES = """\
cases:
  - ask: 平湖有多少套公寓
    facts: [pinghu.flats]
  - ask: [平湖有多少套公寓, how many flats]
    facts: [pinghu.flats]
    says: ["459"]
"""
WRONG = "  - ask: 平湖有几套公寓\n    outcome: handoff\n"


def fill(folder: Path) -> Path:
    """A small knowledge and its cases, written into a folder."""
    for name, text in {**FILES, "tests/cases/housing.yaml": CASES}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


def write(folder: Path, cases: str, name: str = "housing") -> None:
    (folder / "tests" / "cases" / f"{name}.yaml").write_text(cases, "utf-8")


def test_all_right(folder: Path) -> None:
    done = talentbot(folder, "test", "--at-least", "100", COLUMNS="120")
    assert done.returncode == 0
    assert "housing" in done.stdout
    assert done.stdout.count("100.0 %") == 2


def test_a_miss_is_shown_with_its_place_and_what_came_instead(folder: Path) -> None:
    write(folder, CASES + WRONG)
    done = talentbot(folder, "test", COLUMNS="120")
    assert done.returncode == 0
    assert "66.7 %" in done.stdout
    assert "tests/cases/housing.yaml:7" in done.stdout
    assert "平湖有几套公寓" in done.stdout
    assert "pinghu.flats" in done.stdout
    assert "handoff" in done.stdout
    assert "平湖有几套公寓" not in talentbot(folder, "test", "--misses", "0").stdout


@pytest.mark.parametrize(("floor", "status"), [("66", 0), ("67", 1)])
def test_a_floor_decides_the_exit_status(floor: str, status: int, folder: Path) -> None:
    write(folder, CASES + WRONG)
    assert talentbot(folder, "test", "--at-least", floor).returncode == status


def test_one_topic_only(folder: Path) -> None:
    write(folder, "cases:\n" + WRONG, "money")
    assert talentbot(folder, "test", "--topic", "housing", "--at-least", "100").returncode == 0
    assert talentbot(folder, "test", "--topic", "money", "--at-least", "1").returncode == 1


def test_a_case_that_names_a_fact_that_is_not_there(folder: Path) -> None:
    write(folder, CASES.replace("pinghu.flats]", "pinghu.flat]", 1))
    done = talentbot(folder, "test", COLUMNS="200")
    assert done.returncode == 1
    assert "tests/cases/housing.yaml:3:" in done.stdout
    assert "pinghu.flats" in done.stdout


@pytest.mark.parametrize("arguments", [("--cases", "nowhere"), ("--topic", "nothing")])
def test_no_cases(arguments: tuple[str, str], folder: Path) -> None:
    done = talentbot(folder, "test", *arguments)
    assert done.returncode == 1
    assert "没有用例" in done.stderr
    assert "Traceback" not in done.stderr
