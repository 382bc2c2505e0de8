"""Ratings of answers: thumbs up or down, and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.folding import clean
from bot.store.outbox import new_row
from bot.store.privacy import mask
from bot.store.schema import feedback, outbox, turns
from bot.store.values import OutboxDraft, Place, Rated
from bot.store.writes import Write, Writing, insert_new, upsert

UP, DOWN = "up", "down"
REASONS = ("off-point", "outdated", "vague", "other")
"""Reasons that can be chosen; any other text in the column was written by the asker."""
REASON_LIMIT = 500
"""Characters kept of a reason in the asker's own words."""


def rating(turn_id: int, value: str) -> Write:
    """Rates a turn UP or DOWN; the last rating counts, and only one that stays down keeps its reason."""

    row = {"turn_id": turn_id, "rating": value}
    return _put({**row, "reason": None} if value == UP else row)


def reason(turn_id: int, text: str) -> Write:
    """Says why a turn is rated down: one of REASONS, or the asker's own words, which are masked and cut."""
    said = text if text in REASONS else mask(clean(text).strip())[:REASON_LIMIT]
    return _put({"turn_id": turn_id, "rating": DOWN, "reason": said})


def _put(row: dict[str, Any]) -> Write:
    async def write(to: Writing) -> None:
        if await _is_there(to.connection, row["turn_id"]):
            await upsert(to.connection, feedback, [{**row, "at": to.now}], (feedback.c.turn_id,))

    return write


async def _is_there(connection: AsyncConnection, turn_id: int) -> bool:
    """A turn may have been forgotten since it was looked up."""
    return (await connection.execute(select(turns.c.id).where(turns.c.id == turn_id))).first() is not None


def question(turn_id: int, draft: OutboxDraft) -> Write:
    """Sends a question about a rated turn, once; a press or a reply to it leads back to that turn."""

    async def write(to: Writing) -> None:
        row = {**new_row(draft, to.now), "turn_id": turn_id, "position": Place.QUESTION}
        key = (outbox.c.turn_id, outbox.c.position)
        if await _is_there(to.connection, turn_id):
            await insert_new(to.connection, outbox, [row], key, (outbox.c.id,))

    return write


async def rated(connection: AsyncConnection, channel: str, chat: str, sent_id: str) -> Rated | None:
    """The turn that a message of ours in a chat (hash) belongs to; the last one, where it was edited."""
    found = await connection.execute(
        select(turns.c.id, turns.c.lang, turns.c.user, outbox.c.position)
        .join(turns, turns.c.id == outbox.c.turn_id)
        .where(outbox.c.channel == channel, outbox.c.external_message_id == sent_id, turns.c.chat == chat)
        .order_by(turns.c.id.desc())
        .limit(1)
    )
    row = found.first()
    return None if row is None else Rated(row.id, row.lang, row.user, row.position == Place.QUESTION)


async def erase_words(connection: AsyncConnection) -> None:
    """Erases the reasons in people's own words of turns whose texts are gone."""
    gone = select(turns.c.id).where(turns.c.texts_gone_at.is_not(None))
    own = feedback.c.reason.is_not(None) & feedback.c.reason.not_in(REASONS)
    await connection.execute(update(feedback).where(own, feedback.c.turn_id.in_(gone)).values(reason="other"))
