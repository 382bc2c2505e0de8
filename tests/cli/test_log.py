"""`talentbot log`: tables, pipes, exports, and kind words where there is nothing."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import log as log_command
from bot.cli.export import COLUMNS
from bot.core.engine import Engine
from bot.core.model import Exchange, FactRef, IncomingMessage, Kind, Outcome, Part, Reply, Turn
from bot.errors import StoreError
from bot.store import Store, feedback

sys.path.append(str(Path(__file__).parents[1] / "core"))
from small_base import base

QUESTIONS = (
    ("有没有免费公寓", Outcome.ANSWER),
    ("公寓租金多少？", Outcome.UNKNOWN),
    ("公寓租金多少", Outcome.UNKNOWN),
    ("=1+1", Outcome.OFFTOPIC),
    ("＠SUM(A1)\n换行，电话13812345678", Outcome.OFFTOPIC),
)


async def fill(url: str) -> None:
    store = await Store.open(url, b"k")
    try:
        for number, (text, outcome) in enumerate(QUESTIONS):
            message = IncomingMessage("memory", "c", str(number), text, user="u")
            inbox_id = await store.receive(message)
            part = Part(
                outcome, "housing.free", "pinghu", (FactRef("a.b", "pinghu"), FactRef("a.c", "pinghu")), 0.9
            )
            exchange = Exchange(Reply(outcome, "[bold]答[/bold]", "答", "zh", parts=(part,)), {})
            at = f"2026-11-{10 + number}T08:00:00Z"
            turn = Turn("memory", "c", "u", str(number), Kind.TEXT, text, at, 2.0, "v1", exchange)
            await store.commit_turn(inbox_id, turn, [], {})
        writes = [feedback.rating(1, "up"), feedback.reason(2, "=没写押金"), feedback.reason(3, "outdated")]
        await store.commit_rest(None, [], writes)
        dead = await store.receive(IncomingMessage("memory", "c", "dead", "坏消息"))
        for _ in range(3):
            await store.fail(dead, "ValueError: 坏了")
    finally:
        await store.close()


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("TALENTBOT_DATABASE_URL", "TALENTBOT_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TALENTBOT_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def filled(data) -> Path:
    asyncio.run(fill(f"sqlite+aiosqlite:///{data / 'talentbot.db'}"))
    return data


def run(*arguments: str):
    result = CliRunner().invoke(log_command.app, arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("command", ["show", "search 公寓", "unanswered", "export", "dead", "why 1"])
def test_without_a_database_it_says_so_and_makes_none(data, command):
    result = run(*command.split())
    assert "还没有对话记录" in result.stderr
    assert result.stdout == ""
    assert not data.exists()


def lines(result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_show_filters(filled):
    assert [row[6] for row in lines(run("show"))[1:3]] == ["＠SUM(A1) 换行，电话[手机号]", "=1+1"]
    assert [row[0] for row in lines(run("show", "-n", "1", "--outcome", "unknown"))[1:]] == ["3"]
    assert [row[0] for row in lines(run("show", "--since", "2026-11-13"))[1:]] == ["5", "4"]
    chat = lines(run("show"))[1][3]
    assert len(lines(run("show", "--chat", chat, "--intent", "housing.free", "--channel", "memory"))) == 6
    nothing = run("show", "--channel", "telegram")
    assert (nothing.stdout, "没有符合条件" in nothing.stderr) == ("", True)


def test_ratings_are_shown_and_filtered(filled):
    assert [row[8] for row in lines(run("show"))[1:]] == ["", "", "down: outdated", "down: =没写押金", "up"]
    assert [row[0] for row in lines(run("show", "--rating", "down"))[1:]] == ["3", "2"]
    assert [row[0] for row in lines(run("show", "--rating", "up"))[1:]] == ["1"]
    rows = list(csv.DictReader(io.StringIO(run("export").stdout.removeprefix("\ufeff"))))
    assert [(row["rating"], row["reason"]) for row in rows[:3]] == [
        ("up", ""),
        ("down", "'=没写押金"),
        ("down", "outdated"),
    ]
    record = json.loads(run("export", "--format", "jsonl").stdout.splitlines()[2])
    assert (record["rating"], record["reason"]) == ("down", "outdated")


def test_show_draws_a_table_in_a_terminal(filled):
    text = _in_terminal("show")
    assert "有没有免费公寓" in text
    assert "[bold]答[/bold]" in text, "text from outside is no markup"
    assert "┃" in text


def _in_terminal(command: str) -> str:
    """The output of a command whose standard output is a real terminal."""
    import os
    import pty
    import subprocess
    import sys

    code = f"from bot.cli.log import app; app(['{command}'])"
    primary, secondary = pty.openpty()
    root = Path(__file__).parents[2]
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=secondary,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
    )
    os.close(secondary)
    chunks = []
    try:
        while chunk := os.read(primary, 65536):
            chunks.append(chunk)
    except OSError:  # Linux reports the end of a terminal as EIO
        pass
    os.close(primary)
    assert worker.wait() == 0
    return b"".join(chunks).decode()


async def answer(url: str, text: str) -> None:
    """A turn as the engine really explains it."""
    store = await Store.open(url, b"k")
    try:
        message = IncomingMessage("memory", "c", "1", text, user="u")
        inbox_id = await store.receive(message)
        exchange = Engine(base()).respond(message, {}, datetime(2026, 11, 20, tzinfo=UTC))
        turn = Turn("memory", "c", "u", "1", Kind.TEXT, text, "2026-11-20T08:00:00Z", 2.0, "v1", exchange)
        await store.commit_turn(inbox_id, turn, [], {})
    finally:
        await store.close()


def test_why_shows_how_a_turn_was_understood(data: Path) -> None:
    asyncio.run(answer(f"sqlite+aiosqlite:///{data / 'talentbot.db'}", "科技付总能领多少补助"))
    out = run("why", "1").stdout
    for told in ("科技付总能领多少补助", "mistyped", "best-fact", "examples", "learned", "least_likeness"):
        assert told in out


def test_why_of_no_turn_says_so(filled: Path) -> None:
    result = CliRunner().invoke(log_command.app, ["why", "999"])
    assert isinstance(result.exception, StoreError)
    assert "999" in str(result.exception)


def test_why_of_a_turn_without_an_explanation_still_shows_the_message(filled: Path) -> None:
    assert "有没有免费公寓" in run("why", "1").stdout


def test_search(filled):
    assert [row[6] for row in lines(run("search", "租金 公寓"))[1:]] == ["公寓租金多少", "公寓租金多少？"]
    assert "没有符合条件" in run("search", "NOT (").stderr


def test_unanswered(filled):
    rows = lines(run("unanswered"))[1:]
    assert next((row[0], row[1], row[3]) for row in rows) == ("2", "1", "公寓租金多少")
    assert len(rows) == 3
    assert "没有符合条件" in run("unanswered", "--since", "1m").stderr


def test_dead(filled):
    [row] = lines(run("dead"))[1:]
    assert row[0] == "inbox:6"
    assert row[2:] == ["memory", "3", "坏消息", "ValueError: 坏了"]


def test_export_csv_opens_in_excel(filled, tmp_path):
    out = tmp_path / "log.csv"
    result = run("export", "--out", str(out))
    assert "5" in result.stderr
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data == run("export").stdout_bytes
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(header) == COLUMNS
    records = [dict(zip(header, row, strict=True)) for row in rows]
    assert [r["text"] for r in records] == [
        "有没有免费公寓",
        "公寓租金多少？",
        "公寓租金多少",
        "'=1+1",
        "'＠SUM(A1)\n换行，电话[手机号]",
    ]
    assert records[0]["at"] == "2026-11-10T08:00:00+00:00"
    assert records[0]["facts"] == "a.b; a.c"
    assert {r["confidence"] for r in records} == {"0.9"}


def test_export_jsonl(filled):
    rows = [
        json.loads(line)
        for line in run("export", "--format", "jsonl", "--outcome", "answer").stdout.splitlines()
    ]
    assert [(r["text"], r["facts"], r["parts"][0]["region"]) for r in rows] == [
        ("有没有免费公寓", ["a.b", "a.c"], "pinghu")
    ]
    assert "trace" not in rows[0]


def test_export_to_an_unwritable_file(filled, tmp_path):
    result = CliRunner().invoke(log_command.app, ["export", "--out", str(tmp_path / "no" / "x.csv")])
    assert isinstance(result.exception, StoreError)
    assert "无法写入" in str(result.exception)


@pytest.mark.parametrize("text", ["yesterday", "", "7", "2026-13-01"])
def test_a_time_that_cannot_be_read(text):
    with pytest.raises(typer.BadParameter, match="看不懂时间"):
        log_command.since(text)


@pytest.mark.parametrize("command", ["show", "search", "unanswered", "export", "dead"])
def test_every_help_text_has_an_example(command):
    result = run(command, "--help")
    assert f"talentbot log {command}" in result.stdout


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("公寓", "公寓"),
        ("123456789012", "'123456789012"),
        ("12345678e9012345", "'12345678e9012345"),
        ("129", "129"),
        (1.5, 1.5),
        (None, None),
    ],
)
def test_cells_are_no_formulas(value, cell):
    from bot.cli.export import _cell

    assert _cell(value) == cell
