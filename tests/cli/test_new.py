"""`talentbot new`: fields are asked for and checked one by one; the block lands in the style of the files."""

from __future__ import annotations

import pytest
from conftest import Run
from kb_samples import GOOD, House

FACT = (
    "new", "fact", "--topic", "housing", "--region", "pinghu", "--as-of", "2025-05", "--source", "pinghu-2025",
    "--answers", "count，price", "--also", "夜宿公寓, night flats", "--zh", "平湖有30套夜宿公寓。",
    "--en", "Pinghu has 30 night flats.",
)  # fmt: skip


def test_a_fact_by_answering(house: House, talentbot: Run) -> None:
    answers = (
        "housing", "?", "pinghuu", "pinghu", "2025年", "2025-05", "pinghu-2025", "pricee", "count, price",
        "夜宿公寓, night flats", "平湖有30套夜宿公寓。", "Pinghu has 33 night flats.", "Pinghu has 30 night flats.",
        "", "", "", "y",
    )  # fmt: skip
    status, out, _ = talentbot("new", "fact", typed="\n".join(answers) + "\n")
    assert status == 0
    assert "  pinghu  平湖\n" in out
    assert "您是不是想写 pinghu？" in out
    assert "“2025年”不是有效的日期" in out
    assert "您是不是想写 price？" in out
    assert "只在英文里：33" in out
    assert (house.root / "content/housing.yaml").read_text("utf-8") == GOOD["content/housing.yaml"] + (
        "  pinghu.night_flats:\n    region: pinghu\n    as_of: 2025-05\n    source: pinghu-2025\n"
        "    answers: [count, price]\n    also: [夜宿公寓, night flats]\n    zh: 平湖有30套夜宿公寓。\n"
        "    en: Pinghu has 30 night flats.\n"
    )
    assert house.load().problems == ()


def test_a_fact_by_options_makes_a_new_topic(house: House, talentbot: Run) -> None:
    options = (
        "--topic",
        "night",
        "--topic-zh",
        "夜间",
        "--topic-en",
        "By night",
        "--until",
        "2099-01-01",
        "--yes",
    )
    assert talentbot(*FACT, *options)[0] == 0
    text = (house.root / "content/night.yaml").read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=schema/facts.json\ntopic: {zh: 夜间, en: By night}\nfacts:\n"
        "  pinghu.night_flats:\n"
    )
    assert text.endswith("    until: 2099-01-01\n")
    assert house.load().problems == ()


def test_an_intent_by_answering(house: House, talentbot: Run) -> None:
    answers = (
        "housing", "夜宿", "Night flats", "", "pinghu.intern_flat", "pinghu.intern_flats", "夜里住哪", "晚上, 住哪",
        "", "where at night", "", "", "y",
    )  # fmt: skip
    status, out, _ = talentbot("new", "intent", typed="\n".join(answers) + "\n")
    assert status == 0
    assert "您是不是想写 pinghu.intern_flats？" in out
    assert "这里只有 2 个问法" in out
    assert (house.root / "intents/housing.yaml").read_text("utf-8") == GOOD["intents/housing.yaml"] + (
        "\n  housing.night_flats:\n    title: {zh: 夜宿, en: Night flats}\n    questions:\n      zh:\n"
        "        - 夜里住哪\n        - 晚上, 住哪\n      en:\n        - where at night\n    facts:\n"
        "      - pinghu.intern_flats\n"
    )


def test_a_known_gap_by_options(house: House, talentbot: Run) -> None:
    options = (
        "--topic", "housing", "--title-zh", "落户", "--title-en", "Registration", "--outcome", "unknown",
        "--say-zh", "材料没有写: 落户。", "--say-en", "Not in it.", "--nearest", "pinghu.founders", "--aspects", "how",
        "--zh", "怎么落户", "--zh", "户口能迁吗", "--zh", "落户要什么", "--en", "how to register", "--en", "hukou",
        "--en", "registration for graduates", "--id", "gap.hukou", "--yes",
    )  # fmt: skip
    status, out, said = talentbot("new", "intent", *options)
    assert (status, said) == (0, "")
    assert '+    say:\n+      zh: "材料没有写: 落户。"' in out
    intent = house.load().draft.intents[-1].value
    assert (intent.id, intent.nearest, intent.aspects) == ("gap.hukou", ("pinghu.founders",), {"how"})
    assert house.load().problems == ()


def test_places(house: House, talentbot: Run) -> None:
    where = (
        "new",
        "region",
        "--name-zh",
        "海宁",
        "--name-en",
        "Haining",
        "--aliases",
        "海宁市，Hai Ning",
        "--yes",
    )
    assert talentbot(*where, "--parent", "jiaxing")[0] == 0
    out = talentbot("new", "region", "--outside", "--name-zh", "海盐", "--name-en", "Hai Yan", "--yes")[1]
    assert "+  hai_yan: {name: {zh: 海盐, en: Hai Yan}}" in out
    lines = (house.root / "content/regions.yaml").read_text("utf-8").splitlines()
    at = lines.index("outside:")
    haining = "  haining: {name: {zh: 海宁, en: Haining}, parent: jiaxing, aliases: [海宁市, Hai Ning]}"
    assert lines[at - 1] == haining
    assert house.load().problems == ()


def test_schemas_follow_where_there_are_some(house: House, talentbot: Run) -> None:
    assert talentbot("schema")[0] == 0
    assert talentbot(*FACT, "--yes")[0] == 0
    assert talentbot("schema", "--check")[0] == 0
    assert "pinghu.night_flats" in (house.root / "content/schema/cases.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--region", "pinghuu"), "--region: regions.yaml 里没有地方 pinghuu"),
        (("--as-of", "2025/5"), "--as-of:"),
        (("--en", "Pinghu has 31 night flats."), "figures-differ"),
        (("--id", "Night Flats"), "bad-id"),
        (("--id", "pinghu.founders"), "duplicate-id"),
    ],
)
def test_a_wrong_option_ends_it(house: House, talentbot: Run, options: tuple[str, ...], said: str) -> None:
    status, _, found = talentbot(*FACT, *options, "--yes")
    assert status == 2
    assert said in found
    assert (house.root / "content/housing.yaml").read_text("utf-8") == GOOD["content/housing.yaml"]


def test_scripts_are_told_what_is_missing(house: House, talentbot: Run) -> None:
    status, _, said = talentbot("new", "region", "--yes")
    assert status == 2
    assert "请写明 --name-zh" in said
    status, _, said = talentbot(*FACT, "--topic", "documents", "--yes")
    assert status == 1
    assert "主题不能叫 documents" in said
