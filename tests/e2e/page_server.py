"""`talentbot serve` for the tests of its page."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


class Server:
    """`talentbot serve` in a process of its own."""

    def __init__(self, data_dir: Path, port: int = 0, **settings: str) -> None:
        """`settings` are further variables of the environment."""
        self.data_dir = data_dir
        self.port = port
        self._settings = settings
        self.url = ""

    def start(self) -> None:
        environment = {**os.environ, "TALENTBOT_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
        environment |= self._settings
        command = [sys.executable, "-m", "bot", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://" in line, f"serve did not start: {line!r}"
        self.url = line.split()[-1]
        self.port = int(self.url.rstrip("/").rpartition(":")[2])

    def stop(self) -> float:
        """Seconds that it took to end."""
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(10) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()
        return time.monotonic() - began
