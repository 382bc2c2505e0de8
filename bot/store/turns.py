"""A turn as the log keeps it, and what chats remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Part, Reply, Turn
from bot.store.folding import clean, fold, grouping
from bot.store.privacy import Hasher, mask, mask_data
from bot.store.schema import chat_memory

TEXT_LIMIT = 4000
"""Characters of a message that the log keeps."""


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


async def recall(
    connection: AsyncConnection, hasher: Hasher, chats: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """What chats (channel, chat) remember; those that remember nothing are missing."""
    names = {(channel, hasher.chat(channel, clean(chat))): (channel, chat) for channel, chat in chats}
    hashes = {chat for _, chat in names}
    found = await connection.execute(
        select(chat_memory.c.channel, chat_memory.c.chat, chat_memory.c.data).where(
            chat_memory.c.chat.in_(hashes)
        )
    )
    return {names[key]: dict(row.data) for row in found if (key := (row.channel, row.chat)) in names}
