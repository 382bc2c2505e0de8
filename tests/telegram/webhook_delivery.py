"""How the loopback Bot API brings updates to a webhook: as telegram-bot-api's WebhookActor does.

One request at a time for each queue (a chat's messages; a person's presses), many queues at once. What is not
answered with 2xx is brought again: at once, then after 2, 4, 8 ... units, or when `Retry-After` says; until then
nothing else of its queue is. So many as twice `max_connections` are under way, and if all of those are stuck, all
are. Unlike the real server's, an update never expires. Only addresses of this machine are ever called.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from bot_api_rules import Refused, bad

if TYPE_CHECKING:
    from bot_account import BotAccount

PORTS = (80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
KINDS = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "chat_member", "inline_query", "poll"}
)
DEFAULT_CONNECTIONS = 40
LONGEST_WAIT = 60
MOST_RETRY_AFTER = 3600


@dataclass(frozen=True)
class Attempt:
    """One delivery as it went."""

    update_id: int
    status: int | None
    """None where there was no answer, or none that arrived."""
    retry_after: int
    at: float
    """When it began, in monotonic seconds."""


@dataclass(frozen=True)
class Hook:
    """What setWebhook was told."""

    url: str = ""
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS

    @property
    def is_here(self) -> bool:
        return urlsplit(self.url).hostname in LOOPBACK


def hook_of(params: dict[str, Any]) -> Hook:
    """The webhook of a call of setWebhook; refuses what the real server does, and what it silently mends."""
    hook = Hook(
        params["url"], params.get("secret_token", ""), params.get("max_connections", DEFAULT_CONNECTIONS)
    )
    if hook.url:
        _check_url(hook)
    if len(hook.secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", hook.secret):
        raise bad("secret token contains unallowed characters")
    if not 1 <= hook.max_connections <= 100:
        raise bad("max_connections out of range")
    if unknown := set(params.get("allowed_updates", ())) - KINDS:
        raise bad(f"unknown kinds of update {sorted(unknown)}")
    return hook


def _check_url(hook: Hook) -> None:
    """As a server started with --local for addresses of this machine, strictly for all others."""
    parts = urlsplit(hook.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("bad webhook: invalid URL specified")
    if hook.is_here:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


class WebhookDelivery:
    """Brings the waiting updates of an account while a webhook is set."""

    def __init__(self, account: BotAccount) -> None:
        self.unit = 1.0
        """Seconds that a second of the real server's waiting takes here."""
        self.timeout = 60.0
        """Seconds to wait for an answer; not scaled."""
        self.lost_answers = 0
        """So many of the next 2xx get lost on their way."""
        self.hook = Hook()
        self.allowed: list[str] = []
        self.attempts: list[Attempt] = []
        self.last_error: tuple[int, str] | None = None
        self._account = account
        self._queues: dict[object, deque[dict[str, Any]]] = {}
        self._loaded: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._next_change = 0.0

    # what the API's methods do

    def set(self, params: dict[str, Any]) -> None:
        """setWebhook; an address that is set already goes on undisturbed."""
        hook = hook_of(params)
        if hook != self.hook:
            self._change(hook)
        self.allowed = params.get("allowed_updates", self.allowed)
        self.load()

    def _change(self, hook: Hook) -> None:
        if time.monotonic() < self._next_change:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._next_change = time.monotonic() + self.unit
        self.unset()
        self.hook = hook

    def unset(self) -> None:
        """deleteWebhook: what is on its way is broken off and stays."""
        for task in self._tasks:
            task.cancel()
        self._queues.clear()
        self._loaded.clear()
        self.hook, self.last_error = Hook(), None

    def info(self) -> dict[str, Any]:
        """getWebhookInfo but for the number of updates."""
        shown: dict[str, Any] = {"url": self.hook.url, "has_custom_certificate": False}
        if self.allowed:
            shown["allowed_updates"] = self.allowed
        if self.hook.url:
            shown |= {"max_connections": self.hook.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error:
            shown |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return shown

    def wants(self, kind: str) -> bool:
        """Whether an update of a kind is kept at all."""
        return not self.hook.url or not self.allowed or kind in self.allowed

    async def close(self) -> None:
        """Break off everything and let go of connections; the webhook stays set."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    # deliveries

    def load(self) -> None:
        """Take up waiting updates as far as there is room."""
        room = self.hook.max_connections * 2 - len(self._loaded) if self.hook.is_here else 0
        waiting = (update for update in self._account.updates if update["update_id"] not in self._loaded)
        for update in list(itertools.islice(waiting, room)):
            self._loaded.add(update["update_id"])
            self._queue(update)

    def _queue(self, update: dict[str, Any]) -> None:
        name = queue_of(update)
        if name in self._queues:
            self._queues[name].append(update)
            return
        self._queues[name] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(name, self._queues[name]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, name: object, queue: deque[dict[str, Any]]) -> None:
        while queue:
            await self._bring(queue[0])
            update = queue.popleft()
            self._account.updates.remove(update)
            self._loaded.discard(update["update_id"])
            if not queue:
                del self._queues[name]
            self.load()
            await self._account.notify()

    async def _bring(self, update: dict[str, Any]) -> None:
        delay = failures = 0
        while (asked_for := await self._attempt(update)) is not None:
            if asked_for == 0 and failures:
                delay = min(random.randint(LONGEST_WAIT, LONGEST_WAIT * 2), max(delay, 1) * 2)
            failures += 1
            await asyncio.sleep((asked_for or delay) * self.unit)

    async def _attempt(self, update: dict[str, Any]) -> int | None:
        """None where it was taken; else the seconds that the other side asked for, or 0."""
        began = time.monotonic()
        try:
            status, retry_after, problem = await self._post(update)
        except TimeoutError:
            status, retry_after, problem = None, 0, "Read timeout expired"
        except aiohttp.ClientConnectorError:
            status, retry_after, problem = None, 0, "Connection refused"
        except aiohttp.ClientError:
            status, retry_after, problem = None, 0, "Webhook connection closed"
        self.attempts.append(Attempt(update["update_id"], status, retry_after, began))
        if problem:
            self.last_error = (int(time.time()), problem)
        return retry_after if problem else None

    async def _post(self, update: dict[str, Any]) -> tuple[int | None, int, str]:
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.hook.secret
        body = json.dumps(update).encode()
        async with self._client().post(
            self.hook.url, data=body, headers=headers, timeout=self._limits(), allow_redirects=False
        ) as response:
            await response.read()
            return self._judge(response)

    def _judge(self, response: aiohttp.ClientResponse) -> tuple[int | None, int, str]:
        if not 200 <= response.status <= 299:
            asked_for = response.headers.get("Retry-After", "")
            seconds = min(int(asked_for), MOST_RETRY_AFTER) if asked_for.isdecimal() else 0
            why = f"Wrong response from the webhook: {response.status} {response.reason}"
            return response.status, seconds, why
        if self.lost_answers:
            self.lost_answers -= 1
            return None, 0, "Webhook connection closed"
        return response.status, 0, ""

    def _limits(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=None, sock_connect=self.timeout, sock_read=self.timeout)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self.hook.max_connections)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def queue_of(update: dict[str, Any]) -> object:
    """What is brought one after the other; what has no chat, as malformed updates may, is a queue of its own."""
    try:
        name = _person_or_chat(update)
        hash(name)
    except (KeyError, TypeError):
        return "alone", update["update_id"]
    return name


def _person_or_chat(update: dict[str, Any]) -> object:
    if "callback_query" in update:
        return "presses of", update["callback_query"]["from"]["id"]
    kind = next(kind for kind in ("message", "edited_message", "") if kind in update or not kind)
    return ("chat", update[kind]["chat"]["id"]) if kind else ("alone", update["update_id"])
