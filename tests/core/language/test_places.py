"""Places: all their names, those inside longer names, and where the asker is."""

from __future__ import annotations

import pytest

from bot.core.knowledge import Region, Words
from bot.core.language.fold import plain
from bot.core.language.places import MARK, Gazetteer, mask

REGIONS = [
    Region("jiaxing", Words("嘉兴", "Jiaxing"), ("嘉兴市", "禾城", "Jia Xing")),
    Region("nanhu", Words("南湖区", "Nanhu District"), ("南湖", "Nanhu", "嘉兴南湖"), "jiaxing"),
    Region("hightech", Words("南湖高新区", "Nanhu High-tech Zone"), (), "nanhu"),
    Region("pinghu", Words("平湖", "Pinghu"), ("平湖市", "金平湖", "Ping Hu"), "jiaxing"),
    Region("jiashan", Words("嘉善", "Jiashan"), ("嘉善县", "Jia Shan"), "jiaxing"),
    Region("shanghai", Words("上海", "Shanghai"), ("上海市",), covered=False),
    Region("hangzhou", Words("杭州", "Hangzhou"), ("杭州市", "余杭"), covered=False),
]
NAMES = ["星耀南湖", "上海工作站", "平湖人才之家", "浙江大学"]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer({region.id: region for region in REGIONS}, NAMES)


def found(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.region for mention in gazetteer.find(plain(text))]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("平湖有公寓吗", ["pinghu"]),
        ("金平湖的公寓", ["pinghu"]),
        ("平湖市", ["pinghu"]),
        ("禾城", ["jiaxing"]),
        ("flats in PING HU?", ["pinghu"]),
        ("Jia Shan or jiashan", ["jiashan", "jiashan"]),
        ("Jiashan's subsidy", ["jiashan"]),
        ("南湖高新区有多少企业", ["hightech"]),
        ("嘉兴南湖", ["nanhu"]),
        ("嘉興市和嘉善縣", ["jiaxing", "jiashan"]),
        ("嘉善和平湖，还有嘉兴", ["jiashan", "pinghu", "jiaxing"]),
        ("pinghuang", []),
        ("科技副总补贴", []),
        ("", []),
    ],
)
def test_all_names_of_a_place_longest_first(text: str, regions: list[str], gazetteer: Gazetteer) -> None:
    assert found(gazetteer, text) == regions


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("星耀南湖是什么", []),
        ("上海工作站在做什么", []),
        ("平湖人才之家在哪", ["pinghu"]),
        ("星耀南湖在南湖吗", ["nanhu"]),
        ("上海的上海工作站", ["shanghai"]),
    ],
)
def test_names_that_hold_places(text: str, regions: list[str], gazetteer: Gazetteer) -> None:
    assert found(gazetteer, text) == regions


@pytest.mark.parametrize(
    ("text", "own", "asked"),
    [
        ("我在杭州工作，平湖有公寓吗", {"hangzhou"}, {"pinghu"}),
        ("我来自上海，嘉善给补贴吗", {"shanghai"}, {"jiashan"}),
        ("我是嘉善人，想住平湖", {"jiashan"}, {"pinghu"}),
        ("从上海到嘉善", {"shanghai"}, {"jiashan"}),
        ("I live in Hangzhou, any flats in Pinghu?", {"hangzhou"}, {"pinghu"}),
        ("I come from Shanghai", {"shanghai"}, set()),
        ("杭州有公寓吗", set(), {"hangzhou"}),
        ("is there a flat in Hangzhou", set(), {"hangzhou"}),
    ],
)
def test_whereabouts_are_told_from_what_is_asked(
    text: str, own: set[str], asked: set[str], gazetteer: Gazetteer
) -> None:
    mentions = gazetteer.find(plain(text))
    assert {mention.region for mention in mentions if mention.context} == own
    assert {mention.region for mention in mentions if not mention.context} == asked


def test_what_is_outside_says_so(gazetteer: Gazetteer) -> None:
    covered = {mention.region: mention.covered for mention in gazetteer.find("平湖和余杭")}
    assert covered == {"pinghu": True, "hangzhou": False}


def test_positions_are_those_of_the_text(gazetteer: Gazetteer) -> None:
    text = "请问平湖市和嘉善县"
    assert [text[mention.start : mention.end] for mention in gazetteer.find(text)] == ["平湖市", "嘉善县"]


def test_a_mask_leaves_no_place_and_keeps_neighbours_apart(gazetteer: Gazetteer) -> None:
    text = "在平湖市买房和在Jia Shan租房".lower()
    masked = mask(text, gazetteer.find(text))
    assert masked == f"在{MARK}买房和在{MARK}租房"
    assert found(gazetteer, masked) == []
    assert mask(masked, ()) == masked


def test_names_finds_places_inside_longer_names_too(gazetteer: Gazetteer) -> None:
    assert gazetteer.names("星耀南湖的上海工作站 in pinghu") == {"nanhu", "shanghai", "pinghu"}


def test_a_gazetteer_of_nothing() -> None:
    empty = Gazetteer({})
    assert empty.find("平湖 pinghu") == ()
    assert empty.names("平湖") == frozenset()
