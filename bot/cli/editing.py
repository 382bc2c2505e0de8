"""What the commands that change content share: the diff, the complaints, the question before writing."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console

from bot.core.knowledge import Lang
from bot.errors import EditError, Problem
from bot.kb.files import replace_text
from bot.kb.frames import advice, frame, headline
from bot.kb.loader import Loaded
from bot.kb.paths import shown_path

_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_LEVELS = {"error": "bold red", "warning": "yellow"}


class Edit(NamedTuple):
    """One file before and after; a file that is not there yet holds nothing before."""

    path: Path
    before: bytes
    after: bytes


def read(path: Path) -> bytes:
    """What a file holds, nothing where there is none. Raises EditError where it cannot be read."""
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise EditError(f"{path} 读不出来：{error.strerror} / {path} cannot be read.") from error


def show_diff(edits: Sequence[Edit], console: Console) -> None:
    """Print each edit as a unified diff with one line around it."""
    for edit in edits:
        old, new = (text.decode("utf-8-sig").splitlines() for text in (edit.before, edit.after))
        name = shown_path(edit.path)
        for line in difflib.unified_diff(old, new, name, name, n=1, lineterm=""):
            console.print(line, style=_STYLES.get(line[0]))


def show_problems(problems: Sequence[Problem], lines: Mapping[str, Sequence[str]], console: Console) -> None:
    """Print complaints as `talentbot check` does."""
    for problem in problems:
        console.print(headline(problem, Lang.ZH), style=_LEVELS[problem.level])
        for line in (*frame(problem, lines), *advice(problem, Lang.ZH)):
            console.print(line)
        console.print(f"  {problem.en} {problem.fix_en}".rstrip(), style="dim")


def refuse_broken(before: Loaded, after: Loaded, console: Console) -> None:
    """Show what an edit brings up that was not wrong before; ends the command where that includes an error."""
    known = {(p.file, p.rule, p.zh) for p in before.problems}
    new = [p for p in after.problems if (p.file, p.rule, p.zh) not in known]
    show_problems(after.errors or new, after.lines, console)
    if after.base is None:
        console.print("没有写入 / nothing was written.", style="bold red")
        raise typer.Exit(1)


def write(edits: Sequence[Edit], console: Console, *, yes: bool) -> None:
    """Ask, unless `yes`, and write all edits; where one cannot be written, those before it are taken back."""
    if not yes and not typer.confirm("写入吗 / Write it?"):
        console.print("没有写入 / nothing was written.")
        raise typer.Exit(1)
    done: list[Edit] = []
    try:
        for edit in edits:
            replace_text(edit.path, edit.before, edit.after)
            done.append(edit)
    except EditError:
        for edit in reversed(done):
            replace_text(edit.path, edit.after, edit.before)
        raise
    names = "、".join(shown_path(edit.path) for edit in edits)
    console.print(f"已写入 / written: {names}", style="bold green")


def plain_console() -> Console:
    """A console that prints text as it is: no markup, no emoji, no colours for numbers."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
