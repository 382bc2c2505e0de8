"""Each rule passes the sound knowledge and finds the one spoilt place."""

from __future__ import annotations

import pytest
from kb_samples import House

from bot.kb.rules import RULES

FACTS, INTENTS = "content/housing.yaml", "intents/housing.yaml"
REGIONS, DOCUMENTS = "content/regions.yaml", "content/documents.yaml"

Found = tuple[str, int, int]


def complaints(house: House, rule: str) -> list[Found]:
    return [(p.file, p.line, p.column) for p in house.load().problems if p.rule == rule]


def test_sound_knowledge_breaks_no_rule(house: House) -> None:
    assert house.load().problems == ()


SPOILT = [
    ("unknown-region", FACTS, "region: pinghu", "region: pingu", (FACTS, 4, 13)),
    ("unknown-region", FACTS, "region: pinghu", "region: hangzhou", (FACTS, 4, 13)),
    ("unknown-region", REGIONS, "parent: jiaxing}", "parent: jiaxin}", (REGIONS, 3, 48)),
    ("unknown-region", REGIONS, "members: [jiashan]", "members: [jiashan, qingpu]", (REGIONS, 5, 75)),
    ("region-cycle", REGIONS, "parent: jiaxing}", "parent: pinghu}", (REGIONS, 3, 48)),
    ("shared-alias", REGIONS, "[杭州市]", "[杭州市, 嘉 善]", (REGIONS, 7, 59)),
    ("unknown-document", FACTS, "source: pinghu-2025", "source: pinghu-2024", (FACTS, 6, 13)),
    ("unknown-aspect", FACTS, "[count, price, who]", "[count, prise, who]", (FACTS, 7, 22)),
    ("unknown-aspect", INTENTS, "aspects: [price]", "aspects: [rent]", (INTENTS, 16, 15)),
    ("no-aspects", FACTS, "answers: [money]", "answers: []", (FACTS, 15, 14)),
    ("unknown-fact", INTENTS, "[pinghu.intern_flats, ", "[pinghu.inter_flats, ", (INTENTS, 8, 13)),
    ("unknown-fact", INTENTS, "nearest: [pinghu.intern_flats]", "nearest: [x]", (INTENTS, 15, 15)),
    ("unknown-fact", INTENTS, "      pinghu.founders:", "      pinghu.founder:", (INTENTS, 10, 7)),
    ("unknown-fact", INTENTS, ", pinghu.founders]", "]", (INTENTS, 10, 7)),
    ("comma-in-name", FACTS, "[免费公寓, 459套]", "[免费公寓，459套]", (FACTS, 8, 12)),
    ("comma-in-name", REGIONS, "[嘉善县, Jia Shan]", "[嘉善县、善县]", (REGIONS, 4, 69)),
    ("bad-id", FACTS, "  pinghu.founders:", "  平湖.founders:", (FACTS, 11, 3)),
    ("bad-id", INTENTS, "  gap.rent:", "  gap rent:", (INTENTS, 11, 3)),
    ("duplicate-question", INTENTS, "租金多少", "刚毕业没钱，先住哪里？", (INTENTS, 18, 12)),
    ("duplicate-question", INTENTS, "monthly rent", "Free  Flat?", (INTENTS, 19, 34)),
    ("duplicate-question", INTENTS, "租金多少", "青苗成长金多少", (INTENTS, 18, 12)),
    ("repeated-question", INTENTS, "一个月多少钱", "租金多少？", (INTENTS, 18, 18)),
    ("missing-language", FACTS, "    en: Pinghu keeps 459 rent-free flats for interns.\n", "", (FACTS, 3, 3)),
    ("missing-language", INTENTS, "title: {zh: 租金, en: Rent}", "title: {zh: 租金}", (INTENTS, 12, 12)),
    ("missing-language", INTENTS, ", en: The material does not say the rent.", "", (INTENTS, 14, 10)),
    ("missing-language", INTENTS, "topic: {zh: 住房, en: Housing}", "topic: {en: Housing}", (INTENTS, 1, 1)),
    ("missing-language", REGIONS, "{zh: 平湖, en: Pinghu}", "{zh: 平湖}", (REGIONS, 3, 18)),
    ("missing-language", DOCUMENTS, "{zh: 平湖, en: Pinghu}", "{en: Pinghu}", (DOCUMENTS, 3, 12)),
    (
        "questions-one-language",
        INTENTS,
        "      en: [any free housing, where to stay for free, free flat]\n",
        "",
        (INTENTS, 6, 7),
    ),
    (
        "few-questions",
        INTENTS,
        "[租金多少, 一个月多少钱, 房租贵吗]",
        "[租金多少, 房租贵吗]",
        (INTENTS, 18, 11),
    ),
    ("figures-differ", FACTS, "459 rent-free", "495 rent-free", (FACTS, 10, 9)),
    ("figures-differ", INTENTS, "材料没有写租金", "材料没有写2025年的租金", (INTENTS, 14, 35)),
    ("nothing-to-say", INTENTS, "    facts: [pinghu.intern_flats, pinghu.founders]\n", "", (INTENTS, 3, 3)),
    ("outcome-mismatch", INTENTS, "    outcome: unknown\n", "", (INTENTS, 11, 3)),
    ("outcome-mismatch", INTENTS, "    nearest:", "    facts:", (INTENTS, 13, 14)),
    ("bad-date", FACTS, "as_of: 2025-05", "as_of: 2025-13", (FACTS, 5, 12)),
    ("bad-date", FACTS, "as_of: 2025-05", "as_of: 2025年5月", (FACTS, 5, 12)),
    ("bad-date", FACTS, "until: 2027-12-31", "until: 2027-12", (FACTS, 18, 12)),
    ("bad-date", FACTS, "until: 2027-12-31", "until: 2027-02-30", (FACTS, 18, 12)),
    ("bad-date", DOCUMENTS, "date: 2022", "date: 二〇二二", (DOCUMENTS, 10, 11)),
    ("expired", FACTS, "until: 2027-12-31", "until: 2026-11-19", (FACTS, 18, 12)),
    ("review-due", FACTS, "review_by: 2027-06-30", "review_by: 2026-11-19", (FACTS, 19, 16)),
    ("money-aspect", FACTS, "answers: [money]", "answers: [who]", (FACTS, 15, 14)),
    ("long-fact", FACTS, "平湖为实习生", "平湖" + "为" * 120, (FACTS, 9, 9)),
    ("topic-heading", INTENTS, "en: Housing", "en: Homes", (INTENTS, 1, 1)),
]


@pytest.mark.parametrize(("rule", "file", "old", "new", "expected"), SPOILT)
def test_spoilt_place_is_found(
    house: House, rule: str, file: str, old: str, new: str, expected: Found
) -> None:
    house.replace(file, old, new)
    assert complaints(house, rule) == [expected]


NEWER = {
    "case-is-example",
    "expires-soon",
    "figures-disagree",
    "loose-figure",
    "mixed-script",
    "near-duplicate",
    "no-cases",
    "unreachable-fact",
}

SPARED = [
    ("expired", FACTS, "until: 2027-12-31", "until: 2026-11-20"),
    ("review-due", FACTS, "review_by: 2027-06-30", "review_by: 2026-11-20"),
    ("money-aspect", FACTS, "最高50万元", "最高的元素"),
    ("money-aspect", FACTS, "answers: [money]", "answers: [price]"),
    ("duplicate-question", INTENTS, "租金多少", "刚毕业没钱先住哪儿"),
    ("long-fact", FACTS, "平湖为实习生准备了459套免费公寓。", "平湖459" + "为" * 115),
    ("bad-date", FACTS, "as_of: 2025-05", "as_of: 2024-02-29"),
    ("figures-differ", FACTS, "最高50万元", "最高五十万元"),
    ("unknown-region", FACTS, "region: pinghu", "region: demo_zone"),
    ("shared-alias", REGIONS, "[嘉善县, Jia Shan]", "[嘉善县, 嘉善]"),
]


@pytest.mark.parametrize(("rule", "file", "old", "new"), SPARED)
def test_what_only_looks_wrong_is_spared(house: House, rule: str, file: str, old: str, new: str) -> None:
    house.replace(file, old, new)
    assert complaints(house, rule) == []


def test_same_id_in_two_files(house: House) -> None:
    house.write(
        "intents/more.yaml",
        "topic: {zh: 更多, en: More}\nintents:\n  gap.rent:\n    title: {zh: 租, en: Let}\n",
    )
    (problem,) = [p for p in house.load().problems if p.rule == "duplicate-id"]
    assert (problem.file, problem.line, problem.column) == ("intents/more.yaml", 3, 3)
    assert "intents/housing.yaml:11" in problem.zh


def test_a_circle_of_parents_is_blamed_on_each(house: House) -> None:
    house.replace(REGIONS, "aliases: [禾城]", "parent: pinghu")
    assert [line for _, line, _ in complaints(house, "region-cycle")] == [2, 3]


def test_no_facts_at_all(house: House) -> None:
    house.write(FACTS, "topic: {zh: 住房, en: Housing}\nfacts:\n")
    assert complaints(house, "no-facts") == [("content", 0, 0)]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("where to stay for freee", True),
        ("where to stay fo free", True),
        ("where to stay for free now", False),
        ("Where to stay for  free?", False),
        ("free flats", False),
    ],
)
def test_nearly_the_same_question_of_another_intent(house: House, text: str, near: bool) -> None:
    """Told for a slip; not for the same letters (another rule's matter), another word, or a short text."""
    house.replace(INTENTS, "monthly rent", text)
    assert complaints(house, "near-duplicate") == ([(INTENTS, 19, 34)] if near else [])


def test_another_place_or_name_makes_another_question(house: House) -> None:
    house.replace(INTENTS, "any free housing", "who is the professor Zhang Gang of Pinghu")
    for text in ("who is the professor Zhang Guang of Pinghu", "who is the professor Zhang Gang of Jiashan"):
        house.replace(INTENTS, "monthly rent", text)
        assert complaints(house, "near-duplicate") == []
        house.replace(INTENTS, text, "monthly rent")


@pytest.mark.parametrize(
    ("figure", "text", "found"),
    [
        ("same", "平湖给实习生准备了459套免费公寓。", False),
        ("other", "平湖给实习生准备了495套免费公寓。", True),
        ("other thing", "平湖为实习生准备了459套家具和495名管家。", False),
        ("other words", "来平湖的博士、硕士可以按规定申请，另有495套免费公寓在建。", False),
        ("other name", "平湖为“红船”实习生准备了495套免费公寓。", False),
    ],
)
def test_figures_of_the_same_thing(house: House, figure: str, text: str, found: bool) -> None:
    house.replace(FACTS, "zh: 平湖的青苗成长金最高50万元。", f"zh: {text}")
    house.replace(FACTS, "as_of: 2025-05-18", "as_of: 2025-05")
    assert bool(complaints(house, "figures-disagree")) is found, figure


def test_a_year_in_what_the_bot_says_needs_no_fact(house: House) -> None:
    house.replace(INTENTS, "zh: 材料没有写租金。", "zh: 材料没有写2026年的租金。")
    assert complaints(house, "loose-figure") == []
    house.replace(INTENTS, "2026年的租金", "459套以外的租金和77元的押金")
    assert [line for _, line, _ in complaints(house, "loose-figure")] == [14]


def test_every_rule_has_been_seen_to_complain() -> None:
    """The others are seen by the snippets of their documentation, in test_kb_catalog.py."""
    tried = {case[0] for case in SPOILT} | {"duplicate-id", "no-facts"} | NEWER
    assert {rule.ID for rule in RULES} == tried
    assert {rule.LEVEL for rule in RULES} == {"error", "warning"}
