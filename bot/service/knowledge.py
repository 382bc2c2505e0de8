"""The knowledge as the service uses it: loaded, compiled, ready to answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from opencc import OpenCC

from bot.core.engine import Engine
from bot.kb.loader import load_or_raise


@cache
def _converter() -> Callable[[str], str]:
    """Simplified to traditional script; made at the first need, as its dictionaries take 0.1 s to read."""
    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def to_traditional(text: str) -> str:
    """Simplified Chinese in traditional characters, phrase by phrase."""
    return _converter()(text)


def load_engine(content_dir: Path, intents_dir: Path, cache_dir: Path) -> Engine:
    """Load and compile the knowledge. Raises KnowledgeError with every error found."""
    return Engine(load_or_raise(content_dir, intents_dir), to_traditional)
