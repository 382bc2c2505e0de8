"""`talentbot log handoffs`: what became of wishes for a person, and what was said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import log as log_command
from bot.core.model import IncomingMessage
from bot.store import Store

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


async def fill(url: str) -> None:
    """One that was answered after seven minutes and ended, one that waits."""
    now = NOON
    store = await Store.open(url, b"k", lambda: now)
    try:
        for chat in ("chat-1", "chat-2"):
            message = IncomingMessage("memory", chat, chat, "转人工", user=chat)
            opened = store.handoffs.opened(message, "zh", NOON, lambda *_: [], attended=True)
            await store.commit_rest(None, [], [opened])
        handoff = store.handoffs.of_chat("memory", "chat-1")
        assert handoff is not None
        await store.commit_rest(None, [], [store.handoffs.asked(handoff, "租金多少\n电话13812345678")])
        now += timedelta(minutes=7)
        await store.commit_rest(None, [], [store.handoffs.answered(handoff, "每月八百")])
        await store.commit_rest(None, [], [store.handoffs.closed(handoff, "staff")])
    finally:
        await store.close()


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALENTBOT_DATABASE_URL", raising=False)
    monkeypatch.setenv("TALENTBOT_DATA_DIR", str(tmp_path))
    asyncio.run(fill(f"sqlite:///{tmp_path / 'talentbot.db'}"))


def run(*arguments: str) -> list[list[str]]:
    result = CliRunner().invoke(log_command.app, ["handoffs", *arguments])
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("filled")
def test_they_are_listed_newest_first() -> None:
    header, open_one, ended = run()
    assert header[4] == "等了几分钟 waited"
    assert open_one[4:] == ["-", "0", "0", "-", "-"]
    assert (ended[0], ended[4:7], ended[8]) == ("1", ["7", "1", "1"], "工作人员 staff")
    assert "chat-1" not in str(ended)
    assert len(run("-n", "1")) == 2
    assert run("--since", "2026-11-21") == []


@pytest.mark.usefixtures("filled")
def test_one_of_them_is_read_masked() -> None:
    _, asked, answered = run("1")
    assert asked[1:] == ["咨询者 asker", "租金多少 电话[手机号]"]
    assert answered[1:] == ["工作人员 staff", "每月八百"]


@pytest.mark.usefixtures("filled")
def test_one_that_is_not_there() -> None:
    result = CliRunner().invoke(log_command.app, ["handoffs", "99"])
    assert "没有编号 99" in str(result.exception)
