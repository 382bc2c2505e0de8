"""A knowledge of thirty subjects, each with one fact that no other reply contains: small, so that the bot starts fast.

A reply tells by its mark (`甲03号柜台`) which question it answers, so that what is lost, doubled or out of order
shows in the replies alone.
"""

from __future__ import annotations

import re
from pathlib import Path

SUBJECTS = (
    "公寓", "班车", "体检", "图书馆", "幼儿园", "驾照", "护照", "医保", "养老金", "健身房",
    "食堂", "停车场", "游泳池", "博物馆", "法律援助", "翻译", "创业贷款", "实验室", "专利", "婚姻登记",
    "档案", "职称", "社保卡", "公积金", "校园招聘", "心理咨询", "志愿者", "篮球场", "自行车", "宠物",
)  # fmt: skip

_DOCUMENTS = """\
documents:
  soak-2025:
    title: {zh: 办事指南, en: Guide}
    date: 2025-05
    date_printed: no
    file: soak.txt
"""
_REGIONS = """\
regions:
  jiaxing: {name: {zh: 嘉兴, en: Jiaxing}}
"""
_HEADING = "topic: {zh: 办事, en: Errands}\n"
_FACT = """\
  jiaxing.s{number:02d}:
    region: jiaxing
    as_of: 2025-05
    source: soak-2025
    answers: [where, what, how]
    zh: 嘉兴的{subject}事务在{mark}办理。
    en: In Jiaxing, {subject} is dealt with at {mark}.
"""
_INTENT = """\
  errands.s{number:02d}:
    title: {{zh: {subject}, en: Errand {number:02d}}}
    questions:
      zh: [{subject}在哪里办, 我想问一下{subject}的事, {subject}怎么办理]
      en: [where is {subject}, about {subject}, how do I get {subject}]
    facts: [jiaxing.s{number:02d}]
"""
_MARK = re.compile(r"甲(\d\d)号柜台")


def question(number: int) -> str:
    """What a person asks about the n-th subject."""
    return f"{SUBJECTS[number]}在哪里办"


def mark(number: int) -> str:
    """The words that only the answer to the n-th question has."""
    return f"甲{number:02d}号柜台"


def subject_of(reply: str) -> int | None:
    """Which question a reply answers; None for a notice."""
    found = _MARK.search(reply)
    return int(found[1]) if found else None


def write_knowledge(folder: Path) -> None:
    """Makes content/ and intents/ in the folder."""
    numbered = [
        {"number": number, "subject": subject, "mark": mark(number)}
        for number, subject in enumerate(SUBJECTS)
    ]
    files = {
        "content/documents.yaml": _DOCUMENTS,
        "content/regions.yaml": _REGIONS,
        "content/errands.yaml": _HEADING + "facts:\n" + "".join(_FACT.format(**one) for one in numbered),
        "intents/errands.yaml": _HEADING + "intents:\n" + "".join(_INTENT.format(**one) for one in numbered),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
