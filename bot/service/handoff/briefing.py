"""The first message to the staff: who wants a person, and the conversation so far. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from bot.core.knowledge import KnowledgeBase
from bot.core.model import Outcome
from bot.service.handoff import texts
from bot.store import TurnRow

_LANGUAGES = {"zh": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
_CHANNELS = {"telegram": "Telegram", "web": "网页 / web page"}
_ASKED = 300
_ANSWERED = 160
"""Characters shown of a question and of an answer: ten of both fit into one message or two."""


def name_of(chat_hash: str) -> str:
    """What the staff call an asker: four digits of a hash, the same each time, that lead to nobody."""
    return chat_hash[:4]


def title(base: KnowledgeBase, chat_hash: str, turns: Sequence[TurnRow] = ()) -> str:
    """Name of a room: the asker's, and the topic asked about last."""
    topics = [base.intents[t.intent].topic for t in turns if t.intent in base.intents and _in_field(t)]
    names = [base.topics[topic].zh for topic in topics if topic in base.topics]
    return " · ".join([texts.TITLE.format(name=name_of(chat_hash)), *names[-1:]])


def _in_field(turn: TurnRow) -> bool:
    return turn.outcome in (Outcome.ANSWER, Outcome.CLARIFY, Outcome.UNKNOWN)


def wanted(base: KnowledgeBase, chat_hash: str, channel: str, lang: str, turns: Sequence[TurnRow]) -> str:
    """Who wants a person: language, place, channel."""
    regions = [turn.region for turn in turns if turn.region in base.regions]
    place = [base.regions[regions[-1]].name.zh] if regions else []
    about = [_LANGUAGES.get(lang, lang), *place, _CHANNELS.get(channel, channel)]
    return texts.WANTED.format(name=name_of(chat_hash), about="　".join(about))


def history(turns: Sequence[TurnRow], zone: tzinfo) -> str:
    """What was said, oldest first; empty texts are of messages that were none."""
    lines = [line for turn in turns for line in _exchange(turn, zone)]
    return "\n".join([texts.SO_FAR, *lines]) if lines else texts.NOTHING_SO_FAR


def _exchange(turn: TurnRow, zone: tzinfo) -> Iterator[str]:
    asked = shortened(turn.text, _ASKED) or (texts.PRESSED if turn.kind == "press" else texts.MEDIA)
    at = turn.at.astimezone(zone).strftime("%H:%M")
    yield f"\n{at} {texts.ASKER_SAYS.format(text=asked)}"
    if turn.outcome != Outcome.HANDOFF:
        yield texts.BOT_SAYS.format(text=shortened(turn.body, _ANSWERED))


def shortened(text: str, length: int = _ANSWERED) -> str:
    """On one line, and not longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
