"""`talentbot test --robust`: what is still understood when questions are mistyped, misspelt or reworded."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.errors import TalentBotError
from bot.service.mutations import Kind
from bot.service.robustness import Fate, Landing, Probe, Prober

_NAMES = {
    Kind.HOMOPHONE: "同音字",
    Kind.GLYPH: "形近字",
    Kind.TYPO: "手误",
    Kind.PINYIN: "拼音",
    Kind.TRADITIONAL: "繁体",
    Kind.FILLER: "客套话",
    Kind.ORDER: "语序",
}
_FATES = {Fate.STOLEN: "答偏", Fate.LOST: "没接住"}


def read_limits(given: Sequence[str], usual: float) -> dict[Kind, float]:
    """A limit for each kind of mutation: `90` sets all of them, `pinyin=80` one; later ones win.

    Raises:
        typer.BadParameter: where one of them cannot be read.
    """
    limits = dict.fromkeys(Kind, usual)
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            limit = float(number)
            if math.isnan(limit):
                raise ValueError(number)
            limits |= dict.fromkeys([Kind(name)] if name else Kind, limit)
        except ValueError as error:
            raise typer.BadParameter(
                f"{text}：应是百分数，或者 变法=百分数 / a percentage, or KIND=percentage; "
                f"KIND: {', '.join(Kind)}."
            ) from error
    return limits


def probe(prober: Prober, kinds: Sequence[Kind], sample: int) -> list[Probe]:
    """Try the mutations, with a bar of progress on standard error.

    Raises:
        TalentBotError: where there is no question to mutate.
    """
    shown = track(
        prober.run(kinds, sample),
        "变法 / mutations",
        len(kinds) * sample,
        console=Console(stderr=True),
        transient=True,
    )
    probes = list(shown)
    if not probes:
        raise TalentBotError("没有可变的问题 / no question that can be mutated.")
    return probes


def show_probes(
    probes: Sequence[Probe],
    reach: Mapping[Kind, float],
    stolen: Mapping[Kind, float],
    examples: int,
    console: Console,
) -> bool:
    """Show rates and examples; gives whether every kind keeps its limits."""
    by_kind: dict[Kind, list[Probe]] = defaultdict(list)
    for item in probes:
        by_kind[item.kind].append(item)
    console.print(_table(by_kind))
    _examples(by_kind, examples, console)
    broken = [line for kind, items in by_kind.items() for line in _broken(kind, items, reach, stolen)]
    for line in broken:
        console.print(line, style="red", markup=False, highlight=False)
    return not broken


def _table(by_kind: Mapping[Kind, Sequence[Probe]]) -> Table:
    table = Table(title="问题变样后还认得吗 / Understood when mutated")
    table.add_column("变法\nmutation")
    for heading in (
        "题数\nasked",
        "到达\nreached",
        "没接住\nlost",
        "答偏\nstolen",
        "例句到达\nexamples",
        "用例到达\ncases",
    ):
        table.add_column(heading, justify="right")
    for kind, items in by_kind.items():
        table.add_row(f"{_NAMES[kind]} / {kind}", *_row(items))
    if len(by_kind) > 1:
        table.add_row("全部 / all", *_row(list(chain.from_iterable(by_kind.values()))))
    return table


def _row(items: Sequence[Probe]) -> list[str]:
    cases = [item for item in items if item.seed.case]
    examples = [item for item in items if not item.seed.case]
    shares = [_share(items, fate) for fate in (Fate.REACHED, Fate.LOST, Fate.STOLEN)]
    shares += [_share(part, Fate.REACHED) for part in (examples, cases)]
    return [str(len(items)), *("-" if share is None else f"{share:.1f} %" for share in shares)]


def _share(items: Sequence[Probe], fate: Fate) -> float | None:
    """Percentage of the probes that came to this; None where there are none."""
    return 100 * Counter(item.fate for item in items)[fate] / len(items) if items else None


def _broken(
    kind: Kind, items: Sequence[Probe], reach: Mapping[Kind, float], stolen: Mapping[Kind, float]
) -> list[str]:
    reached, taken = _share(items, Fate.REACHED) or 0.0, _share(items, Fate.STOLEN) or 0.0
    lines = []
    if reached < reach[kind]:
        lines.append(f"{_NAMES[kind]} / {kind}: 到达 / reached {reached:.1f} % < {reach[kind]:g} %")
    if taken > stolen[kind]:
        lines.append(f"{_NAMES[kind]} / {kind}: 答偏 / stolen {taken:.1f} % > {stolen[kind]:g} %")
    return lines


def _examples(by_kind: Mapping[Kind, Sequence[Probe]], most: int, console: Console) -> None:
    """Stolen questions, each kind in turn, then lost ones where there is room."""
    chosen: list[Probe] = []
    for fate in _FATES:
        rows = [[item for item in items if item.fate is fate] for items in by_kind.values()]
        chosen += [item for turn in zip_longest(*rows) for item in turn if item]
    for item in chosen[:most]:
        head = f"{item.seed.origin}  {_NAMES[item.kind]} / {item.kind}  {_FATES[item.fate]} / {item.fate}"
        console.print(head, style="bold", markup=False, highlight=False)
        for line in (
            f"   原句 / original {item.seed.text}",
            f"   变样 / mutated  {item.text}",
            f"   原到 / before {_shown(item.before)}   现到 / after {_shown(item.after)}",
        ):
            console.print(line, markup=False, highlight=False)


def _shown(landing: Landing) -> str:
    return f"{landing.outcome}: {', '.join(sorted(landing.leads)) or '-'}"
