"""tests/bench/intents.py as it is run by hand: files of labelled questions in, guesses and measurements out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tests" / "bench" / "intents.py"
STRAY = "__oos__"
TRAIN = [
    ("人才公寓有多少套", "flats"),
    ("公寓怎么申请", "flats"),
    ("how many talent flats are there", "flats"),
    ("科技副总能领多少补助", "deputy"),
    ("科技副总是什么", "deputy"),
    ("what is a science deputy", "deputy"),
]
MORE = [
    ("青苗成长金有多少钱", "fund"),
    ("seedling fund for student founders", "fund"),
    ("今天天气怎么样", STRAY),
    ("what is the weather like", STRAY),
]
TEST = [
    ("公寓有几套", "flats"),
    ("科技付总的补助", "deputy"),
    ("seedling fund", "fund"),
    ("今天天气", STRAY),
    ("will it rain today", STRAY),
]


def lines(examples: Iterable[tuple[str, str]]) -> str:
    """Examples as JSONL."""
    return "".join(
        json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in examples
    )


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder with two sets to train on and one to test with."""
    for name, examples in (("a", TRAIN), ("b", MORE), ("t", TEST)):
        (tmp_path / f"{name}.jsonl").write_text(lines(examples), "utf-8")
    return tmp_path


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a folder that is not the project's."""
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )


def guesses(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_guess_for_every_line_from_two_sets(sets: Path) -> None:
    done = bench(sets, "--train", "a.jsonl", "--train", "b.jsonl", "--test", "t.jsonl", "--out", "p.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    found = guesses(sets / "p.jsonl")
    assert [guess["label"] for guess in found][:3] == ["flats", "deputy", "fund"]
    assert all(list(guess) == ["label", "score", "us"] for guess in found)
    scores = [float(str(guess["score"])) for guess in found]
    assert min(scores[:3]) > max(scores[3:])
    assert all(float(str(guess["us"])) > 0 for guess in found)
    assert STRAY not in {guess["label"] for guess in found}


def test_what_is_printed(sets: Path) -> None:
    done = bench(sets, "--train", "a.jsonl", "--train", "b.jsonl", "--test", "t.jsonl", "--out", "p.jsonl")
    printed = done.stdout.splitlines()
    assert printed[0] == "10 examples, 3 labels, 5 questions"
    patterns = (
        r"in-scope accuracy +100\.0 %",
        r"AUROC +1\.000",
        r"accuracy, 90 % OOS refused +100\.0 %",
        r"time a question +median \d+ us, 99 % \d+ us",
        r"build +\d+\.\d\d s",
        r"index in memory +\d+\.\d MB",
    )
    assert len(printed) == 1 + len(patterns)
    for pattern, line in zip(patterns, printed[1:], strict=True):
        assert re.fullmatch(pattern, line), line


def test_without_questions_out_of_scope_nothing_is_said_of_them_and_no_file_need_be_written(
    sets: Path,
) -> None:
    (sets / "t.jsonl").write_text(lines(TEST[:2]), "utf-8")
    done = bench(sets, "--train", "a.jsonl", "--test", "t.jsonl")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 examples, 2 labels, 2 questions\n")
    assert "AUROC" not in done.stdout
    assert sorted(path.name for path in sets.iterdir()) == ["a.jsonl", "b.jsonl", "t.jsonl"]


def test_empty_lines_are_no_examples_and_the_same_run_guesses_the_same(sets: Path) -> None:
    (sets / "t.jsonl").write_text("\n" + lines(TEST) + "  \n\n", "utf-8")
    outs = []
    for name in ("p.jsonl", "q.jsonl"):
        done = bench(sets, "--train", "a.jsonl", "--train", "b.jsonl", "--test", "t.jsonl", "--out", name)
        assert done.returncode == 0, done.stderr
        outs.append([(guess["label"], guess["score"]) for guess in guesses(sets / name)])
    assert len(outs[0]) == len(TEST)
    assert outs[0] == outs[1]


@pytest.mark.parametrize(
    "broken",
    [
        '{"text": "公寓"}',
        '{"label": "flats"}',
        "[1, 2]",
        "公寓\tflats",
        '{"text": "公寓", "label": "flats"',
        "7",
    ],
)
@pytest.mark.parametrize("name", ["b.jsonl", "t.jsonl"])
def test_a_broken_line_is_named_by_file_and_line(broken: str, name: str, sets: Path) -> None:
    (sets / name).write_text(f"{lines(TEST[:2])}{broken}\n{lines(TEST[2:])}", "utf-8")
    done = bench(sets, "--train", "a.jsonl", "--train", "b.jsonl", "--test", "t.jsonl", "--out", "p.jsonl")
    assert done.returncode == 1
    assert f"{name}:3: " in done.stderr
    assert broken in done.stderr
    assert "Traceback" not in done.stderr
    assert not (sets / "p.jsonl").exists()


def test_a_file_that_is_not_there_is_named(sets: Path) -> None:
    done = bench(sets, "--train", "none.jsonl", "--test", "t.jsonl")
    assert done.returncode == 1
    assert "none.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("examples", [[], MORE[2:]])
def test_without_an_example_in_scope_nothing_can_be_trained(
    examples: list[tuple[str, str]], sets: Path
) -> None:
    (sets / "a.jsonl").write_text(lines(examples), "utf-8")
    done = bench(sets, "--train", "a.jsonl", "--test", "t.jsonl")
    assert done.returncode == 1
    assert "no example to train on in a.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_text_is_named(sets: Path) -> None:
    (sets / "t.jsonl").write_bytes(lines(TEST).encode("gb18030"))
    done = bench(sets, "--train", "a.jsonl", "--test", "t.jsonl")
    assert done.returncode == 1
    assert "t.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("mark", ["\u2028", "\x85"], ids=["U+2028", "U+0085"])
def test_only_line_feeds_end_a_line(mark: str, sets: Path) -> None:
    """JSON may hold the other line ends of Unicode as they are."""
    (sets / "t.jsonl").write_text(lines([(f"公寓{mark}有几套", "flats"), *TEST]), "utf-8")
    done = bench(sets, "--train", "a.jsonl", "--test", "t.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{1 + len(TEST)} questions" in done.stdout


def test_a_guess_file_that_cannot_be_written_is_named(sets: Path) -> None:
    done = bench(sets, "--train", "a.jsonl", "--test", "t.jsonl", "--out", "none/p.jsonl")
    assert done.returncode != 0
    assert "none/p.jsonl" in done.stderr


def test_both_sets_must_be_given(sets: Path) -> None:
    done = bench(sets, "--train", "a.jsonl")
    assert done.returncode == 2
    assert "--test" in done.stderr
