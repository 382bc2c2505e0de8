"""One mistake, one complaint: what merely follows from something that was already called wrong is left out."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from bot.errors import Problem
from bot.kb.draft import Draft, Found

_ABSENCE = frozenset(
    {
        "few-questions",
        "missing-language",
        "no-aspects",
        "no-cases",
        "nothing-to-say",
        "outcome-mismatch",
        "questions-one-language",
        "unreachable-fact",
    }
)
"""Rules that miss something in a fact or intent, which may be there and only be written wrongly."""


def without_echoes(found: Iterable[Problem], blamed: Collection[Problem], draft: Draft) -> list[Problem]:
    """What the rules have found, without what stands where the reader has found an error (`blamed`).

    An error is left out at the very place, a warning on the whole line, and what is missing in the whole entry. A
    missing field excuses nothing.
    """
    errors = [p for p in blamed if p.level == "error" and p.rule != "missing-field"]
    if not errors:
        return list(found)
    starts = _starts(draft)
    places = {(p.file, p.line, p.column) for p in errors}
    lines = {(p.file, p.line) for p in errors}
    entries = {(p.file, _entry(starts, p)) for p in errors}

    def is_echo(problem: Problem) -> bool:
        if problem.rule in _ABSENCE and (problem.file, _entry(starts, problem)) in entries:
            return True
        if problem.level == "warning":
            return (problem.file, problem.line) in lines
        return (problem.file, problem.line, problem.column) in places

    return [problem for problem in found if not is_echo(problem)]


def _starts(draft: Draft) -> Mapping[str, Sequence[int]]:
    """For each file the lines on which its entries begin."""
    groups: tuple[Sequence[Found[Any]], ...] = (draft.documents, draft.regions, draft.facts, draft.intents)
    starts: dict[str, list[int]] = defaultdict(list)
    for entry in chain.from_iterable(groups):
        starts[entry.file].append(entry.key.line)
    return {file: sorted(lines) for file, lines in starts.items()}


def _entry(starts: Mapping[str, Sequence[int]], problem: Problem) -> int:
    """The line on which the entry begins that a problem stands in; 0 above the first."""
    lines = starts.get(problem.file, ())
    number = bisect_right(lines, problem.line)
    return lines[number - 1] if number else 0
