"""Slash commands that need no database: /start, /help, /topics, /lang, /place, /privacy, /human."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import phrases
from bot.core.command_list import command_of
from bot.core.knowledge import KnowledgeBase, Words
from bot.core.language.fold import plain
from bot.core.language.reading import Reader
from bot.core.memory import Memory
from bot.core.menus import Menus
from bot.core.model import Option, Outcome, Part, Reply
from bot.core.reply import Writer, in_traditional
from bot.core.respond import Answer, Responder

_LANGUAGES = {
    "zh": "zh",
    "中文": "zh",
    "简体": "zh",
    "繁體": "zh-Hant",
    "繁体": "zh-Hant",
    "zh-hant": "zh-Hant",
    "en": "en",
    "english": "en",
}
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link may carry: `t.me/<bot>?start=<payload>` arrives as `/start <payload>`."""


class Commands:
    """Answers commands over one knowledge base."""

    def __init__(
        self,
        base: KnowledgeBase,
        reader: Reader,
        menus: Menus,
        writer: Writer,
        responder: Responder,
        to_traditional: Callable[[str], str] = str,
    ) -> None:
        self._base = base
        self._responder = responder
        self._to_traditional = to_traditional
        self._reader = reader
        self._menus = menus
        self._writer = writer
        self._run: Mapping[str, Callable[[str, Memory, str], Answer]] = {
            "start": self._start,
            "help": self._help,
            "topics": self._topics,
            "lang": self._lang,
            "place": self._place,
            "privacy": lambda _, memory, lang: _say(phrases.PRIVACY, memory, lang),
            "human": lambda _, memory, lang: _say(phrases.HUMAN, memory, lang, outcome=Outcome.HANDOFF),
        }

    def run(self, line: str, memory: Memory, lang: str, today: str) -> Answer:
        """Carry out one command line such as `/place 平湖`; `today` is an ISO date."""
        name, rest = command_of(line), " ".join(line.split(maxsplit=1)[1:]).strip()
        if name == "start" and (target := self._linked(rest)):
            # Already in the right script, and with date and source.
            return self._responder.choose(target, _fresh(memory, lang), lang, today)
        command = self._run.get(name)
        if command is None:
            return self._in_script(_say(phrases.UNKNOWN_COMMAND, memory, lang))
        return self._in_script(command(rest, memory, lang))

    def _linked(self, payload: str) -> str | None:
        """The option that a deep link stands for: a topic, a subject with facts or a place; None for others.

        A payload has no dots: `housing.free` is written `housing-free` or `housing--free`.
        """
        if not _PAYLOAD.fullmatch(payload):
            return None
        wanted = _as_payload(payload)
        targets = (
            ("t", self._menus.topic_names),
            ("i", [name for name, intent in self._base.intents.items() if intent.facts]),
            ("p", [name for name in self._base.regions if self._menus.place(name, "zh")]),
        )
        return next(
            (f"{kind}:{name}" for kind, names in targets for name in names if _as_payload(name) == wanted),
            None,
        )

    def _in_script(self, answer: Answer) -> Answer:
        """The answer, its words in traditional script where that is the reply's."""
        reply, convert = answer.reply, self._to_traditional
        if reply.lang != "zh-Hant":
            return answer
        options = tuple(Option(in_traditional(o.label, convert), o.value) for o in reply.options)
        body = in_traditional(reply.body, convert)
        return replace(answer, reply=replace(reply, body=body, text=body, options=options))

    def _start(self, _: str, memory: Memory, lang: str) -> Answer:
        return _say(phrases.WELCOME, _fresh(memory, lang), lang, self._menus.starters(lang))

    def _help(self, _: str, memory: Memory, lang: str) -> Answer:
        return _say(phrases.HELP, memory, lang, self._menus.starters(lang))

    def _topics(self, _: str, memory: Memory, lang: str) -> Answer:
        return _say(phrases.TOPICS, memory, lang, self._menus.topics(lang))

    def _lang(self, wanted: str, memory: Memory, lang: str) -> Answer:
        chosen = _LANGUAGES.get(wanted.lower())
        if chosen is None:
            options = (Option("简体中文", "l:zh"), Option("繁體中文", "l:zh-Hant"), Option("English", "l:en"))
            return _say(phrases.LANG_ASK, memory, lang, options)
        return _say(phrases.LANG_SET, replace(memory, fixed_lang=chosen), chosen)

    def _place(self, wanted: str, memory: Memory, lang: str) -> Answer:
        if not wanted:
            return _say(phrases.PLACE_CLEARED, replace(memory, place=None), lang)
        found = [m.region for m in self._reader.gazetteer.find(plain(wanted)) if m.covered]
        if not found:
            join = phrases.LIST_JOIN.get(lang)
            places = join.join(r.name.get(lang) for r in self._base.regions.values() if r.covered)
            return _say(phrases.PLACE_UNKNOWN, memory, lang, places=places)
        name = self._writer.region(found[-1], lang)
        options = self._menus.place(found[-1], lang)
        return _say(phrases.PLACE_SET, replace(memory, place=found[-1]), lang, options, place=name)


def _fresh(memory: Memory, lang: str) -> Memory:
    return Memory(lang=lang, fixed_lang=memory.fixed_lang)


def _as_payload(name: str) -> str:
    return name.replace(".", "-").replace("--", "-").lower()


def _say(
    words: Words,
    memory: Memory,
    lang: str,
    options: tuple[Option, ...] = (),
    outcome: Outcome = Outcome.SMALLTALK,
    **values: str,
) -> Answer:
    body = words.get(lang).format(**values)
    part = Part(outcome, None, None, (), 1.0, rule="command")
    return Answer(Reply(outcome, body, body, lang, options, (part,)), memory, {"rule": "command"})
