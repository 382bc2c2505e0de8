"""What can be run of the Dockerfile without a container engine: its health check, and that all it copies is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")


def health(port: int) -> int:
    [found] = re.findall(r"HEALTHCHECK.*\n\s*CMD (\[.*\])", DOCKERFILE)
    _, *arguments = json.loads(found)
    environment = {**os.environ, "TALENTBOT_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, timeout=30
    ).returncode


def test_health_check_tells_a_running_bot_from_a_stopped_one(data: Path) -> None:
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    environment = {**os.environ, "TALENTBOT_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(4)]
            port = int(said[0].split()[-1].rstrip("/").rpartition(":")[2])
            assert health(port) == 0
        finally:
            process.terminate()
            process.wait(10)
    assert health(port) == 1


def test_everything_that_is_copied_exists() -> None:
    sources = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for name in line.split()
    ]
    assert len(sources) >= 8
    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_image_runs_without_root_and_keeps_its_data() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)", last, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", last, re.MULTILINE)
