"""A file is replaced whole or not at all, and never over somebody's edit."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import EditError
from bot.kb.files import replace_text

OLD, NEW = "zh: 旧\r\n".encode(), "zh: 新\r\n".encode()
ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "housing.yaml"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


def test_bytes_are_replaced_and_the_mode_is_kept(file: Path) -> None:
    replace_text(file, OLD, NEW)
    assert file.read_bytes() == NEW
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["housing.yaml"]


def test_a_link_stays_a_link(file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    replace_text(link, OLD, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_somebody_elses_edit_is_not_overwritten(file: Path) -> None:
    with pytest.raises(EditError, match="重新运行"):
        replace_text(file, b"zh: x\n", NEW)
    assert file.read_bytes() == OLD
    assert len(list(file.parent.iterdir())) == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EditError, match=r"none\.yaml"):
        replace_text(tmp_path / "none.yaml", OLD, NEW)
    with pytest.raises(EditError, match=r"a\.yaml"):
        replace_text(tmp_path / "none" / "a.yaml", b"", NEW)


def test_a_new_file_is_made(tmp_path: Path) -> None:
    replace_text(tmp_path / "new.yaml", b"", NEW)
    assert (tmp_path / "new.yaml").read_bytes() == NEW


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_respected(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(EditError, match="read-only"):
        replace_text(file, OLD, NEW)


WRITER = """
import sys
from pathlib import Path
from bot.kb.files import replace_text
path = Path(sys.argv[1])
one, other = b"a" * 300_000, b"b" * 300_000
print("ready", flush=True)
while True:
    replace_text(path, one, other)
    replace_text(path, other, one)
"""


def test_a_process_killed_while_it_writes_leaves_one_or_the_other(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    whole = {letter * 300_000 for letter in (b"a", b"b")}
    chance = random.Random(5)
    for _ in range(5):
        path.write_bytes(b"a" * 300_000)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        for _ in range(chance.randrange(20)):
            assert path.read_bytes() in whole
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert path.read_bytes() in whole
