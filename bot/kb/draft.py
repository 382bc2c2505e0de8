"""Everything that was read, before it is judged: values with the nodes they came from.

Here an id may still occur twice and a reference may still lead nowhere; `bot.kb.rules` find that out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from bot.core.knowledge import Document, Fact, Intent, Region, Words
from bot.kb.cases import Case
from bot.kb.guess import Guesses
from bot.kb.nodes import Map, Node, Position, Scalar, Seq
from bot.kb.questions import Asked, asked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where it stands."""

    value: T
    file: str
    key: Scalar
    """The id as written, with its place."""
    node: Node

    @property
    def here(self) -> Position:
        """Where the id stands."""
        return Position(self.file, self.key.line, self.key.column)

    def at(self, *path: str | int) -> Position:
        """Where a field (`at("zh")`) or list item (`at("facts", 2)`) stands, else what holds it."""
        at: Scalar | Node = self.key
        node: Node | None = self.node
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            at = node
        return Position(self.file, at.line, at.column)


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Map) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Seq) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


@dataclass(frozen=True)
class Draft:
    """All files together; the order is that of the files' names, then of the file."""

    documents: tuple[Found[Document], ...] = ()
    regions: tuple[Found[Region], ...] = ()
    facts: tuple[Found[Fact], ...] = ()
    intents: tuple[Found[Intent], ...] = ()
    topics: tuple[Found[tuple[str, Words]], ...] = ()
    """File stem and heading; a stem may occur once in content/ and once in intents/."""
    cases: tuple[Case, ...] | None = None
    """Questions with the facts that they must bring; None where nobody looked."""
    unread_ids: frozenset[str] = frozenset()
    """Ids that seem to stand in files too broken to read, so that nobody calls them unknown."""
    today: date = field(default_factory=date.today)
    """The day that expiry is judged by."""

    @cached_property
    def known_facts(self) -> frozenset[str]:
        """Ids that may be named: those of all facts, and what seems to be one in a file that cannot be read."""
        return self.unread_ids.union(self.fact_by_id)

    def meant(self, names: Collection[str]) -> set[str]:
        """The facts that these ids name, or were most likely meant to name."""
        unknown = [name for name in names if name not in self.fact_by_id]
        guesses = Guesses(self.fact_by_id if unknown else ())
        edits = [guesses.of(name).edit for name in unknown]
        return {*names, *(edit[1] for edit in edits if edit)}

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        """Every example question of every intent."""
        return tuple(
            question
            for intent in self.intents
            for question in asked(intent.value.id, intent.file, intent.node)
        )

    @cached_property
    def document_by_id(self) -> Mapping[str, Found[Document]]:
        """The first document of each id."""
        return {found.value.id: found for found in reversed(self.documents)}

    @cached_property
    def region_by_id(self) -> Mapping[str, Found[Region]]:
        """The first region of each id."""
        return {found.value.id: found for found in reversed(self.regions)}

    @cached_property
    def fact_by_id(self) -> Mapping[str, Found[Fact]]:
        """The first fact of each id."""
        return {found.value.id: found for found in reversed(self.facts)}
