"""The first schema: inbox, turns and their search pairs, outbox, chat memory, polling cursors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Builds all tables in an empty database."""
    _inbox()
    _turns()
    _turn_grams()
    _outbox()
    _small_tables()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("message_key", sa.String(32), nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("user", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("press", sa.Text),
        sa.Column("lang_hint", sa.String(16)),
        sa.Column("raw", sa.JSON),
        sa.Column("received_at", _TIME, nullable=False),
        *_progress(),
        sa.UniqueConstraint("channel", "message_key", name="uq_inbox_channel_message_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_state_channel_chat_id", "inbox", ["state", "channel", "chat", "id"])


def _progress() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME),
        sa.Column("error", sa.Text),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("chat", sa.String(16), nullable=False),
        sa.Column("user", sa.String(16), nullable=False),
        sa.Column("external_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(128)),
        sa.Column("region", sa.String(64)),
        sa.Column("confidence", sa.Float),
        sa.Column("runner_up", sa.String(128)),
        sa.Column("runner_up_confidence", sa.Float),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("grouping", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("texts_gone_at", _TIME),
        sa.Column("trace", sa.JSON),
        sa.UniqueConstraint("channel", "external_id", name="uq_turns_channel_external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_at", "turns", ["at"])
    for column in ("outcome", "intent", "chat", "user"):
        op.create_index(f"ix_turns_{column}_id", "turns", [column, "id"])


def _turn_grams() -> None:
    op.create_table(
        "turn_grams",
        sa.Column("gram", sa.String(2), primary_key=True),
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE", name="fk_turn_grams_turn_id"),
            primary_key=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_turn_grams_turn_id", "turn_grams", ["turn_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE", name="fk_outbox_turn_id"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("payload", sa.JSON),
        sa.Column("created_at", _TIME, nullable=False),
        *_progress(),
        sa.Column("external_message_id", sa.Text),
        sa.UniqueConstraint("turn_id", "position", name="uq_outbox_turn_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state_channel_chat_id", "outbox", ["state", "channel", "chat", "id"])


def _small_tables() -> None:
    op.create_table(
        "chat_memory",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("chat", sa.String(16), primary_key=True),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
