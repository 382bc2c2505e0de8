"""Every intent with facts has a case in tests/cases, so that `talentbot test` sees when it breaks.

有事实的意图，在 tests/cases 里至少要有一个用例，改坏了 `talentbot test` 才看得出来。

in intents/money.yaml

wrong:
    money.vice_presidents:
    ^
      title: {zh: 科技副总, en: Scientific vice presidents}
      questions:
        zh: [科技副总补助, 科技副总一年补多少, 教授到企业兼职给钱吗]
        en: [vice president support, pay of scientific vice presidents, money for professors in firms]
      facts: [jiashan.guest_rooms]
right:
    money.vice_presidents:
      title: {zh: 科技副总, en: Scientific vice presidents}
      questions:
        zh: [科技副总补助, 科技副总一年补多少, 教授到企业兼职给钱吗]
        en: [vice president support, pay of scientific vice presidents, money for professors in firms]
      facts: [jiashan.vice_president_pay]
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import Message, complaint

ID = "no-cases"
LEVEL = "warning"


def check(draft: Draft) -> Iterator[Problem]:
    """Complain at the intent's id, where cases were read and none expects one of its facts."""
    if not draft.cases:
        return
    expected = draft.meant({name for case in draft.cases for name in case.facts})
    for intent in draft.intents:
        facts = draft.meant(intent.value.facts)
        if facts and expected.isdisjoint(facts) and not draft.unread_ids.intersection(facts):
            yield complaint(intent.here, ID, _message(intent.value.id), LEVEL)


def _message(name: str) -> Message:
    return Message(
        f"{name} 的事实一个用例也没有。",
        f"No case expects a fact of {name}.",
        "在 tests/cases 的同名文件里加一条“- ask: …”，换一种说法，不要照抄问法。",
        "Add a “- ask: …” to the file of that name in tests/cases, in other words than its questions.",
    )
