"""The knowledge compiled by a child process, as the server has it done."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.core.model import IncomingMessage
from bot.errors import KnowledgeError
from bot.service import knowledge
from bot.service.knowledge import compile_apart, load_engine, load_engine_apart

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_samples import GOOD

Folders = tuple[Path, Path, Path]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Content, intents and the cache, which is not there yet."""
    for name, text in GOOD.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "content", tmp_path / "intents", tmp_path / "data" / "cache"


def kept_at(folders: Folders) -> dict[str, int]:
    """The cached files and when they were written."""
    return {file.name: file.stat().st_mtime_ns for file in folders[2].iterdir()}


def reply(engine: Engine) -> str:
    question = IncomingMessage("memory", "c", "1", "有没有免费的人才公寓")
    return engine.respond(question, {}, datetime(2026, 11, 20, tzinfo=UTC)).reply.text


async def test_the_child_compiles_and_the_next_start_needs_none(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = knowledge.Engine

    def from_cache(base: object, convert: object, compiled: object = None) -> Engine:
        assert compiled is not None, "compiled in the server"  # the child imports the module afresh
        return whole(base, convert, compiled)  # type: ignore[arg-type]

    monkeypatch.setattr(knowledge, "Engine", from_cache)
    first = await load_engine_apart(*folders)
    kept = kept_at(folders)
    assert len(kept) == 1
    monkeypatch.delattr(knowledge, "compile_apart")
    second = await load_engine_apart(*folders)
    assert kept_at(folders) == kept
    assert "459" in reply(first)
    assert reply(second) == reply(first)


@pytest.mark.parametrize("spoilt", ["  no.such: {}\n", "  pinghu.other:\n    region: nowhere\n", "- [\n"])
async def test_errors_come_back_from_the_child(folders: Folders, spoilt: str) -> None:
    file = folders[0] / "housing.yaml"
    file.write_text(GOOD["content/housing.yaml"] + spoilt, encoding="utf-8")
    with pytest.raises(KnowledgeError) as here:
        load_engine(*folders)
    with pytest.raises(KnowledgeError) as apart:
        await load_engine_apart(*folders)
    assert set(apart.value.problems) == set(here.value.problems)
    assert str(file) in str(apart.value)


async def test_where_the_cache_cannot_be_written_it_is_compiled_here(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(knowledge, "multiprocessing")
    folders[2].parent.write_text("a file where the data folder should be")
    assert "459" in reply(await load_engine_apart(*folders))


async def test_where_the_child_dies_it_is_compiled_here(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        knowledge, "_compile_for", os._exit
    )  # with too many arguments; stands for a child killed for want of memory
    assert "459" in reply(await load_engine_apart(*folders))
    assert len(kept_at(folders)) == 1


async def test_one_that_is_no_longer_wanted_is_killed(folders: Folders) -> None:
    """So that a stop need not wait until everything is compiled."""
    task = asyncio.create_task(compile_apart(*folders))
    while not multiprocessing.active_children():  # noqa: ASYNC110 - nobody tells that it was started
        await asyncio.sleep(0.01)
    began = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - began < 5
    assert multiprocessing.active_children() == []
    assert not folders[2].exists() or kept_at(folders) == {}
