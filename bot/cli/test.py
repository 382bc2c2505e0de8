"""`talentbot test`: run the cases and show what is missed, per topic; or mutate them; or measure the gate on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli.calibrate import calibrate
from bot.cli.robust import probe, read_limits, show_probes
from bot.config import load_settings
from bot.core.engine import Engine
from bot.errors import TalentBotError
from bot.kb.cases import Case, load_cases
from bot.service.cases import Result, Verdict, run
from bot.service.knowledge import load_engine
from bot.service.mutations import Kind
from bot.service.robustness import Prober

_GOOD = (Verdict.PASS, Verdict.TAP)

Robust = Annotated[
    bool,
    typer.Option("--robust", help="改为测错别字、拼音等变法 / try mistyped and reworded questions instead"),
]
Kinds = Annotated[
    list[Kind],
    typer.Option("--kind", help="--robust 只测这些变法，可重复 / only these mutations; may be repeated"),
]
Sample = Annotated[
    int, typer.Option("--sample", min=1, help="--robust 每种变法抽多少题 / questions of each mutation")
]
Reach = Annotated[
    list[str],
    typer.Option(
        "--reach-at-least",
        metavar="[变法 / KIND=]%",
        help="--robust 到达率低于此数则退出码为 1，默认 0，可重复 / exit 1 where less is reached; may be repeated",
    ),
]
Stolen = Annotated[
    list[str],
    typer.Option(
        "--stolen-at-most",
        metavar="[变法 / KIND=]%",
        help="--robust 答偏率高于此数则退出码为 1，默认 100，可重复 / exit 1 where more is stolen; may be repeated",
    ),
]
Calibrating = Annotated[
    bool,
    typer.Option("--calibrate", help="改为测权重并写入 / measure and write bot/core/calibration.py instead"),
]


def test(
    folder: Path = typer.Option(Path("tests/cases"), "--cases", help="用例目录 / folder of the cases"),
    topic: str = typer.Option("", "--topic", help="只看一个话题（文件名） / one topic only (file name)"),
    misses: int = typer.Option(20, "--misses", help="列出多少条没过的 / how many misses to list"),
    at_least: float = typer.Option(
        0.0, "--at-least", help="合格率低于此数则退出码为 1 / exit 1 below this percentage"
    ),
    robust: Robust = False,
    kinds: Kinds = [],  # noqa: B006 - typer copies it
    sample: Sample = 400,
    reach: Reach = [],  # noqa: B006
    stolen: Stolen = [],  # noqa: B006
    calibrating: Calibrating = False,
) -> None:
    """跑 tests/cases 里的用例，按话题列出通过率和没过的问题。 / Run the cases: rates per topic, and the misses.

    例 / Example: talentbot test --topic housing

    错别字、拼音、语序……还认不认得 / mistyped, reworded: talentbot test --robust --kind typo --sample 200

    大改之后重测权重 / measure the weights anew after a large change: talentbot test --calibrate
    """
    _refuse_idle(robust, bool(kinds or reach or stolen), at_least, calibrating)
    settings = load_settings()
    console = Console()
    if calibrating:
        calibrate(settings.content_dir, settings.intents_dir, settings.cache_dir, folder, console)
        return
    limits = read_limits(reach, 0.0), read_limits(stolen, 100.0)
    engine = load_engine(settings.content_dir, settings.intents_dir, settings.cache_dir)
    loaded = load_cases(folder, engine.base.facts)
    for problem in loaded.problems:
        console.print(str(problem), markup=False, style="yellow")
    cases = [case for case in loaded.cases if not topic or Path(case.at.file).stem == topic]
    if robust:
        probes = probe(Prober(engine, cases, topic), kinds or list(Kind), sample)
        passed = show_probes(probes, *limits, misses, console)
    else:
        passed = _run(engine, cases, folder, topic, misses, at_least, console)
    if not passed or any(problem.level == "error" for problem in loaded.problems):
        raise typer.Exit(1)


def _refuse_idle(robust: bool, of_robust: bool, at_least: float, calibrating: bool) -> None:
    """A gate that is not asked would stand open without a word.

    Raises:
        typer.BadParameter: where an option is given that has no effect with the others.
    """
    if of_robust and not robust:
        raise typer.BadParameter(
            "--kind、--reach-at-least、--stolen-at-most 要和 --robust 一起用 / they go with --robust."
        )
    if at_least and (robust or calibrating):
        raise typer.BadParameter(
            "--at-least 只管用例本身，不和 --robust、--calibrate 一起用 / it is for the cases as they are."
        )
    if robust and calibrating:
        raise typer.BadParameter("--robust 和 --calibrate 请分开跑 / run them one at a time.")


def _run(
    engine: Engine,
    cases: Sequence[Case],
    folder: Path,
    topic: str,
    misses: int,
    at_least: float,
    console: Console,
) -> bool:
    """Run the cases and show them; gives whether enough of them pass."""
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
    return 100 * sum(result.verdict in _GOOD for result in results) / len(results) >= at_least


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
