"""Questions by the million: the real ones of the content, then copies of them with other words put in.

All are different from each other. The seed is fixed, so that every run measures the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from bot.kb.cases import load_cases
from bot.kb.loader import load_or_raise

ROOT = Path(__file__).parents[2]
_SEED = 20261120
_CHINESE = re.compile(r"[\u3400-\u9fff]{4,}")


Question = tuple[str, str]
"""Text, and the intent that it belongs to."""


def real_questions() -> list[Question]:
    """The Chinese questions of intents/, each once, with their intents, all topics mixed."""
    base = load_or_raise(ROOT / "content", ROOT / "intents")
    found: dict[str, str] = {}
    for intent in base.intents.values():
        for own in (intent.questions, *intent.details.values()):
            found.update((text, intent.id) for text in own.zh if _CHINESE.search(text))
    questions = list(found.items())
    random.Random(_SEED).shuffle(questions)
    return questions


def grow(questions: Sequence[Question], size: int) -> list[Question]:
    """`size` different questions: the given ones, then copies with one to three pairs of characters replaced."""
    chance = random.Random(_SEED)
    pairs = [q[at : at + 2] for q, _ in questions for at in range(len(q) - 1)]
    found = dict(questions[:size])
    while len(found) < size:
        text, intent = chance.choice(questions)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(max(1, len(text) - 1))
            text = text[:at] + chance.choice(pairs) + text[at + 2 :]
        found.setdefault(text, intent)
    return list(found.items())


def queries() -> list[Question]:
    """Questions of tests/cases, which no engine has seen, with the intents that answer them, all topics mixed."""
    base = load_or_raise(ROOT / "content", ROOT / "intents")
    found = [
        (case.ask[0], base.intent_of[case.facts[0]])
        for case in load_cases(ROOT / "tests" / "cases").cases
        if len(case.ask) == 1
        and case.facts
        and case.facts[0] in base.intent_of
        and _CHINESE.search(case.ask[0])
    ]
    random.Random(_SEED).shuffle(found)
    return found
