"""`talentbot check`: says everything that is wrong with content/ and intents/, where, and how to mend it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.config import load_settings
from bot.core.knowledge import Intent, Lang
from bot.errors import Problem
from bot.kb.frames import advice, frame, headline
from bot.kb.loader import Loaded, load

_STYLES = {"error": "bold red", "warning": "yellow"}


class Format(StrEnum):
    """Output formats; `json` and `github` are for machines and stay as they are."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    content: Annotated[
        Path | None, typer.Option(help="事实文件夹 / folder of facts", show_default="content")
    ] = None,
    intents: Annotated[
        Path | None, typer.Option(help="问法文件夹 / folder of intents", show_default="intents")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output format")] = Format.TEXT,
    lang: Annotated[Lang, typer.Option(help="提示的语言 / language of the complaints")] = Lang.ZH,
    strict: Annotated[bool, typer.Option("--strict", help="警告也算错误 / warnings count as errors")] = False,
) -> None:
    """检查 content/ 和 intents/，指出每个错误的位置和改法 / Check the content and show each mistake.

    退出码 / Exit status: 0 没有错误 / no errors, 1 有错误 / errors, 2 用法不对 / wrong usage.

    例 / Example: talentbot check --strict
    """
    settings = load_settings()
    start = time.perf_counter()
    loaded = load(content or settings.content_dir, intents or settings.intents_dir)
    seconds = time.perf_counter() - start
    _PRINTERS[form](loaded, lang, seconds)
    if loaded.errors or (strict and loaded.problems):
        raise typer.Exit(1)


def _print_text(loaded: Loaded, lang: Lang, seconds: float) -> None:
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for problem in loaded.problems:
        console.print(headline(problem, lang), style=_STYLES[problem.level])
        for line in (*frame(problem, loaded.lines), *advice(problem, lang)):
            console.print(line)
        console.print()
    console.print(_summary(loaded, lang, seconds), style="bold red" if loaded.errors else "bold green")


def _print_json(loaded: Loaded, _: Lang, seconds: float) -> None:
    report = {
        "problems": [asdict(problem) for problem in loaded.problems],
        **_counts(loaded),
        "seconds": round(seconds, 3),
        "version": loaded.base.version if loaded.base else None,
    }
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2))


def _print_github(loaded: Loaded, lang: Lang, seconds: float) -> None:
    for problem in loaded.problems:
        typer.echo(_annotation(problem, lang))
    typer.echo(_summary(loaded, lang, seconds))


def _annotation(problem: Problem, lang: Lang) -> str:
    """A workflow command, which GitHub shows beside the line."""
    text, fix = (problem.en, problem.fix_en) if lang is Lang.EN else (problem.zh, problem.fix_zh)
    place = f"file={_escape(problem.file)}"
    if problem.line:
        place += f",line={problem.line},col={problem.column}"
    return f"::{problem.level} {place},title={problem.rule}::{_escape(f'{text} {fix}'.strip(), data=True)}"


def _escape(text: str, *, data: bool = False) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped if data else escaped.replace(":", "%3A").replace(",", "%2C")


def _counts(loaded: Loaded) -> dict[str, int]:
    draft = loaded.draft
    return {
        "errors": len(loaded.errors),
        "warnings": len(loaded.problems) - len(loaded.errors),
        "facts": len(draft.facts),
        "intents": len(draft.intents),
        "questions": sum(len(_questions(found.value)) for found in draft.intents),
    }


def _questions(intent: Intent) -> tuple[str, ...]:
    details = (question for questions in intent.details.values() for question in questions.all())
    return (*intent.questions.all(), *details)


def _summary(loaded: Loaded, lang: Lang, seconds: float) -> str:
    n = _counts(loaded)
    if lang is Lang.EN:
        return (
            f"{n['errors']} errors, {n['warnings']} warnings, {n['facts']} facts, {n['intents']} intents, "
            f"{n['questions']} questions, {seconds:.2f} seconds"
        )
    return (
        f"{n['errors']} 个错误，{n['warnings']} 个警告，{n['facts']} 条事实，{n['intents']} 个意图，"
        f"{n['questions']} 个问法，{seconds:.2f} 秒"
    )


_PRINTERS = {Format.TEXT: _print_text, Format.JSON: _print_json, Format.GITHUB: _print_github}
