"""Fair use: too long, too many; said politely and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from small_chat import office
from structlog.testing import capture_logs

from bot.service import texts
from bot.service.limits import Limits, RateWindow

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANNA, BERT = ("telegram", "anna"), ("telegram", "bert")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_window_slides() -> None:
    window = RateWindow(3)
    assert [window.wait(ANNA, n, after(n)) for n in range(3)] == [0, 0, 0]
    assert window.wait(ANNA, 3, after(10)) == 51, "the second of three leaves the window at 61"
    assert window.wait(ANNA, 4, after(60.5)) == 0.5
    assert window.wait(BERT, 5, after(10)) == 0
    assert [window.wait(ANNA, n, after(61)) for n in (6, 7)] == [0, 0], "what was promised holds for two"
    assert window.wait(ANNA, 8, after(61)) > 0


def test_a_retry_is_not_counted_again() -> None:
    window = RateWindow(2)
    assert [window.wait(ANNA, 1, NOW) for _ in range(9)] == [0] * 9
    assert window.wait(ANNA, 2, NOW) == 0
    assert window.wait(ANNA, 2, NOW) == 0
    assert window.wait(ANNA, 3, NOW) > 0
    assert window.is_first(ANNA, 3)
    assert window.is_first(ANNA, 3)
    assert not window.is_first(ANNA, 4)


def test_the_quietest_is_forgotten_first() -> None:
    window = RateWindow(1, people=2)
    for number, name in enumerate(["a", "b", "a", "c"]):
        window.wait(("telegram", name), number, NOW)
    assert len(window) == 2
    assert window.wait(("telegram", "a"), 9, NOW) > 0
    assert window.wait(("telegram", "b"), 9, NOW) == 0


async def test_too_many_are_told_once_and_the_rest_is_counted_in_one_line(tmp_path: Path) -> None:
    async with office(tmp_path, limits=Limits(per_minute=4)) as at:
        with capture_logs() as logs:
            answers = [(await at.send(f"n{n}", chat))[1] for n, chat in enumerate(["one", "two"] * 5)]
            assert [len(sent) for sent in answers] == [1] * 10, "each chat has its own person here"
            flood = [(await at.send(f"m{n}", chat, "anna"))[1] for n, chat in enumerate(["one", "two"] * 5)]
            assert [len(sent) for sent in flood] == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
            assert flood[4][0].text == texts.too_many("zh", 60)
            at.move(seconds=59)
            assert (await at.send("noch", "one", "anna"))[1] == []
            at.move(seconds=1)
            assert (await at.send("wieder", "one", "anna"))[1][0].text.split()[1:3] == ["heard", "wieder"]
        assert "m5" not in [message.text for message in at.engine.seen]
        assert not [row for row in await at.store.turns() if row.text == "m5"]
        counted = [line for line in logs if "unanswered" in line]
        assert [line["unanswered"] for line in counted] == [6]
        assert "anna" not in repr(logs)


async def test_a_burst_has_its_notice_and_the_next_one_too(tmp_path: Path) -> None:
    async with office(tmp_path, limits=Limits(per_minute=2)) as at:
        said = []
        for _ in range(2):
            for number in range(4):
                said += [item.text for item in (await at.send(f"n{number}"))[1]]
            at.move(minutes=2)
    assert [text.startswith("您发得太快了") for text in said] == [False, False, True] * 2


async def test_too_long_is_said_and_logged_cut(tmp_path: Path) -> None:
    async with office(tmp_path, "telegram", Limits(length=10)) as at:
        await at.send("十个字刚刚好十个字哦")
        _, [said] = await at.send("一二三四五六七八九十一")
        assert said.text == texts.too_long("zh", 11, 10)
        assert not said.rating
        row = (await at.store.turns())[0]
        assert (row.text, row.outcome) == ("一二三四五六七八九十", "smalltalk")
        found = await at.store.turn(row.id)
        assert found is not None
        assert found.trace == {"rule": "too-long"}
        assert (await at.store.memory("telegram", "anna"))["engine"] == {"count": 1}


async def test_a_first_message_that_is_too_long_brings_the_privacy_notice_once(tmp_path: Path) -> None:
    async with office(tmp_path, "telegram", Limits(length=10)) as at:
        sent = (await at.send("长" * 11, lang_hint="en"))[1] + (await at.send("hi"))[1]
        assert [item.notice for item in sent] == [True, False, False]
        assert "Privacy" in sent[0].text
        assert "11 characters" in sent[1].text


async def test_staff_web_and_forgetting_are_exempt(tmp_path: Path) -> None:
    limits = Limits(per_minute=1, length=10, exempt=("telegram", "-100"))
    async with office(tmp_path, "telegram", limits) as at:
        for chat in ("-100", "-100/45"):
            for _ in range(3):
                _, sent = await at.send("长" * 50, chat, "staff")
                assert "heard" in sent[-1].text
        await at.send("你好")
        await at.send("你好")
        _, [said] = await at.send("/forget")
        assert "已经删除" in said.text
    (tmp_path / "web").mkdir()
    async with office(tmp_path / "web", "web", limits) as at:
        for _ in range(3):
            assert "heard" in (await at.send("长" * 50))[1][-1].text


async def test_the_notice_of_privacy_comes_once_a_chat_and_again_once_forgotten(tmp_path: Path) -> None:
    async with office(tmp_path, "telegram") as at:
        said = []
        for text in ("/start", "/start", "/forget", "/start", "/start"):
            said.append([item.notice for item in (await at.send(text))[1]])
        assert said == [[True, False], [False], [False], [True, False], [False]]
