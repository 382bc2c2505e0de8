"""The whole bot as a process of its own, killed in the middle: every question gets its answer."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from loopback import LoopbackApi
from telegram_people import Person

ROOT = Path(__file__).parents[2]
PEOPLE = 24


@asynccontextmanager
async def serving(api: LoopbackApi, data: Path, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`talentbot serve` on a free port, ended by a kill that it cannot catch."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")} | {
        "TALENTBOT_TELEGRAM_TOKEN": api.token,
        "TALENTBOT_TELEGRAM_API_URL": api.url,
        "TALENTBOT_DATA_DIR": str(data),
        "TALENTBOT_PORT": "0",
        **more,
    }
    with (data / "output.txt").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, env=env, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def answered(api: LoopbackApi, people: list[Person]) -> int:
    """How many have been told of the flats."""
    return sum(any("公寓" in message["text"] for message in api.sent(person.id)) for person in people)


async def test_a_kill_loses_no_question(api: LoopbackApi, data: Path) -> None:
    people = [Person(api, id=5000 + number) for number in range(PEOPLE)]
    for person in people:
        person.say("平湖有没有免费的人才公寓")
    api.spoil("sendMessage", times=PEOPLE * 2, seconds=0.1)

    async with serving(api, data):
        await api.until(lambda: any(api.sent(person.id) for person in people), 60)
    before = answered(api, people)
    assert before < PEOPLE, "killed too late to show anything"

    async with serving(api, data) as process:
        await api.until(lambda: answered(api, people) == PEOPLE, 60)
        person, shown = people[-1], api.sent(people[-1].id)
        query = person.press(next(message for message in reversed(shown) if message["reply_markup"]))
        await api.wait_sent(person.id, len(shown) + 1)
        await api.until(lambda: query not in api.queries)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 5) == 0

    assert api.updates == []
    sent = sum(len(api.sent(person.id)) for person in people)
    assert sent <= 3 * PEOPLE + 1, "a notice and an answer each, what was under way, the pressed option"
    assert max(len(api.sent(person.id)) for person in people[:-1]) <= 3
    assert api.token not in (data / "output.txt").read_text()
    assert [text for text in api.refusals if "Conflict" not in text] == []
