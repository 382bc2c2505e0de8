"""A Bot API server of our own on a free loopback port, strict and able to fail on demand.

    async with LoopbackApi() as api:
        person = Person(api)
        channel = TelegramChannel(api.token, api.url)
        person.say("有没有免费的公寓")
        reply = (await api.wait_sent(person.id))[-1]
        person.press(reply, 0)

Everything that it refuses is kept in `refusals`, so that a test can say that nothing was.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

from bot_account import BotAccount, Call
from bot_api_rules import METHODS, Refused, typed
from local_server import LocalServer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call."""

    refused: Refused | None = None
    seconds: float = 0.0
    reset: bool = False
    body: str | None = None
    after: bool = False
    """The call is carried out, and only then the answer goes wrong."""


class BrokenOff(Response):
    """An answer that breaks off in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionAbortedError


class LoopbackApi(BotAccount):
    """One bot's account on a server of its own."""

    def __init__(self, token: str = "123456:loopback-Token_0123456789") -> None:
        self.token = token
        super().__init__()
        self.refusals: list[str] = []
        self.expected: list[str] = []
        """Parts of refusals that a test provokes."""
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)

    # the server

    async def __aenter__(self) -> Self:
        self._server = LocalServer()
        self.url = self._server.url
        await self._server.start(
            Starlette(routes=[Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])])
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        await self.notify()
        await self.webhooks.close()
        await self._server.close()

    async def _serve(self, request: Request) -> Response:
        method, token = request.path_params["method"], request.path_params["token"]
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, strict_parsing=False))
        try:
            return await self._answer(method, token, {**request.query_params, **form})
        except Refused as refused:
            return _error(refused)

    async def _answer(self, method: str, token: str, form: dict[str, str]) -> Response:
        params = self._admit(method, token, form)
        fault = self._faults[method].popleft() if self._faults[method] else Fault()
        if not fault.after and (broken := await _suffer(fault)):
            return broken
        result = await self._carry_out(method, params)
        if fault.after and (broken := await _suffer(fault)):
            return broken
        return _json({"ok": True, "result": result})

    def _admit(self, method: str, token: str, form: dict[str, str]) -> dict[str, Any]:
        """Token, method and parameters are looked at even where a fault is waiting."""
        if token != self.token:
            raise Refused(401, "Unauthorized")
        if method not in METHODS:
            raise Refused(404, "Not Found")
        with self._keeping_refusals(method):
            params = typed(method, form)
        self.calls.append(Call(method, params, time.monotonic()))
        return params

    async def _carry_out(self, method: str, params: dict[str, Any]) -> Any:
        with self._keeping_refusals(method):
            result = await getattr(self, f"_{method}")(params)
        await self.notify()
        return result

    @contextlib.contextmanager
    def _keeping_refusals(self, method: str) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            self.refusals.append(f"{method}: {refused.description}")
            raise

    # faults

    def unexpected(self) -> list[str]:
        """Refusals that no test asked for: rules that the bot broke."""
        return [text for text in self.refusals if not any(part in text for part in self.expected)]

    def fail(
        self, method: str, status: int, description: str = "", times: int = 1, **parameters: Any
    ) -> None:
        """The next calls get this status; `retry_after`, `migrate_to_chat_id` as parameters."""
        refused = Refused(status, description or f"Status {status}", **parameters)
        self._faults[method].extend([Fault(refused)] * times)

    def spoil(self, method: str, *, times: int = 1, **fault: Any) -> None:
        """The next calls are slow (`seconds`), broken off (`reset`) or answered with `body`; see Fault."""
        self._faults[method].extend([Fault(**fault)] * times)


async def _suffer(fault: Fault) -> Response | None:
    """Wait, refuse, or give the broken answer; None where nothing is wrong."""
    await asyncio.sleep(fault.seconds)
    if fault.refused:
        raise fault.refused
    if fault.reset:
        return BrokenOff()
    return Response(fault.body, media_type="text/html") if fault.body is not None else None


def _json(body: dict[str, Any], status: int = 200) -> Response:
    """In ASCII with escapes, as Telegram sends it."""
    return Response(json.dumps(body), status, media_type="application/json")


def _error(refused: Refused) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return _json(body, refused.status)
