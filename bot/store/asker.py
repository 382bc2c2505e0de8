"""What is asked about one asker's own turns: what is kept of them, and what an edited message was answered with."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.folding import clean
from bot.store.privacy import Hasher, mask
from bot.store.schema import feedback, outbox, turns
from bot.store.values import Answered, Kept, KeptText, Place


async def kept(
    connection: AsyncConnection, hasher: Hasher, channel: str, chat: str | None, user: str, latest: int
) -> Kept:
    """What the log keeps of a chat and of a person; empty names are left out. With the `latest` texts."""
    mine = _whose(hasher, channel, chat, user)
    counts = select(func.count(), func.min(turns.c.at), func.count(feedback.c.turn_id)).outerjoin(
        feedback, feedback.c.turn_id == turns.c.id
    )
    messages, since, ratings = (await connection.execute(counts.select_from(turns).where(mine))).one()
    oldest = select(func.min(turns.c.at)).where(mine, turns.c.texts_gone_at.is_(None))
    texts = (
        select(turns.c.at, turns.c.text, feedback.c.rating, feedback.c.reason)
        .outerjoin(feedback, feedback.c.turn_id == turns.c.id)
        .where(mine, turns.c.text != "")
        .order_by(turns.c.id.desc())
        .limit(latest)
    )
    rows = (await connection.execute(texts)).all() if latest else []
    return Kept(
        messages=messages,
        ratings=ratings,
        since=since,
        oldest_text=(await connection.execute(oldest)).scalar(),
        texts=[KeptText(*row) for row in reversed(rows)],
    )


def _whose(hasher: Hasher, channel: str, chat: str | None, user: str) -> ColumnElement[bool]:
    names = []
    if chat:
        names.append(turns.c.chat == hasher.chat(channel, clean(chat)))
    if user:
        names.append(turns.c.user == hasher.user(channel, clean(user)))
    return (turns.c.channel == channel) & or_(*names)


async def answered(
    connection: AsyncConnection, hasher: Hasher, channel: str, external_id: str, text: str
) -> Answered | None:
    """The reply to a message as it stands now, also after edits; None where it is not known (any more)."""
    first = (
        select(outbox.c.external_message_id)
        .join(turns, turns.c.id == outbox.c.turn_id)
        .where(
            turns.c.channel == channel,
            turns.c.external_id == hasher.message(channel, external_id),
            outbox.c.position == Place.REPLY,
            outbox.c.external_message_id.is_not(None),
        )
        .scalar_subquery()
    )
    found = await connection.execute(
        select(
            outbox.c.external_message_id, turns.c.text, turns.c.lang, func.length(turns.c.body).label("size")
        )
        .join(turns, turns.c.id == outbox.c.turn_id)
        .where(outbox.c.channel == channel, outbox.c.external_message_id == first)
        .order_by(turns.c.id.desc())
        .limit(1)
    )
    row = found.first()
    if row is None:
        return None
    return Answered(row.external_message_id, row.size, row.text == mask(clean(text), row.lang))
