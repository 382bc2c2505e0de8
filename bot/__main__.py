"""Runs the command line: `python -m bot` or `talentbot`."""

from __future__ import annotations

from bot.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
