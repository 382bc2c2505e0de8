"""The real bot as a process of its own, started, killed and ended as often as a scenario wants."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from soak_api import SoakApi

ROOT = Path(__file__).parents[2]
SECRET_KEY = "soak-secret-key"
START_SECONDS = 60.0


class Bot:
    """`python -m bot serve` over one data folder.

    Args:
        api: whose account it serves.
        data: the data folder.
        knowledge: folder with content/ and intents/.
        extra: more settings.
    """

    def __init__(
        self,
        api: SoakApi,
        data: Path,
        knowledge: Path,
        *,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.api = api
        self.data = data
        self.log = knowledge / "output.txt"
        self._env = {
            name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")
        } | {
            "TALENTBOT_TELEGRAM_TOKEN": api.token,
            "TALENTBOT_TELEGRAM_API_URL": api.url,
            "TALENTBOT_DATA_DIR": str(data),
            "TALENTBOT_CONTENT_DIR": str(knowledge / "content"),
            "TALENTBOT_INTENTS_DIR": str(knowledge / "intents"),
            "TALENTBOT_SECRET_KEY": SECRET_KEY,
            "TALENTBOT_PORT": "0",
            "TALENTBOT_MESSAGES_PER_MINUTE": "0",  # people here never tire
            "PYTHONUNBUFFERED": "1",
            **(extra or {}),
        }
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0
        self.own_ends: list[int] = []
        """Exit statuses of the processes that ended without being asked to."""
        self._asked = False

    def use(self, url: str) -> None:
        """From the next start on it calls the API at this address, as where something stands between."""
        self._env["TALENTBOT_TELEGRAM_API_URL"] = url

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Started and not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self, wait: bool = True) -> None:
        """Start it and, unless told otherwise, wait until it takes updates in."""
        assert not self.is_running
        if self._process is not None:
            await self.api.settled()
            self.api.next_life()
            self._note_end(self._process.returncode or 0)
        self.starts += 1
        self._asked = False
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=ROOT, env=self._env, stdout=output, stderr=output
            )
        if wait:
            await self.api.until(lambda: self.api.greetings or not self.is_running, START_SECONDS)
            assert self.is_running, f"the bot did not start:\n{self.tail()}"

    def _note_end(self, status: int) -> None:
        if not self._asked:
            self.own_ends.append(status)

    async def kill(self) -> None:
        """SIGKILL: no last words."""
        if self._process is not None:
            self._send(signal.SIGKILL)
            await self._process.wait()

    async def terminate(self, seconds: float = 20.0) -> tuple[float, int]:
        """SIGTERM; gives the seconds until the end and the exit status; killed when it takes longer."""
        assert self._process is not None
        began = time.monotonic()
        self._send(signal.SIGTERM)
        try:
            status = await asyncio.wait_for(self._process.wait(), seconds)
        except TimeoutError:
            await self.kill()
            status = -signal.SIGKILL
        return time.monotonic() - began, status

    def _send(self, what: signal.Signals) -> None:
        assert self._process is not None
        if self.is_running:
            self._asked = True
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(what)

    def tail(self, lines: int = 15) -> str:
        """The end of what it said."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])
