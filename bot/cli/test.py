"""`talentbot test`: run the cases and show what is missed, per topic."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.config import load_settings
from bot.errors import TalentBotError
from bot.kb.cases import load_cases
from bot.service.cases import Result, Verdict, run
from bot.service.knowledge import load_engine

_GOOD = (Verdict.PASS, Verdict.TAP)


def test(
    folder: Path = typer.Option(Path("tests/cases"), "--cases", help="用例目录 / folder of the cases"),
    topic: str = typer.Option("", "--topic", help="只看一个话题（文件名） / one topic only (file name)"),
    misses: int = typer.Option(20, "--misses", help="列出多少条没过的 / how many misses to list"),
    at_least: float = typer.Option(
        0.0, "--at-least", help="合格率低于此数则退出码为 1 / exit 1 below this percentage"
    ),
) -> None:
    """跑 tests/cases 里的用例，按话题列出通过率和没过的问题。 / Run the cases: rates per topic, and the misses.

    例 / Example: talentbot test --topic housing
    """
    settings = load_settings()
    engine = load_engine(settings.content_dir, settings.intents_dir, settings.cache_dir)
    loaded = load_cases(folder, engine.base.facts)
    console = Console()
    for problem in loaded.problems:
        console.print(str(problem), markup=False, style="yellow")
    cases = [case for case in loaded.cases if not topic or Path(case.at.file).stem == topic]
    if not cases:
        raise TalentBotError(
            f"{folder} 里没有用例 / no cases in {folder}{f' for topic {topic}' if topic else ''}."
        )
    shown = track(
        run(engine, cases), "用例 / cases", len(cases), console=Console(stderr=True), transient=True
    )
    results = list(shown)
    _table(results, console)
    _misses([result for result in results if result.verdict not in _GOOD][:misses], console)
    share = 100 * sum(result.verdict in _GOOD for result in results) / len(results)
    if share < at_least or any(problem.level == "error" for problem in loaded.problems):
        raise typer.Exit(1)


def _table(results: Sequence[Result], console: Console) -> None:
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for result in results:
        counts[result.topic][result.verdict] += 1
        counts["全部 / all"][result.verdict] += 1
    table = Table(title="用例 / Cases")
    for heading in (
        "话题 / topic",
        "用例 / cases",
        "通过 / pass",
        "点一下 / tap",
        "答错 / wrong",
        "没答 / refused",
        "不该答 / claimed",
    ):
        table.add_column(heading, justify="left" if heading.startswith("话题") else "right")
    for topic, verdicts in sorted(counts.items(), key=lambda item: (item[0].startswith("全部"), item[0])):
        whole = verdicts.total()
        shares = [
            f"{100 * verdicts[v] / whole:.1f} %" if v is Verdict.PASS else str(verdicts[v]) for v in Verdict
        ]
        table.add_row(topic, str(whole), *shares)
    console.print(table)


def _misses(results: Sequence[Result], console: Console) -> None:
    for result in results:
        case = result.case
        wanted = ", ".join(case.facts) or str(case.outcome)
        used = ", ".join(fact.id for part in result.reply.parts for fact in part.facts) or "-"
        console.print(
            f"{case.at.file}:{case.at.line}  {result.verdict}", style="bold", markup=False, highlight=False
        )
        console.print(f"   问 / asked  {' → '.join(case.ask)}", markup=False, highlight=False)
        console.print(
            f"   要 / wanted {wanted}   得 / got {result.reply.outcome}: {used}",
            markup=False,
            highlight=False,
        )
