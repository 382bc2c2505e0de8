"""From judged questions to the reply, the memory after it and its explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core import conversation, phrases
from bot.core.decide import MOST_CHOICES, Decision
from bot.core.judged import Judged, remember
from bot.core.knowledge import KnowledgeBase, Words
from bot.core.language.reading import Query
from bot.core.memory import Memory
from bot.core.menus import Menus
from bot.core.model import OUTCOME_ORDER, FactRef, Option, Outcome, Part, Reply
from bot.core.options import short_value
from bot.core.reply import EN_LENGTH, LEAST_SHARE, ZH_LENGTH, Draft, Writer, in_traditional, spoken_date
from bot.core.weighing import HOME


@dataclass(frozen=True)
class Answer:
    """A reply with what follows from it."""

    reply: Reply
    memory: Memory
    trace: dict[str, Any] = field(default_factory=dict)
    keeps_options: bool = False
    """It offers nothing itself, and what the reply before it offered can still be chosen."""


class Responder:
    """Puts decisions into words over one knowledge base."""

    def __init__(
        self, base: KnowledgeBase, writer: Writer, menus: Menus, to_traditional: Callable[[str], str]
    ) -> None:
        self._base = base
        self._writer = writer
        self._menus = menus
        self._to_traditional = to_traditional

    def reply(self, query: Query, judged: Sequence[Judged], before: Memory, lang: str, today: str) -> Answer:
        """The reply to a message that was understood as these questions."""
        memory = before
        for item in judged:
            memory = remember(memory, item)
        if conversation.introduces(query.text) and before.intent is None:
            return self._introduced(query, before, lang)
        place = self._only_a_place(query, judged, before)
        if place is not None:
            return self._about_place(place, query, before, lang)
        if before.facts and len(judged) == 1 and judged[0].follows:
            about = self._about_last(query, before, lang, today)
            if about is not None:
                return about
        if len(judged) == 1 and judged[0].more:
            return self._more(judged[0], before, lang, today)
        return self._parts(query, judged, memory, lang, today)

    def _parts(self, query: Query, judged: Sequence[Judged], memory: Memory, lang: str, today: str) -> Answer:
        decisions = [item.decision for item in judged]
        whole = EN_LENGTH if lang == "en" else ZH_LENGTH
        budget = max(whole // len(decisions), LEAST_SHARE * whole // ZH_LENGTH)
        rooms = [budget * 3 // 2 if item.questions > 1 else budget for item in judged]
        drafts = [
            self._writer.part(decision, lang, today, room)
            for decision, room in zip(decisions, rooms, strict=True)
        ]
        outcome = min((d.outcome for d in decisions), key=OUTCOME_ORDER.index)
        used = [fact for draft in drafts for fact in draft.facts]
        if outcome is Outcome.CLARIFY:
            clarified = next(d for d in decisions if d.outcome is Outcome.CLARIFY)
            options = self._menus.choices(clarified.choices, lang)
        else:
            options = self._menus.after(decisions, used, lang)
        parts = tuple(self._part(d, draft) for d, draft in zip(decisions, drafts, strict=True))
        misses = memory.misses + 1 if outcome in (Outcome.UNKNOWN, Outcome.OFFTOPIC) else 0
        body = "\n".join(dict.fromkeys(line for draft in drafts for line in draft.text.split("\n")))
        reply = self._finish(outcome, body, lang, options, parts, used)
        return Answer(reply, replace(memory, misses=misses), self._trace(query, judged))

    def _part(self, decision: Decision, draft: Draft) -> Part:
        return Part(
            outcome=decision.outcome,
            intent=decision.intent,
            region=decision.place,
            facts=tuple(FactRef(name, self._base.facts[name].region) for name in draft.facts),
            confidence=decision.confidence,
            runner_up=decision.runner_up,
            rule=decision.rule,
        )

    def _finish(
        self,
        outcome: Outcome,
        body: str,
        lang: str,
        options: Sequence[Option] = (),
        parts: tuple[Part, ...] = (),
        used: Sequence[str] = (),
    ) -> Reply:
        sources = self._writer.sources(used)
        closing = self._writer.closing(sources, lang)
        if lang == "zh-Hant":
            body, closing = (in_traditional(text, self._to_traditional) for text in (body, closing))
            options = [Option(in_traditional(o.label, self._to_traditional), o.value) for o in options]
        text = f"{body}\n{closing}" if closing else body
        parts = parts or (Part(outcome, None, None, (), 1.0, rule="fixed-reply"),)
        return Reply(outcome, body, text, lang, tuple(options), parts, sources)

    def fixed(
        self,
        outcome: Outcome,
        body: str,
        memory: Memory,
        lang: str,
        options: Sequence[Option] = (),
        rule: str = "",
    ) -> Answer:
        """A reply that no fact is needed for."""
        part = Part(outcome, None, None, (), 1.0, rule=rule or "fixed-reply")
        return Answer(self._finish(outcome, body, lang, options, (part,)), memory, {"rule": part.rule})

    def empty(self, memory: Memory, lang: str) -> Answer:
        """Nothing that could be read: emoji, punctuation, nothing at all."""
        said = self.fixed(Outcome.SMALLTALK, phrases.EMPTY.get(lang), memory, lang, rule="nothing-to-read")
        return replace(said, keeps_options=True)

    def cannot_read(self, memory: Memory, lang: str) -> Answer:
        """A photo, a sticker, a voice message."""
        said = self.fixed(Outcome.SMALLTALK, phrases.CANNOT_READ.get(lang), memory, lang, rule="not-text")
        return replace(said, keeps_options=True)

    def _only_a_place(self, query: Query, judged: Sequence[Judged], before: Memory) -> str | None:
        """The place of a message that tells a place and asks nothing, or None."""
        covered = [m for m in query.mentions if m.covered]
        if not covered or len(judged) != 1:
            return None
        bare = conversation.is_bare(query.masked, query.mentions) and before.intent is None
        told = covered[-1].context and not conversation.asks(query.text)
        weak = judged[0].decision.confidence < 0.5 or len(conversation.residue(query.masked)) < 4
        return covered[-1].region if bare or (told and weak) else None

    def _introduced(self, query: Query, memory: Memory, lang: str) -> Answer:
        """Somebody said who they are: noted, and asked what they would like to know."""
        covered = [m.region for m in query.mentions if m.covered]
        if covered:
            return self._about_place(covered[-1], query, memory, lang)
        options = self._menus.starters(lang)[:MOST_CHOICES]
        body = self._writer.say(phrases.WELCOME_IN, lang)
        return self.fixed(Outcome.CLARIFY, body, memory, lang, options, "introduction")

    def _about_place(self, place: str, query: Query, memory: Memory, lang: str) -> Answer:
        words = (
            phrases.ABOUT_PLACE if conversation.is_bare(query.masked, query.mentions) else phrases.NOTED_PLACE
        )
        return self._subjects_of(place, words, memory, lang)

    def _subjects_of(self, place: str, words: Words, memory: Memory, lang: str) -> Answer:
        body = self._writer.say(words, lang, place=self._writer.region(place, lang))
        options = self._menus.place(place, lang) or self._menus.place(HOME, lang)
        memory = replace(memory, place=place)
        return self.fixed(Outcome.CLARIFY, body, memory, lang, options, "only-a-place")

    def _about_last(self, query: Query, before: Memory, lang: str, today: str) -> Answer | None:
        """The date or the source of what was just said, where that is what is asked."""
        told = [self._base.facts[name] for name in before.facts if name in self._base.facts]
        if not told:
            return None
        if conversation.asks_date(query.text):
            body = "\n".join(
                self._writer.say(
                    phrases.DATED,
                    lang,
                    date=spoken_date(f.as_of, lang),
                    fact=self._writer.statement(f, lang, today, True),
                )
                for f in told[:2]
            )
        elif conversation.asks_source(query.text):
            titles = dict.fromkeys(self._base.documents[f.source].title.get(lang) for f in told)
            quoted = self._writer.say(phrases.SOURCE_JOIN, lang).join(
                self._writer.say(phrases.TITLE, lang, title=title) for title in titles
            )
            body = self._writer.say(phrases.SAID_BY, lang, title=quoted)
        else:
            return None
        decision = Decision(
            Outcome.ANSWER, "about-last-answer", before.intent, facts=before.facts[:2], confidence=1.0
        )
        part = self._part(decision, Draft(body, before.facts[:2]))
        reply = self._finish(Outcome.ANSWER, body, lang, (), (part,), before.facts[:2])
        return Answer(reply, before, {"rule": "about-last-answer"})

    def _more(self, judged: Judged, before: Memory, lang: str, today: str) -> Answer:
        """What else is known of the last subject."""
        intent = before.intent or ""
        known = self._base.intents.get(intent)
        told = set(before.facts)
        rest = [fact for fact in (known.facts if known else ()) if fact not in told]
        if not rest:
            body = self._writer.say(phrases.NO_MORE, lang, subject=self._writer.title(intent, lang))
            decision = replace(judged.decision, outcome=Outcome.ANSWER, rule="no-more", facts=())
            options = self._menus.after([decision], before.facts, lang)
            return self.fixed(Outcome.ANSWER, body, before, lang, options, "no-more")
        rest.sort(key=lambda fact: self._base.facts[fact].region != before.place)
        return self._tell(rest, intent, before, lang, today, "more-of-subject", told)

    def _tell(
        self,
        facts: Sequence[str],
        intent: str,
        before: Memory,
        lang: str,
        today: str,
        rule: str,
        told: set[str],
    ) -> Answer:
        """Facts chosen by a button or by asking for more."""
        draft = self._writer.tell(facts[:6], lang, today, EN_LENGTH if lang == "en" else ZH_LENGTH)
        region = self._base.facts[draft.facts[0]].region
        decision = Decision(Outcome.ANSWER, rule, intent, facts=draft.facts, confidence=1.0)
        options = self._menus.after([decision], draft.facts, lang)
        reply = self._finish(
            Outcome.ANSWER, draft.text, lang, options, (self._part(decision, draft),), draft.facts
        )
        earlier = (
            before.earlier if before.intent in (None, intent) else (str(before.intent), *before.earlier)[:5]
        )
        memory = replace(
            before,
            aspects=(),
            asked=None,
            intent=intent,
            facts=tuple({*told, *draft.facts}),
            place=before.place or region,
            earlier=earlier,
            misses=0,
        )
        return Answer(reply, replace(memory, facts=tuple(sorted(memory.facts))), {"rule": rule})

    def press(self, value: str, before: Memory, lang: str, today: str) -> Answer:
        """An option was chosen; one that is not under the last reply is declined politely."""
        known = {form: v for _, v in before.options for form in (v, short_value(v))}
        chosen = known.get(value)
        return self._old_option(before, lang) if chosen is None else self.choose(chosen, before, lang, today)

    def choose(self, value: str, before: Memory, lang: str, today: str) -> Answer:
        """What an option's value stands for, whether it was offered or not."""
        kind, _, rest = value.partition(":")
        topic, _, start = rest.partition("+")
        if kind == "t" and topic in self._base.topics:
            body = self._writer.say(phrases.TOPIC, lang, topic=self._base.topics[topic].get(lang))
            options = self._menus.topic(topic, int(start or 0), lang)
            return self.fixed(Outcome.CLARIFY, body, before, lang, options, "topic-chosen")
        if kind == "p" and rest in self._base.regions:
            return self._subjects_of(rest, phrases.ABOUT_PLACE, before, lang)
        if kind == "l":
            memory = replace(before, fixed_lang=rest)
            return self.fixed(
                Outcome.SMALLTALK, phrases.LANG_SET.get(rest), memory, rest, rule="language-chosen"
            )
        return self._chosen_facts(kind, rest, before, lang, today)

    def _old_option(self, before: Memory, lang: str) -> Answer:
        """Politely declined; what is on offer now stays so."""
        said = self.fixed(Outcome.SMALLTALK, phrases.OLD_OPTION.get(lang), before, lang, rule="old-option")
        return replace(said, keeps_options=True)

    def _chosen_facts(self, kind: str, rest: str, before: Memory, lang: str, today: str) -> Answer:
        if kind == "f":
            facts = [fact for fact in rest.split(",") if fact in self._base.facts]
            intent = self._base.intent_of.get(facts[0], facts[0]) if facts else ""
        else:
            intent, _, region = rest.partition("@")
            facts = list(self._base.intents[intent].facts) if intent in self._base.intents else []
            near = region or before.place or HOME
            facts.sort(key=lambda fact: self._base.facts[fact].region != near)
            before = replace(before, place=region or before.place)
            if region:
                facts = [fact for fact in facts if self._base.facts[fact].region == region]
        if not facts:
            return self._old_option(before, lang)
        return self._tell(facts, intent, before, lang, today, "option-chosen", set())

    @staticmethod
    def _trace(query: Query, judged: Sequence[Judged]) -> dict[str, Any]:
        """How the reply came about, for /why, `ask --explain` and the log."""
        return {
            "read": query.text,
            "folded": list(query.steps),
            "parts": [
                {
                    "compared": item.query.masked,
                    "follows": ("stands alone", "may point back", "names no subject")[item.follows],
                    "outcome": item.decision.outcome.value,
                    "rule": item.decision.rule,
                    "intent": item.decision.intent,
                    "confidence": item.decision.confidence,
                    **item.decision.trace,
                }
                for item in judged
            ],
        }
