#!/usr/bin/env python3
"""Compare the generated files with what their generators give now; exit status 1 where one is stale.

The tables, the schemas and the page of checks must be the same to the letter. The weights of the gate are measured:
they must agree nearly.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import make_checks
import make_tables

from bot.kb import schema
from bot.kb.cases import load_cases
from bot.kb.loader import load
from bot.service.calibration import agree, measure, render
from bot.service.knowledge import load_engine

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "bot" / "core" / "calibration.py"


def stale() -> Iterator[tuple[Path, str]]:
    """Each file that is not what its generator gives now, with the command that makes it anew."""
    if make_tables.TARGET.read_text("utf-8") != make_tables.render():
        yield make_tables.TARGET, ".venv/bin/python .ci/make_tables.py"
    draft = load(ROOT / "content", ROOT / "intents", passed=lambda _version: True).draft
    for path in schema.stale(draft, ROOT / "content"):
        yield path, ".venv/bin/talentbot schema"
    if not make_checks.TARGET.exists() or make_checks.TARGET.read_text("utf-8") != make_checks.render():
        yield make_checks.TARGET, ".venv/bin/python .ci/make_checks.py"
    engine = load_engine(ROOT / "content", ROOT / "intents", ROOT / "data" / "cache")
    now = render(measure(engine, load_cases(ROOT / "tests" / "cases", engine.base.facts).cases))
    if not agree(WEIGHTS.read_text("utf-8"), now):
        yield WEIGHTS, ".venv/bin/talentbot test --calibrate"


def main() -> int:
    """Say what is stale; gives the exit status."""
    found = list(stale())
    for path, command in found:
        name = path.relative_to(ROOT)
        print(f"{name} 已过期，请运行 {command} / {name} is stale: run {command}", file=sys.stderr)
    if not found:
        print("生成的文件是最新的 / generated files are fresh")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
