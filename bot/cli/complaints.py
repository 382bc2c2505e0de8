"""What a check has found, as a person or a machine reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import StrEnum

import typer
from rich.console import Console

from bot.core.knowledge import Intent, Lang
from bot.errors import Problem
from bot.kb.frames import advice, frame, headline
from bot.kb.loader import Loaded

_STYLES = {"error": "bold red", "warning": "yellow"}


class Format(StrEnum):
    """Output formats; `json` and `github` are for machines and stay as they are."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def plain_console(*, stderr: bool = False) -> Console:
    """A console that prints what people have written as it is: no markup, no folding of long lines."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True, stderr=stderr)


def print_report(form: Format, loaded: Loaded, lang: Lang, seconds: float) -> None:
    """Print every problem and the figures; `seconds`: how long the check took."""
    _PRINTERS[form](loaded, lang, seconds)


def _print_text(loaded: Loaded, lang: Lang, seconds: float) -> None:
    console = plain_console()
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
        "cases": len(draft.cases or ()),
    }


def _questions(intent: Intent) -> tuple[str, ...]:
    details = (question for questions in intent.details.values() for question in questions.all())
    return (*intent.questions.all(), *details)


def _summary(loaded: Loaded, lang: Lang, seconds: float) -> str:
    n = _counts(loaded)
    if lang is Lang.EN:
        return (
            f"{n['errors']} errors, {n['warnings']} warnings, {n['facts']} facts, {n['intents']} intents, "
            f"{n['questions']} questions, {n['cases']} cases, {seconds:.2f} seconds"
        )
    return (
        f"{n['errors']} 个错误，{n['warnings']} 个警告，{n['facts']} 条事实，{n['intents']} 个意图，"
        f"{n['questions']} 个问法，{n['cases']} 个用例，{seconds:.2f} 秒"
    )


_PRINTERS: Mapping[Format, Callable[[Loaded, Lang, float], None]] = {
    Format.TEXT: _print_text,
    Format.JSON: _print_json,
    Format.GITHUB: _print_github,
}
