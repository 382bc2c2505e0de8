"""What the tests of the commands that change content share."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main as cli

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_samples import House

Run = Callable[..., tuple[int, str, str]]

CASES = """\
cases:
  - ask: 实习的时候能白住吗
    facts: [pinghu.intern_flats]
  - ask: 每个月租金是几块钱呢
    outcome: unknown
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A small sound knowledge with cases, in the working directory; no settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONTENT_DIR", "INTENTS_DIR", "DATA_DIR"):
        monkeypatch.delenv(f"TALENTBOT_{name}", raising=False)
    made = House(tmp_path)
    made.write("tests/cases/housing.yaml", CASES)
    return made


@pytest.fixture
def talentbot(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process: exit status, output, errors. `typed` is what the user types."""

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = cli.main(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run
