"""Edits while the bot serves: real files, a real watcher, a child process that compiles."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.model import IncomingMessage
from bot.errors import KnowledgeError
from bot.service import live as live_module
from bot.service import snapshots
from bot.service.live import LiveKnowledge, Places, Refused, WentLive
from bot.service.snapshots import Folders
from bot.service.status import read_status

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_samples import GOOD

FACTS = "content/housing.yaml"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    for name, text in GOOD.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folders = Folders(tmp_path / "content", tmp_path / "intents")
    return Places.within(tmp_path / "data", folders, tmp_path / "data" / "cache")


def edit(places: Places, old: str, new: str) -> None:
    """As an editor saves: a new file under the old name."""
    path = places.folders.content / "housing.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    draft = path.with_name(".housing.swp")
    draft.write_text(text.replace(old, new), encoding="utf-8")
    draft.replace(path)


def answer(live: LiveKnowledge) -> str:
    question = IncomingMessage("memory", "c", "1", "有没有免费的人才公寓")
    return live.current().respond(question, {}, datetime(2026, 11, 20, tzinfo=UTC)).reply.text


@asynccontextmanager
async def watching(places: Places) -> AsyncIterator[tuple[LiveKnowledge, asyncio.Queue[WentLive | Refused]]]:
    told: asyncio.Queue[WentLive | Refused] = asyncio.Queue()
    live = await LiveKnowledge.start(places, told.put_nowait)
    task = asyncio.create_task(live.watch())
    await asyncio.sleep(0.3)  # the watcher has no sign for having begun
    try:
        async with asyncio.timeout(60):
            yield live, told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_start_without_space_for_a_copy_reads_the_files_themselves(places: Places) -> None:
    places.good.parent.write_text("no folder can be made here")
    live = await LiveKnowledge.start(places)
    assert "459" in answer(live)


async def test_a_save_goes_live_and_a_broken_one_does_not(places: Places) -> None:
    async with watching(places) as (live, told):
        first = live.current().base.version
        assert "459" in answer(live)
        edit(places, "459", "460")
        went = await told.get()
        assert isinstance(went, WentLive)
        assert went.version == live.current().base.version.removesuffix("~") != first
        assert "460" in answer(live)

        edit(places, "region: pinghu", "region： pinghu")
        refused = await told.get()
        assert isinstance(refused, Refused)
        assert refused.version.removesuffix("~") == went.version
        assert refused.problems[0].file.endswith("content/housing.yaml")
        assert "good.draft" not in refused.problems[0].file
        assert "460" in answer(live)
        status = read_status(places.status)
        assert status.refused_since
        assert status.version.removesuffix("~") == went.version
        assert "housing.yaml" in status.problems[0]

        edit(places, "region： pinghu", "region: pinghu")
        edit(places, "460", "461")
        assert isinstance(await told.get(), WentLive)
        assert "461" in answer(live)
        assert read_status(places.status).refused_since == ""


async def test_what_says_the_same_changes_nothing(places: Places) -> None:
    live = await LiveKnowledge.start(places)
    engine, since = live.current(), live.status.live_since
    edit(places, "459", "459")
    await live.reload()
    assert live.current() is engine
    assert live.status.live_since == since


async def test_a_mended_file_is_no_longer_refused_though_it_is_the_old_version(places: Places) -> None:
    told: list[WentLive | Refused] = []
    live = await LiveKnowledge.start(places, told.append)
    edit(places, "as_of:", "as of:")
    await live.reload()
    edit(places, "as of:", "as_of:")
    await live.reload()
    assert [type(event) for event in told] == [Refused, WentLive]
    assert live.status.refused_since == ""


async def test_after_a_restart_the_last_good_version_answers(places: Places) -> None:
    live = await LiveKnowledge.start(places)
    edit(places, "459", "460")
    await live.reload()
    edit(places, "as_of:", "as of:")
    await live.reload()
    since = live.status.refused_since
    told: list[WentLive | Refused] = []
    again = await LiveKnowledge.start(places, told.append)
    assert "460" in answer(again)
    assert [type(event) for event in told] == [Refused]
    assert again.status.refused_since == since
    edit(places, "as of:", "as_of:")
    edit(places, "460", "462")
    await again.reload()
    assert "462" in answer(again)


async def test_without_a_good_version_it_does_not_start(places: Places) -> None:
    edit(places, "as_of:", "as of:")
    with pytest.raises(KnowledgeError) as raised:
        await LiveKnowledge.start(places)
    assert "good.draft" not in raised.value.problems[0].file
    assert not places.good.exists()


async def test_a_missing_folder_is_named(places: Places) -> None:
    live = await LiveKnowledge.start(places)
    shutil.rmtree(places.folders.intents)
    await live.reload()
    assert any("intents" in problem for problem in live.status.problems)
    assert not any("draft" in problem for problem in live.status.problems)
    assert "459" in answer(live)


async def test_killed_while_it_keeps_a_version_it_has_one_whole(places: Places) -> None:
    """Every state that a kill can leave behind between the steps of `keep`."""
    await LiveKnowledge.start(places)
    good, old = places.good, places.good.with_name("good.old")
    draft = places.good.with_name("good.draft")
    snapshots.take(places.folders, draft)
    assert snapshots.recover(good) is not None  # before anything
    good.rename(old)
    found = snapshots.recover(good)  # after the old one is out of the way
    assert found is not None
    assert (found.content / "housing.yaml").read_text("utf-8") == GOOD[FACTS]
    snapshots.take(places.folders, draft)
    shutil.copytree(good, old)
    snapshots.keep(draft, good)  # a leftover of an earlier kill does no harm
    assert not old.exists()
    assert not draft.exists()


async def test_an_edit_is_compiled_after_it_has_gone_live(places: Places) -> None:
    live = await LiveKnowledge.start(places)
    first = live.current()
    edit(places, "459", "460")
    await live.reload()
    assert live.current().base.version.endswith("~")
    assert "460" in answer(live)
    edit(places, "460", "461")
    await live.reload()
    await live.compile()
    version = live.current().base.version
    assert not version.endswith("~")
    assert read_status(places.status).version == version
    assert "461" in answer(live)
    assert live.current() is not first
    compiled = live.current()
    await live.compile()
    assert live.current() is compiled


async def test_what_was_saved_during_the_start_goes_live(places: Places) -> None:
    told: asyncio.Queue[WentLive | Refused] = asyncio.Queue()
    live = await LiveKnowledge.start(places, told.put_nowait)
    edit(places, "459", "460")
    task = asyncio.create_task(live.watch())
    async with asyncio.timeout(30):
        assert isinstance(await told.get(), WentLive)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "460" in answer(live)


async def test_a_folder_that_goes_and_comes_back(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also at the start: the last good version answers until the folder is there again."""
    monkeypatch.setattr(live_module, "NOW_AND_THEN", 100)
    await LiveKnowledge.start(places)
    away = places.folders.intents.with_name("away")
    places.folders.intents.rename(away)
    async with watching(places) as (live, told):
        assert isinstance(await told.get(), Refused)
        assert "459" in answer(live)
        away.rename(places.folders.intents)
        edit(places, "459", "460")
        while "460" not in answer(live):
            await told.get()
    assert live.status.refused_since == ""


async def test_the_same_mistake_is_told_once(places: Places) -> None:
    told: list[WentLive | Refused] = []
    live = await LiveKnowledge.start(places, told.append)
    edit(places, "as_of:", "as of:")
    for _ in range(3):
        await live._look()
    assert [type(event) for event in told] == [Refused]
    again = await LiveKnowledge.start(places, told.append)
    await again._look()
    assert [type(event) for event in told] == [Refused, Refused], "once for each start"


async def test_a_good_copy_that_is_good_no_longer_hides_no_mistake(places: Places) -> None:
    await LiveKnowledge.start(places)
    (places.good / "content" / "housing.yaml").write_text("facts: [", encoding="utf-8")
    edit(places, "as_of:", "as of:")
    with pytest.raises(KnowledgeError) as raised:
        await LiveKnowledge.start(places)
    assert all("good" not in Path(problem.file).parts for problem in raised.value.problems)
