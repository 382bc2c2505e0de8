"""`talentbot test --robust` as an editor runs it, over a small knowledge."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_main import talentbot
from test_test import fill

from bot.service.mutations import Kind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


def robust(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = talentbot(folder, "test", "--robust", "--sample", "3", *arguments, COLUMNS="100")
    return done.returncode, done.stdout, done.stderr


def test_every_kind_has_a_row_and_nothing_else_is_asked_of_it(folder: Path) -> None:
    status, out, _ = robust(folder, "--reach-at-least", "0")
    assert status == 0
    assert all(f"/ {kind} " in out for kind in set(Kind) - {Kind.ORDER, Kind.TRADITIONAL})
    assert "全部 / all" in out
    assert out == robust(folder)[1]


def test_one_kind_and_its_examples(folder: Path) -> None:
    status, out, _ = robust(folder, "--kind", "filler", "--topic", "housing", "--misses", "0")
    assert status == 0
    assert "filler" in out
    assert "homophone" not in out
    assert "原句" not in out


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (["--reach-at-least", "101"], 1),
        (["--reach-at-least", "typo=101"], 0),
        (["--reach-at-least", "101", "--reach-at-least", "pinyin=0"], 0),
        (["--stolen-at-most", "-1"], 1),
    ],
)
def test_limits_for_all_and_for_one_kind(folder: Path, limits: list[str], status: int) -> None:
    got, out, _ = robust(folder, "--kind", "pinyin", *limits)
    assert got == status
    assert ("% <" in out or "% >" in out) == bool(status)


@pytest.mark.parametrize("limit", ["many", "pinjin=90", "=", "nan"])
def test_a_limit_that_cannot_be_read(folder: Path, limit: str) -> None:
    status, _, err = robust(folder, "--reach-at-least", limit)
    assert status == 2
    assert "homophone" in err


def test_no_question(folder: Path) -> None:
    status, _, err = robust(folder, "--topic", "nothing")
    assert status == 1
    assert "没有可变的问题" in err


def test_limits_without_the_mutations_are_wrong_usage(folder: Path) -> None:
    done = talentbot(folder, "test", "--reach-at-least", "90")
    assert done.returncode == 2
    assert "--robust" in done.stderr
