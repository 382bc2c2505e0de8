"""The engine: one message and what the chat remembers in, a reply and the new memory out. Pure and synchronous."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core import memory as memories
from bot.core.commands import Commands
from bot.core.decide import Decider
from bot.core.dialogue import Dialogue
from bot.core.judged import Judged
from bot.core.kept import Kept
from bot.core.knowledge import KnowledgeBase
from bot.core.language.fold import shows_simplified
from bot.core.language.reading import Lexicon, Query, Reader
from bot.core.matching.matcher import Matcher
from bot.core.matching.names import Names
from bot.core.matching.ranker import Ranker, texts
from bot.core.memory import Memory
from bot.core.menus import Menus
from bot.core.model import Exchange, IncomingMessage, Kind
from bot.core.reply import Writer
from bot.core.respond import Answer, Responder
from bot.core.scoring import Scorer
from bot.core.weighing import Weigher


@dataclass(frozen=True, slots=True)
class Compiled:
    """What takes long to make of a knowledge base, and can be kept."""

    lexicon: Lexicon
    matcher: Matcher


FOR_NOW = "~"
"""What the version of knowledge ends with that is not compiled yet."""
_MOST_KEPT = 256
"""Answers kept: half a dozen megabytes."""
_LONG = 100
"""Characters of a message from which on nobody sends the same again."""
_PERSONAL = re.compile(r"@|\d(?:\D*\d){4}")
"""What may be somebody's number or address is not kept, not even in the process's memory."""
_FEW_WORDS = 3
"""Latin words below which a message in a Chinese conversation is not taken for English."""


class Engine:
    """Understands and answers messages from one knowledge base."""

    def __init__(
        self,
        base: KnowledgeBase,
        to_traditional: Callable[[str], str] = str,
        compiled: Compiled | None = None,
        before: Engine | None = None,
    ) -> None:
        """Compile a knowledge base.

        `to_traditional` writes simplified Chinese in traditional script, for askers who use it; `compiled` is
        that of an engine over the same knowledge, kept from before; `before`: see `for_now`.
        """
        self.base = base
        self._to_traditional = to_traditional
        lexicon = before.reader.lexicon if before else compiled.lexicon if compiled else None
        self.reader: Reader = Reader(base, lexicon)
        self.ranker: Ranker = Ranker(
            base,
            self.reader.prepare,
            compiled.matcher if compiled else None,
            (before.ranker, tuple(texts(before.base))) if before else None,
        )
        weigher = Weigher(base, self.reader.gazetteer)
        places = [name for r in base.regions.values() for name in (r.name.zh, r.name.en, *r.aliases)]
        writer = Writer(base)
        decider = Decider(base, weigher, Scorer(base, weigher, self.ranker.covered))
        self.dialogue = Dialogue(base, self.reader, self.ranker, decider, Names(base, places))
        menus = Menus(base, writer)
        self._responder = Responder(base, writer, menus, to_traditional)
        self._kept: Kept[tuple[Hashable, ...], Answer] = Kept(_MOST_KEPT)
        self._commands = Commands(base, self.reader, menus, writer, self._responder, to_traditional)

    @property
    def compiled(self) -> Compiled:
        """What a later engine over the same knowledge can start from; not of one that is only `for_now`."""
        assert isinstance(self.ranker.matcher, Matcher)
        return Compiled(self.reader.lexicon, self.ranker.matcher)

    def for_now(self, base: KnowledgeBase) -> Engine:
        """An engine over knowledge that has been edited, in a fraction of the time that compiling takes.

        It knows every fact and question, but what it has learned is this one's: where the edit is large, or brings
        new words, one that is compiled understands more. Its knowledge's version ends with `FOR_NOW`.
        """
        return Engine(replace(base, version=f"{base.version}{FOR_NOW}"), self._to_traditional, before=self)

    def respond(self, message: IncomingMessage, memory: Mapping[str, Any], now: datetime) -> Exchange:
        """Answer a message. Never raises for what a message holds.

        `memory` is the `Exchange.memory` of the chat's last turn, or empty; `now` is the time of receipt (aware).
        """
        before = memories.without_gone(memories.from_json(memory).current(now), self.base)
        answer = self._remembered(message, before, now)
        after = replace(answer.memory, at=now.isoformat(), lang=answer.reply.lang)
        if not answer.keeps_options:
            after = replace(after, options=tuple((o.label, o.value) for o in answer.reply.options))
        return Exchange(answer.reply, after.to_json(), answer.trace)

    def _remembered(self, message: IncomingMessage, before: Memory, now: datetime) -> Answer:
        """The answer, from what is kept where the same was asked in the same state of a conversation."""

        def make() -> Answer:
            return self._answer(message, before, now)

        if len(message.text) > _LONG or _PERSONAL.search(message.text):
            return make()
        asked = (message.kind, message.text, message.press, message.lang_hint)
        return self._kept.get((*asked, replace(before, at=""), now.date()), make)

    def _answer(self, message: IncomingMessage, before: Memory, now: datetime) -> Answer:
        lang = before.fixed_lang or before.lang or _hinted(message.lang_hint)
        today = now.date().isoformat()
        if message.kind is Kind.OTHER and not message.text.strip():
            return self._responder.cannot_read(before, lang)
        press = self._pressed(message, before)
        if press is not None:
            return self._responder.press(press, before, lang, today)
        if message.text.lstrip().startswith("/"):
            return self._commands.run(message.text.strip(), before, lang, today)
        query = self.reader.read(message.text, now.year)
        lang = before.fixed_lang or _kept(query, before.lang) or lang
        if not any(map(str.isalnum, query.text)):
            return self._responder.empty(before, lang)
        judged: list[Judged] = self.dialogue.judge(query, before, now.year)
        return self._responder.reply(query, judged, before, lang, today)

    @staticmethod
    def _pressed(message: IncomingMessage, before: Memory) -> str | None:
        """The value that was chosen: by button, by its number or by its words."""
        if message.press is not None:
            return message.press
        text = message.text.strip()
        for place, (label, value) in enumerate(before.options, 1):
            if text in (label, str(place)):
                return value
        return None


def _hinted(hint: str | None) -> str:
    """Reply language for an app's language: Chinese for Chinese, English for any other; zh where none is given."""
    if hint is None:
        return "zh"
    low = hint.lower().replace("_", "-")
    if low.startswith("zh"):
        return "zh-Hant" if any(part in low for part in ("hant", "tw", "hk", "mo")) else "zh"
    return "en"


def _kept(query: Query, last: str | None) -> str | None:
    """The language of a message; where it does not show script or language clearly, that of the chat so far."""
    if last == "zh-Hant" and query.lang == "zh" and not shows_simplified(query.raw):
        return last
    if (
        last is not None
        and last.startswith("zh")
        and query.lang == "en"
        and len(query.text.split()) < _FEW_WORDS
    ):
        return last
    return query.lang
