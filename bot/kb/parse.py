"""The four kinds of files become values: documents.yaml, regions.yaml, facts by topic, intents by topic."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge import Document, Fact, Intent, Questions, Region, Words
from bot.core.model import Outcome
from bot.kb import fields
from bot.kb.draft import Found
from bot.kb.fields import needed
from bot.kb.nodes import Entry, Map, Node, Scalar
from bot.kb.shape import Shape

_NO_WORDS = Words("", "")
OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.CLARIFY)
"""Asking back is decided by the bot, not by the content."""


def documents(shape: Shape, root: Node) -> Iterator[Found[Document]]:
    """The entries of documents.yaml."""
    top = shape.map(root, ("documents",))
    _require_top(shape, top, "documents")
    for name, entry in shape.entries(top, "documents"):
        node = shape.map(entry.value, fields.DOCUMENT)
        shape.require(node, entry.key, *needed(fields.DOCUMENT))
        document = Document(
            id=name,
            title=shape.words(node, "title") or _NO_WORDS,
            date=shape.text(node, "date"),
            date_printed=shape.flag(node, "date_printed"),
            file=shape.text(node, "file"),
            byline=shape.text(node, "byline"),
            publisher=shape.words(node, "publisher"),
        )
        yield Found(document, shape.file, entry.key, node)


def regions(shape: Shape, root: Node) -> Iterator[Found[Region]]:
    """The entries of regions.yaml: covered places under `regions`, others under `outside`."""
    top = shape.map(root, ("regions", "outside"))
    _require_top(shape, top, "regions")
    for section in ("regions", "outside"):
        for name, entry in shape.entries(top, section):
            yield _region(shape, name, entry, covered=section == "regions")


def _region(shape: Shape, name: str, entry: Entry, *, covered: bool) -> Found[Region]:
    node = shape.map(entry.value, fields.REGION)
    shape.require(node, entry.key, *needed(fields.REGION))
    region = Region(
        id=name,
        name=shape.words(node, "name") or _NO_WORDS,
        aliases=tuple(filter(None, shape.texts(node, "aliases"))),
        parent=shape.optional(node, "parent"),
        members=shape.ids(node, "members"),
        covered=covered,
        office=shape.words(node, "office"),
    )
    return Found(region, shape.file, entry.key, node)


def facts(shape: Shape, root: Node, topic: str) -> Iterator[Found[Fact]]:
    """The facts of content/<topic>.yaml."""
    top = shape.map(root, ("topic", "facts"))
    _require_top(shape, top, "topic", "facts")
    for name, entry in shape.entries(top, "facts"):
        node = shape.map(entry.value, fields.FACT)
        shape.require(node, entry.key, *needed(fields.FACT))
        fact = Fact(
            id=name,
            region=shape.text(node, "region"),
            as_of=shape.text(node, "as_of"),
            source=shape.text(node, "source"),
            answers=frozenset(shape.ids(node, "answers")),
            text=Words(shape.text(node, "zh"), shape.text(node, "en")),
            also=tuple(filter(None, shape.texts(node, "also"))),
            topic=topic,
            until=shape.optional(node, "until"),
            review_by=shape.optional(node, "review_by"),
        )
        yield Found(fact, shape.file, entry.key, node)


def intents(shape: Shape, root: Node, topic: str) -> Iterator[Found[Intent]]:
    """The intents of intents/<topic>.yaml."""
    top = shape.map(root, ("topic", "intents"))
    _require_top(shape, top, "topic", "intents")
    for name, entry in shape.entries(top, "intents"):
        node = shape.map(entry.value, fields.INTENT)
        shape.require(node, entry.key, *needed(fields.INTENT))
        intent = Intent(
            id=name,
            topic=topic,
            title=shape.words(node, "title") or _NO_WORDS,
            questions=shape.questions(node.get("questions")),
            facts=shape.ids(node, "facts"),
            details=_details(shape, node),
            outcome=shape.outcome(node, OUTCOMES) or Outcome.ANSWER,
            say=shape.words(node, "say"),
            nearest=shape.ids(node, "nearest"),
            aspects=frozenset(shape.ids(node, "aspects")),
        )
        yield Found(intent, shape.file, entry.key, node)


def _details(shape: Shape, node: Map) -> dict[str, Questions]:
    return {fact: shape.questions(entry.value) for fact, entry in shape.entries(node, "details")}


def topic(shape: Shape, root: Node, stem: str) -> Iterator[Found[tuple[str, Words]]]:
    """The heading of a topic file; nothing where it has none."""
    entry = root.entries.get("topic") if isinstance(root, Map) else None
    if isinstance(root, Map) and entry:
        words = shape.words(root, "topic") or _NO_WORDS
        yield Found((stem, words), shape.file, entry.key, entry.value)


def _require_top(shape: Shape, top: Map, *keys: str) -> None:
    shape.require(top, Scalar(shape.file, 1, 1), *keys)
