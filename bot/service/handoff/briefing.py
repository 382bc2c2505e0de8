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
_IN_FIELD = (Outcome.ANSWER, Outcome.CLARIFY, Outcome.UNKNOWN)
_ASKED = 300
_ANSWERED = 160
"""Characters shown of a question and of an answer: ten of both fit into one message or two."""


def name_of(chat_hash: str) -> str:
    """What the staff call an asker: four digits of a hash, the same each time, that lead to nobody."""
    return chat_hash[:4]


def title(base: KnowledgeBase, chat_hash: str, turns: Sequence[TurnRow] = ()) -> str:
    """Name of a room: the asker's, and the topic asked about last."""
    intents = [base.intents.get(turn.intent or "") for turn in turns if turn.outcome in _IN_FIELD]
    names = [base.topics[i.topic].zh for i in intents if i is not None and i.topic in base.topics]
    return " · ".join([texts.TITLE.format(name=name_of(chat_hash)), *names[-1:]])


def wanted(base: KnowledgeBase, chat_hash: str, channel: str, lang: str, turns: Sequence[TurnRow]) -> str:
    """Who wants a person: language, place, channel."""
    regions = [base.regions.get(turn.region or "") for turn in turns]
    places = [region.name.zh for region in regions if region is not None]
    about = [_LANGUAGES.get(lang, lang), *places[-1:], _CHANNELS.get(channel, channel)]
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
