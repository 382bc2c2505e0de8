"""How a message was understood, printed for a person: `ask --explain`, `/why` and `log why`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

_COLUMNS = ("fact", "score", "likeness", "examples", "learned", "remembered", "place_aspect_time")
_HEADINGS = {"remembered": "memory", "place_aspect_time": "× fit"}
_LEGEND = (
    "   score = (examples + learned + memory) × fit\n"
    "   examples 像例句的程度，learned 线性模型的判断，memory 上文的分，fit 地点、问的方面和时间\n"
    "   examples: likeness to examples; learned: the linear part; memory: the chat so far; fit: place, aspect, time"
)


def explain(trace: Mapping[str, Any], console: Console) -> None:
    """Print a trace: what was folded, the candidates with their scores, the rule and what it measured against."""
    if "read" not in trace:
        console.print(f"规则 / rule: {trace.get('rule', '-')}", markup=False)
        return
    console.print(f"读作 / read as: {trace['read']}", markup=False, highlight=False)
    for step in trace["folded"]:
        console.print(f"  · {step}", markup=False, highlight=False)
    for number, part in enumerate(trace["parts"], 1):
        _part(part, number, console)


def _part(part: Mapping[str, Any], number: int, console: Console) -> None:
    heading = f"{number}. {part['outcome']} · {part['rule']} · {part['intent']} · {part['confidence']:.2f}"
    console.print(heading, markup=False, highlight=False, style="bold")
    asked = {
        name: part.get(name)  # a log may be older than what is explained now
        for name in ("compared", "follows", "places", "near", "aspects", "years", "chances", "thresholds")
    }
    console.print("   " + "  ".join(f"{k}={v}" for k, v in asked.items()), markup=False, highlight=False)
    table = Table(show_edge=False, pad_edge=False)
    for column in _COLUMNS:
        heading = _HEADINGS.get(column, column)
        table.add_column(heading, justify="left" if column == "fact" else "right", no_wrap=True)
    for candidate in part["candidates"]:
        cells = {**candidate, **candidate.get("parts", {})}
        table.add_row(*(str(cells.get(column, "")) for column in _COLUMNS))
    for other in part["without_facts"]:
        table.add_row(f"({other['intent']})", str(other["score"]), *[""] * (len(_COLUMNS) - 2))
    console.print(table)
    console.print(_LEGEND, markup=False, highlight=False, style="dim")
