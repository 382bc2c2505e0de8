"""`talentbot diff`: the log, a file or the cases, with the live content and the edited one; text, JSON and a page."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import Run
from kb_samples import House, answer_the_rent

from bot.core.model import Exchange, IncomingMessage, Kind, Outcome, Reply, Turn
from bot.service import snapshots
from bot.service.snapshots import Folders
from bot.store import Store, feedback

HOSTILE = "租金多少 <script>alert(1)</script><img src=x onerror=y>\u202e&quot;\x1b[31m"
Asked = tuple[str, str, Kind, int, str]
"""Chat, text, kind, days ago, rating."""


@pytest.fixture
def live(house: House) -> House:
    """A house whose content is live as it stands."""
    snapshots.take(Folders(house.root / "content", house.root / "intents"), house.root / "data" / "good")
    return house


def log(house: House, *asked: Asked) -> None:
    """Write a log, as the bot does."""

    async def fill() -> None:
        store = await Store.open(f"sqlite+aiosqlite:///{house.root / 'data' / 'talentbot.db'}", b"k")
        try:
            for number, (chat, text, kind, days, rating) in enumerate(asked, 1):
                message = IncomingMessage("memory", chat, str(number), text, kind)
                row = await store.receive(message)
                at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
                exchange = Exchange(Reply(Outcome.UNKNOWN, "答", "答", "zh"), {})
                turn = Turn("memory", chat, "", str(number), kind, text, at, 1.0, "v", exchange)
                await store.commit_turn(row, turn, [], {})
                if rating:
                    await store.commit_rest(None, [], [feedback.rating(number, rating)])
        finally:
            await store.close()

    asyncio.run(fill())


def test_the_log_is_replayed(live: House, talentbot: Run) -> None:
    log(
        live,
        ("a", "租金多少", Kind.TEXT, 2, "down"),
        ("b", "租金多少？", Kind.EDIT, 1, ""),
        ("b", "/start", Kind.COMMAND, 1, ""),
        ("c", "房租贵吗", Kind.TEXT, 40, ""),
        ("d", "有没有免费的人才公寓", Kind.TEXT, 0, "up"),
        ("d", "", Kind.OTHER, 0, ""),
    )
    answer_the_rent(live)
    status, out, _ = talentbot("diff")
    assert status == 0
    assert "现在能答 / now answered: 1 个问题，2 次" in out
    assert "2× 租金多少？  👎1  变好？ / better?" in out
    assert "- unknown: gap.rent → pinghu.intern_flats" in out
    assert "+ answer: housing.free → pinghu.intern_flats" in out
    assert "👍1  变坏？ / worse?" in out
    assert "回放 3 次提问（2 个不同的问题）：0 次不变，3 次有变" in out
    assert "回放 4 次提问" in talentbot("diff", "--days", "50")[1]
    assert "回放 1 次提问" in talentbot("diff", "--most", "2")[1], "the newest of the log"


def test_a_file_of_questions_as_json_and_as_a_page(live: House, talentbot: Run) -> None:
    live.write("q.txt", f"\ufeff{HOSTILE}\n\n租金多少\n")
    answer_the_rent(live)
    status, out, err = talentbot("diff", "--questions", "q.txt", "--format", "json", "--html", "out.html")
    assert (status, "out.html" in err) == (0, True)
    report = json.loads(out)
    assert (report["asked"], report["unchanged"]) == (2, 0)
    assert report["groups"]["answered"] == {"questions": 2, "times": 2}
    assert {change["before"]["outcome"] for change in report["changes"]} == {"unknown"}
    check_page((live.root / "out.html").read_text("utf-8"))
    assert "\x1b" not in talentbot("diff", "--questions", "q.txt")[1]


def check_page(text: str) -> None:
    """What a stranger typed is text, and nothing comes from outside."""
    tags: list[tuple[str, dict[str, str | None]]] = []
    shown: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

        def handle_data(self, data: str) -> None:
            shown.append(data)

    Reader().feed(text)
    assert {tag for tag, _ in tags}.isdisjoint({"script", "img", "link", "iframe", "object"})
    assert all(
        name in {"lang", "charset", "http-equiv", "content", "name", "id", "class", "href"}
        for _, attributes in tags
        for name in attributes
    )
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in tags)
    assert "<script>alert(1)</script><img src=x onerror=y>" in "".join(shown)
    assert "&quot;" in "".join(shown)
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "url(" not in text
    assert "@import" not in text
    assert text.index("这次改动会改变哪些回答") < text.index("What this edit changes")


def test_the_cases_tell_better_from_worse(live: House, talentbot: Run) -> None:
    answer_the_rent(live)
    status, out, _ = talentbot("diff", "--cases", "tests/cases")
    assert status == 0
    assert "变坏 / worse" in out
    assert "1 个变坏" in out


def test_another_folder_and_a_copy(house: House, talentbot: Run) -> None:
    here = Folders(house.root / "content", house.root / "intents")
    snapshots.take(here, house.root / "copy")
    house.write("q.txt", "租金多少\n")
    answer_the_rent(house)
    status, out, _ = talentbot("diff", "--questions", "q.txt", "--against", "copy")
    assert (status, "现在能答" in out) == (0, True)
    edited = ("--content", "copy/content", "--intents", "copy/intents")
    status, out, _ = talentbot("diff", "--questions", "q.txt", "--against", ".", *edited)
    assert (status, "不再能答" in out) == (0, True)


def test_without_a_difference_nothing_is_asked(live: House, talentbot: Run) -> None:
    live.write("q.txt", "租金多少\n")
    status, out, err = talentbot("diff", "--questions", "q.txt", "--html", "out.html")
    assert (status, "1 次不变，0 次有变" in out, "--against" in err) == (0, True, True)
    assert not (live.root / "data" / "cache").exists()
    assert "没有回答会变" in (live.root / "out.html").read_text("utf-8")


def test_errors_are_shown_as_the_check_does(live: House, talentbot: Run) -> None:
    live.write("q.txt", "租金多少\n")
    live.replace("intents/housing.yaml", "facts: [pinghu.intern_flats,", "facts: [pinghu.intern_flat,")
    status, out, _ = talentbot("diff", "--questions", "q.txt")
    assert status == 1
    assert "[unknown-fact]" in out
    assert "^^^" in out


def test_errors_of_the_other_side_are_named_as_they_lie(live: House, talentbot: Run) -> None:
    live.write("q.txt", "租金多少\n")
    live.write("data/good/intents/more.yaml", "topic: x\n")
    status, out, err = talentbot("diff", "--questions", "q.txt")
    assert (status, out) == (1, "")
    assert err.lstrip().startswith("data/good/intents/more.yaml:")


def test_what_is_missing_is_told(house: House, talentbot: Run, tmp_path: Path) -> None:
    status, out, err = talentbot("diff")
    assert (status, out, "没有可回放的问题" in err, "no questions" in err) == (1, "", True, True)
    house.write("q.txt", "租金多少\n")
    status, _, err = talentbot("diff", "--questions", "q.txt")
    assert (status, "--against" in err, "没有线上的内容" in err) == (1, True, True)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in talentbot("diff", "--questions", "bad.txt")[2]
    assert talentbot("diff", "--questions", "q.txt", "--cases", "tests/cases")[0] == 2
    assert talentbot("diff", "--questions", "q.txt", "--against", "nowhere")[0] == 1
