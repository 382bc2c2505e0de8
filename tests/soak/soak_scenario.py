"""What every scenario shares: a folder, dice with a known seed, the bot before its Bot API, a verdict."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from soak_api import SoakApi
from soak_bot import Bot
from soak_check import doubled, doubled_too_often, log_complaints, lost, waiting
from soak_knowledge import write_knowledge
from soak_load import Load

Mode = Literal["polling", "webhook"]
Show = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""
Condition = Callable[[], bool]
ANSWER_SECONDS = 120.0
"""How long without a single new answer is too long."""


@dataclass
class Verdict:
    """What came of a scenario."""

    name: str
    figures: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Bench:
    """Where a scenario runs."""

    folder: Path
    seed: int
    show: Show = lambda _what, _done, _of: None
    mode: Mode = "polling"

    def _settings(self) -> dict[str, str]:
        """Of the mode. The port is the same for every process: the API knows it."""
        if self.mode == "polling":
            return {}
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        return {
            "TALENTBOT_PORT": str(port),
            "TALENTBOT_TELEGRAM_MODE": "webhook",
            "TALENTBOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/hook",
        }

    @asynccontextmanager
    async def table(self, chats: int, **more: str) -> AsyncIterator[Table]:
        """A Bot API with people, and a bot that has not been started; `more` are settings."""
        dice = random.Random(self.seed)
        write_knowledge(self.folder)
        async with SoakApi(dice) as api:
            bot = Bot(api, self.folder / "data", self.folder, extra=self._settings() | more)
            try:
                yield Table(self, api, bot, Load(api, chats, dice), dice)
            finally:
                await bot.kill()


@dataclass
class Table:
    """One bot, one API, the people who ask."""

    bench: Bench
    api: SoakApi
    bot: Bot
    load: Load
    dice: random.Random

    async def wait(self, condition: Condition, seconds: float = ANSWER_SECONDS) -> None:
        """Wait for something that the running bot is to bring about. Raises TimeoutError, also where it ended."""
        await self.api.until(lambda: condition() or not self.bot.is_running, seconds)
        if not condition():
            raise TimeoutError(f"the bot ended by itself:\n{self.bot.tail()}")

    async def all_answered(self, held: frozenset[int] = frozenset()) -> None:
        """Wait for all answers but those to chats on hold. Raises TimeoutError where nothing moves any more."""
        load = self.load
        wanted = load.total_asked - sum(len(load.asked[chat]) for chat in held)
        while load.total_answered < wanted:
            self.bench.show("answered", load.total_answered, wanted)
            aim = min(load.total_answered + 20, wanted)
            await self.wait(lambda aim=aim: load.total_answered >= aim)

    async def finish(
        self, verdict: Verdict, seconds: float = 10.0, *, dead_letters: bool = False, excused: int = 0
    ) -> None:
        """End the bot and look at everything that must hold after any scenario.

        `dead_letters`: some were to be expected. `excused`: repetitions that each chat may have had in a life,
        beside the one for a kill.
        """
        await self.answered_or_complain(verdict)
        took, status = await self.bot.terminate()
        if status != 0 or took > seconds:
            verdict.complaints.append(f"the last SIGTERM took {took:.1f} s, exit status {status}")
        load, api = self.load, self.api
        verdict.complaints += (
            lost(load) + doubled_too_often(api, load, excused) + log_complaints(self.bot.data, load)
        )
        verdict.complaints += [f"the bot ended by itself, status {status}" for status in self.bot.own_ends]
        verdict.complaints += [f"left over: {row}" for row in waiting(self.bot.data, dead=not dead_letters)]
        verdict.figures |= {
            "questions": str(load.total_asked),
            "answered": str(load.total_answered),
            "replies twice": str(len(doubled(api, load))),
        }

    async def until_slowly(self, condition: Condition, seconds: float) -> None:
        """Wait for something that is dear to look at. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - a database is looked at, nobody could set an event
                await asyncio.sleep(0.25)

    async def answered_or_complain(self, verdict: Verdict, enough: Condition | None = None) -> None:
        """Wait for all answers, or for `enough`; else it is a complaint, with what the bot said last."""
        try:
            if enough is None:
                await self.all_answered()
            else:
                await self.api.until(enough, ANSWER_SECONDS)
        except TimeoutError:
            verdict.complaints.append(
                f"{self.load.open} questions stay open; the bot said:\n{self.bot.tail()}"
            )
