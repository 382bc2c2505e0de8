"""What tests of several parts share: one engine over the shipped content, and the cases that it has answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.kb.cases import load_cases
from bot.service.cases import Result, run
from bot.service.knowledge import load_engine

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shipped_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the index of the shipped content is compiled once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def shipped(shipped_data: Path) -> Engine:
    """The engine over content/ and intents/ as they are shipped."""
    return load_engine(ROOT / "content", ROOT / "intents", shipped_data / "cache")


@pytest.fixture(scope="session")
def compiled(shipped: Engine, shipped_data: Path) -> Path:
    """The folder of compiled indexes, in which that of the shipped content is."""
    return shipped_data / "cache"


@pytest.fixture
def data(tmp_path: Path, compiled: Path) -> Path:
    """A data folder of its own for a process, which need not compile the shipped content."""
    (tmp_path / "cache").symlink_to(compiled)
    return tmp_path


@pytest.fixture(scope="session")
def answered_cases(shipped: Engine) -> list[Result]:
    """All of tests/cases, answered and judged."""
    return list(run(shipped, load_cases(ROOT / "tests" / "cases").cases))
