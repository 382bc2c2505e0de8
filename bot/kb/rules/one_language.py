"""An intent has example questions in both languages, else it is hardly found in the other one.

每个意图中英文问法都要有，不然用另一种语言问就找不到。

in intents/money.yaml

wrong:
    questions:
      zh: [你好, 您好, 在吗]
      ^
right:
    questions:
      zh: [你好, 您好, 在吗]
      en: [hello, good morning, hi there]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Map, Message, complaint

ID = "questions-one-language"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at `questions`; intents without that field are complained of where the file is read."""
    for intent in draft.intents:
        if not isinstance(intent.node, Map) or "questions" not in intent.node.entries:
            continue
        questions = intent.value.questions
        for lang, listed in (("zh", questions.zh), ("en", questions.en)):
            if not listed:
                yield complaint(intent.at("questions"), ID, _message(intent.value.id, lang), LEVEL)


def _message(name: str, lang: str) -> Message:
    zh, en = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}[lang]
    return Message(
        f"{name} 没有{zh}问法。",
        f"{name} has no questions in {en}.",
        f"在 questions 下面补上“{lang}: [...]”，至少三个。",
        f"Add “{lang}: [...]” under questions, at least three.",
    )
