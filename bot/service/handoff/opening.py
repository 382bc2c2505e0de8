"""What the engine's replies lead to: a person is called or offered, and told what the bot answers meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.model import Exchange, IncomingMessage, Kind, Option, Outcome, Reply
from bot.service.clerk import is_private
from bot.service.handoff import briefing, texts
from bot.service.handoff.post import OPEN_ROOM, ROOM, TALK, TITLE, Post
from bot.service.knowledge import to_traditional
from bot.service.responder import Current
from bot.store import Handoff, InboxItem, OutboxDraft, TurnRow, Write, room_key

MISSES = 2
"""Failures in a row after which a person is offered."""
SHOWN = timedelta(hours=24)
"""How far back the staff are shown the conversation."""


class Opening:
    """Adds to what the engine answered; a Finish."""

    def __init__(self, post: Post, current: Current) -> None:
        self._post = post
        self._current = current

    def __call__(
        self, item: InboxItem, exchange: Exchange
    ) -> tuple[Exchange, list[OutboxDraft], list[Write]]:
        """As Finish."""
        message, reply = item.message, exchange.reply
        handoff = self._post.store.handoffs.of_chat(message.channel, message.chat)
        is_wanted = reply.outcome is Outcome.HANDOFF or any(p.outcome is Outcome.HANDOFF for p in reply.parts)
        if handoff is not None:
            return self._meanwhile(message, exchange, handoff, is_wanted)
        if is_wanted and not is_private(item):
            return self._with_words(exchange, texts.say(texts.PRIVATE_ONLY, reply.lang), ()), [], []
        if is_wanted:
            words, options = self._post.opening(reply.lang), (self._post.end_option(reply.lang),)
            return self._with_words(exchange, words, options), [], [self.write(message, reply.lang)]
        return self._offered(item, exchange), [], []

    def write(self, message: IncomingMessage, lang: str) -> Write:
        """Opens a hand-off: the staff are shown the conversation so far."""
        attended = self._post.attended
        zone = self._post.staff.hours.zone

        def compose(chat_hash: str, turns: Sequence[TurnRow]) -> list[OutboxDraft]:
            base = self._current().base
            text = "\n\n".join(
                [
                    briefing.wanted(base, chat_hash, message.channel, lang, turns),
                    briefing.history(turns, zone),
                    texts.HOW_TO if attended else f"{texts.AFTER_HOURS}\n{texts.HOW_TO}",
                ]
            )
            extra = {ROOM: OPEN_ROOM, TITLE: briefing.title(base, chat_hash, turns)}
            return [self._post.to_staff(room_key(message.channel, chat_hash), text, extra=extra)]

        since = self._post.clock() - SHOWN
        return self._post.store.handoffs.opened(message, lang, since, compose, attended=attended)

    def _with_words(self, exchange: Exchange, words: str, options: tuple[Option, ...]) -> Exchange:
        """The engine says that nobody is there, which does not hold here; what else it answered stays."""
        reply = exchange.reply
        body = words if reply.outcome is Outcome.HANDOFF else self._instead(reply, words)
        text = body + reply.text.removeprefix(reply.body)
        return replace(exchange, reply=replace(reply, body=body, text=text, options=options or reply.options))

    def _instead(self, reply: Reply, words: str) -> str:
        intents = self._current().base.intents
        body = reply.body
        for part in reply.parts:
            intent = intents.get(part.intent or "")
            if part.outcome is Outcome.HANDOFF and intent is not None and intent.say is not None:
                said = intent.say.get(reply.lang)
                body = body.replace(to_traditional(said) if reply.lang == "zh-Hant" else said, "").strip()
        return f"{body}\n{words}"

    def _offered(self, item: InboxItem, exchange: Exchange) -> Exchange:
        reply = exchange.reply
        is_missed = reply.outcome in (Outcome.UNKNOWN, Outcome.OFFTOPIC)
        if not is_missed or exchange.memory.get("misses", 0) < MISSES or not is_private(item):
            return exchange
        offer = Option(texts.say(texts.TALK, reply.lang), TALK)
        return replace(exchange, reply=replace(reply, options=(*reply.options, offer)))

    def _meanwhile(
        self, message: IncomingMessage, exchange: Exchange, handoff: Handoff, is_wanted: bool
    ) -> tuple[Exchange, list[OutboxDraft], list[Write]]:
        """Nobody of the staff is there yet, and the bot answers: they will read both."""
        is_said = bool(message.text.strip()) and message.kind is not Kind.PRESS
        if handoff.quiet or not is_said or (message.text.lstrip().startswith("/") and not is_wanted):
            return exchange, [], []
        asked = texts.ASKER_CORRECTS if message.kind is Kind.EDIT else texts.ASKER_SAYS
        lines = [asked.format(text=message.text)]
        if is_wanted:
            lines.append(f"（{texts.ASKED_AGAIN}）")
            words = texts.say(texts.STILL_WAITING, handoff.lang)
            exchange = self._with_words(exchange, words, (self._post.end_option(handoff.lang),))
        else:
            lines.append(texts.BOT_SAYS.format(text=briefing.shortened(exchange.reply.body)))
        also = [self._post.store.handoffs.asked(handoff, message.text)]
        return exchange, [self._post.line(handoff, "\n".join(lines))], also
