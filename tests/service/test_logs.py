"""The program's own log, where it cannot be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import structlog
from bot.service.logs import configure_logging
configure_logging()
structlog.get_logger().error("never written")
print("still there")
"""


def test_a_full_disk_under_the_log_stops_nothing() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, stderr=full, text=True
        )
    assert done.stdout == "still there\n"
