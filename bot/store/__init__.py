"""The database edge: durable inbox and outbox, the conversation log, and what is asked of it.

`Store` writes (one per process); `LogReader` only reads and never creates a database.
"""

from bot.store.cancellation import unbroken
from bot.store.handoff_log import HandoffLine, HandoffRow
from bot.store.handoff_rows import Handoff
from bot.store.handoffs import Handoffs, Overtaken
from bot.store.privacy import Hasher, mask
from bot.store.queries import LogReader
from bot.store.rooms import asker_of, room_key
from bot.store.store import Store, utc_now
from bot.store.values import (
    Answered,
    AskedRow,
    DeadLetter,
    Figures,
    InboxItem,
    InboxState,
    Kept,
    KeptText,
    OutboxDraft,
    OutboxItem,
    Place,
    Rated,
    SweepReport,
    TurnDraft,
    TurnFilter,
    TurnRow,
    Unanswered,
)
from bot.store.writes import Write

__all__ = [
    "Answered",
    "AskedRow",
    "DeadLetter",
    "Figures",
    "Handoff",
    "HandoffLine",
    "HandoffRow",
    "Handoffs",
    "Hasher",
    "InboxItem",
    "InboxState",
    "Kept",
    "KeptText",
    "LogReader",
    "OutboxDraft",
    "OutboxItem",
    "Overtaken",
    "Place",
    "Rated",
    "Store",
    "SweepReport",
    "TurnDraft",
    "TurnFilter",
    "TurnRow",
    "Unanswered",
    "Write",
    "asker_of",
    "mask",
    "room_key",
    "unbroken",
    "utc_now",
]
