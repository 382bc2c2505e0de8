from __future__ import annotations

from datetime import UTC, datetime, timedelta

from small_base import base

from bot.core.engine import Engine
from bot.core.kept import Kept
from bot.core.model import IncomingMessage

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_the_latest_are_kept() -> None:
    made: list[str] = []
    kept: Kept[str, str] = Kept(2)

    def get(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key.upper())

    assert [get(key) for key in "ababcabc"] == list("ABABCABC")
    assert made == ["a", "b", "c", "a", "b", "c"]


def _ask(engine: Engine, text: str, memory: dict, now: datetime = NOW):  # type: ignore[no-untyped-def]
    return engine.respond(IncomingMessage("memory", "c", "1", text), memory, now)


def test_a_kept_answer_is_the_answer() -> None:
    """Asked again, in other chats and other states, an engine says what a fresh one says."""
    old = Engine(base())
    texts = [
        "平湖有没有免费公寓",
        "那嘉善呢",
        "1",
        "科技副总能领多少补助",
        "平湖有没有免费公寓",
        "那嘉善呢",
        "13812345678",
    ]
    for _ in range(2):
        memory: dict = {}
        for step, text in enumerate(texts):
            now = NOW + timedelta(hours=step // 4)
            mine, fresh = _ask(old, text, memory, now), _ask(Engine(base()), text, memory, now)
            assert (mine.reply, mine.trace, mine.memory) == (fresh.reply, fresh.trace, fresh.memory)
            memory = mine.memory


def test_numbers_of_people_are_not_kept() -> None:
    engine = Engine(base())
    _ask(engine, "我的手机是 13812345678，平湖有公寓吗", {})
    assert not any("138" in str(key) for key in engine._kept._results)
