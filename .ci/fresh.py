#!/usr/bin/env python3
"""Compare the generated files with what their generators give now; exit status 1 where one is stale.

The weights of the gate (.ci/calibrate.py) are left out: they are measured anew on purpose, not by every edit.
"""

from __future__ import annotations

import sys

import make_tables


def main() -> int:
    """Say what is stale; gives the exit status."""
    if make_tables.TARGET.read_text("utf-8") == make_tables.render():
        print("生成的文件是最新的 / generated files are fresh")
        return 0
    print(
        "bot/core/language/tables.py 已过期，请运行 .venv/bin/python .ci/make_tables.py / is stale: run that",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
