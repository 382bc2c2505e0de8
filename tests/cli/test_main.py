"""The command line as a whole: help, wrong usage, exit statuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.cli import main as cli

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "serve",
    "chat",
    "ask",
    "check",
    "test",
    "add",
    "new",
    "diff",
    "schema",
    "log",
    "telegram",
    "doctor",
]
GROUPS = {
    "log": ["show", "search", "unanswered", "dead", "export"],
    "telegram": ["info", "set-webhook", "delete-webhook"],
    "new": ["fact", "intent", "region"],
}
ALL = [
    *([name] for name in COMMANDS),
    *([group, name] for group, names in GROUPS.items() for name in names),
]


def talentbot(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot ...` in a folder, with nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "TALENTBOT_DATA_DIR": str(folder / "data"), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_commands_are_those_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    listed = [line.split()[0] for line in text.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == COMMANDS
    assert 'talentbot ask "' in text


@pytest.mark.parametrize("command", ALL)
def test_help_is_bilingual_and_shows_an_example(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"Usage: talentbot {' '.join(command)}" in out
    assert f"例 / Example: {'echo ' if command == ['chat'] else ''}" in out
    assert f"talentbot {' '.join(command)}" in out.partition("Example:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask", "--nonsense"],
        ["ask"],
        ["serve", "--port", "x"],
        ["log", "nonsense"],
        ["test", "--at-least", "x"],
        ["add"],
        ["new", "nonsense"],
        ["schema", "nonsense"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Usage: talentbot" in captured.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"talentbot {__version__}\n"


def test_a_process_exits_with_the_status(tmp_path: Path) -> None:
    wrong = talentbot(tmp_path, "nonsense")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    bare = talentbot(tmp_path)
    assert bare.returncode == 2
    assert "Usage: talentbot" in bare.stdout + bare.stderr


def test_a_bad_setting_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = talentbot(tmp_path, "ask", "你好", TALENTBOT_PORT="eighty")
    assert (done.returncode, done.stdout) == (1, "")
    assert "TALENTBOT_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_our_own_bugs_say_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(arguments: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(cli, "_line", broken)
    assert cli.main(["ask", "x"]) == 3
    err = capsys.readouterr().err
    assert "nobody foresaw this" in err
    assert "Traceback" in err
    assert "bug" in err


def test_only_the_command_that_is_used_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.cli.main import main; main(['ask', '--help']);"
        "heavy = ('bot.channels', 'bot.app', 'sqlalchemy', 'telegram');"
        "print(sorted(name for name in sys.modules if name.startswith(heavy)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.rstrip().splitlines()[-1] == "[]"
