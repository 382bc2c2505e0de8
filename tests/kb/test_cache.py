"""Compiled indexes on disk: the same replies as one made anew, and never an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.kb import cache

sys.path.append(str(Path(__file__).parents[1] / "core"))
from small_base import Talk, base

QUESTIONS = [
    "平湖有多少套公寓",
    "kejifuzong nengling duoshao buzhu",
    "科技付总补贴",
    "How many talnt flats are there?",
    "你好",
]
NAME = "0" * 24


@pytest.fixture
def fresh() -> Engine:
    return Engine(base())


def test_what_is_written_is_read_back_and_answers_alike(fresh: Engine, tmp_path: Path) -> None:
    assert not cache.exists(tmp_path, NAME)
    cache.write(tmp_path / "new", NAME, fresh.compiled)
    assert cache.exists(tmp_path / "new", NAME)
    kept = cache.read(tmp_path / "new", NAME)
    assert kept is not None
    again = Engine(base(), compiled=kept)
    for question in QUESTIONS:
        assert Talk(again).say(question) == Talk(fresh).say(question)


def test_nothing_there_is_nothing_read(tmp_path: Path) -> None:
    assert cache.read(tmp_path / "none", NAME) is None
    assert not cache.exists(tmp_path / "none", NAME)


@pytest.mark.parametrize("damage", ["empty", "text", "half", "no-arrays", "flipped"])
def test_a_damaged_file_is_ignored(damage: str, fresh: Engine, tmp_path: Path) -> None:
    cache.write(tmp_path, NAME, fresh.compiled)
    (path,) = tmp_path.glob("*.npz")
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "empty": b"",
            "text": b"not an index",
            "half": whole[:middle],
            "no-arrays": b"PK\x05\x06" + bytes(18),
            "flipped": whole[:middle]
            + bytes(byte ^ 255 for byte in whole[middle : middle + 64])
            + whole[middle + 64 :],
        }[damage]
    )
    assert cache.read(tmp_path, NAME) is None


def test_a_folder_that_cannot_be_written_is_no_error(fresh: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache.write(tmp_path / "file", NAME, fresh.compiled)
    assert cache.read(tmp_path / "file", NAME) is None


def test_the_oldest_files_go_and_no_draft_stays(fresh: Engine, tmp_path: Path) -> None:
    for number in range(12):
        cache.write(tmp_path, f"{number:024d}", fresh.compiled)
        os.utime(tmp_path / f"index-{number:024d}.npz", (number, number))
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert f"index-{11:024d}.npz" in kept
    assert f"index-{0:024d}.npz" not in kept
    assert len(kept) < 12
    assert all(name.startswith("index-") for name in kept)


def test_a_key_is_of_one_version() -> None:
    assert cache.key("a") == cache.key("a") != cache.key("b")
