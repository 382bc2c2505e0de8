"""`talentbot diff`: what an edit changes for the questions that people asked, before it goes live."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.cli.complaints import Format as CheckFormat
from bot.cli.complaints import print_report
from bot.cli.diff_html import page
from bot.cli.diff_text import as_json, print_effects
from bot.config import Settings, load_settings
from bot.core.knowledge import Lang
from bot.core.model import Kind
from bot.errors import KnowledgeError, TalentBotError
from bot.kb.cases import load_cases
from bot.kb.loader import load, version_of
from bot.service import snapshots
from bot.service.cases import NOW
from bot.service.effects import (
    Effects,
    Line,
    Talk,
    compare,
    conversations,
    no_effects,
    questions_alone,
    questions_of_cases,
)
from bot.service.effects_apart import answer_apart
from bot.service.snapshots import Folders
from bot.store import AskedRow, LogReader


class Format(StrEnum):
    """Output formats; `json` is for machines and stays as it is."""

    TEXT = "text"
    JSON = "json"


Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="FOLDER",
        help="和哪里比：放着 content/ 和 intents/ 的文件夹；默认是线上正在用的 / compare with a folder that "
        "holds content/ and intents/; default: what is live",
    ),
]
Questions = Annotated[
    Path | None,
    typer.Option(
        "--questions", metavar="FILE", help="改用文件里的问题，每行一个 / questions of a file, one a line"
    ),
]
CasesFolder = Annotated[
    Path | None,
    typer.Option("--cases", metavar="FOLDER", help="改用用例，如 tests/cases / the cases instead"),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--most", min=1, help="最多回放多少条；记录取最新的 / at most so many; of the log, the newest"
    ),
]
Html = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", dir_okay=False, help="另存成一页，可发给同事 / also save as a web page"
    ),
]


def diff(
    days: Annotated[int, typer.Option(min=1, max=36500, help="回放最近几天的记录 / days of the log")] = 30,
    against: Against = None,
    questions: Questions = None,
    cases: CasesFolder = None,
    content: Annotated[
        Path | None, typer.Option(help="改过的事实文件夹 / folder of edited facts", show_default="content")
    ] = None,
    intents: Annotated[
        Path | None, typer.Option(help="改过的问法文件夹 / folder of edited intents", show_default="intents")
    ] = None,
    most: Most = None,
    show: Annotated[int, typer.Option(min=0, help="每组列几条 / lines of each group")] = 20,
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output format")] = Format.TEXT,
    html: Html = None,
) -> None:
    """用真实的问题比较改动前后：哪些现在能答了，哪些不能答了，哪些换了答案 / What an edit does to real questions.

    例 / Example: talentbot diff --days 30 --html diff.html

    用例 / The cases: talentbot diff --cases tests/cases

    文件里的问题 / The questions of a file: talentbot diff --questions questions.txt

    先在副本里改再比 / Edit a copy, then compare: talentbot diff --content new/content --intents new/intents
    """
    if questions and cases:
        raise typer.BadParameter("--questions 和 --cases 只能选一个 / choose one of them")
    settings = load_settings()
    edited = Folders(content or settings.content_dir, intents or settings.intents_dir)
    now = datetime.now(UTC)
    talks = _talks(settings, questions, cases, now - timedelta(days=days), most)
    with tempfile.TemporaryDirectory() as folder:
        live = _live(settings, against)
        copy = _copy(live, Path(folder))
        try:
            effects = _effects(copy, edited, settings.cache_dir, talks, NOW if cases else now)
        except KnowledgeError as error:
            raise KnowledgeError(copy.named_as(live, error.problems)) from error
    _report(effects, form, show)
    if html is not None:
        _save(html, page(effects, now))


def _report(effects: Effects, form: Format, show: int) -> None:
    if form is Format.JSON:
        typer.echo(as_json(effects))
    else:
        print_effects(effects, show)


def _talks(
    settings: Settings, questions: Path | None, cases: Path | None, since: datetime, most: int | None
) -> list[Talk]:
    """What is to be replayed. Raises TalentBotError where there is nothing."""
    if questions is not None:
        talks = questions_alone(_lines(questions))[:most]
    elif cases is not None:
        talks = questions_of_cases(load_cases(cases).cases)[:most]
    else:
        rows = asyncio.run(_logged(settings.database, since, most))
        talks = conversations((row.chat, _line(row)) for row in rows)
    if not talks:
        raise TalentBotError(
            "没有可回放的问题。记录里还没有的话，用 --questions 文件 或 --cases tests/cases / "
            "no questions to replay. Where the log has none yet: --questions FILE or --cases tests/cases."
        )
    return talks


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TalentBotError(
            f"读不了 {path}，应是 UTF-8 文本，每行一个问题 / cannot read {path}: a UTF-8 text, one question a line."
        ) from error


async def _logged(url: str, since: datetime, most: int | None) -> list[AskedRow]:
    log = await LogReader.peek(url)
    if log is None:
        return []
    try:
        return await log.asked(since, most)
    finally:
        await log.close()


def _line(row: AskedRow) -> Line:
    return Line(row.text, row.at, Kind(row.kind), row.lang, row.rating)


def _live(settings: Settings, against: Path | None) -> Folders:
    """The content to compare with."""
    found = snapshots.below(against) if against else snapshots.look(settings.data_dir / "good")
    if found is None:
        raise TalentBotError(
            f"{settings.data_dir / 'good'} 里没有线上的内容（talentbot serve 启动后才有），请用 --against 文件夹 / "
            "there is no live content yet, as `talentbot serve` leaves it there; use --against FOLDER."
        )
    return found


def _copy(live: Folders, into: Path) -> Folders:
    """A copy: the running bot may replace its own meanwhile."""
    try:
        return snapshots.take(live, into)
    except OSError as error:
        raise TalentBotError(
            f"读不了 {error.filename}：{error.strerror} / cannot read {error.filename}: {error.strerror}"
        ) from error


def _effects(live: Folders, edited: Folders, cache: Path, talks: Sequence[Talk], now: datetime) -> Effects:
    if version_of(live.content, live.intents) == version_of(edited.content, edited.intents):
        typer.echo(
            "内容和线上的一字不差。运行中的 talentbot serve 一保存就换上：想先看效果，请在副本里改（--content、"
            "--intents），或用 --against 指定改动前的文件夹 / Nothing differs from what is live. A running "
            "`talentbot serve` takes in what is saved: edit a copy, or name the old one with --against.",
            err=True,
        )
        return no_effects(talks)
    with _progress() as bar:
        tasks = [bar.add_task(name, total=len(talks)) for name in ("线上 / live  ", "改后 / edited")]
        before, after = answer_apart(
            (live, edited), cache, talks, now, lambda side, done: bar.update(tasks[side], completed=done)
        )
    if after.problems:
        _refuse(edited)
    if before.problems or after.problems:
        raise KnowledgeError(before.problems or after.problems)
    return compare(talks, before.replies, after.replies)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _refuse(edited: Folders) -> None:
    """Show the errors as `talentbot check` does, and end."""
    loaded = load(edited.content, edited.intents)
    if loaded.errors:
        print_report(CheckFormat.TEXT, loaded, Lang.ZH, 0.0)
        raise typer.Exit(1)


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise TalentBotError(
            f"无法写入 {path}：{error.strerror} / cannot write {path}: {error.strerror}"
        ) from error
    typer.echo(f"已写入 / written: {path}", err=True)
