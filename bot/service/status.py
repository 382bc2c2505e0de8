"""What is live and what was refused, on disk: for `talentbot doctor` and for whoever starts next."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import Problem

_MOST = 20
"""Problems that are kept of a refused edit."""


@dataclass(frozen=True, slots=True)
class ContentStatus:
    """How the content stands."""

    version: str = ""
    """What answers now."""
    live_since: str = ""
    """ISO 8601, UTC."""
    refused_since: str = ""
    """Since when the files cannot go live; empty where they are what answers."""
    problems: tuple[str, ...] = ()
    """Why not: the first of the complaints, as `talentbot check` says them."""

    def live(self, version: str, now: datetime) -> ContentStatus:
        """A version has gone live."""
        return ContentStatus(version, now.isoformat(timespec="seconds"))

    def compiled(self, version: str) -> ContentStatus:
        """What answers has been compiled; else all is as it was."""
        return replace(self, version=version)

    def refused(self, problems: Sequence[Problem], now: datetime) -> ContentStatus:
        """The files were refused; `since` stays at the first refusal."""
        since = self.refused_since or now.isoformat(timespec="seconds")
        return replace(self, refused_since=since, problems=tuple(str(p) for p in problems[:_MOST]))


def write_status(path: Path, status: ContentStatus) -> None:
    """Replace the file whole. Raises OSError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(status), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


def read_status(path: Path) -> ContentStatus:
    """The status of the last `serve`; an empty one where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        status = ContentStatus(**{**found, "problems": tuple(found.get("problems", ()))})
    except (OSError, ValueError, TypeError, AttributeError):
        return ContentStatus()
    return status if isinstance(status.version, str) else ContentStatus()
