"""`talentbot log`: look at the conversation log, search it, find what was not answered, export it.

Every command only reads: it takes no lock, and makes no database where there is none.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli import handoff_tables
from bot.cli.explain import explain
from bot.cli.export import Format, write_rows
from bot.cli.replay import replay_letters
from bot.config import load_settings
from bot.core.model import Outcome
from bot.errors import StoreError
from bot.store import LogReader, TurnFilter, TurnRow

app = typer.Typer(
    no_args_is_help=True,
    help="查看对话记录（只读）/ Look at the conversation log (read-only).\n\n"
    "例 / Example: talentbot log show --outcome unknown --since 7d",
)

_PAGE = 500
_EMPTY = "没有符合条件的记录 / nothing matches."
_NO_LOG = (
    "还没有对话记录，机器人回答过问题后再来看 / no log yet; come back when the bot has answered something."
)


def since(text: str) -> datetime:
    """A moment: `7d`, `24h`, `30m` ago, or a local date or time in ISO 8601. Raises typer.BadParameter."""
    ago = re.fullmatch(r"(\d{1,5})([dhm])", text.strip())
    if ago:
        unit = {"d": "days", "h": "hours", "m": "minutes"}[ago[2]]
        return datetime.now(UTC) - timedelta(**{unit: int(ago[1])})
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"看不懂时间 {text!r}，请写 7d、24h 或 2026-11-20 / "
            f"expected 7d, 24h or 2026-11-20, found {text!r}"
        ) from None


Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10000, help="最多几条 / at most so many")]
Since = Annotated[
    datetime | None, typer.Option(parser=since, metavar="WHEN", help="从何时起 / from: 7d, 24h, 2026-11-20")
]
ByOutcome = Annotated[Outcome | None, typer.Option(help="结果 / outcome")]
ByChannel = Annotated[str | None, typer.Option(help="渠道 / channel, as in telegram")]
ByIntent = Annotated[str | None, typer.Option(help="意图 / intent, as in housing.free")]
ByChat = Annotated[str | None, typer.Option(help="对话代号（记录中所示）/ chat, as the log shows it")]


class Rating(StrEnum):
    """How an answer was rated."""

    UP = "up"
    DOWN = "down"


ByRating = Annotated[Rating | None, typer.Option(help="评价 / rating: 👍 up, 👎 down")]


@app.command()
def show(
    limit: Limit = 20,
    outcome: ByOutcome = None,
    channel: ByChannel = None,
    since: Since = None,
    intent: ByIntent = None,
    chat: ByChat = None,
    rating: ByRating = None,
) -> None:
    """最近的对话 / The last turns.

    例 / Example: talentbot log show -n 50 --outcome unknown --since 7d；talentbot log show --rating down
    """
    only = TurnFilter(
        outcome=outcome,
        channel=channel,
        since=since,
        intent=intent,
        chat=chat,
        rating=rating.value if rating else None,
    )

    async def run(log: LogReader) -> None:
        _print_turns(await log.turns(only, limit))

    _with_log(run)


@app.command()
def why(
    turn: Annotated[int, typer.Argument(help="编号（log show 的第一列） / id, first column of log show")],
) -> None:
    """一句话当时是怎么理解的：候选、得分、规则 / How a message was understood: candidates, scores, rule.

    例 / Example: talentbot log why 12
    """

    async def run(log: LogReader) -> None:
        found = await log.turn(turn)
        if found is None:
            raise StoreError(
                f"没有编号 {turn} 的记录，用 talentbot log show 查编号 / no turn has the id {turn}."
            )
        typer.echo(_plain(f"{_local(found.at)}  {found.text}"))
        explain(found.trace or {}, Console())

    _with_log(run)


@app.command()
def search(text: Annotated[str, typer.Argument(help="要找的词 / words")], limit: Limit = 20) -> None:
    """在问题中查找，每个词都要出现 / Find questions that contain every word.

    例 / Example: talentbot log search "公寓 平湖"
    """

    async def run(log: LogReader) -> None:
        _print_turns(await log.search(text, limit))

    _with_log(run)


@app.command()
def unanswered(since: Since = None, limit: Limit = 20) -> None:
    """没答上的问题，问得最多的在前 / Questions without an answer, most frequent first.

    例 / Example: talentbot log unanswered --since 30d
    """

    async def run(log: LogReader) -> None:
        rows = [
            (str(row.times), str(row.people), _local(row.last), row.question)
            for row in await log.unanswered(since, limit)
        ]
        _print_table(("次数 times", "人数 people", "最近 last", "问题 question"), rows)

    _with_log(run)


@app.command()
def dead(
    replay: Annotated[
        list[str] | None,
        typer.Option(help="再试一次：编号，或 all / try again: an id such as inbox:12, or all"),
    ] = None,
    limit: Limit = 20,
) -> None:
    """处理失败而放弃的消息；可以再试 / Messages and replies that were given up; they can be tried again.

    例 / Example: talentbot log dead --replay inbox:12
    """
    if replay:
        replay_letters(replay, load_settings())
        return

    async def run(log: LogReader) -> None:
        rows = [
            (f"{row.box}:{row.id}", _local(row.at), row.channel, str(row.tries), row.text, row.error)
            for row in await log.dead(limit)
        ]
        _print_table(("编号 id", "时间 at", "渠道 channel", "次数 tries", "内容 text", "原因 cause"), rows)

    _with_log(run)


@app.command()
def handoffs(
    handoff: Annotated[
        int | None, typer.Argument(help="编号：看这一次说了什么 / id: what was said in it")
    ] = None,
    limit: Limit = 20,
    since: Since = None,
) -> None:
    """转人工：何时、等了多久、谁结束的；加编号看内容，好把答复补进事实或问法 / Hand-offs to the staff.

    例 / Example: talentbot log handoffs 3
    """

    async def run(log: LogReader) -> None:
        if handoff is None:
            rows = await log.handoff_log.rows(since, limit)
            _print_table(handoff_tables.HEADER, [handoff_tables.row(found, _local) for found in rows])
            return
        lines = await log.handoff_log.lines(handoff)
        if lines is None:
            raise StoreError(
                f"没有编号 {handoff} 的转人工，用 talentbot log handoffs 查编号 / no hand-off has the id {handoff}."
            )
        _print_table(handoff_tables.LINES, [handoff_tables.line(said, _local) for said in lines])

    _with_log(run)


@app.command()
def export(
    format: Annotated[Format, typer.Option(help="格式 / format")] = Format.CSV,  # noqa: A002 - names the option
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="文件 / file; default: standard output")
    ] = None,
    outcome: ByOutcome = None,
    since: Since = None,
) -> None:
    """导出对话记录，最早的在前；CSV 可直接用 Excel 打开 / Export, oldest first; the CSV opens in Excel.

    例 / Example: talentbot log export --format csv --out log.csv --since 30d
    """
    only = TurnFilter(outcome=outcome, since=since)

    async def run(log: LogReader) -> None:
        rows = await _all_turns(log, only)
        data = write_rows(rows, format)
        if out is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        _save(out, data)
        typer.echo(f"已导出 {len(rows)} 条到 {out} / wrote {len(rows)} turns to {out}", err=True)

    _with_log(run)


def _save(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise StoreError(
            f"无法写入 {out}：{error.strerror} / cannot write {out}: {error.strerror}"
        ) from error


async def _all_turns(log: LogReader, only: TurnFilter) -> list[TurnRow]:
    rows: list[TurnRow] = []
    while page := await log.turns(only, _PAGE, rows[-1].id if rows else None):
        rows += page
    return rows[::-1]


def _with_log(use: Callable[[LogReader], Awaitable[None]]) -> None:
    """Opens the log for reading, if there is one."""
    url = load_settings().database

    async def run() -> None:
        log = await LogReader.peek(url)
        if log is None:
            typer.echo(_NO_LOG, err=True)
            return
        try:
            await use(log)
        finally:
            await log.close()

    asyncio.run(run())


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def _print_turns(turns: Sequence[TurnRow]) -> None:
    header = (
        "编号 id",
        "时间 at",
        "渠道 channel",
        "对话 chat",
        "结果 outcome",
        "意图 intent",
        "问 text",
        "答 body",
        "评价 rating",
    )
    rows = [
        (
            str(t.id),
            _local(t.at),
            t.channel,
            t.chat,
            t.outcome,
            t.intent or "",
            t.text,
            t.body,
            ": ".join(filter(None, (t.rating, t.reason))),
        )
        for t in turns
    ]
    _print_table(header, rows)


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in a terminal, tab-separated lines in a pipe."""
    if not rows:
        typer.echo(_EMPTY, err=True)
    elif sys.stdout.isatty():
        table = Table(*header)
        for row in rows:
            table.add_row(*(Text(_plain(cell)) for cell in row))
        Console().print(table)
    else:
        for row in (header, *rows):
            typer.echo("\t".join(_plain(cell) for cell in row))


def _plain(cell: str) -> str:
    """On one line and without control characters: the text was typed by a stranger."""
    return "".join(ch if ch.isprintable() else " " for ch in cell)
