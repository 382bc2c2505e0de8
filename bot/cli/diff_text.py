"""What an edit changes, for the terminal and for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.cli.complaints import plain_console
from bot.service.effects import Change, Effects, Group, Judgement, Said

TITLES: Mapping[Group, tuple[str, str]] = {
    Group.ANSWERED: ("现在能答", "now answered"),
    Group.LOST: ("不再能答", "no longer answered"),
    Group.STOLEN: ("换成别的意图来答", "another intent answers"),
    Group.FACTS: ("同一意图，事实不同", "same intent, other facts"),
    Group.OTHERWISE: ("仍然没答，但答法不同", "still not answered, in another way"),
    Group.WORDS: ("事实相同，文字不同", "same facts, other words"),
}
JUDGED: Mapping[Judgement, str] = {
    Judgement.WORSE: "变坏 / worse",
    Judgement.MAYBE_WORSE: "变坏？ / worse?",
    Judgement.NONE: "",
    Judgement.MAYBE_BETTER: "变好？ / better?",
    Judgement.BETTER: "变好 / better",
}
_STYLES = {
    Judgement.WORSE: "red",
    Judgement.MAYBE_WORSE: "red",
    Judgement.MAYBE_BETTER: "green",
    Judgement.BETTER: "green",
}


def print_effects(effects: Effects, show: int) -> None:
    """Print each group with at most `show` changes, and the totals."""
    console = plain_console()
    for group in Group:
        changes = effects.of(group)
        if not changes:
            continue
        console.print(f"{' / '.join(TITLES[group])}: {_size(changes)}", style="bold")
        for change in changes[:show]:
            console.print(f"  {_asked(change)}", style=_STYLES.get(change.judgement, ""))
            console.print(f"      - {told(change.before)}")
            console.print(f"      + {told(change.after)}")
        if len(changes) > show:
            more = len(changes) - show
            console.print(f"  … 还有 {more} 个，用 --show 或 --html 看全 / {more} more: --show, --html")
        console.print()
    console.print(summary(effects), style="bold")


def _size(changes: list[Change]) -> str:
    times = sum(change.times for change in changes)
    return f"{len(changes)} 个问题，{times} 次 / {len(changes)} questions, {times} times"


def summary(effects: Effects) -> str:
    """The totals in one line."""
    n, same, changed = effects.asked, effects.unchanged, effects.asked - effects.unchanged
    better, worse = judged(effects)
    zh = f"回放 {n} 次提问（{effects.distinct} 个不同的问题）：{same} 次不变，{changed} 次有变"
    en = f"{n} askings ({effects.distinct} distinct questions): {same} unchanged, {changed} changed"
    if better or worse:
        zh += f"；按评价或用例，{better} 个变好，{worse} 个变坏"
        en += f"; by ratings or cases {better} better, {worse} worse"
    return f"{zh} / {en}"


def judged(effects: Effects) -> tuple[int, int]:
    """How many changes are better and worse, for sure or perhaps."""
    better = sum(c.judgement in (Judgement.BETTER, Judgement.MAYBE_BETTER) for c in effects.changes)
    worse = sum(c.judgement in (Judgement.WORSE, Judgement.MAYBE_WORSE) for c in effects.changes)
    return better, worse


def _asked(change: Change) -> str:
    context = f"（接着 / after: {one_line(change.context)}）" if change.context else ""
    notes = (rated(change), JUDGED[change.judgement])
    return "  ".join(filter(None, (f"{change.times}× {one_line(change.question)}{context}", *notes)))


def rated(change: Change) -> str:
    """How the old answer was rated."""
    signs = (("👍", change.up), ("👎", change.down))
    return " ".join(f"{sign}{count}" for sign, count in signs if count)


def told(said: Said) -> str:
    """A reply in one line: outcome, intents, facts, and the verdict where it is a case's."""
    facts = f" → {', '.join(said.facts)}" if said.facts else ""
    verdict = f"  [{said.verdict}]" if said.verdict else ""
    return f"{said.outcome.value}: {', '.join(said.intents) or '-'}{facts}{verdict}"


def one_line(text: str) -> str:
    """On one line and without control characters: it was typed by a stranger."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())


def as_json(effects: Effects) -> str:
    """Everything, for machines."""
    groups = {
        group.value: {
            "questions": len(changes := effects.of(group)),
            "times": sum(change.times for change in changes),
        }
        for group in Group
    }
    report = {
        "asked": effects.asked,
        "distinct": effects.distinct,
        "unchanged": effects.unchanged,
        "groups": groups,
        "changes": [_change(change) for change in effects.changes],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _change(change: Change) -> dict[str, object]:
    return {
        "group": change.group.value,
        "judgement": change.judgement.value,
        "question": change.question,
        "context": change.context,
        "times": change.times,
        "up": change.up,
        "down": change.down,
        "before": change.before._asdict(),
        "after": change.after._asdict(),
    }
