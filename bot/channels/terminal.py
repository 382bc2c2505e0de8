"""A conversation in a terminal, or over a pipe: a line in, a reply out."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from rich.console import Console
from rich.text import Text

from bot.channels.base import Outgoing, Receive, Received
from bot.core.model import IncomingMessage, Kind, Option

ReadLine = Callable[[], Awaitable[str | None]]
"""The next line without its end; None where there is none any more."""

QUIT = frozenset({"/quit", "/exit"})
_COMMAND = "/"


class TerminalChannel:
    """One conversation; `run` returns when the person ends it."""

    name = "terminal"

    def __init__(
        self,
        read: ReadLine,
        console: Console,
        *,
        explain: Callable[[], None] | None = None,
        lang_hint: str | None = None,
    ) -> None:
        """
        Args:
            read: gives what is typed.
            console: where replies are written.
            explain: answers `/why` in place of the engine.
            lang_hint: language of the asker: zh, zh-Hant or en.
        """
        self._read = read
        self._console = console
        self._explain = explain
        self._lang_hint = lang_hint
        self._chat = uuid.uuid4().hex
        self._count = 0
        self._options: tuple[Option, ...] = ()
        self._waiting: asyncio.Future[None] | None = None

    async def run(self, receive: Receive) -> None:
        """Read, hand over, wait for the reply; until the input ends or `/quit`."""
        while (line := await self._read()) is not None:
            word = line.strip().lower()
            if word in QUIT:
                return
            if word == "/why" and self._explain is not None:
                self._explain()
            elif word:
                await self._ask(line, receive)

    async def send(self, item: Outgoing) -> str | None:
        """Print a reply. One for an earlier conversation has no reader any more and counts as sent."""
        if item.chat != self._chat:
            return None
        if item.notice:
            self._console.print(Text(item.text, style="dim"))
            return None
        self._show(item)
        self._answered()
        return None

    def settled(self, chat: str) -> None:
        """Read on."""
        if chat == self._chat:
            self._answered()

    async def close(self) -> None:
        """Nothing to let go of."""

    def _answered(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _ask(self, line: str, receive: Receive) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        await receive([Received(self._message(line))])
        await self._waiting

    def _message(self, line: str) -> IncomingMessage:
        self._count += 1
        option = self._chosen(line.strip())
        return IncomingMessage(
            channel=self.name,
            chat=self._chat,
            external_id=f"{self._chat}-{self._count}",
            text=option.label if option else line,
            kind=_kind(line, option),
            user=self._chat,
            press=option.value if option else None,
            lang_hint=self._lang_hint,
        )

    def _chosen(self, typed: str) -> Option | None:
        """The option of the last reply whose number was typed."""
        if not typed.isdecimal() or not 1 <= int(typed) <= len(self._options):
            return None
        return self._options[int(typed) - 1]

    def _show(self, item: Outgoing) -> None:
        body = item.text.removesuffix(item.closing).rstrip() if item.closing else item.text
        self._console.print(Text(body))
        if item.closing:
            self._console.print(Text(item.closing, style="dim"))
        for number, option in enumerate(item.options, 1):
            self._console.print(Text.assemble((f"  {number}. ", "cyan"), option.label))
        self._options = item.options


def _kind(line: str, option: Option | None) -> Kind:
    if option is not None:
        return Kind.PRESS
    return Kind.COMMAND if line.lstrip().startswith(_COMMAND) else Kind.TEXT
