"""The documents keep their word: links lead somewhere, quoted commands say what is quoted."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md"]
README = (ROOT / "README.md").read_text("utf-8")
_FIGURES = re.compile(r"\b[0-9a-f]{12}\b|\d+(?:\.\d+)*")


def quoted() -> list[tuple[str, str]]:
    """Commands and outputs of the console blocks."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            found.append((command, output))
    return found


def bare(text: str, *, is_answer: bool) -> str:
    """Without line breaks, and without the figures that change with every edit of the content."""
    joined = re.sub(r"\s+", "", text)
    return joined if is_answer else _FIGURES.sub("#", text)


@pytest.mark.parametrize(("command", "output"), quoted())
def test_a_quoted_command_says_what_is_quoted(data: Path, command: str, output: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == ".venv/bin/talentbot"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**clean, "TALENTBOT_DATA_DIR": str(data)} if "doctor" not in arguments else clean,
        capture_output=True,
        text=True,
        timeout=60,
    )
    is_answer = arguments[0] == "ask"
    if arguments[0] == "doctor":  # says more than this machine's state lets us quote
        for line in output.splitlines():
            begin = bare(line, is_answer=False).partition("/")[0][2:].strip()
            assert begin in bare(done.stdout, is_answer=False) or "网页地址" in line or "数据库" in line
        return
    assert done.returncode == 0, done.stderr
    said = done.stdout if is_answer else done.stdout.splitlines()[-1]
    assert bare(output, is_answer=is_answer).strip() in bare(said, is_answer=is_answer)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    document = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_and_make_targets_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s{2,}|$)", text, re.MULTILINE)) <= targets
    paths = re.findall(r"`((?:bot|tests|deploy|content|intents|\.ci)/[\w./-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "deploy/README.md"])
def test_chinese_comes_first(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert re.search(r"[\u4e00-\u9fff]", text.splitlines()[0])
    assert "\n---\n" in text
