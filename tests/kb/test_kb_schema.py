"""The schemas say the same as the reader: what one takes the other takes, what one refuses the other refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from json_schema import mistakes
from kb_samples import GOOD, House

from bot.kb.cases import load_cases
from bot.kb.loader import load
from bot.kb.reader import read_bytes
from bot.kb.schema import NAMES, modeline, refresh, schemas, stale
from bot.kb.trees import tree

ROOT = Path(__file__).parents[2]
FOLDERS = {"content": "facts", "intents": "intents", "tests/cases": "cases"}
CASES = "cases:\n  - ask: 平湖有公寓吗\n    facts: [pinghu.intern_flats]\n  - ask: [一, 二]\n    outcome: clarify\n"


def kind_of(path: Path) -> str:
    folder = path.relative_to(ROOT).parent.as_posix() if path.is_absolute() else path.parent.as_posix()
    return path.stem if path.stem in ("documents", "regions") and folder == "content" else FOLDERS[folder]


SHIPPED = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.yaml"))]


class Core(yaml.CSafeLoader):
    """As programs read YAML 1.2: `no` and dates are text, 2025 is a number, nothing is null."""


Core.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in rules if tag.endswith((":int", ":float", ":null"))]
    for sign, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, Any]]:
    return schemas(load(ROOT / "content", ROOT / "intents").draft)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_files_fit_and_name_their_schema(path: Path, shipped: dict[str, dict[str, Any]]) -> None:
    text = path.read_text("utf-8")
    schema = shipped[kind_of(path)]
    assert list(mistakes(yaml.load(text, Loader=Core), schema, schema)) == []
    assert list(mistakes(_without_empty(tree(read_bytes(text.encode(), "f").root)), schema, schema)) == []
    first = text.partition("\n")[0]
    assert f"{first}\n" == modeline(kind_of(path), path.parent, ROOT / "content")
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found is not None
    assert (path.parent / found[1]).is_file()


def test_the_shipped_schemas_are_fresh() -> None:
    """Where this fails, run: talentbot schema."""
    assert list(stale(load(ROOT / "content", ROOT / "intents").draft, ROOT / "content")) == []


def _without_empty(value: Any) -> Any:
    """As other programs see it: a value that is not there is nothing."""
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return None if value == "" else value


SPOILED = [
    ("content/housing.yaml", "region: pinghu\n", "region: pinghuu\n"),
    ("content/housing.yaml", "    as_of: 2025-05\n", ""),
    ("content/housing.yaml", "as_of: 2025-05\n", "as_of: 2025年\n"),
    ("content/housing.yaml", "source: pinghu-2025", "source: pinghu-2024"),
    ("content/housing.yaml", "answers: [count, price, who]", "answers: [counts]"),
    ("content/housing.yaml", "answers: [count, price, who]", "answers: count"),
    ("content/housing.yaml", "answers: [money]", "answer: [money]"),
    ("content/housing.yaml", "until: 2027-12-31", "until: 2027-12"),
    ("content/housing.yaml", "    en: Pinghu keeps 459 rent-free flats for interns.\n", ""),
    ("content/housing.yaml", "pinghu.founders:", "Pinghu.founders:"),
    ("content/housing.yaml", "topic: {zh: 住房, en: Housing}", "topic: 住房"),
    ("content/housing.yaml", "topic: {zh: 住房, en: Housing}\n", ""),
    ("content/regions.yaml", "parent: jiaxing}", "parent: jiaxin}"),
    ("content/regions.yaml", "members: [jiashan]", "members: [jiashann]"),
    ("content/regions.yaml", "aliases: [禾城]", "aliases: 禾城"),
    ("content/regions.yaml", "aliases: [禾城]", "alias: [禾城]"),
    ("content/regions.yaml", "regions:", "region:"),
    ("content/documents.yaml", "date_printed: no", "date_printed: maybe"),
    ("content/documents.yaml", "    file: 004.txt\n", ""),
    ("content/documents.yaml", "publisher: {zh: 中国城市报, en: China City News}", "publisher: {zh: 中国城市报}"),
    ("intents/housing.yaml", "facts: [pinghu.intern_flats, pinghu.founders]", "facts: [pinghu.intern_flat]"),
    ("intents/housing.yaml", "zh: [青苗成长金多少]", "zh: 青苗成长金多少"),
    ("intents/housing.yaml", "      pinghu.founders: {", "      pinghu.founder: {"),
    ("intents/housing.yaml", "outcome: unknown", "outcome: unknwon"),
    ("intents/housing.yaml", "outcome: unknown", "outcome: clarify"),
    ("intents/housing.yaml", "aspects: [price]", "aspects: [rent]"),
    ("intents/housing.yaml", "    title: {zh: 租金, en: Rent}\n", ""),
    ("cases.yaml", "facts: [pinghu.intern_flats]", "facts: [pinghu.intern]"),
    ("cases.yaml", "outcome: clarify", "outcome: ask"),
    ("cases.yaml", "- ask: 平湖有公寓吗\n    facts", "- facts"),
    ("cases.yaml", "ask: [一, 二]", "asks: [一, 二]"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), SPOILED)
def test_what_the_check_refuses_the_schema_refuses(house: House, name: str, old: str, new: str) -> None:
    made = schemas(house.load().draft)
    house.write("cases/cases.yaml", CASES)
    kind = "cases" if name == "cases.yaml" else kind_of(Path(name))
    sound = CASES if kind == "cases" else GOOD[name]
    assert list(mistakes(yaml.load(sound, Loader=Core), made[kind], made[kind])) == []
    assert old in sound
    spoiled = sound.replace(old, new, 1)
    house.write("cases/cases.yaml" if kind == "cases" else name, spoiled)
    known = house.load().draft.fact_by_id
    found = load_cases(house.root / "cases", known) if kind == "cases" else house.load()
    assert [problem for problem in found.problems if problem.level == "error"]
    assert list(mistakes(yaml.load(spoiled, Loader=Core), made[kind], made[kind]))


def test_a_new_fact_makes_the_schemas_stale_and_refreshing_mends_them(house: House) -> None:
    content = house.root / "content"
    assert {path.name for path in refresh(house.load().draft, content)} == {f"{name}.json" for name in NAMES}
    assert refresh(house.load().draft, content) == []
    house.replace("content/housing.yaml", "pinghu.founders:", "pinghu.new_founders:")
    draft = house.load().draft
    assert {path.name for path in stale(draft, content)} == {"intents.json", "cases.json"}
    refresh(draft, content)
    written = json.loads((content / "schema" / "cases.json").read_text("utf-8"))
    assert "pinghu.new_founders" in written["definitions"]["factId"]["enum"]
