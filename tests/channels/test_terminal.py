from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.console import Console
from service_fakes import EchoEngine, open_store

from bot.channels.terminal import TerminalChannel
from bot.service.service import Service
from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path)
    yield opened
    await opened.close()


async def talk(store: Store, *lines: str) -> str:
    typed = iter(lines)
    printed = io.StringIO()

    async def read() -> str | None:
        return next(typed, None)

    def explain() -> None:
        printed.write("EXPLAINED\n")

    channel = TerminalChannel(read, Console(file=printed, width=100), explain=explain, lang_hint="zh")
    await Service(store, EchoEngine, [channel], retention_days=180).run()
    return printed.getvalue()


async def test_a_conversation_ends_with_its_input(store: Store) -> None:
    printed = await talk(store, "你好 [red]", "2", "7", "", "/why", "/quit", "unread")
    assert "隐私提示" in printed
    assert "1: heard 你好 [red]\n来源：《测试》\n  1. 住房\n  2. 补贴\n" in printed
    assert "2: pressed topic:money" in printed
    assert "3: heard 7" in printed  # no such option: it was meant as text
    assert printed.endswith("EXPLAINED\n")
    assert [row.text for row in await store.turns()] == ["7", "补贴", "你好 [red]"]


async def test_every_conversation_is_its_own(store: Store) -> None:
    await talk(store, "one")
    assert "1: heard two" in await talk(store, "two")
    assert len({row.chat for row in await store.turns()}) == 2
