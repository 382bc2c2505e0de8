"""The knowledge as the service uses it: loaded, compiled, ready to answer."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog
from opencc import OpenCC

from bot.core.engine import Engine
from bot.errors import KnowledgeError, Problem
from bot.kb import cache
from bot.kb.loader import load, load_or_raise, version_of

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """Simplified to traditional script; made at the first need, as its dictionaries take 0.1 s to read."""
    convert: Callable[[str], str] = OpenCC("s2tw").convert
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


async def load_engine_apart(content_dir: Path, intents_dir: Path, cache_dir: Path) -> Engine:
    """As `load_engine`, for a process that stays: what is not compiled yet is compiled by a child process.

    Compiling takes seconds, which a running loop must not wait for, and 100 MB, which the heap would keep. Where
    the cache cannot be written, or no child started, the knowledge is compiled here all the same.

    Raises:
        KnowledgeError: with every error found in the files.
    """
    kept = await asyncio.to_thread(kept_engine, content_dir, intents_dir, cache_dir)
    if kept is not None:
        return kept
    await compile_apart(content_dir, intents_dir, cache_dir)
    return await asyncio.to_thread(load_engine, content_dir, intents_dir, cache_dir)


def kept_engine(content_dir: Path, intents_dir: Path, cache_dir: Path) -> Engine | None:
    """An engine from the compiled index; None where there is none. What is kept has passed the rules."""
    if not cache.exists(cache_dir, cache.key(version_of(content_dir, intents_dir))):
        return None
    base = load(content_dir, intents_dir, passed=lambda _version: True).base
    kept = cache.read(cache_dir, cache.key(base.version)) if base else None
    return Engine(base, to_traditional, kept) if base and kept else None


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


async def compile_apart(content_dir: Path, intents_dir: Path, cache_dir: Path) -> None:
    """Compile the knowledge into the cache, in a child process; nothing where that cannot be.

    Raises:
        KnowledgeError: with every error found in the files.
    """
    if not _can_be_written(cache_dir):
        return
    spawn = multiprocessing.get_context("spawn")  # a fork would begin with all the memory that we have
    receiver, sender = spawn.Pipe(duplex=False)
    child = spawn.Process(
        target=_compile_for, args=(sender, content_dir, intents_dir, cache_dir), daemon=True
    )
    with receiver:
        try:
            with sender:
                child.start()
            # Waiting for it, and for its end, is for threads: a big process takes its time to go.
            problems = await asyncio.to_thread(receiver.recv)
        except (EOFError, OSError) as error:
            log.warning("no child process compiles the knowledge", error=type(error).__name__)
            return
        finally:
            if child.pid is not None:
                child.kill()  # done already, or nobody wants it any more
                await asyncio.to_thread(child.join)
    if problems:
        raise KnowledgeError(problems)


def _compile_for(sender: Connection[Any, Any], content_dir: Path, intents_dir: Path, cache_dir: Path) -> None:
    """In the child. Ctrl-C reaches it, too: there it needs no traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with sender:
        sender.send(_compile(content_dir, intents_dir, cache_dir))


def _compile(content_dir: Path, intents_dir: Path, cache_dir: Path) -> tuple[Problem, ...]:
    """In the child: fills the cache, or gives the errors found."""
    try:
        load_engine(content_dir, intents_dir, cache_dir)
    except KnowledgeError as error:
        return error.problems
    return ()
