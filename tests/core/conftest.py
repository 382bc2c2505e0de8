"""What the tests of the core share: an engine over the small knowledge, and chats with it."""

from __future__ import annotations

import pytest
from opencc import OpenCC
from small_base import Talk, base

from bot.core.engine import Engine


@pytest.fixture(scope="session")
def small() -> Engine:
    """An engine over the small knowledge; it keeps nothing between messages."""
    return Engine(base(), OpenCC("s2t").convert)


@pytest.fixture
def talk(small: Engine) -> Talk:
    """A new chat."""
    return Talk(small)
