"""Take chat.png anew: a real conversation with `talentbot serve` in the system's Chromium.

Run `.venv/bin/python deploy/pictures/take.py` after a change of the page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

PICTURE = Path(__file__).with_name("chat.png")
QUESTIONS = ("平湖有免费的公寓吗", "那嘉善呢", "人才公寓的租金多少")


@contextmanager
def serving() -> Iterator[str]:
    """The address of a bot with an empty log."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "TALENTBOT_DATA_DIR": data, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as process:  # noqa: S603 - our own
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
            process.terminate()


def converse(page: Page) -> None:
    """Ask the questions, one after the other."""
    page.locator(".options button").first.wait_for()
    for number, question in enumerate(QUESTIONS, 2):
        page.fill("#text", question)
        page.press("#text", "Enter")
        expect(page.locator(".turn.bot .said")).to_have_count(number)
        page.locator(".options button:enabled").first.wait_for()


def main() -> None:
    """Take the picture."""
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 760, "height": 1040}, locale="zh-CN")
        page.goto(url)
        converse(page)
        page.wait_for_timeout(500)  # until it has scrolled
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
