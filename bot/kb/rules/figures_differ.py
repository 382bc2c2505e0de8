"""Chinese and English give the same figures: 3.6万 is 36,000, 2457亿 is 245.7 billion, 10月 is October.

中文和英文的数字要一样：3.6万是 36,000，2457亿是 245.7 billion，10月是 October。

in content/housing.yaml

wrong:
    zh: 平湖为实习生和见习生准备了459套免费公寓。
    en: Pinghu keeps 495 rent-free flats for interns and trainees.
        ^
right:
    zh: 平湖为实习生和见习生准备了459套免费公寓。
    en: Pinghu keeps 459 rent-free flats for interns and trainees.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge import Words
from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.figures import figures, unmatched
from bot.kb.nodes import Message, Position, complaint

ID = "figures-differ"
LEVEL = "error"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the English text; where a language is missing altogether another rule speaks."""
    for name, words, at in _texts(draft):
        if not words.zh or not words.en:
            continue
        zh, en = figures(words.zh), figures(words.en)
        only_zh, only_en = unmatched(zh, en), unmatched(en, zh)
        if only_zh or only_en:
            yield complaint(at, ID, _message(name, only_zh, only_en), LEVEL)


def _texts(draft: Draft) -> Iterator[tuple[str, Words, Position]]:
    for fact in draft.facts:
        yield fact.value.id, fact.value.text, fact.at("en")
    for intent in draft.intents:
        if intent.value.say is not None:
            yield f"{intent.value.id}.say", intent.value.say, intent.at("say", "en")


def _message(name: str, only_zh: list[str], only_en: list[str]) -> Message:
    zh = [f"只在中文里：{'、'.join(only_zh)}"] if only_zh else []
    zh += [f"只在英文里：{'、'.join(only_en)}"] if only_en else []
    en = [f"only in Chinese: {', '.join(only_zh)}"] if only_zh else []
    en += [f"only in English: {', '.join(only_en)}"] if only_en else []
    return Message(
        f"{name} 的中英文数字对不上（{'；'.join(zh)}）。",
        f"The figures of {name} differ ({'; '.join(en)}).",
        "对照来源改正其中一边；注意 1万 = 10,000，1亿 = 100 million。",
        "Correct one of them from the source; 1万 is 10,000 and 1亿 is 100 million.",
    )
