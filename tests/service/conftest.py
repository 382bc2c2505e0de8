from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_fakes import open_store

from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path)
    yield opened
    await opened.close()
