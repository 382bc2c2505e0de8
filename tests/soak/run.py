"""The long form of the crash and fault tests: `make soak`, `make soak ARGS="--only kills --seed 7"`.

Half an hour; progress is shown, a table at the end. Exit status 1 where anything did not hold.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from soak_flood import flood
from soak_full import can_mount, full
from soak_kills import kills
from soak_malformed import malformed
from soak_outage import outage
from soak_scenario import Bench, Mode, Verdict
from soak_sigterm import sigterm

Scenario = Callable[[Bench], Awaitable[Verdict]]
console = Console(highlight=False)


async def _full_disk(bench: Bench) -> Verdict:
    if can_mount(bench.folder):
        return await full(bench)
    return Verdict("disk full, small disk", {"left out": "needs root to mount a file system"})


async def _size_limit(bench: Bench) -> Verdict:
    return await full(bench, disk=False)


BOTH: tuple[Mode, ...] = ("polling", "webhook")
SCENARIOS: dict[str, tuple[Scenario, tuple[Mode, ...]]] = {
    "kills": (kills, BOTH),
    "malformed": (malformed, BOTH),
    "flood": (flood, ("polling",)),
    "outage": (outage, ("polling",)),
    "sigterm": (sigterm, BOTH),
    "disk": (_full_disk, ("polling",)),
    "limit": (_size_limit, ("polling",)),
}


def main(
    only: Annotated[
        list[str] | None, typer.Option(help=f"one of {', '.join(SCENARIOS)}; may be repeated")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="repeat a run that failed")] = None,
    keep: Annotated[bool, typer.Option(help="keep the data folders and the bot's output")] = False,
) -> None:
    """Kill, cut off, starve and flood the bot, and look at what is left."""
    if unknown := set(only or ()) - set(SCENARIOS):
        raise typer.BadParameter(f"no such scenario: {', '.join(sorted(unknown))}")
    chosen = seed if seed is not None else secrets.randbelow(1_000_000)
    console.print(f"seed {chosen}")
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    rows = [
        _run(name, scenario, Bench(folder / f"{name}-{mode}", chosen, mode=mode))
        for name, (scenario, modes) in SCENARIOS.items()
        for mode in modes
        if not only or name in only
    ]
    console.print(_summary(rows))
    failed = any(verdict.complaints for verdict, _ in rows)
    if keep or failed:
        console.print(f"data and output: {folder}")
    raise typer.Exit(1 if failed else 0)


def _run(name: str, scenario: Scenario, bench: Bench) -> tuple[Verdict, float]:
    """One scenario with its bar; gives its verdict and the seconds that it took."""
    began = time.monotonic()
    columns = (TextColumn("{task.description:>28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bench.folder.mkdir()
    with Progress(*columns, console=console) as progress:
        bars = {"": progress.add_task(name, total=None)}

        def show(what: str, done: int, of: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=of)
            progress.update(bars[what], completed=done, total=of)

        bench.show = show
        verdict = _guarded(name, scenario, bench)
        progress.update(bars[""], total=1, completed=1)
    for complaint in verdict.complaints:
        console.print(f"[red]{verdict.name}[/]: ", complaint, markup=True)
    return verdict, time.monotonic() - began


def _guarded(name: str, scenario: Scenario, bench: Bench) -> Verdict:
    try:
        return asyncio.run(scenario(bench))  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - one scenario that falls over does not keep the others from running
        return Verdict(name, {}, [traceback.format_exc()])


def _summary(rows: list[tuple[Verdict, float]]) -> Table:
    table = Table("scenario", "held", "figures", "seconds", title="soak")
    for verdict, took in rows:
        held = "[red]no[/]" if verdict.complaints else "[green]yes[/]"
        figures = ", ".join(f"{name} {value}" for name, value in verdict.figures.items())
        table.add_row(verdict.name, held, figures, f"{took:.0f}")
    return table


if __name__ == "__main__":
    typer.run(main)
