"""`talentbot add`: one line changes, after a look at what it does; whatever is wrong is told and nothing written."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from conftest import Run
from kb_samples import GOOD, House

QUESTION = "身上没钱，有没有能白住的地方"
FILE = "intents/housing.yaml"


def changed(house: House, name: str, before: str) -> list[str]:
    after = (house.root / name).read_text("utf-8")
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_a_question_is_tried_shown_and_written(house: House, talentbot: Run) -> None:
    status, out, _ = talentbot("add", QUESTION, "--to", "housing.free", typed="y\n")
    assert status == 0
    assert f"+      zh: [有没有免费的人才公寓, 刚毕业没钱先住哪里, 实习生住哪, {QUESTION}]" in out
    assert "现在 / now " in out
    assert "加后 / then  answer: housing.free → " in out
    assert "用例 / cases  试了 2 个，" in out
    assert f"已写入 / written: {FILE}" in out
    assert len(changed(house, FILE, GOOD[FILE])) == 2
    assert house.load().problems == ()
    assert list((house.root / "data" / "cache").glob("index-*.npz"))


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_nothing_is_written_without_a_yes(house: House, talentbot: Run, typed: str) -> None:
    status, _, _ = talentbot("add", QUESTION, "--to", "housing.free", "--quick", typed=typed)
    assert status == 1
    assert changed(house, FILE, GOOD[FILE]) == []


def test_for_one_fact_and_in_english(house: House, talentbot: Run) -> None:
    options = ("--to", "housing.free", "--yes", "--quick")
    assert talentbot("add", "how big is it", *options, "--fact", "pinghu.founders")[0] == 0
    assert talentbot("add", "青苗金有几多", *options, "--fact", "pinghu.intern_flats")[0] == 0
    intent = house.load().draft.intents[0].value
    assert intent.details["pinghu.founders"].en == ("how much for founders", "how big is it")
    assert intent.details["pinghu.intern_flats"].zh == ("青苗金有几多",)
    assert talentbot("add", "zhu na li", *options, "--lang", "zh")[0] == 0
    assert house.load().draft.intents[0].value.questions.zh[-1] == "zhu na li"


def test_a_case_is_kept_as_well(house: House, talentbot: Run) -> None:
    before = (house.root / "tests/cases/housing.yaml").read_text("utf-8")
    options = ("--to", "housing.free", "--yes", "--quick")
    status, out, _ = talentbot("add", QUESTION, *options, "--case", "没钱先住: 哪")
    assert status == 0
    assert changed(house, "tests/cases/housing.yaml", before) == [
        '+   - ask: "没钱先住: 哪"',
        "+     facts: [pinghu.intern_flats]",
    ]
    assert f"{FILE}、tests/cases/housing.yaml" in out
    assert (
        talentbot("add", "租金咋算", "--to", "gap.rent", "--yes", "--quick", "--case", "房租是多少")[0] == 0
    )
    assert (
        (house.root / "tests/cases/housing.yaml")
        .read_text("utf-8")
        .endswith("  - ask: 房租是多少\n    outcome: unknown\n")
    )
    said = talentbot("add", "押金呢", "--to", "gap.rent", "--yes", "--quick", "--case", "房租是多少")[2]
    assert "已经是问法或用例" in said


def test_without_an_intent_the_likeliest_are_listed_and_one_is_chosen(house: House, talentbot: Run) -> None:
    status, out, _ = talentbot("add", "房租到底贵不贵", "--quick", typed="9\n1\ny\n")
    assert status == 0
    assert "[1] gap.rent  租金 / Rent" in out
    assert house.load().draft.intents[1].value.questions.zh[-1] == "房租到底贵不贵"
    status, _, said = talentbot("add", "房租贵不贵呀", "--quick", "--yes")
    assert status == 2
    assert "请写明 --to / --to is missing." in said


def test_a_slip_in_the_intent_or_the_fact_is_told(house: House, talentbot: Run) -> None:
    status, _, said = talentbot("add", QUESTION, "--to", "housing.fre", "--quick")
    assert status == 2
    assert "没有意图 housing.fre" in said
    assert "housing.free  免费住处 / Free places to stay" in said
    status, _, said = talentbot("add", QUESTION, "--to", "gap.rent", "--fact", "pinghu.founder", "--quick")
    assert status == 2
    assert "不在 gap.rent 的 facts 里" in said


def test_what_stands_somewhere_is_not_added_again(house: House, talentbot: Run) -> None:
    status, out, _ = talentbot("add", "有没有免费的人才公寓？", "--to", "housing.free", "--quick")
    assert status == 0
    assert "housing.free 里已经有这个问法（intents/housing.yaml:6）" in out
    status, _, said = talentbot("add", "租金多少？", "--to", "housing.free", "--quick")
    assert status == 1
    assert "这个问法已经在 gap.rent 里（intents/housing.yaml:18）" in said
    assert changed(house, FILE, GOOD[FILE]) == []


def test_what_is_understood_already_teaches_nothing(house: House, talentbot: Run) -> None:
    _, out, _ = talentbot("add", "有没有免费的人才公寓呀", "--to", "housing.free", typed="n\n")
    assert "加上也学不到新东西" in out
    assert changed(house, FILE, GOOD[FILE]) == []


@pytest.mark.parametrize(
    ("question", "status", "said"),
    [
        ("我的电话13812345678，住哪", 1, "[手机号]"),
        ("？！", 2, "问题是空的"),
        ("", 2, "问题是空的"),
    ],
)
def test_what_cannot_be_a_question(
    house: House, talentbot: Run, question: str, status: int, said: str
) -> None:
    found = talentbot("add", question, "--to", "housing.free", "--yes", "--quick")
    assert found[0] == status
    assert said in found[2]
    assert changed(house, FILE, GOOD[FILE]) == []


def test_a_broken_file_is_not_touched(house: House, talentbot: Run) -> None:
    house.replace(FILE, "facts: [pinghu.intern_flats, pinghu.founders]", "facts: [pinghu.intern]")
    before = (house.root / FILE).read_bytes()
    status, _, said = talentbot("add", QUESTION, "--to", "housing.free", "--yes", "--quick")
    assert status == 1
    assert "没有事实 pinghu.intern" in said
    assert (house.root / FILE).read_bytes() == before


def test_a_change_of_somebody_else_meanwhile_is_kept(
    house: House, talentbot: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves the file while the command waits for an answer."""
    path = Path(FILE)
    theirs = GOOD[FILE].replace("实习生住哪", "实习生住哪里")

    def answer(*_: object, **__: object) -> bool:
        path.write_text(theirs, "utf-8")
        return True

    monkeypatch.setattr("typer.confirm", answer)
    status, _, said = talentbot("add", QUESTION, "--to", "housing.free", "--quick")
    assert status == 1
    assert "刚才被别人改过" in said
    assert path.read_text("utf-8") == theirs
