"""The questions of one message, each judged with what the chat remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core import conversation
from bot.core.decide import Decider
from bot.core.judged import Judged, better, distinct, remember
from bot.core.knowledge import KnowledgeBase
from bot.core.language.aspects import is_quantity
from bot.core.language.places import Mention
from bot.core.language.reading import Query, Reader
from bot.core.matching.names import Names
from bot.core.matching.ranker import Ranker, Ranking
from bot.core.memory import Memory
from bot.core.model import Outcome
from bot.core.scoring import PLAIN_ASIDE, Question
from bot.core.weighing import HOME, Ask

FOLLOWS = 0.30
"""What the last subject gains from a message that names none itself."""
POINTS = 0.07
"""The same for a message that only points back or is short."""
LEAN = 0.02
"""The same for any other message of the conversation."""
JOINED = 0.92
"""Worth of a comparison made with the last subject's title put before the message."""
FOREIGN = 0.27
"""Share of a message's words below which the last subject does not know them."""
FAMILIAR = 0.6
"""Share from which on the field as a whole does."""
STORY = 0.3
"""Share of the lesser score where a question and the story before it both speak for a fact."""
LEAST_THERE = 0.12
"""Likeness to the last subject that a fact of the same topic at a newly named place needs to take its place."""
KIN = 0.8
"""Share of the gain that subjects of the same body get: the staff of an institute after the institute."""
UNRELATED = 0.6
"""Factor on gaps and small talk that have nothing to do with the subject that a message may point back to."""
STRONG = 0.40
"""Likeness from which on a message that does not point back stands alone, however short it is."""
PLAIN = 0.45
"""The same for one that is made of words that name no subject."""
LEAST_OF_PAIR = 0.4
"""Likeness from which on each of two subjects joined by "and" is one of ours."""
_SHORT = 7
_LEAST_SUBJECT = 3
_QUANTITIES = frozenset({"count", "money"})
_WEAK_RULES = frozenset({"nothing-related", "too-close", "not-said"})


class Dialogue:
    """Judges messages of a conversation over one knowledge base."""

    def __init__(
        self, base: KnowledgeBase, reader: Reader, ranker: Ranker, decider: Decider, names: Names
    ) -> None:
        self._base = base
        self._reader = reader
        self._ranker = ranker
        self._decider = decider
        self._names = names
        self._asides = [
            i.id
            for i in base.intents.values()
            if i.outcome in (Outcome.SMALLTALK, Outcome.HANDOFF) and not i.facts
        ]
        self._scopes = frozenset(base.containing(HOME)) if HOME in base.regions else frozenset()

    def judge(self, query: Query, memory: Memory, year: int) -> list[Judged]:
        """Decide on each question of a message, in order."""
        query = self._as_meant(query, year)
        queries = self._parts(query, year)
        carried = self._told_place(query)
        judged = self._judge_all(queries, memory, carried)
        if len(judged) > 1 and any(item.decision.rule in _WEAK_RULES for item in judged):
            whole = self._one(query, memory, carried)
            judged = self._again(judged, memory, carried)
            kept = [item for item in judged if item.decision.rule not in _WEAK_RULES]
            judged = kept if kept and whole.decision.rule in _WEAK_RULES else better(whole, kept)
        return distinct(judged)

    def _again(self, judged: Sequence[Judged], memory: Memory, carried: str | None) -> list[Judged]:
        """What was not understood alone, judged once more with what the other questions of the message are about."""
        for item in judged:
            if item.decision.rule not in _WEAK_RULES:
                memory = remember(memory, item)
        return [
            self._one(item.query, memory, carried, later=True) if item.decision.rule in _WEAK_RULES else item
            for item in judged
        ]

    def _as_meant(self, query: Query, year: int) -> Query:
        """The message as it was typed, where mending its homophones has not brought it nearer to anything."""
        if not query.unheard:
            return query
        typed = self._part(query, query.unheard, year)
        heard = self._ranker.rank(query.masked)
        return typed if _best(self._ranker.rank(typed.masked)) >= _best(heard) else query

    def _judge_all(self, queries: Sequence[Query], memory: Memory, carried: str | None) -> list[Judged]:
        judged: list[Judged] = []
        for query in queries:
            item = self._one(query, memory, carried, later=bool(judged))
            memory = remember(memory, item)
            judged.append(item)
        return judged

    def _parts(self, query: Query, year: int) -> list[Query]:
        found = conversation.pieces(query.text)
        if len(found) > 1:
            return [self._told(query, piece, year) for piece in found]
        both = conversation.pair(found[0].text)
        if both is not None:
            parts = self._pair(query, both, year)
            if parts:
                return parts
        return [self._told(query, found[0], year)] if found[0].context else [query]

    def _told(self, query: Query, piece: conversation.Piece, year: int) -> Query:
        """A question, compared together with what was told before it."""
        part = self._part(query, piece.text, year)
        if not piece.context:
            return part
        whole = self._part(query, f"{piece.context} {piece.text}", year)
        places = (
            tuple(replace(m, context=True) for m in whole.mentions) if not part.mentions else part.mentions
        )
        return replace(part, story=whole.masked, mentions=places)

    def _part(self, query: Query, text: str, year: int) -> Query:
        return self._reader.query(query.raw, text, query.lang, year, query.steps)

    def _pair(self, query: Query, both: tuple[str, str, str], year: int) -> list[Query]:
        """Two questions where one asks for two subjects: each of what is asked for both, in the places of the whole."""
        left, right, asked = both
        halves = [self._part(query, text, year) for text in (left, right)]
        if any(len(conversation.residue(half.masked)) < 2 for half in halves):
            return []
        tops = [self._top_intent(half) for half in halves]
        if (
            tops[0] == tops[1]
            or min(_best(self._ranker.rank(half.masked)) for half in halves) < LEAST_OF_PAIR
        ):
            return []
        wanted = halves[0].aspects | halves[1].aspects | query.aspects
        if asked:
            halves = [self._part(query, f"{text} {asked}", year) for text in (left, right)]
        place = next((half.mentions for half in halves if half.mentions), ())
        return [replace(half, aspects=wanted, mentions=half.mentions or place) for half in halves]

    def _top_intent(self, query: Query) -> str:
        facts = self._ranker.rank(query.masked).facts
        return self._decider.intent_of(max(facts, key=lambda name: (facts[name], name)))

    def _told_place(self, query: Query) -> str | None:
        """A covered place named anywhere in the message: a preference for those of its questions that name none."""
        covered = [m.region for m in query.mentions if m.covered and m.region not in self._scopes]
        return covered[-1] if covered else None

    def _one(self, query: Query, memory: Memory, carried: str | None, later: bool = False) -> Judged:
        mentions = conversation.corrected(query.text, query.mentions)
        places = self._asked(mentions)
        follows = self._follows(query, memory)
        if later and not follows and memory.intent and not self._new_subject(query.masked, memory):
            follows = 1
        aspects = query.aspects
        if not aspects and follows:
            aspects = self._inherited(query, memory, bool(places) and follows == 2)
        elif not aspects and is_quantity(query.text):
            aspects = _QUANTITIES
        same_place = follows == 2 or (follows and conversation.asks_likewise(query.text))
        if same_place and not mentions and memory.asked is not None:
            # Nothing but the aspect, or a part of the subject, is new: the place of the last question is still meant.
            places = (memory.asked,)
        strange = [m.region for m in mentions if not m.covered and not m.context]
        outside = strange[0] if strange and not places else None
        names = self._names.find(query.text)
        near = carried or memory.place
        near = None if near == HOME else near
        ask = Ask(
            places,
            near,
            aspects,
            query.years,
            names,
            conversation.asks_existence(query.text),
            outside,
        )
        if follows == 2 and memory.intent and conversation.goes_back(query.text) and memory.earlier:
            memory = replace(memory, intent=memory.earlier[0])
        ranking, prior = self._rank(query, memory, follows)
        premise = conversation.checks_premise(query.text)
        question = Question(query.masked, ask, ranking, prior, follows, premise, later)
        decision = self._decider.decide(question)
        more = bool(memory.facts) and conversation.wants_more(query.masked)
        return Judged(query, decision, follows, more)

    @staticmethod
    def _inherited(query: Query, memory: Memory, place_only: bool) -> frozenset[str]:
        """What a message that names no aspect takes over: 那嘉善呢 all of it, 又是多少 the kind of figure."""
        last = frozenset(memory.aspects)
        if is_quantity(query.text):
            return last & _QUANTITIES or _QUANTITIES
        likewise = place_only or query.years or conversation.asks_likewise(query.text)
        return last if likewise else frozenset()

    def _asked(self, mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Covered places that a question asks about; of 嘉兴平湖 only 平湖, of 全省 nothing."""
        asked = [m for m in mentions if m.covered and not m.context and m.region not in self._scopes]
        kept = [
            m.region
            for m, after in zip(asked, [*asked[1:], None], strict=False)
            if not (after and after.start - m.end <= 1 and m.region in self._base.containing(after.region))
        ]
        return tuple(dict.fromkeys(kept))

    def _follows(self, query: Query, memory: Memory) -> int:
        if memory.intent is None:
            return 0
        left = conversation.residue(query.masked)
        if self._names_another(query, memory) or (left and self._is_aside(query)):
            return 0
        if conversation.wants_more(query.masked) or conversation.goes_back(query.text):
            return 2
        if len(left) <= 1:
            return 0 if self._stands_alone(query) else 2
        if not conversation.has_pronoun(query.masked) and self._new_subject(left, memory):
            return 0
        return 1 if conversation.points_back(query.masked) or len(left) <= _SHORT else 0

    def _stands_alone(self, query: Query) -> bool:
        """True where a message made of empty words is a subject all the same."""
        return not conversation.has_pronoun(query.masked) and _best(self._ranker.rank(query.masked)) >= PLAIN

    def _names_another(self, query: Query, memory: Memory) -> bool:
        """True where the message names something that the last subject knows nothing of: memory then has no vote."""
        mine = set(self._gains(memory.intent, 1.0))
        named = self._names.find(query.text)
        return bool(named) and all(mine.isdisjoint(name.holders) for name in named)

    def _is_aside(self, query: Query) -> bool:
        """True for thanks, a wish for a person and the like, in so many words."""
        ranking = self._ranker.rank(query.masked)
        return any(ranking.intents[name] >= PLAIN_ASIDE for name in self._asides)

    def _new_subject(self, left: str, memory: Memory) -> bool:
        """True where the words that name a subject are known, but not from the last one: it is over."""
        if len(left) < _LEAST_SUBJECT:
            return False
        last = [str(memory.intent), *self._base.kin.get(str(memory.intent), ())]
        own = max(self._ranker.covered(left, name)[0] for name in last)
        return own < FOREIGN and self._ranker.covered(left, last[0])[1] >= FAMILIAR

    def _rank(self, query: Query, memory: Memory, follows: int) -> tuple[Ranking, dict[str, float]]:
        """The ranking, and what the facts of the last subject gain from being the last subject."""
        alone = self._ranker.rank(query.masked)
        if query.story:
            alone = _joined(alone, self._ranker.rank(query.story))
        mine = self._facts_of(memory.intent)
        if not mine:
            return alone, {}
        stands = not conversation.points_back(query.masked) and _best(alone) >= STRONG
        if follows == 0 or (follows == 1 and stands):
            return alone, dict.fromkeys(mine, LEAN)
        gains = self._gains(memory.intent, FOLLOWS if follows == 2 else POINTS)
        if follows == 1 and not conversation.has_pronoun(query.masked):
            # It has words of its own: they decide, and the last subject only breaks a tie.
            return alone, gains
        joined = self._ranker.rank(f"{self._subject(memory, query)} {query.masked}")
        if follows == 2:
            there = self._there(query, memory.intent)
            kept = set(mine) if query.mentions else set(gains)
            gains = {f: g for f, g in (there | gains).items() if f in kept or joined.facts[f] >= LEAST_THERE}
            return joined, gains
        # The message may be about the last subject: its facts, and what is known to be missing there, count double.
        near = set(gains) | {name for name in alone.intents if self._near_gap(name, mine)}
        facts = {f: max(s, JOINED * joined.facts[f]) if f in near else s for f, s in alone.facts.items()}
        intents = {
            i: max(s, JOINED * joined.intents[i]) if i in near else s if s >= STRONG else s * UNRELATED
            for i, s in alone.intents.items()
        }
        return replace(alone, facts=facts, intents=intents), gains

    def _gains(self, intent: str | None, gain: float) -> dict[str, float]:
        """What the facts of a subject gain, and those of its kin a little less."""
        gains: dict[str, float] = {}
        for name in self._base.kin.get(intent or "", ()):
            gains |= dict.fromkeys(self._facts_of(name), gain * KIN)
        return gains | dict.fromkeys(self._facts_of(intent), gain)

    def _there(self, query: Query, intent: str | None) -> dict[str, float]:
        """What facts of the same topic gain at a place that a follow-up names: 那海盐呢."""
        known = self._base.intents.get(intent or "")
        places = {m.region for m in query.mentions if m.covered}
        if known is None or not places:
            return {}
        kin = [i for i in self._base.intents.values() if i.topic == known.topic]
        return {f: FOLLOWS * KIN for i in kin for f in i.facts if self._base.facts[f].region in places}

    def _near_gap(self, name: str, facts: Sequence[str]) -> bool:
        """True for a known gap whose nearest facts are among these."""
        intent = self._base.intents.get(name)
        return intent is not None and not set(intent.nearest).isdisjoint(facts)

    def _facts_of(self, intent: str | None) -> tuple[str, ...]:
        if intent is None:
            return ()
        known = self._base.intents.get(intent)
        if known is None:
            return (intent,) if intent in self._base.facts else ()
        return known.facts or known.nearest

    def _subject(self, memory: Memory, query: Query) -> str:
        intent = self._base.intents.get(memory.intent or "")
        if intent is None:
            return ""
        return self._reader.prepare(intent.title.en if query.lang == "en" else intent.title.zh)


def _joined(question: Ranking, story: Ranking) -> Ranking:
    """A question with its story: whichever says more of a fact, and some of the other."""

    def mix(first: float, second: float) -> float:
        return max(first, second) + STORY * min(first, second)

    facts = {name: mix(score, story.facts[name]) for name, score in question.facts.items()}
    intents = {name: mix(score, story.intents[name]) for name, score in question.intents.items()}
    return replace(question, facts=facts, intents=intents)


def _best(ranking: Ranking) -> float:
    return max(ranking.facts.values(), default=0.0)
