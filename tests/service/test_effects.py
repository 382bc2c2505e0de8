"""What an edit does to conversations: each content replays them with its own memory, and the replies are compared."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.engine import Engine
from bot.core.model import Kind, Outcome
from bot.errors import TalentBotError
from bot.kb.cases import load_cases
from bot.service import effects_apart, snapshots
from bot.service.cases import Verdict
from bot.service.effects import (
    Change,
    Effects,
    Group,
    Judgement,
    Line,
    Replayer,
    Said,
    Talk,
    compare,
    conversations,
    no_effects,
    questions_alone,
    questions_of_cases,
)
from bot.service.effects_apart import answer_apart
from bot.service.snapshots import Folders

sys.path.append(str(Path(__file__).parents[1] / "kb"))
from kb_samples import House, answer_the_rent

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FREE = "有没有免费的人才公寓"
RENT = "租金多少"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    return House(tmp_path)


def engine(house: House) -> Engine:
    base = house.load().base
    assert base is not None
    return Engine(base)


def effects(before: Engine, after: Engine, talks: list[Talk]) -> Effects:
    sides = [[replayer.replay(talk) for talk in talks] for replayer in map(replayer_of, (before, after))]
    return compare(talks, *sides)


def replayer_of(made: Engine) -> Replayer:
    return Replayer(made, NOW)


def test_only_what_changes_is_told(house: House) -> None:
    before = engine(house)
    house.replace("content/housing.yaml", "为实习生准备了459套", "给实习生留着459套")
    found = effects(before, engine(house), questions_alone([FREE, FREE + "？", "今天天气怎么样", " ", ""]))
    assert (found.asked, found.distinct, found.unchanged) == (3, 2, 1)
    [change] = found.changes
    assert (change.group, change.times, change.question) == (Group.WORDS, 2, FREE + "？")
    assert "为实习生准备了" in change.before.text
    assert "给实习生留着" in change.after.text


def test_what_is_answered_now_and_what_no_longer(house: House) -> None:
    before = engine(house)
    answer_the_rent(house)
    after = engine(house)
    talks = questions_alone([RENT])
    [change] = effects(before, after, talks).changes
    assert (change.group, change.before.outcome) == (Group.ANSWERED, Outcome.UNKNOWN)
    [back] = effects(after, before, talks).changes
    assert back.group is Group.LOST
    assert (back.before, back.after) == (change.after, change.before)


def said(outcome: Outcome, intent: str, *facts: str, text: str = "", verdict: Verdict | None = None) -> Said:
    return Said(outcome, (intent,), facts, text, verdict)


YES, NO, WHAT = Outcome.ANSWER, Outcome.UNKNOWN, Outcome.CLARIFY


@pytest.mark.parametrize(
    ("before", "after", "group"),
    [
        (said(WHAT, "a"), said(YES, "a", "f"), Group.ANSWERED),
        (said(YES, "a", "f"), said(Outcome.OFFTOPIC, "o"), Group.LOST),
        (said(YES, "a", "f"), said(YES, "b", "f"), Group.STOLEN),
        (said(YES, "a", "f"), said(YES, "a", "f", "g"), Group.FACTS),
        (said(NO, "a"), said(NO, "b"), Group.OTHERWISE),
        (said(NO, "a"), said(WHAT, "a"), Group.OTHERWISE),
        (said(NO, "a", "f"), said(NO, "a", "f", text="x"), Group.WORDS),
    ],
)
def test_groups(before: Said, after: Said, group: Group) -> None:
    assert Change("q", "", before, after, 1, 0, 0).group is group


def test_judgements() -> None:
    def judged(up: int, down: int, *verdicts: Verdict | None) -> Judgement:
        old, new = (said(YES, "a", text=str(n), verdict=v) for n, v in enumerate(verdicts or (None, None)))
        return Change("q", "", old, new, 1, up, down).judgement

    assert [judged(2, 1), judged(0, 1), judged(1, 1), judged(0, 0)] == [
        Judgement.MAYBE_WORSE,
        Judgement.MAYBE_BETTER,
        Judgement.NONE,
        Judgement.NONE,
    ]
    assert judged(0, 0, Verdict.TAP, Verdict.PASS) is Judgement.BETTER
    assert judged(0, 0, Verdict.PASS, Verdict.REFUSED) is Judgement.WORSE
    assert judged(0, 0, Verdict.WRONG, Verdict.CLAIMED) is Judgement.NONE


def test_the_worst_comes_first_then_the_most_frequent() -> None:
    asked = [("一", None), ("二", None), ("二", None), ("三", "up"), ("四", "down")]
    talks = [Talk((Line(text, rating=rating),)) for text, rating in asked]
    old, new = ([[said(YES, name, "f")] for _ in talks] for name in "ab")
    found = compare(talks, old, new)
    assert [change.question for change in found.changes] == ["三", "二", "一", "四"]
    assert (found.changes[0].up, found.changes[3].down, found.changes[1].times) == (1, 1, 2)


def test_a_follow_up_is_judged_with_what_came_before(house: House) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    lines = [Line(FREE, start), Line("多少套", start + timedelta(minutes=1))]
    one = replayer_of(engine(house))
    together = one.replay(Talk(tuple(lines)))
    alone = one.replay(Talk(tuple(lines[1:])))
    late = one.replay(Talk((lines[0], lines[1]._replace(at=start + timedelta(hours=2)))))
    assert "pinghu.intern_flats" in together[1].facts
    assert alone[0] != together[1]
    assert late[1] == alone[0], "after half an hour of silence the topic is forgotten"
    after = one.replay(Talk(tuple(lines)))
    assert after == together, "what is kept of one conversation says the same in the next"


def test_an_edit_undoes_the_message_before_it(house: House) -> None:
    one = replayer_of(engine(house))
    edited = one.replay(Talk((Line(FREE), Line("多少套", kind=Kind.EDIT))))
    assert edited[1] == one.replay(Talk((Line("多少套"),)))[0]


def test_commands_and_buttons_are_replayed_but_not_judged(house: House) -> None:
    english = Talk((Line("/lang en", kind=Kind.COMMAND), Line(FREE), Line("459", kind=Kind.PRESS)))
    [reply] = replayer_of(engine(house)).replay(english)
    assert "rent-free flats" in reply.text


def test_chats_are_kept_apart_and_gone_texts_left_out() -> None:
    rows = [("a", Line("一")), ("b", Line("二")), ("a", Line("")), ("a", Line("三")), ("c", Line(" \u200b"))]
    assert [[line.text for line in talk.lines] for talk in conversations(rows)] == [["一", "三"], ["二"]]


def test_cases_tell_better_from_worse(house: House) -> None:
    house.write("tests/cases/x.yaml", f"cases:\n  - ask: [{FREE}, 多少套]\n    says: ['459']\n")
    talks = questions_of_cases(load_cases(house.root / "tests/cases").cases)
    before = engine(house)
    house.replace("content/housing.yaml", "zh: 平湖为实习生准备了459套", "zh: 平湖为实习生准备了460套")
    house.replace("content/housing.yaml", "keeps 459 rent-free", "keeps 460 rent-free")
    house.replace("content/housing.yaml", "459套]", "460套]")
    [change] = effects(before, engine(house), talks).changes
    assert (change.question, change.context, change.judgement) == ("多少套", FREE, Judgement.WORSE)
    assert change.after.verdict is Verdict.WRONG


def test_the_same_content_needs_no_asking() -> None:
    found = no_effects(questions_alone([FREE, RENT]))
    assert (found.asked, found.distinct, found.unchanged, found.changes) == (2, 2, 2, ())


def test_two_processes_answer_as_one_does(house: House) -> None:
    here = Folders(house.root / "content", house.root / "intents")
    live = snapshots.take(here, house.root / "live")
    house.replace("content/housing.yaml", "为实习生准备了459套", "给实习生留着459套")
    talks = questions_alone([FREE, RENT] * 60)
    told: list[tuple[int, int]] = []
    cache = house.root / "cache"
    old, new = answer_apart((live, here), cache, talks, NOW, lambda side, done: told.append((side, done)))
    assert compare(talks, old.replies, new.replies).changes[0].times == 60
    mine = replayer_of(engine(house))
    assert new.replies == [mine.replay(talk) for talk in talks]
    assert sorted(told) == [(side, done) for side in (0, 1) for done in (0, 50, 100)]


def test_errors_are_handed_over(house: House) -> None:
    here = Folders(house.root / "content", house.root / "intents")
    live = snapshots.take(here, house.root / "live")
    house.replace("intents/housing.yaml", "facts: [pinghu.intern_flats,", "facts: [pinghu.nowhere,")
    answers = answer_apart((live, here), house.root / "cache", [], NOW, lambda *_: None)
    assert [problem.rule for problem in answers[1].problems] == ["unknown-fact"]


def test_a_process_that_dies_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Folders(house.root / "content", house.root / "intents")
    monkeypatch.setattr(effects_apart, "_child", print)  # ends without a word of what it found
    with pytest.raises(TalentBotError, match="ended unexpectedly"):
        answer_apart((here,), house.root / "cache", [], NOW, lambda *_: None)


def test_the_last_good_copy_is_looked_at_and_not_mended(tmp_path: Path) -> None:
    good = tmp_path / "good"
    assert snapshots.look(good) is None
    (tmp_path / "good.old").mkdir()
    assert snapshots.look(good) == snapshots.below(tmp_path / "good.old")
    assert not good.exists()
    good.mkdir()
    assert snapshots.look(good) == snapshots.below(good)
