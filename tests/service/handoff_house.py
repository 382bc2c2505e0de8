"""Askers and staff over a real database, a step at a time: nothing runs in the background, nothing waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from service_fakes import EchoEngine, open_store

from bot.channels.base import Outgoing, SendRefused
from bot.channels.memory import MemoryChannel
from bot.core.knowledge import Intent, KnowledgeBase, Questions, Region, Words
from bot.core.model import Exchange, IncomingMessage, Kind, Option, Outcome, Part, Reply
from bot.service.clerk import Clerk
from bot.service.forget import ForgetDesk
from bot.service.handoff import Handover, Staff
from bot.service.handoff.hours import parse
from bot.service.sender import Sender
from bot.service.turns import TurnHandler
from bot.store import Store

FRIDAY_TEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Ten in the morning in China, on a working day."""
NOBODY = "目前没有人工。"
BASE = KnowledgeBase(
    {},
    {"pinghu": Region("pinghu", Words("平湖", "Pinghu"))},
    {},
    {
        "housing.rent": Intent("housing.rent", "housing", Words("租金", "Rent"), Questions()),
        "handoff.person": Intent(
            "handoff.person",
            "handoff",
            Words("人工", "A person"),
            Questions(),
            outcome=Outcome.HANDOFF,
            say=Words(NOBODY, "Nobody."),
        ),
    },
    {"housing": Words("住房", "Housing")},
    version="house",
)


class DutyEngine(EchoEngine):
    """Knows when a person is wanted (人工), and fails at what it is told to miss."""

    base = BASE

    def respond(self, message: IncomingMessage, memory: Mapping[str, Any], now: datetime) -> Exchange:
        lang = message.lang_hint or "zh"
        misses = int(memory.get("misses", 0)) + 1 if "miss" in message.text else 0
        wants = "人工" in message.text or message.text == "/human"
        parts = [self._part("housing.rent", Outcome.UNKNOWN if misses else Outcome.ANSWER)]
        if wants:
            parts = [*parts[: "另外" in message.text], self._part("handoff.person", Outcome.HANDOFF)]
        body = NOBODY if wants else f"heard {message.text or message.press}"
        body = f"公寓\n{NOBODY}" if len(parts) > 1 else body
        options = () if wants else (Option("住房", "t:housing"),)
        reply = Reply(parts[0].outcome, body, body, lang, options, tuple(parts))
        return Exchange(reply, {"misses": misses, "lang": lang}, {})

    @staticmethod
    def _part(intent: str, outcome: Outcome) -> Part:
        return Part(outcome, intent, "pinghu", (), 1.0)


class StaffSide(MemoryChannel):
    """A channel with rooms: `room-1`, `room-2` ... It is also a channel for askers."""

    def __init__(self) -> None:
        super().__init__("memory")
        self.titles: dict[str, str] = {}
        self.closed_rooms: set[str] = set()
        self.gone: set[str] = set()
        self.steps: list[str] = []
        self.blocked: set[str] = set()
        self.unset: Exception | None = None
        """Raised where a room is to be made: the group is not set up."""

    def owns(self, chat: str) -> bool:
        return chat.startswith("room-")

    async def open_room(self, title: str) -> str:
        if self.unset is not None:
            raise self.unset
        room = f"room-{len(self.titles) + 1}"
        self.titles[room] = title
        return room

    async def reopen_room(self, chat: str) -> None:
        if chat in self.gone:
            raise SendRefused("topic deleted", topic_gone=True)
        self.closed_rooms.discard(chat)
        self.steps.append(f"open {chat}")

    async def close_room(self, chat: str) -> None:
        self.closed_rooms.add(chat)
        self.steps.append(f"close {chat}")

    async def send(self, item: Outgoing) -> str | None:
        if item.chat in self.gone:
            raise SendRefused("message thread not found", topic_gone=True)
        if item.chat in self.blocked:
            raise SendRefused("blocked", blocked=True)
        return await super().send(item)


class House:
    """One process after the other over one database."""

    def __init__(self, folder: Path, hours: str = "") -> None:
        self.folder = folder
        self.now = FRIDAY_TEN
        self.side = StaffSide()
        self.page = MemoryChannel("web")
        self.hours = hours
        self.crashes = False
        """Every step is that of a new process."""
        self.settled: list[tuple[str, str]] = []
        self._numbers = 0

    async def begin(self) -> House:
        """Start a process."""
        self.store: Store = await open_store(self.folder)
        self.store._clock = lambda: self.now
        hours = parse(self.hours, ZoneInfo("Asia/Shanghai"))
        staff = Staff("memory", self.side, hours, 30)
        engine = DutyEngine()
        clerk = Clerk(self.store, lambda: engine, retention_days=180, settled=self.settle)
        self.handover = Handover(clerk, lambda: engine, staff, lambda: self.now)
        forget = ForgetDesk(clerk, self.handover.farewell())
        self.handler = TurnHandler(
            clerk,
            lambda: engine,
            desks=[*self.handover.first, *self.handover.desks, forget],
            finishes=[self.handover.finish],
            clock=lambda: self.now,
        )
        channels = [self.side, self.page]
        self.senders = [
            Sender(self.store, self.handover.route(channel), clock=lambda: self.now) for channel in channels
        ]
        return self

    def settle(self, channel: str, chat: str) -> None:
        """Nobody waits for a reply of the bot's there."""
        self.settled.append((channel, chat))

    async def restart(self) -> None:
        """All that the process knew is gone."""
        await self.store.close()
        await self.begin()

    async def pass_time(self, **duration: float) -> None:
        """Let time go by, and the timers look."""
        self.now += timedelta(**duration)
        await self.handover.timers.look()
        await self.work()

    # what people do

    async def ask(self, text: str = "", chat: str = "c1", **fields: Any) -> None:
        """An asker writes, and all that follows happens."""
        await self.receive(text, chat, **{"user": chat, **fields})
        await self.work()

    async def answer(self, text: str = "", room: str = "room-1", **fields: Any) -> None:
        """One of the staff writes in a room, and all that follows happens."""
        await self.receive(text, room, **{"user": "s1", **fields})
        await self.work()

    async def receive(
        self, text: str, chat: str, channel: str = "memory", kind: Kind | None = None, **fields: Any
    ) -> None:
        """A message comes in."""
        self._numbers += 1
        typed = Kind.COMMAND if text.startswith("/") else Kind.TEXT
        kind = kind or (Kind.PRESS if "press" in fields else typed)
        message = IncomingMessage(channel, chat, f"{chat}-{self._numbers}", text, kind, **fields)
        assert await self.store.receive(message) is not None

    async def work(self) -> None:
        """Handle and send until there is nothing to do."""
        while await self.handle() + await self.send():
            pass

    async def handle(self) -> int:
        """One round of what came in."""
        items = await self.store.next_messages(9)
        if items:
            await self.handler(*items)
            await self._maybe_crash()
        return len(items)

    async def send(self) -> int:
        """One message out of each chat, in each channel."""
        done = 0
        for number in range(len(self.senders)):
            name = (self.side, self.page)[number].name
            for item in await self.store.next_outgoing(name, 9):
                done += await self.senders[number]._send(item) is None
                await self._maybe_crash()
        return done

    async def _maybe_crash(self) -> None:
        if self.crashes:
            await self.restart()

    # what there is to see

    def seen(self, chat: str = "c1") -> list[str]:
        """What arrived in a chat or a room."""
        return [
            f"<copy of {item.copy_of}>" if item.copy_of else item.text
            for channel in (self.side, self.page)
            for item in channel.sent
            if item.chat == chat
        ]

    def last(self, chat: str = "c1") -> Outgoing:
        """The last thing that arrived in a chat or a room."""
        return [item for channel in (self.side, self.page) for item in channel.sent if item.chat == chat][-1]

    async def waiting(self) -> Sequence[Any]:
        """What waits in the outbox."""
        return [
            *await self.store.next_outgoing("memory", 9),
            *await self.store.next_outgoing("web", 9),
        ]
