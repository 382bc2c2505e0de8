"""The line between the bot and the Bot API: a TCP relay that can be cut in the ways in which networks fail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import Self
from urllib.parse import urlsplit

_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset."""


class Line:
    """Relays to a server until it is cut, and again once it is mended.

    refused   nobody listens, open connections are reset
    hole      everything is swallowed; what was open then stays dead for ever, as behind a router that restarted
    resets    connections are taken and reset
    """

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._how: str | None = None
        self._pairs: list[_Pair] = []
        self._waits: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for pair in self._pairs:
            pair.reset()
        await asyncio.gather(*self._waits, return_exceptions=True)

    async def cut(self, how: str) -> None:
        """From now on the line fails like this."""
        self._how = how
        if how == "refused":
            self._server.close()
        for pair in self._pairs:
            pair.mute() if how == "hole" else pair.reset()

    async def mend(self) -> None:
        """From now on it works."""
        if self._how == "refused":
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)
        self._how = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = _Pair([writer])
        self._pairs.append(pair)
        task = asyncio.current_task()
        assert task is not None
        self._waits.add(task)
        try:
            await self._relay(pair, reader, writer)
        finally:
            self._waits.discard(task)

    async def _relay(self, pair: _Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._how == "hole":
            pair.mute()
        elif self._how is not None:
            pair.reset()
            return
        with contextlib.suppress(OSError):
            answers, server = await asyncio.open_connection(self._target.hostname, self._target.port)
            pair.ends.append(server)
            await asyncio.gather(pair.copy(reader, server), pair.copy(answers, writer))


class _Pair:
    """The two ends of one relayed connection."""

    def __init__(self, ends: list[asyncio.StreamWriter]) -> None:
        self.ends = ends
        self._is_mute = False

    def mute(self) -> None:
        """Swallow everything from now on."""
        self._is_mute = True

    def reset(self) -> None:
        """Close both ends with a reset."""
        for end in self.ends:
            raw: socket.socket = end.get_extra_info("socket")
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            end.transport.abort()

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes until it ends."""
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if not self._is_mute:
                    writer.write(data)
                    await writer.drain()
        if not self._is_mute:
            writer.close()
