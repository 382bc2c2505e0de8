"""The scene in which the guides play: a copy of the content, a log of questions that got no answer."""

from __future__ import annotations

import asyncio
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from bot.core.model import Exchange, IncomingMessage, Kind, Outcome, Part, Reply, Turn
from bot.store import Store

ROOT = Path(__file__).parents[2]
ASKED = {
    "intents/README.md": ("口袋空空来平湖闯，头几天睡哪", 3),
    "content/README.md": ("宏利和弗劳恩霍夫搞啥", 2),
}
"""What nobody could answer, and how many people asked it."""
_ENTRY = "(?m)^  {}:\n(?:    .*\n|\n(?=    ))*"


def prepare(folder: Path, guide: str) -> None:
    """Put everything into an empty folder that a guide begins with."""
    for name in ("content", "intents", "tests/cases"):
        shutil.copytree(ROOT / name, folder / name)
    if guide == "content/README.md":  # what the guide adds is not there yet
        _without(folder / "content" / "case.yaml", "pinghu.hongli")
        _without(folder / "intents" / "case.yaml", "case.hongli")
    (folder / "data").mkdir(exist_ok=True)
    asyncio.run(_fill(f"sqlite+aiosqlite:///{folder / 'data' / 'talentbot.db'}", *ASKED[guide]))


def _without(path: Path, name: str) -> None:
    text = path.read_text("utf-8")
    pattern = re.compile(_ENTRY.format(re.escape(name)))
    assert len(pattern.findall(text)) == 1, name
    path.write_text(pattern.sub("", text), "utf-8")


async def _fill(url: str, question: str, people: int) -> None:
    store = await Store.open(url, b"k")
    try:
        for number in range(people):
            chat = str(number)
            inbox_id = await store.receive(IncomingMessage("web", chat, chat, question, user=chat))
            part = Part(Outcome.OFFTOPIC, None, None, (), 0.5)
            exchange = Exchange(Reply(Outcome.OFFTOPIC, "？", "？", "zh", parts=(part,)), {})
            now = datetime.now(UTC).isoformat()
            turn = Turn("web", chat, chat, chat, Kind.TEXT, question, now, 2.0, "v1", exchange)
            await store.commit_turn(inbox_id, turn, [], {})
    finally:
        await store.close()
