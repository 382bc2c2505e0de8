"""Loading: values, positions, version, all problems in one run."""

from __future__ import annotations

from pathlib import Path

import pytest
from kb_samples import GOOD, House

from bot.core.knowledge import Questions, Words
from bot.core.model import Outcome
from bot.errors import KnowledgeError
from bot.kb.loader import load, load_or_raise
from bot.kb.reader import read_bytes


def test_sound_files_become_a_knowledge_base(house: House) -> None:
    loaded = house.load()
    assert loaded.problems == ()
    base = loaded.base
    assert base is not None
    fact = base.facts["pinghu.intern_flats"]
    assert (fact.region, fact.as_of, fact.source, fact.topic) == (
        "pinghu",
        "2025-05",
        "pinghu-2025",
        "housing",
    )
    assert fact.answers == {"count", "price", "who"}
    assert fact.also == ("免费公寓", "459套")
    assert (fact.until, base.facts["pinghu.founders"].until) == (None, "2027-12-31")
    intent = base.intents["housing.free"]
    assert intent.questions.zh[1] == "刚毕业没钱先住哪里"
    assert intent.details == {"pinghu.founders": Questions(("青苗成长金多少",), ("how much for founders",))}
    gap = base.intents["gap.rent"]
    assert (gap.outcome, gap.nearest, gap.aspects) == (Outcome.UNKNOWN, ("pinghu.intern_flats",), {"price"})
    assert base.topics == {"housing": Words("住房", "Housing")}
    assert base.documents["jiaxing-2022"].publisher == Words("中国城市报", "China City News")
    assert base.documents["pinghu-2025"].publisher is None
    assert not base.regions["hangzhou"].covered
    assert base.containing("jiashan") == ("jiaxing", "demo_zone")


def test_positions_lead_to_the_ids(house: House) -> None:
    positions = house.load().positions
    assert positions["fact:pinghu.founders"] == ("content/housing.yaml", 11, 3)
    assert positions["intent:gap.rent"] == ("intents/housing.yaml", 11, 3)
    assert positions["region:hangzhou"] == ("content/regions.yaml", 7, 3)
    assert positions["document:jiaxing-2022"] == ("content/documents.yaml", 8, 3)


def test_version_depends_on_names_and_bytes_alone(house: House, tmp_path: Path) -> None:
    first = house.load().base
    elsewhere = House(tmp_path / "elsewhere").load().base
    assert first is not None
    assert elsewhere is not None
    assert first.version == elsewhere.version
    assert len(first.version) == 12
    house.replace("content/housing.yaml", "topic:", "# 改\ntopic:")
    changed = house.load().base
    assert changed is not None
    assert changed.version != first.version


def test_load_or_raise_lists_every_error_of_every_file(house: House) -> None:
    house.replace("content/housing.yaml", "region: pinghu", "region: pingu")
    house.replace("intents/housing.yaml", "title: {zh: 租金", "titel: {zh: 租金")
    house.write("intents/other.yaml", "topic： x\n")
    with pytest.raises(KnowledgeError) as caught:
        load_or_raise(house.root / "content", house.root / "intents")
    rules = {(p.file, p.rule) for p in caught.value.problems}
    assert rules == {
        ("content/housing.yaml", "unknown-region"),
        ("intents/housing.yaml", "unknown-field"),
        ("intents/other.yaml", "full-width-colon"),
    }
    assert "您是不是想写 title" in str(caught.value)
    assert "intents/housing.yaml:12:5" in str(caught.value)


def test_a_broken_file_does_not_make_its_facts_unknown(house: House) -> None:
    house.replace("content/housing.yaml", "answers: [money]", "answers： [money]")
    problems = house.load().problems
    assert [(p.file, p.line, p.rule) for p in problems if p.rule != "no-facts"] == [
        ("content/housing.yaml", 15, "full-width-colon")
    ]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_any_broken_file_is_named_with_line_and_fix(house: House, name: str) -> None:
    house.write(name, GOOD[name] + "x: [1\n")
    last = GOOD[name].count("\n") + 1
    problem = next(p for p in house.load().problems if p.rule == "syntax")
    assert (problem.file, problem.line) == (name, last)
    assert problem.fix_zh
    assert problem.fix_en


@pytest.mark.parametrize("name", ["documents", "regions"])
def test_missing_special_file(house: House, name: str) -> None:
    (house.root / f"content/{name}.yaml").unlink()
    assert [(p.file, p.rule) for p in house.load().problems] == [(f"content/{name}.yaml", "missing-file")]


def test_missing_folder_is_a_problem(house: House) -> None:
    problems = load(house.root / "content", house.root / "nowhere").problems
    assert [(p.file, p.rule) for p in problems] == [("nowhere", "unreadable")]


def test_temporary_files_are_left_out_and_misnamed_ones_reported(house: House) -> None:
    house.write("intents/.#housing.yaml", "broken: [")
    house.write("intents/~$housing.yaml", "broken: [")
    house.write("intents/README.md", "# x")
    house.write("intents/more.yaml.txt", "topic: x")
    assert [(p.file, p.rule, p.level) for p in house.load().problems] == [
        ("intents/more.yaml.txt", "ignored-file", "warning")
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("zh: [租金多少, 一个月多少钱, 房租贵吗]", "zh: 租金多少", "wrong-shape", 18),
        ("title: {zh: 租金, en: Rent}", "title: 租金", "wrong-shape", 12),
        ("aspects: [price]", "aspects: [price，count]", "full-width-comma", 16),
        ("outcome: unknown", "outcome: unknow", "wrong-value", 13),
        ("zh: [租金多少,", 'zh: [租金多少, "",', "empty-item", 18),
        ("    questions:\n      zh: [租金", "    question:\n      zh: [租金", "unknown-field", 17),
    ],
)
def test_wrong_shapes(house: House, old: str, new: str, rule: str, line: int) -> None:
    house.replace("intents/housing.yaml", old, new)
    assert (rule, line) in {(p.rule, p.line) for p in house.load().errors}


def test_flag_takes_chinese_and_refuses_the_rest(house: House) -> None:
    house.replace("content/documents.yaml", "date_printed: no", "date_printed: 是")
    base = house.load().base
    assert base is not None
    assert base.documents["pinghu-2025"].date_printed
    house.replace("content/documents.yaml", "date_printed: 是", "date_printed: 大概")
    assert [(p.rule, p.line) for p in house.load().problems] == [("wrong-value", 6)]


def test_a_suggestion_is_made_only_when_near(house: House) -> None:
    house.replace("intents/housing.yaml", "outcome: unknown", "outcom: unknown\n    xyz: 1")
    fixes = {p.en: p.fix_en for p in house.load().errors if p.rule == "unknown-field"}
    assert fixes["Unknown field outcom."] == "Did you mean outcome?"
    assert "Did you mean" not in fixes["Unknown field xyz."]


@pytest.mark.parametrize("folder", ["content", "intents"])
def test_examples_of_the_guides_can_be_read(folder: str) -> None:
    guide = (Path(__file__).parents[2] / folder / "README.md").read_text("utf-8")
    blocks = [part.split("```")[0] for part in guide.split("```yaml\n")[1:]]
    assert blocks
    for block in blocks:
        assert read_bytes(block.rstrip(" ").encode(), folder).problems == ()


def test_edited_bytes_are_read_in_the_place_of_files(house: House) -> None:
    """As they would be once written, the version included; what is on the disk stays as it is."""
    content, intents = house.root / "content", house.root / "intents"
    path, new = intents / "housing.yaml", content / "money.yaml"
    edited = {
        path: path.read_bytes().replace("实习生住哪]".encode(), "实习生住哪, 白住]".encode()),
        new: "topic: {zh: 钱, en: Money}\nfacts:\n".encode(),
    }
    tried = load(content, intents, instead=edited).base
    assert tried is not None
    assert tried.intents["housing.free"].questions.zh[-1] == "白住"
    assert "money" in tried.topics
    assert house.load().base != tried
    for file, data in edited.items():
        file.write_bytes(data)
    written = house.load().base
    assert written is not None
    assert written.version == tried.version
    broken = load(content, intents, instead={path: b"intents: ["})
    assert (broken.base, {problem.file for problem in broken.errors}) == (None, {"intents/housing.yaml"})
