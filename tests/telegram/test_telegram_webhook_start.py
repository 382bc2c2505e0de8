"""Webhook mode: how it starts and ends, how one changes over, and what is looked after meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from loopback import LoopbackApi
from structlog.testing import capture_logs
from telegram_collector import Collector, Running
from telegram_hook import SECRET, HookedBot
from telegram_people import Person

from bot.channels.telegram.webhook import RETRY_SECONDS
from bot.errors import ChannelError


def statuses(api: LoopbackApi) -> list[int | None]:
    return [attempt.status for attempt in api.webhooks.attempts]


def events(logs: Sequence[dict[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


async def test_before_the_bot_knows_who_it_is_telegram_is_put_off(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    api.fail("getMe", 502, times=2)
    api.webhooks.set({"url": hooked.url, "secret_token": SECRET})
    person.say("早")
    await api.until(lambda: api.webhooks.attempts)
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert statuses(api)[0] == 503
    assert api.webhooks.attempts[0].retry_after == RETRY_SECONDS
    assert inbox.texts == ["早"]


async def test_after_the_end_the_webhook_stays_and_the_next_start_gets_all(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    async with hooked.talking(inbox):
        person.say("前")
        await api.until(lambda: inbox.texts == ["前"])
    for text in "一二三":
        person.say(text)
    await api.until(lambda: 503 in statuses(api))
    assert len(api.updates) == 3
    assert api.webhooks.hook.url == hooked.url
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert inbox.texts == ["前", "一", "二", "三"]


async def test_from_webhook_to_polling_and_back(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot, running: Running
) -> None:
    async with hooked.talking(inbox):
        person.say("一")
        await api.until(lambda: not api.updates)
    person.say("二")
    async with running(inbox):
        await api.until(lambda: inbox.texts == ["一", "二"])
        assert api.webhooks.hook.url == ""
        person.say("三")
        await api.until(lambda: len(inbox.texts) == 3)
        await api.until(lambda: not api.updates)
    person.say("四")
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert inbox.texts == ["一", "二", "三", "四"]


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
async def test_no_network_at_the_start_is_said_and_waited_out(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot, method: str
) -> None:
    api.spoil(method, reset=True)
    api.fail(method, 502)
    api.fail(method, 429, retry_after=0.01)
    person.say("在吗")
    with capture_logs() as logs:
        async with hooked.talking(inbox):
            await api.until(lambda: inbox.messages)
    assert events(logs).count("telegram.not_started") == 3


async def test_an_address_that_telegram_refuses_is_said_again_and_again(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    api.fail("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host", times=2)
    person.say("在吗")
    with capture_logs() as logs:
        async with hooked.talking(inbox):
            await api.until(lambda: inbox.messages)
    problems = [line["problem"] for line in logs if line["event"] == "telegram.not_started"]
    assert len(problems) == 2
    assert "failed to resolve host" in problems[0]


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
async def test_a_wrong_token_ends_the_start(
    api: LoopbackApi, inbox: Collector, hooked: HookedBot, method: str
) -> None:
    api.fail(method, 401)
    channel = hooked.channel()
    with pytest.raises(ChannelError, match="TALENTBOT_TELEGRAM_TOKEN") as caught:
        await channel.run(inbox)
    await channel.close()
    assert api.token not in str(caught.value)
    assert (await hooked.post({"update_id": 1})).status_code == 503


# watch


async def test_an_address_taken_away_is_put_back(api: LoopbackApi, person: Person, inbox: Collector) -> None:
    async with HookedBot(api, watch_seconds=0.02) as hooked:
        with capture_logs() as logs:
            async with hooked.talking(inbox):
                await hooked.ready()
                api.webhooks.unset()
                api.fail("getWebhookInfo", 502)
                person.say("还在吗")
                await api.until(lambda: inbox.texts == ["还在吗"])
    assert "telegram.webhook_was_changed" in events(logs)
    assert "telegram.webhook_not_checked" in events(logs)


async def test_what_telegram_complains_of_is_logged_once(
    api: LoopbackApi, person: Person, inbox: Collector
) -> None:
    async with HookedBot(api, watch_seconds=0.02) as hooked:
        with capture_logs() as logs:
            async with hooked.talking(inbox):
                await hooked.ready()
                api.webhooks.last_error = (1760000000, f"Wrong response from the webhook: 403 {api.token}")
                looks = len(api.called("getWebhookInfo"))
                await api.until(lambda: len(api.called("getWebhookInfo")) >= looks + 4)
    (told,) = [line for line in logs if line["event"] == "telegram.deliveries_failed"]
    assert "403" in told["problem"]
    assert api.token not in told["problem"]
