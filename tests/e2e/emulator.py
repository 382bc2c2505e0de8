"""npm `telegram-test-api` as a process of its own: installed at first use, started, spoken to as a person."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).parent / "telegram_test_api"
CACHE = Path(__file__).parents[2] / ".cache" / "telegram-test-api"
TOKEN = "123456:emulator-Token_0123456789"
INSTALL = [
    "npm",
    "install",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=error",
]
INSTALL_SECONDS = 120
SECONDS = 30.0
_CHAT = {"id": 1001, "type": "private", "first_name": "Alice"}
_USER = {"id": 1001, "is_bot": False, "first_name": "Alice", "language_code": "zh-hans"}

T = TypeVar("T")


class NotInstalled(Exception):  # noqa: N818 - says what is the case; the test is left out
    """The emulator cannot be had here, and why."""


def free_port() -> int:
    """One that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed() -> Path:
    """The folder where the package is installed, which is done once. Raises NotInstalled."""
    version = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]["telegram-test-api"]
    folder = CACHE / version
    if folder.exists():
        return folder
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NotInstalled(f"{program} is missing")
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        shutil.copy(HERE / "package.json", draft)
        _install(draft)
        draft.rename(folder)
    except OSError:
        # Another test process was a moment ahead.
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _install(folder: Path) -> None:
    try:
        done = subprocess.run(INSTALL, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise NotInstalled("npm install took too long: no network?") from None
    if done.returncode:
        raise NotInstalled(f"npm install failed: {done.stderr.strip()[-300:]}")


def wait_for(look: Callable[[], T], what: str) -> T:
    """Look until there is something."""
    ends = time.monotonic() + SECONDS
    while not (found := look()):
        assert time.monotonic() < ends, f"no {what} in {SECONDS:g} s"
        time.sleep(0.05)
    return found


class Emulator:
    """The emulator and one person who talks to the bot through it."""

    def __init__(self) -> None:
        folder = installed()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            ["node", str(HERE / "server.js")],
            cwd=folder,
            env={**os.environ, "PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line == "ready\n", f"the emulator did not start: {line!r}"
        self._unread: list[dict[str, Any]] = []

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def say(self, text: str) -> dict[str, Any]:
        """Write to the bot; a command where it begins with a slash. Gives the message."""
        message = {"from": _USER, "chat": _CHAT, "date": int(time.time()), "text": text}
        if text.startswith("/"):
            marks = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
            self._post("/sendCommand", **message, entities=marks)
        else:
            self._post("/sendMessage", **message)
        mine = [one for one in self._history() if one.get("message", {}).get("from")]
        return {**message, "message_id": max(one["messageId"] for one in mine)}

    def press(self, message: dict[str, Any], number: int = 0) -> None:
        """Press the n-th button under a message of the bot's."""
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        under = {"message_id": message["message_id"], "chat": _CHAT, "date": int(time.time()), "text": "?"}
        self._post("/sendCallback", **{"from": _USER}, data=buttons[number]["callback_data"], message=under)

    def edit(self, message: dict[str, Any], text: str) -> None:
        """Change what was written."""
        self._post("/sendEdit", message={**message, "edit_date": int(time.time()), "text": text})

    def read(self, word: str) -> dict[str, Any]:
        """The bot's next new or changed message with a certain word; others before it are passed over."""
        return wait_for(lambda: self._next_with(word), f"message with {word!r}")

    def _next_with(self, word: str) -> dict[str, Any] | None:
        found = self._post("/getUpdates", token=TOKEN, chatId=_CHAT["id"])["result"]
        self._unread += [{**one["message"], "message_id": one["messageId"]} for one in found]
        while self._unread:
            message = self._unread.pop(0)
            if word in message["text"]:
                return message
        return None

    def _history(self) -> list[dict[str, Any]]:
        return list(self._post("/getUpdatesHistory", token=TOKEN)["result"])

    def _post(self, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps({"botToken": TOKEN, **body}).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return json.loads(response.read())
