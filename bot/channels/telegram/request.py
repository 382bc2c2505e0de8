"""PTB's way to the network, over aiohttp: a third of httpx's processor time for a message.

What aiohttp's errors say is never passed on: they quote the address, and Telegram's addresses hold the token.
PTB's own back end, httpx, is not used at run time; it is installed because PTB imports it.
"""

from __future__ import annotations

import json
import os
from http import HTTPStatus
from typing import Any
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
    encode_basic_auth,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram.failures import FloodWaitError

CONNECTIONS = 64
"""Replies on the network at the same time: at thirty a second this allows two seconds for each."""
READ_SECONDS = 15.0
"""Without a byte of an answer for so long, it counts as missing."""
CONNECT_SECONDS = 10.0
"""For a free connection and for opening one, together."""
KEEP_SECONDS = 60.0
"""An idle connection is kept so long, to save a quiet bot a handshake for each message."""
UNNAMED_WAIT = 5.0
"""Seconds to wait after a 429 that names no time, as a proxy may send it."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class ApiRequest(BaseRequest):
    """A client for one Bot API server. Opens its connections at the first call, or again by `initialize`."""

    def __init__(self, connections: int = CONNECTIONS, read_timeout: float = READ_SECONDS) -> None:
        """`read_timeout` is in seconds; an answer that drips may take twice as long in all."""
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: ClientSession | None = None
        self._proxy: dict[str, Any] = {}
        self._closed = False

    @property
    def read_timeout(self) -> float:
        """Seconds; for PTB."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Allow calls, also after `shutdown`."""
        self._closed = False

    async def shutdown(self) -> None:
        """Close all connections; calls fail from now on. Once more is no harm."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = None,  # noqa: ARG002 - PTB hands it over; a call is written in an instant
        connect_timeout: Any = None,  # noqa: ARG002
        pool_timeout: Any = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body of the response.

        Of the time-outs only `read_timeout` can be set for a call; files cannot be sent.

        Raises:
            FloodWaitError: 429.
            TimedOut: no answer in time: the call may have been carried out.
            NetworkError: no connection, or it broke.
        """
        wait = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        code, payload = await self._call(method, url, _body(request_data), _timeout(wait))
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodWaitError(_retry_after(payload))
        return code, payload

    async def _call(
        self, method: str, url: str, body: bytes | None, limits: ClientTimeout
    ) -> tuple[int, bytes]:
        """From None everywhere: see the head of this file."""
        try:
            return await self._exchange(method, url, body, limits)
        except ConnectionTimeoutError:
            # Not TimedOut, which means that the call may have been carried out.
            raise NetworkError("no connection in time") from None
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError) as error:
            raise NetworkError(_what(error)) from None

    async def _exchange(
        self, method: str, url: str, body: bytes | None, limits: ClientTimeout
    ) -> tuple[int, bytes]:
        session = self._session or self._open(url)
        async with session.request(
            method, url, data=body, timeout=limits, allow_redirects=False, **self._proxy
        ) as response:
            return response.status, await response.read()

    def _open(self, url: str) -> ClientSession:
        if self._closed:
            raise NetworkError("the client is closed")
        self._proxy = system_proxy(url)
        self._session = ClientSession(
            connector=TCPConnector(limit=self._connections, keepalive_timeout=KEEP_SECONDS),
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT, **_FORM},
            # With True aiohttp would read ~/.netrc and the proxies at every call; see `system_proxy`.
            trust_env=False,
        )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The body of a response. Raises TelegramError where it is not Telegram's; logs nothing of it."""
        try:
            body = json.loads(payload)
        except ValueError:
            raise TelegramError("the response is not JSON") from None
        if not isinstance(body, dict) or (body.get("ok") and "result" not in body):
            raise TelegramError("the response is not one of the Bot API")
        return body


def system_proxy(url: str) -> dict[str, Any]:
    """What aiohttp is told of the system's proxy for an address (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`).

    As httpx did when it was PTB's client here: where Telegram cannot be reached directly it is the usual way.
    The standard library reads it, once for each client.
    """
    target = URL(url)
    proxies = getproxies()
    found = proxies.get(target.scheme) or proxies.get("all")
    if not found or proxy_bypass(target.host or ""):
        return {}
    proxy = URL(found if "://" in found else f"http://{found}")
    if proxy.user is None:
        return {"proxy": proxy}
    headers = {"Proxy-Authorization": encode_basic_auth(proxy.user, proxy.password or "")}
    # An https address is reached through a tunnel, which has headers of its own.
    name = "proxy_headers" if target.scheme == "https" else "headers"
    return {"proxy": proxy.with_user(None), name: headers}


def _body(data: RequestData | None) -> bytes | None:
    if data is None:
        return None
    if data.contains_files:
        raise TelegramError("files cannot be sent")
    # yarl's quoting is C: with Chinese text six times as fast as the standard library's.
    return URL.build(query=data.json_parameters).raw_query_string.encode()


def _timeout(read: float | None) -> ClientTimeout:
    total = None if read is None else CONNECT_SECONDS + 2 * read
    return ClientTimeout(total=total, connect=CONNECT_SECONDS, sock_read=read)


def _what(error: ClientError | OSError) -> str:
    """The kind of an error, without the address that its text may quote."""
    number = error.errno if isinstance(error, OSError) else None
    why = f" ({os.strerror(number)})" if isinstance(number, int) and number > 0 else ""
    lost = "" if isinstance(error, ClientConnectionError) else " while reading"
    return f"{type(error).__name__}{why}{lost}"


def _retry_after(payload: bytes) -> float:
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return UNNAMED_WAIT


def make_request(connections: int = CONNECTIONS, read_timeout: float = READ_SECONDS) -> ApiRequest:
    """A client of so many connections; see ApiRequest."""
    return ApiRequest(connections, read_timeout)
