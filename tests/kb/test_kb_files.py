"""The atomic writer: old or new, never half, and never over somebody else's change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import EditError
from bot.kb.files import replace_text

ROOT = Path(__file__).parents[2]


def test_the_text_changes_and_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_text(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"theirs")
    with pytest.raises(EditError, match="changed meanwhile"):
        replace_text(path, b"old", b"ours")
    assert path.read_bytes() == b"theirs"
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]


def test_a_new_file_and_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.yaml", tmp_path / "link.yaml"
    link.symlink_to(path)
    replace_text(path, b"", b"one")
    replace_text(link, b"one", b"two")
    assert path.read_bytes() == b"two"
    assert link.is_symlink()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EditError, match="cannot be written"):
        replace_text(tmp_path / "none" / "a.yaml", b"", b"x")


WRITER = """
import sys
from pathlib import Path
from bot.kb.files import replace_text
path, texts = Path(sys.argv[1]), [c * 200_000 for c in (b"a", b"b")]
print("ready", flush=True)
while True:
    replace_text(path, texts[0], texts[1])
    replace_text(path, texts[1], texts[0])
"""


def test_killed_while_writing_the_file_is_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    whole = {b"a" * 200_000, b"b" * 200_000}
    path.write_bytes(b"a" * 200_000)
    for _ in range(10):
        path.write_bytes(b"a" * 200_000)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        first = path.stat().st_ino
        while path.stat().st_ino == first:  # it is writing
            pass
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert path.read_bytes() in whole
