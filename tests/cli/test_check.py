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


SPOILT = FILES["intents/housing.yaml"].replace("facts: [", "facts： [").replace("[any flats", "［any flats")


def test_fix_shows_what_it_changes_and_writes_it(folder: Path) -> None:
    path = folder / "intents/housing.yaml"
    path.write_text(SPOILT.replace("flats]\n    facts", "flats］\n    facts"), "utf-8")
    path.chmod(0o640)
    done = check(folder, "--fix")
    assert (done.returncode, path.read_text("utf-8")) == (0, FILES["intents/housing.yaml"])
    assert path.stat().st_mode & 0o777 == 0o640
    assert {"-    facts： [pinghu.flats]", "+    facts: [pinghu.flats]"} <= set(done.stderr.splitlines())
    assert "改了 1 个文件" in done.stderr
    assert done.stdout.startswith("0 个错误，0 个警告")


def test_dry_run_writes_nothing_and_still_complains(folder: Path) -> None:
    path = folder / "intents/housing.yaml"
    path.write_text(SPOILT, "utf-8")
    done = check(folder, "--fix", "--dry-run", "--lang", "en")
    assert (done.returncode, path.read_text("utf-8")) == (1, SPOILT)
    assert "+    facts: [pinghu.flats]" in done.stderr
    assert "nothing is written" in done.stderr
    assert "[full-width-colon]" in done.stdout


def test_fix_leaves_to_the_editor_what_only_the_editor_knows(folder: Path) -> None:
    spoil(folder, "content/housing.yaml", "459 flats", "495 flats")
    before = (folder / "content/housing.yaml").read_bytes()
    done = check(folder, "--fix")
    assert (done.returncode, (folder / "content/housing.yaml").read_bytes()) == (1, before)
    assert "没有能自动改的" in done.stderr


def test_fix_keeps_standard_output_for_machines(folder: Path) -> None:
    spoil(folder, "content/housing.yaml", "region: pinghu", "region: pingu")
    done = check(folder, "--fix", "--format", "json")
    assert json.loads(done.stdout)["errors"] == 0
    assert "+    region: pinghu" in done.stderr


def test_cases_are_checked_where_they_are(folder: Path) -> None:
    (folder / "tests/cases").mkdir(parents=True)
    (folder / "tests/cases/housing.yaml").write_text(
        "cases:\n  - ask: 平湖几套\n    facts: [pinghu.flat]\n", "utf-8"
    )
    done = check(folder)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "tests/cases/housing.yaml:3:13: 错误: content/ 里没有事实 pinghu.flat。 [unknown-fact]\n"
        "  2 |   - ask: 平湖几套\n  3 |     facts: [pinghu.flat]\n"
    )
    (folder / "tests/cases").rename(folder / "questions")
    assert check(folder).returncode == 0
    assert check(folder, "--cases", "questions").returncode == 1


def test_explain_prints_one_complaint(folder: Path) -> None:
    done = check(folder, "--explain", "figures-differ")
    assert done.returncode == 0
    assert done.stdout.startswith("figures-differ  错误 / error\n")
    assert "3.6万" in done.stdout


@pytest.mark.parametrize(
    "options", [["--explain", "figures-difer"], ["--dry-run"], ["--sample", "0"], ["--lang", "fr"]]
)
def test_more_wrong_usage(folder: Path, options: list[str]) -> None:
    done = check(folder, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert options != ["--explain", "figures-difer"] or "figures-differ" in done.stderr


def test_deep_puts_the_questions_to_the_engine(folder: Path) -> None:
    spoil(folder, "intents/housing.yaml", "几套公寓]", "杭州有几套公寓]")
    with (folder / "content/regions.yaml").open("a", encoding="utf-8") as regions:
        regions.write("outside:\n  hangzhou: {name: {zh: 杭州, en: Hangzhou}}\n")
    assert "example-lost" not in check(folder).stdout
    done = check(folder, "--deep", "--sample", "20")
    assert done.returncode == 0
    assert "intents/housing.yaml:6:24: 警告: 这是 housing.flats 的问法" in done.stdout
    assert "[example-lost]" in done.stdout
