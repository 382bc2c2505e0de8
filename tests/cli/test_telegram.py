"""`talentbot telegram` against the loopback Bot API: what is set, what is said, and how it fails."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import main as cli
from bot.cli import telegram as telegram_command

sys.path.append(str(Path(__file__).parents[1] / "telegram"))
from loopback import LoopbackApi
from telegram_people import Person

URL = "https://bot.example.org/telegram/hook"
Talentbot = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
async def api() -> AsyncIterator[LoopbackApi]:
    async with LoopbackApi() as server:
        yield server


@pytest.fixture
def settings(api: LoopbackApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Settings for the loopback Bot API; more by name, `telegram_mode="webhook"`."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("TALENTBOT_"):
            monkeypatch.delenv(name)

    def change(**more: str) -> None:
        for name, value in more.items():
            monkeypatch.setenv(f"TALENTBOT_{name.upper()}", value)

    change(telegram_token=api.token, telegram_api_url=api.url, data_dir=str(tmp_path / "data"))
    return change


@pytest.fixture
def talentbot(
    settings: Callable[..., None], api: LoopbackApi, capsys: pytest.CaptureFixture[str]
) -> Talentbot:
    """Runs `talentbot telegram ...` beside the loopback server; gives status, output and errors."""

    async def run(*arguments: str) -> tuple[int, str, str]:
        status = await asyncio.to_thread(cli.main, ["telegram", *arguments])
        captured = capsys.readouterr()
        assert api.token not in captured.out + captured.err
        return status, captured.out, captured.err

    return run


async def test_set_webhook_sets_what_the_settings_say_and_shows_no_secret(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None]
) -> None:
    settings(telegram_mode="webhook", telegram_webhook_url=URL, telegram_webhook_secret="s3cret-Token_1")
    status, out, _ = await talentbot("set-webhook")
    assert (status, URL in out, "s3cret" in out) == (0, True, False)
    assert (api.webhooks.hook.url, api.webhooks.hook.secret) == (URL, "s3cret-Token_1")
    assert api.webhooks.allowed == ["message", "edited_message", "callback_query"]
    assert "polling" not in out


async def test_without_a_secret_one_is_made_of_the_key(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None], tmp_path: Path
) -> None:
    settings(telegram_webhook_url=URL)
    status, out, _ = await talentbot("set-webhook")
    assert status == 0
    first = api.webhooks.hook.secret
    assert len(first) == 64
    assert first not in out
    assert "secret.key" in out
    assert "TALENTBOT_TELEGRAM_MODE" in out, "polling is set: it will not last"
    await talentbot("set-webhook")
    assert api.webhooks.hook.secret == first
    settings(data_dir=str(tmp_path / "elsewhere"))
    api.webhooks.unset()
    api.webhooks._next_change = 0.0
    await talentbot("set-webhook")
    assert api.webhooks.hook.secret not in ("", first)


async def test_delete_webhook_keeps_what_waits(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None]
) -> None:
    settings(telegram_mode="webhook", telegram_webhook_url=URL)
    await talentbot("set-webhook")
    Person(api).say("在吗")
    status, out, _ = await talentbot("delete-webhook")
    assert (status, api.webhooks.hook.url, len(api.updates)) == (0, "", 1)
    assert "保留 / waiting ones kept" in out
    assert "TALENTBOT_TELEGRAM_MODE" in out, "webhook is set: it will not last"
    status, out, _ = await talentbot("delete-webhook", "--drop-pending", "--yes")
    assert (status, api.updates) == (0, [])


@pytest.mark.parametrize(("typed", "status", "left"), [("n\n", 1, 1), ("", 1, 1), ("y\n", 0, 0)])
async def test_dropping_is_asked_about(
    api: LoopbackApi, settings: Callable[..., None], typed: str, status: int, left: int
) -> None:
    Person(api).say("在吗")
    arguments = ["delete-webhook", "--drop-pending"]
    done = await asyncio.to_thread(CliRunner().invoke, telegram_command.app, arguments, input=typed)
    assert (done.exit_code, len(api.updates)) == (status, left)
    assert "永远丢失" in done.output


async def test_info_says_how_it_stands(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None]
) -> None:
    status, out, _ = await talentbot("info")
    assert status == 0
    assert "@JiaxingTalentBot" in out
    assert "polling" in out
    assert "→" not in out
    settings(telegram_mode="webhook", telegram_webhook_url=URL)
    await talentbot("set-webhook")
    Person(api).say("在吗")
    status, out, _ = await talentbot("info")
    lines = dict(line.split(": ", 1) for line in out.splitlines())
    assert status == 0
    assert lines["送达地址 / webhook"] == URL
    assert lines["未收的消息 / waiting messages"] == "1"
    assert lines["同时送达 / deliveries at once"] == "40"
    assert lines["地址的 IP / its address"] == "127.0.0.1"
    assert lines["收取的种类 / kinds asked for"] == "message, edited_message, callback_query"
    assert lines["最近的错误 / last error"] == "没有 / none"
    assert "→" not in out


async def test_info_says_where_settings_and_telegram_differ(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None]
) -> None:
    api.webhooks.set({"url": URL, "allowed_updates": ["message"]})
    _, out, _ = await talentbot("info")
    assert out.count("→") == 2
    assert "delete-webhook" in out
    settings(telegram_mode="webhook", telegram_webhook_url=URL + "2")
    _, out, _ = await talentbot("info")
    assert f"{URL}2" in out
    assert out.count("→") == 2


@pytest.mark.parametrize(
    ("problem", "todo"),
    [
        ("Wrong response from the webhook: 403 Forbidden", "密钥对不上"),
        ("Wrong response from the webhook: 404 Not Found", "原样转发路径"),
        ("Wrong response from the webhook: 405 Method Not Allowed", "原样转发路径"),
        ("Wrong response from the webhook: 413 Request Entity Too Large", "上限"),
        ("Wrong response from the webhook: 502 Bad Gateway", "没在运行"),
        ("Wrong response from the webhook: 503 Service Unavailable", "存不了消息"),
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "证书"),
        ("Connection refused", "防火墙"),
        ("Connection timed out", "防火墙"),
        ("Read timeout expired", "防火墙"),
    ],
)
async def test_info_says_what_to_do_about_the_last_error(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None], problem: str, todo: str
) -> None:
    settings(telegram_mode="webhook", telegram_webhook_url=URL)
    api.webhooks.set({"url": URL})
    api.webhooks.last_error = (1790000000, problem)
    _, out, _ = await talentbot("info")
    assert ": 2026-09-2" in out
    assert problem in out
    (line,) = [line for line in out.splitlines() if line.startswith("→")]
    assert todo in line


COMMANDS = [("info",), ("set-webhook",), ("delete-webhook",)]


@pytest.mark.parametrize("command", COMMANDS)
async def test_without_a_token(
    talentbot: Talentbot, settings: Callable[..., None], command: tuple[str, ...], tmp_path: Path
) -> None:
    settings(telegram_token="", telegram_webhook_url=URL)
    status, out, err = await talentbot(*command)
    assert (status, out) == (1, "")
    assert "TALENTBOT_TELEGRAM_TOKEN" in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("token", ["654321:another", "nonsense"])
async def test_a_refused_token(
    talentbot: Talentbot, settings: Callable[..., None], command: tuple[str, ...], token: str
) -> None:
    settings(telegram_token=token, telegram_webhook_url=URL)
    status, out, err = await talentbot(*command)
    assert (status, out) == (1, "")
    assert "令牌不可用" in err
    assert token not in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
async def test_no_network(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None], command: tuple[str, ...]
) -> None:
    settings(telegram_webhook_url=URL)
    api.fail("getMe", 502)
    status, out, err = await talentbot(*command)
    assert (status, out) == (1, "")
    assert "连不上 Telegram" in err
    settings(telegram_api_url="http://127.0.0.1:9")
    status, out, err = await talentbot(*command)
    assert (status, out) == (1, "")
    assert "连不上 Telegram" in err
    assert "Traceback" not in err


async def test_what_telegram_refuses_is_said(
    api: LoopbackApi, talentbot: Talentbot, settings: Callable[..., None]
) -> None:
    settings(telegram_webhook_url="https://bot.example.org:8080/telegram/hook")
    status, _, err = await talentbot("set-webhook")
    assert status == 1
    assert "ports 80, 88, 443 or 8443" in err


async def test_no_address_to_set(talentbot: Talentbot) -> None:
    status, _, err = await talentbot("set-webhook")
    assert status == 1
    assert "TALENTBOT_TELEGRAM_WEBHOOK_URL" in err
