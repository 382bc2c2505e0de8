"""`talentbot check --deep`: the questions of the content are put to the engine, with a bar of progress."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.kb.loader import Loaded
from bot.service.deep import Examiner
from bot.service.knowledge import load_engine


def examined(loaded: Loaded, content: Path, intents: Path, cache: Path, sample: int) -> Loaded:
    """What was loaded, with what the engine finds added; as it is where there are errors, as no engine is made then."""
    if loaded.errors:
        return loaded
    examiner = Examiner(load_engine(content, intents, cache), loaded.draft, sample)
    shown = track(
        examiner.run(), "问一遍 / asking", examiner.steps, console=Console(stderr=True), transient=True
    )
    found = dict.fromkeys(step for step in shown if step is not None)
    problems = sorted([*loaded.problems, *found], key=lambda p: (p.file, p.line, p.column, p.level, p.rule))
    return replace(loaded, problems=tuple(problems))
