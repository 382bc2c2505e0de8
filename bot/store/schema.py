"""The tables. Migrations build them; a test holds both against each other."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    # Keyed hash of the channel's message id: outlives the raw row so that a redelivery is known.
    Column("message_key", String(32), nullable=False),
    Column("external_id", Text),
    Column("chat", Text),
    Column("user", Text),
    Column("text", Text),
    Column("kind", String(16), nullable=False),
    Column("press", Text),
    Column("lang_hint", String(16)),
    Column("raw", JSON(none_as_null=True)),
    Column("received_at", UtcTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("error", Text),
    Column("about", Text),
    UniqueConstraint("channel", "message_key"),
    Index(None, "state", "channel", "chat", "id"),
    sqlite_autoincrement=True,
)

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", String(16), nullable=False),
    Column("user", String(16), nullable=False),
    Column("external_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("lang", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("intent", String(128)),
    Column("region", String(64)),
    Column("confidence", Float),
    Column("runner_up", String(128)),
    Column("runner_up_confidence", Float),
    Column("ms", Float, nullable=False),
    Column("version", String(32), nullable=False),
    Column("text", Text, nullable=False),
    # For searching and for grouping like questions; see bot/store/folding.py.
    Column("folded", Text, nullable=False),
    Column("grouping", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("options", JSON, nullable=False),
    Column("texts_gone_at", UtcTime),
    # Last, because it is the longest and lists do not read it.
    Column("trace", JSON(none_as_null=True)),
    UniqueConstraint("channel", "external_id"),
    Index(None, "at"),
    Index(None, "outcome", "id"),
    Index(None, "intent", "id"),
    Index(None, "chat", "id"),
    Index(None, "user", "id"),
    sqlite_autoincrement=True,
)

# The overlapping character pairs of `turns.folded`: an inverted index that works alike in every database,
# finds two-character words, and really forgets (a full-text index keeps deleted words in its segments).
turn_grams = Table(
    "turn_grams",
    metadata,
    Column("gram", String(2), primary_key=True),
    Column("turn_id", Integer, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "turn_id"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    # Missing where nothing is answered: messages to the staff and from them.
    Column("turn_id", Integer, ForeignKey("turns.id", ondelete="CASCADE")),
    Column("position", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", Text),
    Column("payload", JSON(none_as_null=True)),
    Column("created_at", UtcTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("error", Text),
    Column("external_message_id", Text),
    UniqueConstraint("turn_id", "position"),
    Index(None, "state", "channel", "chat", "id"),
    Index(None, "channel", "external_message_id"),
    sqlite_autoincrement=True,
)

chat_memory = Table(
    "chat_memory",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(16), primary_key=True),
    Column("data", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("turn_id", Integer, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("reason", Text),
    Column("at", UtcTime, nullable=False),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    # The channel's own id, to write to; erased when the hand-off ends.
    Column("chat", Text),
    Column("chat_hash", String(16), nullable=False),
    Column("user_hash", String(16), nullable=False),
    Column("lang", String(16), nullable=False),
    # The staff's chat for it, as the channel names it; missing until it is made.
    Column("room", Text),
    Column("state", String(8), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    # When a person answered first.
    Column("answered_at", UtcTime),
    # Since when the asker waits for a person; missing where a person spoke last.
    Column("waiting_at", UtcTime),
    # When the asker was told that nobody is there, and the bot came back; missing once a person speaks.
    Column("told_at", UtcTime),
    # When anybody spoke last.
    Column("last_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("closed_by", String(8)),
    sqlite_autoincrement=True,
)
_IS_OPEN = text("state = 'open'")
Index(
    "uq_handoffs_channel_chat_hash_open",
    handoffs.c.channel,
    handoffs.c.chat_hash,
    unique=True,
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)
# Rooms are looked up by asker, and asked for by a staff message in one that is not open any more.
Index(None, handoffs.c.channel, handoffs.c.chat_hash, handoffs.c.id)
Index(None, handoffs.c.room)

handoff_messages = Table(
    "handoff_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handoff_id", Integer, ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("sender", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "handoff_id", "id"),
    sqlite_autoincrement=True,
)

# Chats that have blocked the bot: nothing is sent there until they write again.
blocked = Table(
    "blocked",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(16), primary_key=True),
    Column("at", UtcTime, nullable=False),
)
