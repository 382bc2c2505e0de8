"""deploy/backup.sh against a database that another process is writing to, and back again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BACKUP = ROOT / "deploy" / "backup.sh"
LONG = 60


def run(data_dir: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TALENTBOT_DATA_DIR": str(data_dir), "TALENTBOT_PYTHON": sys.executable}
    return subprocess.run(
        [*map(str, command)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONG
    )


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that writes turns into data/talentbot.db."""
    script = Path(__file__).with_name("backup_writer.py")
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "store")))
    command = [sys.executable, str(script), f"sqlite+aiosqlite:///{tmp_path / 'data' / 'talentbot.db'}"]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for _ in range(5):
                assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def contents(file: Path) -> tuple[int, int, str]:
    """Number of turns, the number that the chat remembers, and what SQLite says of the file."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        [turns] = db.execute("SELECT count(*) FROM turns").fetchone()
        [memory] = db.execute("SELECT data FROM chat_memory").fetchone()
        [state] = db.execute("PRAGMA integrity_check").fetchone()
    return turns, json.loads(memory)["number"], state


def test_backups_of_a_live_database_are_whole(writing: subprocess.Popen[str], tmp_path: Path) -> None:
    found = []
    for _ in range(3):
        done = run(tmp_path / "data", BACKUP, "--to", tmp_path / "kept", "--keep", "2")
        assert done.returncode == 0, done.stderr
        found.append(contents(Path(done.stdout.partition("  ")[0])))
        assert writing.poll() is None  # the bot was not disturbed
        time.sleep(1.1)  # names tell seconds apart
    assert all(turns == remembered and state == "ok" for turns, remembered, state in found)
    assert found[0][0] < found[1][0] < found[2][0]
    kept = sorted((tmp_path / "kept").iterdir())
    assert [path.suffix for path in kept] == [".db", ".db"]  # the newest two, each a single file
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)


def test_a_backup_restores(writing: subprocess.Popen[str], tmp_path: Path) -> None:
    assert run(tmp_path / "data", BACKUP).returncode == 0
    [copy] = (tmp_path / "data" / "backups").iterdir()
    turns, _, _ = contents(copy)
    restored = tmp_path / "restored"
    restored.mkdir()
    copy.rename(restored / "talentbot.db")
    said = run(restored, sys.executable, "-m", "bot", "log", "show", "--limit", "10000")
    assert (said.returncode, said.stderr) == (0, "")
    assert len(said.stdout.splitlines()) == turns + 1
    assert "schema up to date" in run(restored, sys.executable, "-m", "bot", "doctor").stdout


@pytest.mark.parametrize(
    ("arguments", "words"), [((), "talentbot serve"), (("--keep", "0"), "at least 1"), (("--bad",), "usage")]
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(tmp_path, BACKUP, *arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    (tmp_path / "talentbot.db").write_bytes(b"not a database at all" * 500)
    done = run(tmp_path, BACKUP)
    assert done.returncode == 1
    assert "backup failed" in done.stderr
    assert list((tmp_path / "backups").iterdir()) == []
