"""Our bot, in full, against the echo bots of python-telegram-bot and (where installed) aiogram: one run, one table.

    python tests/bench/telegram_bots.py [--updates 4000] [--repeat 2] [--split]

Each bot is a process of its own on one core, polling a stand-in of the Bot API on the other (telegram_stub.py).
500 chats ask what tests/cases ask, popular questions oftener, as fast as the bot will take it. Ours stores,
understands, logs to SQLite and answers; the others send back what they got. Its pace is off. Processor time is the
process's user and system time from the first update to the last reply; the least of the repeats counts, since
what else the machine does can only add to it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOKEN = "123456:bench-Token_0123456789"
CHATS = 500
LATENCIES = (0.0, 0.05)
NAMES = {
    "ptb": "python-telegram-bot, echo",
    "aiogram": "aiogram, echo",
    "ours": "ours: stores, answers, logs",
}
SECONDS = 900
"""A run that takes longer has failed."""
FEW = 300


class Figures(NamedTuple):
    """What a run gave."""

    ms: float
    """Processor time an update."""
    rate: float
    """Updates a second."""


def questions() -> list[str]:
    """Different messages of the cases, in an order that is the same each time."""
    asked: dict[str, None] = {}
    for path in sorted((ROOT / "tests" / "cases").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"]:
            texts = case["ask"] if isinstance(case["ask"], list) else [case["ask"]]
            asked |= dict.fromkeys(str(text) for text in texts)
    mixed = list(asked)
    random.Random(4).shuffle(mixed)
    return mixed


def updates(count: int) -> list[dict[str, Any]]:
    """One message of each chat to warm up, then so many; the n-th popular question is asked 1/n as often."""
    texts, draw = questions(), random.Random(5)
    weights = [1 / rank for rank in range(1, len(texts) + 1)]
    chats = [*range(CHATS), *(draw.randrange(CHATS) for _ in range(count))]
    drawn = draw.choices(texts, weights, k=len(chats))
    return [
        _update(number, chat, text) for number, (chat, text) in enumerate(zip(chats, drawn, strict=True), 1)
    ]


def _update(number: int, chat: int, text: str) -> dict[str, Any]:
    person = {"id": 10_000 + chat, "first_name": "A", "username": f"person{chat}"}
    message = {
        "message_id": number,
        "date": 1_760_000_000,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False, "language_code": "zh-hans"},
        "text": text,
    }
    return {"update_id": number, "message": message}


@contextmanager
def process(core: int, command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process on one core, ended at the end."""

    def pin() -> None:
        os.sched_setaffinity(0, {core})

    command = [sys.executable, *command]
    with subprocess.Popen(command, cwd=ROOT, text=True, preexec_fn=pin, **options) as running:
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()


def measure(bot: str, latency: float, count: int, folder: Path, split: Path | None = None) -> Figures:
    """One run of a bot; `split` is a file for where the time went."""
    file = folder / "updates.json"
    file.write_text(json.dumps(updates(count)), "utf-8")
    stub = [str(HERE / "telegram_stub.py"), str(file), str(CHATS), str(latency)]
    with process(1, stub, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        output = (folder / f"{bot}.log").open("w")
        environment = _environment(url, folder, split)
        with output, process(0, _command(bot, url), env=environment, stdout=output, stderr=output) as running:
            asked = f"{url}/measure?pid={running.pid}" + ("&signal=1" if split else "")
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
                found = json.loads(answer.read())
    return Figures(found["cpu"] / count * 1000, count / found["wall"])


def _command(bot: str, url: str) -> list[str]:
    if bot == "ours":
        return [str(HERE / "telegram_ours.py")]
    return [str(HERE / "telegram_echo.py"), bot, TOKEN, url]


def _environment(url: str, folder: Path, split: Path | None) -> dict[str, str]:
    """An empty database, but the compiled index of the run before."""
    data = folder / "data"
    for file in data.glob("talentbot.db*"):
        file.unlink()
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "TALENTBOT_TELEGRAM_TOKEN": TOKEN,
        "TALENTBOT_TELEGRAM_API_URL": url,
        "TALENTBOT_TELEGRAM_SENDS_PER_SECOND": "0",
        "TALENTBOT_DATA_DIR": str(data),
        "SPLIT": str(split or ""),
    }


def best(bot: str, latency: float, count: int, repeat: int, folder: Path) -> Figures:
    """The least processor time and the best rate of several runs."""
    # Default PTB answers one update after the other: with latency it would take minutes.
    count = min(count, FEW) if bot == "ptb" and latency else count
    found = [measure(bot, latency, count, folder) for _ in range(repeat)]
    return Figures(min(run.ms for run in found), max(run.rate for run in found))


def compare(count: int, repeat: int, folder: Path) -> None:
    """Measure all bots and print the table."""
    bots = [bot for bot in NAMES if bot != "aiogram" or importlib.util.find_spec("aiogram")]
    print(f"{count} updates, {CHATS} chats, best of {repeat}")
    print(f"{'':34}{'latency':>8}{'CPU ms an update':>18}{'of PTB':>8}{'updates/s':>11}{'of PTB':>8}")
    for latency in LATENCIES:
        base: Figures | None = None
        for bot in bots:
            found = best(bot, latency, count, repeat, folder)
            base = base or found
            print(
                f"{NAMES[bot]:34}{latency * 1000:>5.0f} ms{found.ms:>18.2f}{found.ms / base.ms:>8.2f}"
                f"{found.rate:>11.0f}{found.rate / base.rate:>8.2f}",
                flush=True,
            )


def main() -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=4000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--split", action="store_true", help="only ours: where its processor time goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.split:
            compare(options.updates, options.repeat, folder)
            return 0
        for latency in LATENCIES:
            found = measure("ours", latency, options.updates, folder, folder / "split.txt")
            print(f"latency {latency * 1000:.0f} ms, with sampling {found.ms:.2f} ms CPU an update")
            print((folder / "split.txt").read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
