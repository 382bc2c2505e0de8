"""The knowledge as the service uses it: loaded, compiled, ready to answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from opencc import OpenCC

from bot.core.engine import Engine
from bot.kb import cache
from bot.kb.loader import load_or_raise


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """Simplified to traditional script; made at the first need, as its dictionaries take 0.1 s to read."""
    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def to_traditional(text: str) -> str:
    """Simplified Chinese in traditional characters, phrase by phrase."""
    return _converter()(text)


def load_engine(content_dir: Path, intents_dir: Path, cache_dir: Path) -> Engine:
    """Load and compile the knowledge, by a compiled index kept from before where there is one.

    Raises:
        KnowledgeError: with every error found in the files.
    """
    base = load_or_raise(
        content_dir, intents_dir, passed=lambda version: cache.exists(cache_dir, cache.key(version))
    )
    name = cache.key(base.version)
    kept = cache.read(cache_dir, name)
    engine = Engine(base, to_traditional, kept)
    if kept is None:
        cache.write(cache_dir, name, engine.compiled)
    return engine
