"""`talentbot test --calibrate` on a copy of the package, whose weights it writes; and the check that they are fresh."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_main import ROOT, talentbot
from test_test import fill

from bot.service.calibration import agree

ASKED = {
    "answer": ["平湖有几套公寓", "公寓有多少", "any flats in Pinghu", "flats", "公寓"],
    "unknown": ["房租多少钱", "押金要多少", "rent of a flat", "what deposit", "水电费谁出"],
    "offtopic": ["今天下雨吗", "推荐一部电影", "will it rain", "a good film", "股票涨了吗"],
    "smalltalk": ["你好", "早上好", "hello", "good morning", "谢谢你"],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a small knowledge, cases of every kind, and the package itself."""
    folder = fill(tmp_path)
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    lines = [
        f'  - {{ask: "{text}{mark}", outcome: {kind}}}\n'
        for kind, texts in ASKED.items()
        for text in texts
        for mark in "?!"
    ]
    (folder / "tests" / "cases" / "housing.yaml").write_text("cases:\n" + "".join(lines), "utf-8")
    (folder / "intents" / "talk.yaml").write_text(TALK, "utf-8")
    return folder


TALK = """\
topic: {zh: 闲聊, en: Small talk}
intents:
  talk.hello:
    title: {zh: 问候, en: Greeting}
    outcome: smalltalk
    say: {zh: 您好。, en: Hello.}
    questions: {zh: [你好, 早上好, 谢谢], en: [hello, good morning, thanks]}
  talk.weather:
    title: {zh: 天气, en: Weather}
    outcome: offtopic
    say: {zh: 这个我不知道。, en: That I do not know.}
    questions: {zh: [下雨吗, 看电影, 股票], en: [will it rain, films, shares]}
"""


def test_the_package_that_runs_gets_the_numbers_and_the_next_run_changes_nothing(copy: Path) -> None:
    target = copy / "bot" / "core" / "calibration.py"
    shipped = target.read_text("utf-8")
    first = talentbot(copy, "test", "--calibrate", PYTHONPATH=str(copy), COLUMNS="120")
    assert first.returncode == 0, first.stderr
    assert str(target) in first.stdout
    assert "99 %" in first.stdout
    written = target.read_text("utf-8")
    assert written != shipped
    again = talentbot(copy, "test", "--calibrate", PYTHONPATH=str(copy), COLUMNS="120")
    assert "1 轮 / rounds" in again.stdout
    assert target.read_text("utf-8") == written


def test_a_mistake_in_the_content_is_told_line_by_line(copy: Path) -> None:
    (copy / "intents" / "talk.yaml").write_text(
        TALK.replace("    say: {zh: 您好。, en: Hello.}\n", ""), "utf-8"
    )
    done = talentbot(copy, "test", "--calibrate", PYTHONPATH=str(copy))
    assert done.returncode == 1
    assert done.stderr.startswith("intents/talk.yaml:3:3: ")


def test_too_few_cases(tmp_path: Path) -> None:
    before = (ROOT / "bot" / "core" / "calibration.py").read_text("utf-8")
    done = talentbot(fill(tmp_path), "test", "--calibrate")
    assert done.returncode == 1
    assert "用例太少" in done.stderr
    assert "Traceback" not in done.stderr
    assert (ROOT / "bot" / "core" / "calibration.py").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("A = (0.1434, -2.0000)", True),
        ("A = (0.1234, -2.0400)", False),
        ("A = (0.1234, 2.0000)", False),
        ("A = (0.1234, -2.0000, 1.0000)", False),
        ("B = (0.1234, -2.0000)", False),
    ],
)
def test_weights_that_differ_by_little_are_fresh(new: str, same: bool) -> None:
    assert agree("A = (0.1234, -2.0000)", new) is same
