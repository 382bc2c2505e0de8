"""The whole bot in webhook mode as a process of its own: killed, deaf for a while, switched over."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from pathlib import Path

import httpx
from loopback import LoopbackApi
from telegram_people import Person
from test_telegram_serve import PEOPLE, answered, serving

QUESTION = "平湖有没有免费的人才公寓"


def webhook_settings() -> dict[str, str]:
    """Webhook mode on a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return {
        "TALENTBOT_TELEGRAM_MODE": "webhook",
        "TALENTBOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/hook",
        "TALENTBOT_PORT": str(port),
    }


def repeated(api: LoopbackApi, people: list[Person]) -> int:
    """How many messages came more than once to the same person."""
    counts = [Counter(message["text"] for message in api.sent(person.id)) for person in people]
    return sum(count - 1 for each in counts for count in each.values())


async def test_a_kill_loses_no_question(api: LoopbackApi, data: Path) -> None:
    settings = webhook_settings()
    api.webhooks.unit = 0.05
    people = [Person(api, id=5000 + number) for number in range(PEOPLE)]
    api.webhooks.lost_answers = 5
    for person in people:
        person.say(QUESTION)
    api.spoil("sendMessage", times=PEOPLE * 2, seconds=0.1)

    async with serving(api, data, **settings):
        await api.until(lambda: any(api.sent(person.id) for person in people), 60)
    before = answered(api, people)
    assert before < PEOPLE, "killed too late to show anything"
    for person in people:
        person.say(QUESTION + "吗")

    async with serving(api, data, **settings) as process:
        await api.until(lambda: answered(api, people) == PEOPLE and not api.updates, 60)
        await api.until(lambda: all(len(api.sent(person.id)) >= 3 for person in people), 60)
        person, shown = people[-1], api.sent(people[-1].id)
        query = person.press(next(message for message in reversed(shown) if message["reply_markup"]))
        await api.wait_sent(person.id, len(shown) + 1)
        await api.until(lambda: query not in api.queries)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 5) == 0

    assert api.webhooks.hook.url == settings["TALENTBOT_TELEGRAM_WEBHOOK_URL"], "it stays set"
    most = max(len(api.sent(person.id)) for person in people[:-1])
    assert most <= 4, "a notice, two answers, and one that was under way at the kill"
    assert api.called("getUpdates") == []
    output = (data / "output.txt").read_text()
    assert api.token not in output
    assert api.webhooks.hook.secret not in output
    assert api.unexpected() == []


async def test_a_lost_answer_is_not_answered_twice(api: LoopbackApi, data: Path) -> None:
    api.webhooks.unit = 0.05
    api.webhooks.lost_answers = 8
    people = [Person(api, id=5000 + number) for number in range(4)]
    async with serving(api, data, **webhook_settings()):
        for person in people:
            person.say(QUESTION)
            person.say("那嘉善呢")
        await api.until(lambda: not api.updates, 60)
        await api.until(lambda: all(len(api.sent(person.id)) >= 3 for person in people), 60)
    assert len(api.webhooks.attempts) >= 16
    assert repeated(api, people) == 0


async def test_from_webhook_to_polling_nothing_is_lost(api: LoopbackApi, data: Path) -> None:
    person = Person(api)
    async with serving(api, data, **webhook_settings()) as process:
        person.say("你好")
        await api.until(lambda: api.sent(person.id), 60)
        process.terminate()
        await process.wait()
    person.say(QUESTION)
    async with serving(api, data):
        await api.until(lambda: answered(api, [person]), 60)
    assert api.webhooks.hook.url == ""


async def test_the_secret_is_made_of_the_key_and_strangers_stay_out(api: LoopbackApi, data: Path) -> None:
    settings = webhook_settings()
    async with serving(api, data, **settings):
        await api.until(lambda: api.webhooks.hook.url, 60)
        async with httpx.AsyncClient(verify=False) as client:
            answer = await client.post(settings["TALENTBOT_TELEGRAM_WEBHOOK_URL"], json={"update_id": 1})
            page = await client.get(f"http://127.0.0.1:{settings['TALENTBOT_PORT']}/healthz")
    assert (answer.status_code, page.status_code) == (403, 200)
    first = api.webhooks.hook.secret
    assert len(first) == 64
    assert first not in (data / "secret.key").read_text()
    api.webhooks.unset()
    async with serving(api, data, **settings):
        await api.until(lambda: api.webhooks.hook.url, 60)
    assert api.webhooks.hook.secret == first


async def test_a_path_of_the_page_is_no_address_for_telegram(api: LoopbackApi, data: Path) -> None:
    for path in ("/chat/messages", "/static/hook", "/healthz"):
        taken = webhook_settings()
        taken["TALENTBOT_TELEGRAM_WEBHOOK_URL"] = f"https://bot.example.org{path}"
        async with serving(api, data, **taken) as process:
            assert await asyncio.wait_for(process.wait(), 60) == 1
    output = (data / "output.txt").read_text()
    assert output.count("TALENTBOT_TELEGRAM_WEBHOOK_URL") == 3
    assert "Traceback" not in output
    assert api.calls == []
