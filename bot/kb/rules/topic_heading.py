"""A topic has one heading, the same in content/ and in intents/.

一个主题在 content/ 和 intents/ 里的名称要一样。

in intents/money.yaml

wrong:
    topic: {zh: 资金, en: Funds}
    ^
right:
    topic: {zh: 资金, en: Money}
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge import Words
from bot.errors import Problem
from bot.kb.draft import Draft, Found
from bot.kb.nodes import Message, complaint

ID = "topic-heading"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the later one."""
    first: dict[str, Found[tuple[str, Words]]] = {}
    for topic in draft.topics:
        stem, words = topic.value
        earlier = first.setdefault(stem, topic)
        if earlier.value[1] != words:
            yield complaint(topic.here, ID, _message(stem, earlier), LEVEL)


def _message(stem: str, earlier: Found[tuple[str, Words]]) -> Message:
    zh, en = earlier.value[1].zh, earlier.value[1].en
    return Message(
        f"主题 {stem} 的名称和 {earlier.file} 里的不一样。",
        f"The heading of topic {stem} differs from the one in {earlier.file}.",
        f"写成 topic: {{zh: {zh}, en: {en}}}，或者两处一起改。",
        f"Write topic: {{zh: {zh}, en: {en}}}, or change both.",
    )
