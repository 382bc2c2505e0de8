"""Rows of the conversation log as CSV (for Excel) or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from enum import StrEnum
from typing import Any

from bot.store import TurnRow

COLUMNS = (
    "id",
    "at",
    "channel",
    "chat",
    "user",
    "kind",
    "lang",
    "text",
    "body",
    "outcome",
    "intent",
    "region",
    "facts",
    "confidence",
    "runner_up",
    "runner_up_confidence",
    "ms",
    "version",
    "rating",
    "reason",
)
"""Of the CSV file; JSON lines have all but the trace."""

_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"


def write_rows(rows: Sequence[TurnRow], form: Format) -> bytes:
    """The file's contents: UTF-8, with a byte order mark for CSV, without which Excel garbles Chinese."""
    return _csv(rows).encode("utf-8-sig") if form is Format.CSV else _jsonl(rows).encode()


def _csv(rows: Sequence[TurnRow]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _values(row)] for row in rows)
    return out.getvalue()


def _values(row: TurnRow) -> list[Any]:
    return [_plain(getattr(row, name)) for name in COLUMNS]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    return value.astimezone(UTC).isoformat(timespec="seconds") if hasattr(value, "isoformat") else value


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, or read as one huge number, gets an apostrophe."""
    if not isinstance(value, str):
        return value
    text = value.lstrip(" \u3000")
    risky = text.startswith(_FORMULA) or (text.isdecimal() and len(text) > 11) or _exponent(text)
    return f"'{value}" if risky else value


def _exponent(text: str) -> bool:
    """Hashes such as 12345678e9012345 look like numbers to a spreadsheet."""
    return text[:1].isdecimal() and text.lower().replace("e", "", 1).isdecimal() and "e" in text.lower()


def _jsonl(rows: Sequence[TurnRow]) -> str:
    return "".join(json.dumps(_record(row), ensure_ascii=False) + "\n" for row in rows)


def _record(row: TurnRow) -> dict[str, Any]:
    record = asdict(row) | {"at": row.at.astimezone(UTC).isoformat()}
    del record["trace"]
    return record
