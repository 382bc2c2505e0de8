"""`talentbot check` as an editor runs it, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = "import typer; from bot.cli.check import check; app = typer.Typer(); app.command()(check); app()"
ROOT = Path(__file__).parents[2]

FILES = {
    "content/documents.yaml": (
        "documents:\n  d-2025: {title: {zh: 题, en: Title}, date: 2025, date_printed: no, file: a.txt}\n"
    ),
    "content/regions.yaml": "regions:\n  pinghu: {name: {zh: 平湖, en: Pinghu}}\n",
    "content/housing.yaml": (
        "topic: {zh: 住房, en: Housing}\nfacts:\n  pinghu.flats:\n    region: pinghu\n    as_of: 2025\n"
        "    source: d-2025\n    answers: [count]\n    zh: 平湖有459套公寓。\n    en: Pinghu has 459 flats.\n"
    ),
    "intents/housing.yaml": (
        "topic: {zh: 住房, en: Housing}\nintents:\n  housing.flats:\n    title: {zh: 公寓, en: Flats}\n"
        "    questions:\n      zh: [有公寓吗, 公寓多少, 几套公寓]\n"
        "      en: [any flats, how many flats, flats]\n"
        "    facts: [pinghu.flats]\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = FILES[name]
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    env = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "60"}
    command = [sys.executable, "-c", RUN, *options]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=60
    )


def test_sound_content(folder: Path) -> None:
    done = check(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 个错误，0 个警告，1 条事实，1 个意图，6 个问法，")


def test_mistake_is_shown_with_its_place_and_fix(folder: Path) -> None:
    spoil(folder, "intents/housing.yaml", "[pinghu.flats]", "[pinghu.flat]")
    done = check(folder)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:5] == [
        "intents/housing.yaml:8:13: 错误: content/ 里没有事实 pinghu.flat。 [unknown-fact]",
        "  7 |       en: [any flats, how many flats, flats]",
        "  8 |     facts: [pinghu.flat]",
        "    |             ^^^^^^^^^^^",
        "  改法: 您是不是想写 pinghu.flats？",
    ]
    assert done.stdout.splitlines()[-1].startswith("1 个错误，")
    english = check(folder, "--lang", "en")
    assert "fix: Did you mean pinghu.flats?" in english.stdout
    assert "1 errors, 0 warnings, 1 facts" in english.stdout


def test_strict_counts_warnings(folder: Path) -> None:
    spoil(folder, "intents/housing.yaml", "有公寓吗, 公寓多少, ", "")
    assert check(folder).returncode == 0
    assert check(folder, "--strict").returncode == 1


def test_json_for_machines(folder: Path) -> None:
    spoil(folder, "content/housing.yaml", "459 flats", "495 flats")
    done = check(folder, "--format", "json")
    report = json.loads(done.stdout)
    (problem,) = report["problems"]
    assert (problem["file"], problem["line"], problem["rule"]) == (
        "content/housing.yaml",
        9,
        "figures-differ",
    )
    assert (done.returncode, report["errors"], report["facts"], report["version"]) == (1, 1, 1, None)


def test_github_annotations(folder: Path) -> None:
    spoil(folder, "content/housing.yaml", "as_of: 2025", "as_of: 50%")
    done = check(folder, "--format", "github", "--lang", "en")
    assert done.stdout.splitlines()[0] == (
        "::error file=content/housing.yaml,line=5,col=12,title=bad-date::“50%25” is not a date. "
        "Write 2025, 2025-10 or 2025-10-28."
    )


def test_folders_can_be_given(folder: Path, tmp_path: Path) -> None:
    (folder / "content").rename(folder / "facts")
    assert check(folder).returncode == 1
    assert check(folder, "--content", "facts").returncode == 0


def test_wrong_usage(folder: Path) -> None:
    assert check(folder, "--format", "xml").returncode == 2
