"""A web server in the test's own loop, on a free port of this machine."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp


class LocalServer:
    """Serves an application from `start` to `close`."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def start(self, app: ASGIApp) -> None:
        """Begin to answer; until then callers wait."""
        config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, log_level="critical")
        config.timeout_graceful_shutdown = 1
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        # Not serve(): it takes the signals, which belong to the test, and takes its time to end.
        await self._server.startup([self._socket])

    async def close(self) -> None:
        """End what is open, once the answers under way are out."""
        state = self._server.server_state
        for server in self._server.servers:
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=5)
