"""A case as the files give it, with as little said as possible."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bot.core.engine import Engine
from bot.kb.cases import Case
from bot.kb.nodes import Position

sys.path.append(str(Path(__file__).parents[1] / "core"))
from small_base import base


def small_engine() -> Engine:
    """An engine over the small knowledge of tests/core."""
    return Engine(base())


def case(*ask: str, **wanted: Any) -> Case:
    """A case of tests/cases/housing.yaml that expects what is given."""
    fields: dict[str, Any] = {"facts": (), "not_facts": (), "outcome": None, "says": ()}
    return Case(ask=ask, at=Position("tests/cases/housing.yaml", 3, 5), **(fields | wanted))
