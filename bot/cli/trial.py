"""An edit tried out before it is written: what becomes of a question and of the cases, on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import track

from bot.core.engine import Engine
from bot.core.knowledge import Intent
from bot.core.model import Reply
from bot.kb.cases import Case
from bot.kb.loader import Loaded
from bot.service.knowledge import to_traditional
from bot.service.trying import Change, ask, compare, reaches

_MOST_CHANGES = 10
_GAINS: tuple[Callable[[int], bool], ...] = (
    lambda gain: gain > 0,
    lambda gain: gain < 0,
    lambda gain: gain == 0,
)


def compiled(after: Loaded) -> Engine:
    """An engine over edited knowledge that has no errors; takes seconds, and says so."""
    assert after.base is not None
    with Console(stderr=True).status("按改动后的内容重新编译 / compiling the edited content"):
        return Engine(after.base, to_traditional)


def show_question(
    engine: Engine, edited: Engine, text: str, intent: Intent, fact: str | None, console: Console
) -> None:
    """Print where a question leads before and after, and what there is to say about that."""
    now, then = ask(engine, text), ask(edited, text)
    console.print(f"现在 / now   {_told(now)}")
    console.print(f"加后 / then  {_told(then)}")
    if reaches(now, intent, fact):
        said = (
            "机器人现在就懂这句话，加上也学不到新东西 / it is understood already: adding it teaches nothing."
        )
        console.print(said, style="yellow")
    elif not reaches(then, intent, fact):
        said = (
            "加上以后还答不到这里，再加一两种近似的说法 / it does not lead there yet: add a variation or two."
        )
        console.print(said, style="yellow")


def show_changes(engine: Engine, edited: Engine, cases: Sequence[Case], console: Console) -> None:
    """Run cases before and after, and print those that come out better or worse, the worst first."""
    bar = Console(stderr=True)
    shown = track(
        compare(engine, edited, cases), "试用例 / trying cases", len(cases), console=bar, transient=True
    )
    changes = [change for change in shown if change is not None]
    better, worse, other = (sum(test(change.gain) for change in changes) for test in _GAINS)
    console.print(
        f"用例 / cases  试了 {len(cases)} 个，{better} 个变好，{worse} 个变坏，{other} 个换了答法 / "
        f"{len(cases)} tried: {better} better, {worse} worse, {other} answered otherwise",
    )
    telling = sorted((change for change in changes if change.gain), key=lambda change: change.gain)
    for change in telling[:_MOST_CHANGES]:
        _show_change(change, console)


def _told(reply: Reply) -> str:
    """A reply in one line: outcome, intent and facts of its first part."""
    part = reply.parts[0] if reply.parts else None
    facts = ", ".join(fact.id for part in reply.parts for fact in part.facts)
    return f"{reply.outcome.value}: {part.intent if part else '-'}" + (f" → {facts}" if facts else "")


def _show_change(change: Change, console: Console) -> None:
    sign, style = ("+", "green") if change.gain > 0 else ("-", "red")
    case = change.before.case
    console.print(
        f"  {sign} {case.at.file}:{case.at.line} {' → '.join(case.ask)}", style=style, soft_wrap=True
    )
    console.print(f"      {change.before.verdict} {_told(change.before.reply)}")
    console.print(f"      {change.after.verdict} {_told(change.after.reply)}")
