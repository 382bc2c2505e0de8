"""Writes the conversation log and what a chat remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Part, Reply, Turn
from bot.store.folding import clean, fold, grams, grouping
from bot.store.inbox import insert_once
from bot.store.privacy import Hasher, mask, mask_data
from bot.store.schema import chat_memory, turn_grams, turns

TEXT_LIMIT = 4000
"""Characters of a message that the log keeps."""


async def add(connection: AsyncConnection, hasher: Hasher, turn: Turn) -> int | None:
    """Writes a turn, masked, with its search pairs; None where the message has one already."""
    row = turn_values(hasher, turn)
    known = select(turns.c.id).where(
        turns.c.channel == row["channel"], turns.c.external_id == row["external_id"]
    )
    turn_id = await insert_once(connection, insert(turns).values(row), known)
    pairs = grams(row["folded"])
    if turn_id is not None and pairs:
        await connection.execute(
            insert(turn_grams), [{"gram": gram, "turn_id": turn_id} for gram in sorted(pairs)]
        )
    return turn_id


def turn_values(hasher: Hasher, turn: Turn) -> dict[str, Any]:
    """The columns of a turn: texts masked, ids hashed."""
    reply = turn.exchange.reply
    text = mask(clean(turn.text), reply.lang)[:TEXT_LIMIT]
    return {
        "at": _time(turn.at),
        "channel": turn.channel,
        "chat": hasher.chat(turn.channel, clean(turn.chat)),
        "user": hasher.user(turn.channel, clean(turn.user)),
        "external_id": hasher.message(turn.channel, turn.external_id),
        "kind": turn.kind.value,
        "lang": reply.lang,
        "outcome": reply.outcome.value,
        "ms": turn.ms,
        "version": turn.version,
        "text": text,
        "folded": fold(text),
        "grouping": grouping(text),
        "body": mask(clean(reply.body), reply.lang),
        "options": mask_data([asdict(option) for option in reply.options], reply.lang),
        "trace": mask_data(turn.exchange.trace, reply.lang),
        **_understanding(reply),
    }


def _time(at: str) -> datetime:
    time = datetime.fromisoformat(at)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _understanding(reply: Reply) -> dict[str, Any]:
    lead = lead_part(reply)
    facts = [fact.id for part in reply.parts for fact in part.facts]
    return {
        "intent": lead.intent if lead else None,
        "region": lead.region if lead else None,
        "confidence": lead.confidence if lead else None,
        "runner_up": lead.runner_up if lead else None,
        "runner_up_confidence": lead.runner_up_confidence if lead and lead.runner_up else None,
        "facts": list(dict.fromkeys(facts)),
        "parts": [asdict(part) for part in reply.parts],
    }


def lead_part(reply: Reply) -> Part | None:
    """The part that gave the message its outcome; the first one else."""
    same = [part for part in reply.parts if part.outcome == reply.outcome]
    return next(iter(same or reply.parts), None)


async def remember(
    connection: AsyncConnection, channel: str, chat_hash: str, memory: Mapping[str, Any], now: datetime
) -> None:
    """Replaces what a chat remembers; an empty memory leaves no row."""
    key = (chat_memory.c.channel == channel) & (chat_memory.c.chat == chat_hash)
    await connection.execute(delete(chat_memory).where(key))
    if memory:
        row = {"channel": channel, "chat": chat_hash, "data": dict(memory), "at": now}
        await connection.execute(insert(chat_memory).values(row))


async def recall(connection: AsyncConnection, channel: str, chat_hash: str) -> dict[str, Any]:
    """What a chat remembers; empty for an unknown one."""
    key = (chat_memory.c.channel == channel) & (chat_memory.c.chat == chat_hash)
    found = (await connection.execute(select(chat_memory.c.data).where(key))).scalar_one_or_none()
    return dict(found or {})
