"""Two contents answer the same conversations at the same time, each in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path

from bot.errors import KnowledgeError, Problem, TalentBotError
from bot.service.effects import Replayer, Said, Talk
from bot.service.knowledge import load_engine
from bot.service.snapshots import Folders

_STEP = 50
"""Conversations after which the progress is told."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What one content says to all conversations, or why it cannot."""

    replies: list[list[Said]] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()


Progress = Callable[[int, int], None]
"""Told the number of a content and how many conversations it has answered; 0 when it is loaded."""


def answer_apart(
    contents: Sequence[Folders], cache: Path, talks: Sequence[Talk], now: datetime, progress: Progress
) -> list[Answers]:
    """The answers of each content; none where one of them has errors, which are told at once.

    Raises TalentBotError where a process dies.
    """
    spawn = multiprocessing.get_context("spawn")
    found: dict[int, Answers] = {}
    pipes: dict[Connection, int] = {}
    started = []
    try:
        for number, folders in enumerate(contents):
            ours, theirs = spawn.Pipe(duplex=False)
            child = spawn.Process(target=_child, args=(theirs, folders, cache, talks, now), daemon=True)
            child.start()
            theirs.close()
            started.append(child)
            pipes[ours] = number
        while pipes and not any(answers.problems for answers in found.values()):
            _hear(pipes, found, progress)
    finally:
        for child in started:
            child.terminate()
            child.join()
        for pipe in pipes:
            pipe.close()
    return [found.get(number, Answers()) for number in range(len(contents))]


def _hear(pipes: dict[Connection, int], found: dict[int, Answers], progress: Progress) -> None:
    for pipe in wait(list(pipes)):
        assert isinstance(pipe, Connection)
        try:
            told = pipe.recv()
        except EOFError:
            raise TalentBotError(
                "回放的进程意外结束（内存不够？） / a replaying process ended unexpectedly (out of memory?)."
            ) from None
        if isinstance(told, Answers):
            found[pipes.pop(pipe)] = told
            pipe.close()
        else:
            progress(pipes[pipe], told)


def _child(pipe: Connection, folders: Folders, cache: Path, talks: Sequence[Talk], now: datetime) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches the child, too: there it needs no traceback
    try:
        engine = load_engine(folders.content, folders.intents, cache)
    except KnowledgeError as error:
        pipe.send(Answers(problems=error.problems))
        return
    gc.freeze()  # what was loaded stays: the collector need not look at a million values again and again
    pipe.send(0)
    replayer = Replayer(engine, now)
    replies = []
    for count, talk in enumerate(talks, 1):
        replies.append(replayer.replay(talk))
        if count % _STEP == 0:
            pipe.send(count)
    pipe.send(Answers(replies))
