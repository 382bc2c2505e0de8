"""What the reader complains about by itself, before any rule: documented in the format of the rules' docstrings."""

from __future__ import annotations

from bot.kb.complaints import characters, files, structure

DOCS = {**files.DOCS, **structure.DOCS, **characters.DOCS}
"""Id to level and documentation, see `bot.kb.catalog`."""
