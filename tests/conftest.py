"""What tests of several parts share: one engine over the shipped content, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.service.knowledge import load_engine

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over content/ and intents/ as they are shipped."""
    return load_engine(ROOT / "content", ROOT / "intents", tmp_path_factory.mktemp("cache"))
