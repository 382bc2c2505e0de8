"""The guides for editors: their steps are run, one after the other, and say what is quoted."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from guides import ASKED, ROOT, prepare

from bot.core.engine import Engine

_FIGURES = re.compile(r"\d+(?:\.\d+)*")
_TYPED = re.compile(r"^> ?(?P<answer>.*)$|\[y/N\]: (?P<yes>y)$", re.MULTILINE)


def steps(guide: str) -> list[tuple[str, str]]:
    """Commands and outputs of the console blocks, which may be indented under a list."""
    text = (ROOT / guide).read_text("utf-8")
    found = []
    for indent, block in re.findall(r"^( *)```console\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        flush = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
        for step in re.split(r"^\$ ", flush, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            found.append((command, output))
    return found


def typed(output: str) -> str:
    """What the reader of a quoted session types: behind `>`, where brackets hold what is proposed, and `y`."""
    answers = [match["yes"] or match["answer"] for match in _TYPED.finditer(output)]
    return "".join("\n" if answer.startswith("[") else f"{answer}\n" for answer in answers)


def parts(output: str, *, is_answer: bool) -> list[str]:
    """What must be said, in order: the quoted text between `…`, without what was typed."""
    said = re.sub(r"^> ?(?!\[).*$", ">", output, flags=re.MULTILINE).replace("[y/N]: y\n", "[y/N]:\n")
    return [bare(part, is_answer=is_answer) for part in re.split(r"^…$", said, flags=re.MULTILINE)]


def bare(text: str, *, is_answer: bool) -> str:
    """Without breaks, and without the figures that change with every edit of the content."""
    joined = re.sub(r"\s+", "", text)
    return joined if is_answer else _FIGURES.sub("#", joined)


@pytest.mark.parametrize("guide", list(ASKED))
def test_the_steps_of_a_guide(guide: str, tmp_path: Path, shipped: Engine, shipped_data: Path) -> None:
    prepare(tmp_path, guide)
    shutil.copytree(shipped_data / "cache", tmp_path / "data" / "cache")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")}
    run = steps(guide)
    assert len(run) >= 5
    for command, output in run:
        program, *arguments = shlex.split(command)
        assert program == "talentbot"
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
            input=typed(output),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        is_answer = arguments[0] == "ask" and "--explain" not in arguments
        rest = bare(done.stdout, is_answer=is_answer)
        for part in parts(output, is_answer=is_answer):
            assert part in rest, command
            rest = rest.partition(part)[2] if part else rest


@pytest.mark.parametrize("guide", list(ASKED))
def test_links_and_commands(guide: str) -> None:
    document = ROOT / guide
    text = document.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []
    assert re.search(r"[\u4e00-\u9fff]", text.splitlines()[0])
    assert "\n---\n" in text
