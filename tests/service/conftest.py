from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from handoff_house import House
from service_fakes import open_store

from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Staff that are always there."""
    made = await House(tmp_path).begin()
    yield made
    await made.store.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[House]:
    """Staff with office hours."""
    made = await House(tmp_path, "Mon-Fri 09:00-17:30").begin()
    yield made
    await made.store.close()
