"""How a message was understood, printed for a person: `ask --explain` and `/why`."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from bot.core.model import Exchange


def explain(exchange: Exchange, console: Console) -> None:
    """Print the trace of an exchange: what was folded, the candidates with their scores, the rule."""
    trace = exchange.trace
    if "read" not in trace:
        console.print(f"规则 / rule: {trace.get('rule', '-')}", markup=False)
        return
    console.print(f"读作 / read as: {trace['read']}", markup=False, highlight=False)
    for step in trace["folded"]:
        console.print(f"  · {step}", markup=False, highlight=False)
    for number, part in enumerate(trace["parts"], 1):
        _part(part, number, console)


def _part(part: dict, number: int, console: Console) -> None:  # type: ignore[type-arg]
    heading = f"{number}. {part['outcome']} · {part['rule']} · {part['intent']} · {part['confidence']:.2f}"
    console.print(heading, markup=False, highlight=False, style="bold")
    asked = {
        name: part[name] for name in ("compared", "follows", "places", "near", "aspects", "years", "chances")
    }
    console.print("   " + "  ".join(f"{k}={v}" for k, v in asked.items()), markup=False, highlight=False)
    table = Table(show_edge=False, pad_edge=False)
    for column in ("fact", "score", "likeness", "place_aspect_time", "remembered"):
        table.add_column(column, justify="left" if column == "fact" else "right")
    for candidate in part["candidates"]:
        table.add_row(*(str(candidate[column.header]) for column in table.columns))
    for other in part["without_facts"]:
        table.add_row(f"({other['intent']})", str(other["score"]), "", "", "")
    console.print(table)
