"""What people need beside answers: ratings, hand-offs to staff, who has blocked the bot.

The outbox also takes messages that answer nothing (to the staff, from the staff), so its turn may be missing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Adds the columns and tables."""
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("about", sa.Text))
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        outbox.alter_column("turn_id", existing_type=sa.Integer, nullable=True)
    op.create_index("ix_outbox_channel_external_message_id", "outbox", ["channel", "external_message_id"])
    _feedback()
    _handoffs()
    _blocked()


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE", name="fk_feedback_turn_id"),
            primary_key=True,
        ),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", _TIME, nullable=False),
    )


def _handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("chat_hash", sa.String(16), nullable=False),
        sa.Column("user_hash", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(16), nullable=False),
        sa.Column("room", sa.Text),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("answered_at", _TIME),
        sa.Column("waiting_at", _TIME),
        sa.Column("told_at", _TIME),
        sa.Column("last_at", _TIME, nullable=False),
        sa.Column("closed_at", _TIME),
        sa.Column("closed_by", sa.String(8)),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_handoffs_channel_chat_hash_open",
        "handoffs",
        ["channel", "chat_hash"],
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )
    op.create_index("ix_handoffs_channel_chat_hash_id", "handoffs", ["channel", "chat_hash", "id"])
    op.create_index("ix_handoffs_room", "handoffs", ["room"])
    op.create_table(
        "handoff_messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "handoff_id",
            sa.Integer,
            sa.ForeignKey("handoffs.id", ondelete="CASCADE", name="fk_handoff_messages_handoff_id"),
            nullable=False,
        ),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("sender", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_messages_handoff_id_id", "handoff_messages", ["handoff_id", "id"])


def _blocked() -> None:
    op.create_table(
        "blocked",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("chat", sa.String(16), primary_key=True),
        sa.Column("at", _TIME, nullable=False),
    )
