#!/usr/bin/env python3
"""Make content/CHECKS.md from the docstrings of the rules: run `.venv/bin/python .ci/make_checks.py` after a change."""

from __future__ import annotations

from pathlib import Path

from bot.kb.catalog import page

TARGET = Path(__file__).parents[1] / "content" / "CHECKS.md"


def render() -> str:
    """The page as it should be now."""
    return page()


if __name__ == "__main__":
    TARGET.write_text(render(), "utf-8")
