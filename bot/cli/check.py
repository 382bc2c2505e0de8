"""`talentbot check`: says everything that is wrong with content/ and intents/, where, and how to mend it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from bot.cli.complaints import Format, plain_console, print_report
from bot.cli.main import late
from bot.config import load_settings
from bot.core.knowledge import Lang
from bot.kb.catalog import entries, explained, nearest
from bot.kb.fix import Change, mend
from bot.kb.loader import Loaded, load

_CASES = Path("tests/cases")
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}

Cases = Annotated[
    Path | None,
    typer.Option(help="用例目录；默认 tests/cases，没有就不查 / folder of cases", show_default="tests/cases"),
]
Fix = Annotated[
    bool,
    typer.Option("--fix", help="改掉能自动改的（全角符号、缩进、编码……） / mend what is mechanical"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="和 --fix 一起：只显示会改什么 / with --fix: show the changes only")
]

Explain = Annotated[
    str,
    typer.Option("--explain", metavar="编号 / ID", help="只说明一条规则 / explain one complaint and stop"),
]
Deep = Annotated[
    bool,
    typer.Option(
        "--deep", help="再把问法和用例问一遍引擎（约一分钟） / also put the questions to the engine"
    ),
]
Sample = Annotated[
    int, typer.Option("--sample", min=1, help="--deep 每样最多问多少题 / questions of each sort for --deep")
]


def check(
    content: Annotated[
        Path | None, typer.Option(help="事实文件夹 / folder of facts", show_default="content")
    ] = None,
    intents: Annotated[
        Path | None, typer.Option(help="问法文件夹 / folder of intents", show_default="intents")
    ] = None,
    cases: Cases = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式 / output format")] = Format.TEXT,
    lang: Annotated[Lang, typer.Option(help="提示的语言 / language of the complaints")] = Lang.ZH,
    strict: Annotated[bool, typer.Option("--strict", help="警告也算错误 / warnings count as errors")] = False,
    fix: Fix = False,
    dry_run: DryRun = False,
    deep: Deep = False,
    sample: Sample = 300,
    explain: Explain = "",
) -> None:
    """检查 content/、intents/ 和用例，指出每个错误的位置和改法 / Check the content and show each mistake.

    退出码 / Exit status: 0 没有错误 / no errors, 1 有错误 / errors, 2 用法不对 / wrong usage, 3 程序的错误 / our bug.

    例 / Example: talentbot check --strict

    一条提示是什么意思 / What a complaint means: talentbot check --explain full-width-colon

    先看会改什么，再改 / See what would be mended, then mend: talentbot check --fix --dry-run
    """
    if dry_run and not fix:
        raise typer.BadParameter("只能和 --fix 一起用 / works with --fix only", param_hint="--dry-run")
    if explain:
        _explain(explain)
        return
    settings = load_settings()
    content, intents = content or settings.content_dir, intents or settings.intents_dir
    read = partial(_read, content, intents, cases or (_CASES if _CASES.is_dir() else None))
    if fix:
        _mend(read, lang, write=not dry_run)
    start = time.perf_counter()
    loaded = read()
    if deep:
        # The engine takes 0.3 s to import, which the plain check does without.
        loaded = late("bot.cli.examine").examined(
            loaded, content, intents, settings.data_dir / "cache", sample
        )
    print_report(form, loaded, lang, time.perf_counter() - start)
    if loaded.errors or (strict and loaded.problems):
        raise typer.Exit(1)


def _explain(name: str) -> None:
    entry = entries().get(name)
    if entry is None:
        raise typer.BadParameter(
            f"没有 {name} 这个编号 / there is no complaint {name}. {nearest(name)}".strip(),
            param_hint="--explain",
        )
    plain_console().print(explained(entry))


def _read(
    content: Path, intents: Path, cases: Path | None, instead: Mapping[Path, bytes] = MappingProxyType({})
) -> Loaded:
    return load(content, intents, cases_dir=cases, instead=instead)


def _mend(read: partial[Loaded], lang: Lang, *, write: bool) -> None:
    """Show every change on standard error, so that what machines read stays clean, and make it.

    Raises:
        EditError: where a file was changed meanwhile or cannot be written.
    """
    changes, _ = mend(read)
    for change in changes:
        _show(change)
        if write:
            change.write()
    plain_console(stderr=True).print(_told(changes, lang, write=write), style="bold")


def _show(change: Change) -> None:
    console = plain_console(stderr=True)
    if change.encoding:
        console.print(f"{change.name}: {change.encoding} -> UTF-8", style="bold")
    for line in change.diff():
        console.print(line, style=_COLOURS.get(line[:1], ""))


def _told(changes: Sequence[Change], lang: Lang, *, write: bool) -> str:
    if not changes:
        return "没有能自动改的。" if lang is Lang.ZH else "Nothing can be mended mechanically."
    count = len(changes)
    if lang is Lang.ZH:
        return f"改了 {count} 个文件：\n" if write else f"会改 {count} 个文件（没有写入）：\n"
    return (
        f"{count} file(s) mended:\n" if write else f"{count} file(s) would be mended; nothing is written:\n"
    )
