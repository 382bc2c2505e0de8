"""Many people who ask: what each asked, in which order, and what has been answered."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from soak_api import Sent, SoakApi
from soak_knowledge import SUBJECTS, question, subject_of
from telegram_people import Person

FIRST_CHAT = 10_001


@dataclass(frozen=True, slots=True)
class Asked:
    """One question."""

    chat: int
    subject: int
    external_id: str
    """As the bot names it: see bot/channels/telegram/ids.py."""
    update: int
    at: float
    """Monotonic time."""


class Load:
    """People with a chat each. No two questions in a row of a chat are alike."""

    def __init__(self, api: SoakApi, chats: int, dice: random.Random, first_chat: int = FIRST_CHAT) -> None:
        self._api = api
        self._dice = dice
        self._people = [Person(api, id=first_chat + number) for number in range(chats)]
        self.asked: dict[int, list[Asked]] = {person.id: [] for person in self._people}
        self.answers: dict[int, list[Sent]] = {person.id: [] for person in self._people}
        """First sendings of answers, in the order in which they came; repetitions are left out."""
        self.total_asked = 0
        self.total_answered = 0
        api.watchers.append(self._watch)

    @property
    def chats(self) -> list[int]:
        """Ids of the chats."""
        return [person.id for person in self._people]

    @property
    def open(self) -> int:
        """Questions without an answer so far."""
        return self.total_asked - self.total_answered

    def ask(self, number: int | None = None) -> Asked:
        """Somebody asks something: the n-th person, else anyone."""
        person = self._dice.choice(self._people) if number is None else self._people[number]
        before = self.asked[person.id]
        subject = self._dice.randrange(len(SUBJECTS) - 1)
        if before and subject >= before[-1].subject:
            subject += 1
        message = person.say(question(subject))
        external_id = f"m{person.id}:{message['message_id']}"
        asked = Asked(person.id, subject, external_id, self._api.last_update, time.monotonic())
        before.append(asked)
        self.total_asked += 1
        return asked

    async def keep_asking(
        self, count: int, open_at_most: int, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Ask so many questions, or until told, while no more than some are open; now and then a whole burst."""
        target = self.total_asked + count
        while self.total_asked < target and not until():
            room = min(open_at_most - self.open, target - self.total_asked)
            for _ in range(self._dice.randint(1, room) if room > 0 else 0):
                self.ask()
            await asyncio.sleep(self._dice.uniform(0.0, 0.05))

    def delays(self, without: frozenset[int] = frozenset()) -> list[float]:
        """Seconds from question to answer, of all that are answered in order."""
        return [
            answer.at - asked.at
            for chat, questions in self.asked.items()
            if chat not in without
            for asked, answer in zip(questions, self.answers[chat], strict=False)
        ]

    def _watch(self, sent: Sent) -> None:
        subject = subject_of(sent.text)
        answers = self.answers.get(sent.chat)
        if subject is None or answers is None or (answers and answers[-1].text == sent.text):
            return
        answers.append(sent)
        self.total_answered += 1
