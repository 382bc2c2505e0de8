"""The web page's addresses: what they refuse, how kindly, and what they send along."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from channel_people import AtWeb
from service_fakes import open_store, running

from bot.channels.base import Outgoing, SendLater
from bot.channels.web import WebChannel, site
from bot.channels.web.body import parse
from bot.channels.web.labels import LABELS
from bot.channels.web.limits import RateLimit
from bot.channels.web.mailbox import KEPT, Mailboxes
from bot.errors import StoreError
from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def person(store: Store) -> AsyncIterator[AtWeb]:
    someone = AtWeb()
    async with running(store, [someone.channel]):
        async with asyncio.timeout(20):
            while not someone.channel.is_open:  # noqa: ASYNC110 - a turn of the loop or two, no time
                await asyncio.sleep(0)
        yield someone
    await someone.leave()


async def post(person: AtWeb, body: bytes | str, kind: str = "application/json") -> httpx.Response:
    client = await person.client()
    return await client.post("/chat/messages", content=body, headers={"content-type": kind})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad-request"),
        (b"{", 400, "bad-request"),
        (b"\xff\xfe", 400, "bad-request"),
        (b"[" * 30_000, 400, "bad-request"),
        (b"9" * 5000, 400, "bad-request"),
        (b"[]", 400, "bad-request"),
        (b'{"text": 5}', 400, "bad-request"),
        (b'{"text": "x", "press": {}}', 400, "bad-request"),
        (b'{"text": "x", "id": "a b"}', 400, "bad-request"),
        (b"{}", 400, "empty"),
        (b'{"text": ""}', 400, "empty"),
        (b'{"text": " \\n\\u3000 "}', 400, "empty"),
        (json.dumps({"text": "字" * 2001}).encode(), 413, "too-long"),
        (json.dumps({"text": "x" * 100_000}).encode(), 413, "too-long"),
    ],
)
async def test_what_cannot_be_used_is_told_kindly(person: AtWeb, body: bytes, status: int, code: str) -> None:
    response = await post(person, body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert min(len(error["zh"]), len(error["en"])) > 4


@pytest.mark.parametrize(
    "text",
    [
        "字" * 2000,
        "a\x00b\x01\x1b[31m",
        "\x07",
        "\ud800 lone \udfff",
        "👩‍👩‍👧‍👦🎉",
        "<script>alert(1)</script>",
        "**bold** [a](javascript:x)",
        "'; DROP TABLE turns; --",
        "\u202eevil",
    ],
)
async def test_odd_texts_are_answered_as_they_are(person: AtWeb, store: Store, text: str) -> None:
    body = json.dumps({"text": text})
    assert (await post(person, body)).status_code == 202
    [reply] = await person.replies(1)
    assert reply.text.startswith("1: heard ")
    if text.isprintable():
        assert text in reply.text
    assert len(await store.turns()) == 1


async def test_other_content_types_are_refused(person: AtWeb) -> None:
    assert (await post(person, "text=hi", "application/x-www-form-urlencoded")).status_code == 415


async def test_writing_without_the_page_or_from_elsewhere_is_refused(person: AtWeb) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site(person.channel)), base_url="http://test"
    ) as nobody:
        assert (await nobody.post("/chat/messages", json={"text": "x"})).status_code == 403
        assert (await nobody.get("/chat/replies")).status_code == 403
    client = await person.client()
    elsewhere = {"sec-fetch-site": "cross-site"}
    response = await client.post("/chat/messages", json={"text": "x"}, headers=elsewhere)
    assert response.json()["error"]["code"] == "elsewhere"


async def test_too_many_are_told_to_wait(person: AtWeb, store: Store) -> None:
    person.channel.limit = RateLimit(clock=lambda: 0.0)  # a slow machine would give the chat time to recover
    codes = [(await post(person, '{"text": "hi"}')).status_code for _ in range(22)]
    assert codes[:20] == [202] * 20
    assert codes[21] == 429
    assert "一分钟" in (await post(person, '{"text": "hi"}')).json()["error"]["zh"]


def test_the_rate_recovers() -> None:
    now = [0.0]
    limit = RateLimit(20, lambda: now[0])
    assert [limit.allows("a") for _ in range(21)].count(True) == 20
    assert limit.allows("b")
    now[0] += 3.1
    assert limit.allows("a")
    assert not limit.allows("a")


async def test_a_failing_database_is_a_503_and_nothing_is_claimed() -> None:
    channel = WebChannel()

    async def receive(batch: Any) -> None:
        raise StoreError("disk full")

    task = asyncio.create_task(channel.run(receive))
    await asyncio.sleep(0)
    transport = httpx.ASGITransport(site(channel))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get("/")
        response = await client.post("/chat/messages", json={"text": "hi"})
    task.cancel()
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "busy"


async def test_each_response_is_strict(person: AtWeb) -> None:
    client = await person.client()
    for path in ("/", "/static/chat.js", "/static/chat.css", "/chat/replies?wait=0", "/nothing"):
        response = await client.get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
    page = await AtWeb().client()
    cookie = (await page.get("/")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_the_page_is_whole_and_in_both_languages(person: AtWeb) -> None:
    assert set(LABELS["zh"]) == set(LABELS["en"])
    client = await person.client()
    chinese = (await client.get("/")).text
    switched = await client.get("/?lang=en", follow_redirects=True)
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in switched.text
    for text in (chinese, switched.text):
        assert "http://" not in text
        assert "https://" not in text
        assert " style=" not in text
        assert " onclick" not in text


def test_a_page_that_comes_back_gets_what_it_missed_and_no_more() -> None:
    async def scene() -> None:
        boxes = Mailboxes()
        marks = [boxes.put("a", {"body": str(n)}) for n in range(KEPT + 5)]
        assert [r["body"] for r in await boxes.wait("a", marks[-3], 0)] == [str(KEPT + 3), str(KEPT + 4)]
        assert len(await boxes.wait("a", "of-another-process", 0)) == KEPT
        assert await boxes.wait("b", "", 0) == []
        assert await boxes.wait("a", boxes.mark("a"), 0) == []

    asyncio.run(scene())


async def test_a_reply_waits_for_its_page() -> None:
    now = [0.0]
    channel = WebChannel(lambda: now[0])
    item = Outgoing("chat", "hello")
    with pytest.raises(SendLater):
        await channel.send(item)  # just started: the page will be back
    await channel.mailboxes.wait("chat", "", 0)
    assert await channel.send(item)  # between two looks
    now[0] += 30
    with pytest.raises(SendLater):
        await channel.send(item)  # perhaps a tunnel
    now[0] += 60
    assert await channel.send(item)  # gone: nobody will read it
    await channel.close()
    with pytest.raises(SendLater):
        await channel.send(item)  # stopping: the outbox keeps it


async def test_a_rating_comes_in_with_the_reply_it_is_about(person: AtWeb, store: Store) -> None:
    await person.say("hi")
    await person.replies(1)
    [reply] = person._replies
    assert (reply["rating"], reply["toast"]) == (True, False)
    await person.say("", press="v:-", about=reply["id"])
    await person.replies(3)
    toast, question = person._replies[1:]
    assert (toast["toast"], question["rating"], len(question["options"])) == (True, False, 4)
    await person.say("资料过时", press=question["options"][1]["value"], about=question["id"])
    await person.replies(4)
    [row] = await store.turns()
    assert (row.rating, row.reason) == ("down", "outdated")


async def test_a_page_is_told_that_nothing_is_to_come() -> None:
    channel = WebChannel()
    channel.settled("nobody")
    await channel.mailboxes.wait("chat", "", 0)
    channel.settled("chat")
    assert [entry["settled"] for entry in await channel.mailboxes.wait("chat", "", 0)] == [True]


@pytest.mark.parametrize("about", ["../x", "", 'a"b', "x" * 65])
def test_an_unusable_about_is_left_out(about: str) -> None:
    assert parse(json.dumps({"press": "v:+", "about": about}).encode()).about is None
