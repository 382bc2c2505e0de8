"""Memory of `talentbot serve` before and after a thousand messages over the web page.

Run `python tests/bench/serve_memory.py`. Starts the real server on a free port with an empty data folder, talks to
it as fifty visitors do, and prints its resident memory as the kernel accounts it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from itertools import cycle, islice
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
VISITORS = 50
EACH = 20


def questions() -> list[str]:
    """Messages to send: the cases, all topics mixed."""
    texts: list[str] = []
    for path in sorted((ROOT / "tests" / "cases").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"][:120]:
            asked = case["ask"]
            texts += asked if isinstance(asked, list) else [asked]
    return texts


def resident(pid: int) -> float:
    """Resident memory of a process in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


class Visitor:
    """A browser, as far as the server can tell."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self._open(address).read()

    def say(self, text: str, number: int) -> None:
        """Send a message; the reply is fetched with the next ones."""
        body = json.dumps({"id": f"m{number}-{time.monotonic_ns()}", "text": text}).encode()
        request = urllib.request.Request(
            f"{self._address}chat/messages", body, {"Content-Type": "application/json"}
        )
        self._open(request).read()


def main() -> int:
    """Start, talk, measure, stop."""
    with tempfile.TemporaryDirectory() as data:
        for name in ("first start (compiles the index)", "second start (index from the cache)"):
            run(name, data)
    return 0


def run(name: str, data: str) -> None:
    environment = {**os.environ, "TALENTBOT_DATA_DIR": data, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address = ""
        while not address:
            line = server.stdout.readline()  # type: ignore[union-attr]
            found = re.search(r"http://[\d.]+:\d+/?", line)
            address = found[0].rstrip("/") + "/" if found else ""
        time.sleep(1)
        before = resident(server.pid)
        visitors = [Visitor(address) for _ in range(VISITORS)]
        start = time.perf_counter()
        for number, text in enumerate(islice(cycle(questions()), VISITORS * EACH)):
            visitors[number % VISITORS].say(text, number)
        time.sleep(3)
        seconds = time.perf_counter() - start - 3
        print(
            f"{name}: {before:.0f} MB before, {resident(server.pid):.0f} MB after {VISITORS * EACH} messages "
            f"in {seconds:.1f} s"
        )
    finally:
        server.terminate()
        server.wait(5)


if __name__ == "__main__":
    sys.exit(main())
