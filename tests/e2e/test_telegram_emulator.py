"""The whole bot against a Bot API that others wrote (npm telegram-test-api), as somebody with the app sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from emulator import TOKEN, Emulator, NotInstalled, free_port
from page_server import Server

MODES = ("polling", "webhook")


@pytest.fixture(scope="module", params=MODES)
def person(
    request: pytest.FixtureRequest,
    compiled: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Emulator]:
    """Somebody who can write to the bot, which runs with the index that is compiled already."""
    try:
        emulator = Emulator()
    except NotInstalled as why:
        pytest.skip(f"telegram-test-api: {why}")
    port = free_port()
    settings = {
        "TALENTBOT_TELEGRAM_TOKEN": TOKEN,
        "TALENTBOT_TELEGRAM_API_URL": emulator.url,
        "TALENTBOT_TELEGRAM_MODE": request.param,
        "TALENTBOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/hook",
    }
    data = tmp_path_factory.mktemp("data")
    (data / "cache").symlink_to(compiled)
    server = Server(data, port, **settings)
    try:
        server.start()
        yield emulator
        server.stop()
    finally:
        emulator.stop()


def test_a_conversation(person: Emulator) -> None:
    person.say("/start housing")
    assert "隐私" in person.read("隐私")["text"]
    welcome = person.read("住房")
    assert welcome["reply_markup"]["inline_keyboard"]

    asked = person.say("平湖有没有免费的人才公寓")
    answer = person.read("459")
    label = answer["reply_markup"]["inline_keyboard"][0][0]["text"]

    person.press(answer)
    chosen = person.read("资料时间")
    assert chosen["text"] != answer["text"], label

    person.edit(asked, "科技副总能领多少补助")
    assert "副总" in person.read("副总")["text"]
