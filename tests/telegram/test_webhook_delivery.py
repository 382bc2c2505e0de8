"""The loopback Bot API brings updates as the real one does: else the bot's tests would prove nothing."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from local_server import LocalServer
from loopback import LoopbackApi
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram_people import Group, Person
from test_loopback import call

from bot.channels.telegram.webhook import SECRET_HEADER


class Hook:
    """The other side: keeps what comes and answers as a test wants."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.got: list[tuple[dict[str, Any], str | None, str | None]] = []
        self.busy = self.most = 0
        self.answer: Callable[[dict[str, Any]], Response] = lambda _: Response()
        self.gate = asyncio.Event()
        self.gate.set()

    async def take(self, request: Request) -> Response:
        update = await request.json()
        kind, secret = request.headers.get("content-type"), request.headers.get(SECRET_HEADER)
        self.got.append((update, kind, secret))
        self.busy += 1
        self.most = max(self.most, self.busy)
        await self.gate.wait()
        self.busy -= 1
        return self.answer(update)

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update, _, _ in self.got]


@pytest.fixture
async def hook(api: LoopbackApi) -> AsyncIterator[Hook]:
    server = LocalServer()
    made = Hook(f"{server.url}/hook")
    api.webhooks.unit = 0.01
    await server.start(Starlette(routes=[Route("/hook", made.take, methods=["POST"])]))
    yield made
    made.gate.set()
    api.webhooks.unset()
    await server.close()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "missing ['url']"),
        ({"url": "nonsense"}, "invalid URL"),
        ({"url": "http://bot.example/hook"}, "HTTPS"),
        ({"url": "https://bot.example:8080/hook"}, "ports"),
        ({"url": "https://bot.example/hook", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "https://bot.example/hook", "secret_token": "密"}, "unallowed characters"),
        ({"url": "https://bot.example/hook", "secret_token": "a" * 257}, "too long"),
        ({"url": "https://bot.example/hook", "max_connections": 101}, "out of range"),
        ({"url": "https://bot.example/hook", "allowed_updates": ["messages"]}, "unknown kinds"),
        ({"url": "https://bot.example/hook", "secret": "a"}, "unknown parameters"),
    ],
)
async def test_bad_webhooks_are_refused(api: LoopbackApi, params: dict[str, Any], reason: str) -> None:
    status, description = await call(api, "setWebhook", **params)
    assert (status, reason in description) == (400, True), description
    assert (await call(api, "getWebhookInfo"))[1]["url"] == ""


async def test_no_polling_beside_a_webhook(api: LoopbackApi, person: Person) -> None:
    await call(api, "setWebhook", url="https://example.com:8443/hook")
    person.say("a")
    assert (await call(api, "getUpdates"))[0] == 409
    info = (await call(api, "getWebhookInfo"))[1]
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (
        "https://example.com:8443/hook",
        1,
        40,
    )
    await call(api, "setWebhook", url="")
    assert len((await call(api, "getUpdates"))[1]) == 1
    await call(api, "deleteWebhook", drop_pending_updates=True)
    assert (await call(api, "getUpdates"))[1] == []
    assert api.webhooks.attempts == [], "nobody but this machine is called"


async def test_another_webhook_within_a_second_is_too_many(api: LoopbackApi) -> None:
    for _ in range(2):
        assert (await call(api, "setWebhook", url="https://example.com/a"))[0] == 200
    assert (await call(api, "setWebhook", url="https://example.com/b"))[0] == 429


async def test_an_update_comes_with_the_secret_and_goes_once_it_is_taken(
    api: LoopbackApi, person: Person, hook: Hook
) -> None:
    person.say("早")
    await call(api, "setWebhook", url=hook.url, secret_token="s")
    person.say("晚")
    await api.until(lambda: not api.updates)
    assert [(update["message"]["text"], kind, secret) for update, kind, secret in hook.got] == [
        ("早", "application/json", "s"),
        ("晚", "application/json", "s"),
    ]
    assert (await call(api, "getWebhookInfo"))[1]["pending_update_count"] == 0


async def test_one_at_a_time_for_a_chat_many_for_all(api: LoopbackApi, hook: Hook) -> None:
    hook.gate.clear()
    people = [Person(api, id=3000 + number) for number in range(5)]
    for person in people * 2:
        person.say("a")
        person.press_data({"message_id": 1}, "1")
        person.say("b", Group())
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: hook.busy == 11)  # five chats, five persons' presses, one group
    hook.gate.set()
    await api.until(lambda: not api.updates)
    assert hook.most == 11
    mine = [update["update_id"] for update, _, _ in hook.got if "Group" in str(update)]
    assert mine == sorted(mine)


async def test_no_more_than_max_connections_at_once(api: LoopbackApi, hook: Hook) -> None:
    hook.gate.clear()
    for number in range(9):
        Person(api, id=3000 + number).say("a")
    await call(api, "setWebhook", url=hook.url, max_connections=3)
    await api.until(lambda: hook.busy == 3)
    assert len(api.webhooks._loaded) == 6
    hook.gate.set()
    await api.until(lambda: not api.updates)
    assert hook.most == 3


async def test_refused_updates_come_again_with_growing_waits(
    api: LoopbackApi, person: Person, hook: Hook
) -> None:
    hook.answer = lambda _: Response(status_code=500 if len(hook.got) < 6 else 204)
    person.say("a")
    person.say("b")
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: not api.updates)
    assert hook.ids == [1] * 6 + [2], "what comes after it waits"
    began = [attempt.at for attempt in api.webhooks.attempts[:6]]
    waits = [later - earlier for earlier, later in itertools.pairwise(began)]
    for wait, least in zip(waits, (0.0, 0.02, 0.04, 0.08, 0.16), strict=True):
        assert wait >= least
    info = (await call(api, "getWebhookInfo"))[1]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_the_other_side_may_say_when(api: LoopbackApi, person: Person, hook: Hook) -> None:
    headers = {"Retry-After": "20"}
    hook.answer = lambda _: Response(status_code=503, headers=headers) if len(hook.got) < 3 else Response()
    person.say("a")
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: not api.updates)
    first, second, third = api.webhooks.attempts
    assert [attempt.retry_after for attempt in (first, second, third)] == [20, 20, 0]
    assert min(second.at - first.at, third.at - second.at) >= 0.2


async def test_a_redirection_is_no_answer(api: LoopbackApi, person: Person, hook: Hook) -> None:
    hook.answer = lambda _: (
        Response(status_code=302, headers={"Location": "/"}) if len(hook.got) < 2 else Response()
    )
    person.say("a")
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: not api.updates)
    assert [attempt.status for attempt in api.webhooks.attempts] == [302, 200]


async def test_nobody_there_and_no_answer_in_time(api: LoopbackApi, person: Person, hook: Hook) -> None:
    api.webhooks.timeout = 0.05
    hook.gate.clear()
    person.say("a")
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: api.webhooks.attempts)
    assert api.webhooks.last_error is not None
    assert api.webhooks.last_error[1] == "Read timeout expired"
    nobody = LocalServer()
    nobody._socket.close()
    await call(api, "setWebhook", url=f"{nobody.url}/hook")
    await api.until(lambda: api.webhooks.last_error and api.webhooks.last_error[1] == "Connection refused")
    assert len(api.updates) == 1


async def test_taken_away_what_is_on_its_way_stays(api: LoopbackApi, person: Person, hook: Hook) -> None:
    hook.gate.clear()
    person.say("a")
    await call(api, "setWebhook", url=hook.url)
    await api.until(lambda: hook.busy)
    await call(api, "deleteWebhook")
    hook.gate.set()
    assert [update["update_id"] for update in (await call(api, "getUpdates"))[1]] == [1]


async def test_what_was_not_asked_for_is_not_kept(api: LoopbackApi, person: Person, hook: Hook) -> None:
    await call(api, "setWebhook", url=hook.url, allowed_updates=["message"])
    person.edit(person.say("a"), "b")
    await api.until(lambda: not api.updates)
    assert hook.ids == [1]
    assert (await call(api, "getWebhookInfo"))[1]["allowed_updates"] == ["message"]
