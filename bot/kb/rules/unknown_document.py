"""The source of every fact is an entry of documents.yaml.

`source` 必须是 documents.yaml 里的编号。

in content/money.yaml (--fix)

wrong:
    source: pinghu-205
            ^
right:
    source: pinghu-2025
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.guess import Guesses
from bot.kb.nodes import Message, complaint

ID = "unknown-document"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the fact's `source`; nothing where documents.yaml itself could not be read."""
    known = draft.document_by_id
    guesses = Guesses(known)
    for fact in draft.facts:
        source = fact.value.source
        if known and source and source not in known:
            zh, en, edit = guesses.of(source)
            message = Message(
                f"documents.yaml 里没有文章 {source}。",
                f"There is no document {source} in documents.yaml.",
                zh or f"已有的文章：{'、'.join(known)}。",
                en or f"Known documents: {', '.join(known)}.",
                edit,
            )
            yield complaint(fact.at("source"), ID, message, LEVEL)
