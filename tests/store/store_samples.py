"""Messages and turns for the store's tests."""

from __future__ import annotations

from typing import Any

from bot.core.model import Exchange, FactRef, IncomingMessage, Kind, Option, Outcome, Part, Reply, Turn
from bot.store import OutboxDraft, Store

SECRET = b"a key for tests"


def message(
    number: object, chat: str = "chat-17", text: str = "有没有免费公寓", user: str = "user-4"
) -> IncomingMessage:
    return IncomingMessage("memory", chat, f"m{number}", text, user=user)


def turn(
    number: object,
    text: str = "有没有免费公寓",
    chat: str = "chat-17",
    user: str = "user-4",
    outcome: Outcome = Outcome.ANSWER,
    at: str = "2026-11-20T09:00:00+00:00",
    intent: str | None = "housing.free",
    ms: float = 1.5,
    **more: Any,
) -> Turn:
    facts = (FactRef("pinghu.intern_flats", "pinghu"),)
    part = Part(outcome, intent, "pinghu", facts, 0.9, "housing.rent", 0.2, "plain")
    reply = Reply(
        outcome,
        "平湖有459套",
        "平湖有459套\n（2025-05）",
        more.pop("lang", "zh"),
        (Option("嘉善", "jiashan"),),
        (part,),
    )
    exchange = Exchange(reply, {"intent": intent}, more.pop("trace", {"folded": text}))
    return Turn("memory", chat, user, f"m{number}", Kind.TEXT, text, at, ms, "0123456789ab", exchange)


def draft(text: str = "平湖有459套", chat: str = "chat-17", **more: Any) -> OutboxDraft:
    return OutboxDraft("memory", chat, {"text": text}, **more)


async def log_turn(store: Store, number: object, text: str = "有没有免费公寓", **more: Any) -> None:
    """Receives and answers one message."""
    chat = more.get("chat", "chat-17")
    inbox_id = await store.receive(message(number, chat, text, more.get("user", "user-4")), {"message": text})
    assert inbox_id is not None
    assert await store.commit_turn(
        inbox_id, turn(number, text, **more), [draft(chat=chat)], {"last": "housing.free"}
    )
