"""The systemd units: valid by systemd's own check, and closed to what they do not need."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
MOST_EXPOSED = 2.0


@pytest.fixture
def analyze(tmp_path: Path) -> Path:
    """A copy of the units whose programs exist on this machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.fail("systemd-analyze is missing; type: apt-get update && apt-get install -y systemd")
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        text = path.read_text("utf-8").replace("/opt/talentbot/.venv/bin/talentbot", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/opt/talentbot/deploy", str(DEPLOY)), "utf-8")
    return tmp_path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("name", [*UNITS, "talentbot-backup.timer"])
def test_unit_is_valid(analyze: Path, name: str) -> None:
    done = run("verify", "--man=no", "--recursive-errors=no", analyze / name)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_sees_a_planted_mistake(analyze: Path) -> None:
    unit = analyze / "talentbot.service"
    unit.write_text(unit.read_text("utf-8").replace("ProtectHome=yes", "ProtectHose=yes"), "utf-8")
    assert "ProtectHose" in run("verify", "--man=no", unit).stderr


@pytest.mark.parametrize("name", UNITS)
def test_unit_is_hardly_exposed(analyze: Path, name: str) -> None:
    said = run("security", "--offline=true", analyze / name).stdout
    score = re.search(r"exposure level[^:]*: ([\d.]+)", said)
    assert score, said
    assert float(score[1]) < MOST_EXPOSED
