"""Hand-offs as rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.store import HandoffLine, HandoffRow

HEADER = (
    "编号 id",
    "时间 at",
    "渠道 channel",
    "对话 chat",
    "等了几分钟 waited",
    "问 asked",
    "答 answers",
    "结束 closed",
    "结束者 by",
)
LINES = ("时间 at", "谁 who", "内容 text")

_BY = {"asker": "咨询者 asker", "staff": "工作人员 staff", "time": "到时 time"}

Shown = Callable[[datetime], str]
"""Local time as text."""


def row(found: HandoffRow, local: Shown) -> tuple[str, ...]:
    """One hand-off; a dash where nobody has answered, or where it is open."""
    waited = "-"
    if found.answered_at is not None:
        waited = str(round((found.answered_at - found.opened_at).total_seconds() / 60))
    return (
        str(found.id),
        local(found.opened_at),
        found.channel,
        found.chat,
        waited,
        str(found.asked),
        str(found.answers),
        "-" if found.closed_at is None else local(found.closed_at),
        _BY.get(found.closed_by or "", "-"),
    )


def line(said: HandoffLine, local: Shown) -> tuple[str, ...]:
    """Something that was said."""
    return local(said.at), _BY.get(said.sender, said.sender), said.text
