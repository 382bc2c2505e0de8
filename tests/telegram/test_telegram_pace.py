"""When messages may go: Telegram's limits kept in every window, nobody kept waiting for another, in virtual time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_time import now, run

from bot.channels.base import SendLater, SendStopped
from bot.channels.telegram.failures import MARGIN
from bot.channels.telegram.pace import IN_A_ROW, KEPT, PATIENT, Pace

GROUP = -1001
CLOSE = 0.002
"""Naps are a millisecond at least."""


def pace(overall: int = 30) -> Pace:
    return Pace(overall, clock=now)


async def at(seconds: float, work: Callable[[], object]) -> None:
    """Do something at a time."""
    await asyncio.sleep(seconds - now())
    work()


class Log:
    """Sends as the sender does: a reply that has to wait long comes back later; keeps who went when."""

    def __init__(self, of: Pace) -> None:
        self.pace = of
        self.sent: list[tuple[float, int, int]] = []
        """Time, chat, number of the message."""
        self.later: list[float] = []

    async def send(self, chat: int, number: int = 0) -> None:
        """Wait for the turn, however often."""
        while True:
            try:
                await self.pace.turn(chat)
            except SendLater as later:
                self.later.append(later.seconds)
                await asyncio.sleep(later.seconds)
            else:
                break
        self.pace.accepted()
        self.sent.append((now(), chat, number))

    async def send_all(self, chat: int, arrivals: Iterable[float]) -> None:
        """One after the other, as they come."""
        for number, arrival in enumerate(arrivals):
            await asyncio.sleep(max(0.0, arrival - now()))
            await self.send(chat, number)

    def times(self, chat: int | None = None) -> list[float]:
        return [time for time, where, _ in self.sent if chat in (None, where)]


def most_in(times: list[float], span: float) -> int:
    """The most events in any window that is so long."""
    return max(
        (
            sum(begin <= time < begin + span - 1e-9 for time in times[index:])
            for index, begin in enumerate(times)
        ),
        default=0,
    )


CHATS = [1, 2, 3, 4, -1, -2]
ARRIVALS = st.lists(
    st.tuples(st.sampled_from(CHATS), st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 90))),
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(arrivals=ARRIVALS, overall=st.sampled_from([2, 5, 30]))
def test_no_limit_is_passed_in_any_window_and_nothing_is_lost(
    arrivals: list[tuple[int, float]], overall: int
) -> None:
    asked: dict[int, list[float]] = defaultdict(list)
    for chat, arrival in arrivals:
        asked[chat].append(arrival)

    async def scenario() -> Log:
        log = Log(pace(overall))
        await asyncio.gather(*(log.send_all(chat, sorted(times)) for chat, times in asked.items()))
        return log

    log = run(scenario())
    assert most_in(log.times(), 1.0) <= overall
    for chat, times in asked.items():
        limit, span = (20, 60.0) if chat < 0 else (1, 1.0)
        assert most_in(log.times(chat), span) <= limit
        numbers = [number for _, where, number in log.sent if where == chat]
        assert numbers == list(range(len(times)))


def test_what_may_go_goes_at_once() -> None:
    async def scenario() -> list[float]:
        log = Log(pace())
        await asyncio.gather(*(log.send(chat) for chat in range(1, 101)))
        return log.times()

    times = run(scenario())
    assert times == pytest.approx([0.0] * 30 + [1.0] * 30 + [2.0] * 30 + [3.0] * 10, abs=CLOSE)


def test_a_flood_in_one_chat_delays_no_other() -> None:
    async def scenario() -> Log:
        log = Log(pace())
        flood = log.send_all(1, [0.0] * 60)
        others = (log.send_all(chat, [5.5]) for chat in range(2, 12))
        await asyncio.gather(flood, *others)
        return log

    log = run(scenario())
    assert [log.times(chat) for chat in range(2, 12)] == [[5.5]] * 10
    assert log.times(1) == pytest.approx(range(60), abs=0.1)


def test_all_topics_of_a_group_share_twenty_a_minute_and_what_waits_long_comes_back_later() -> None:
    async def scenario() -> Log:
        log = Log(pace())
        await asyncio.gather(*(log.send(GROUP, number) for number in range(45)), log.send_all(2, [0.0] * 5))
        return log

    log = run(scenario())
    minutes = [int(time // 60) for time in log.times(GROUP)]
    assert [minutes.count(minute) for minute in range(3)] == [20, 20, 5]
    assert log.times(2)[-1] < 5
    assert min(log.later) > PATIENT


def test_a_chat_held_for_ten_minutes_holds_nobody_else() -> None:
    async def scenario(refuse: bool) -> Log:
        log = Log(pace())
        if refuse:
            log.pace.refused(1, 600)
        await asyncio.gather(*(log.send_all(chat, [0.0, 0.5, 2.0]) for chat in range(1, 20)))
        return log

    held, free = run(scenario(True)), run(scenario(False))
    assert held.times(1)[0] == pytest.approx(600 + MARGIN, abs=CLOSE)
    assert held.later == [600 + MARGIN]
    for chat in range(2, 20):
        assert held.times(chat) == pytest.approx(free.times(chat), abs=CLOSE)


def test_a_hold_that_comes_while_a_message_waits_is_kept() -> None:
    async def scenario() -> Log:
        log = Log(pace())
        await log.send(GROUP)
        topics = [log.send(GROUP, number) for number in range(20)]
        await asyncio.gather(*topics, at(30, lambda: log.pace.refused(GROUP, 100)))
        return log

    times = run(scenario()).times()
    assert not [time for time in times if 30 < time < 130 + MARGIN]
    assert len(times) == 21


def test_a_hold_that_comes_while_a_message_waits_for_its_place_among_all_is_kept() -> None:
    async def scenario() -> Log:
        log = Log(pace())
        hold = at(0.5, lambda: log.pace.refused(40, 3))
        await asyncio.gather(*(log.send(chat) for chat in range(1, 61)), hold)
        return log

    log = run(scenario())
    assert log.times(40) == pytest.approx([3.5 + MARGIN], abs=CLOSE)
    assert log.times(41) == pytest.approx([1.0], abs=CLOSE)


def test_a_second_refusal_never_shortens_a_hold() -> None:
    async def scenario() -> float:
        log = Log(pace())
        log.pace.refused(1, 50)
        log.pace.refused(1, 1)
        await log.send(1)
        return now()

    assert run(scenario()) >= 50


# all at once


async def refuse(of: Pace, chats: Iterable[int], seconds: float = 20) -> None:
    for chat in chats:
        of.refused(chat, seconds + chat)


def test_a_few_refusals_among_what_is_accepted_hold_only_their_chats() -> None:
    async def scenario() -> float:
        log = Log(pace())
        for round_ in range(5):
            await refuse(log.pace, range(round_ * 100, round_ * 100 + IN_A_ROW - 1))
            log.pace.accepted()
        await log.send(9999)
        return now()

    assert run(scenario()) == 0


def test_when_everything_is_refused_all_wait_until_the_first_may_go_again() -> None:
    async def scenario() -> Log:
        log = Log(pace())
        await refuse(log.pace, range(1, IN_A_ROW + 1))
        await asyncio.gather(log.send(9999), log.send(-9999))
        return log

    assert run(scenario()).times() == pytest.approx([21 + MARGIN] * 2, abs=CLOSE)


def test_the_same_chats_refused_again_and_again_are_few() -> None:
    async def scenario() -> float:
        log = Log(pace())
        for _ in range(IN_A_ROW * 2):
            await refuse(log.pace, (1, 2, 3))
        await log.send(9999)
        return now()

    assert run(scenario()) == 0


def test_refusals_that_are_over_count_no_more() -> None:
    async def scenario() -> list[float]:
        log = Log(pace())
        await refuse(log.pace, range(100, 99 + IN_A_ROW), 0)
        await asyncio.sleep(300)
        log.pace.refused(1, 20)
        await log.send(9998)
        await refuse(log.pace, range(100, 99 + IN_A_ROW), 0)
        await asyncio.sleep(300)
        await refuse(log.pace, range(1, IN_A_ROW + 1), 20)
        await log.send(9999)
        return log.times()

    assert run(scenario()) == pytest.approx([300, 621 + MARGIN], abs=CLOSE)


# typing actions


def test_typing_goes_only_where_there_is_room_to_spare() -> None:
    async def scenario() -> list[int]:
        of = pace()
        return [chat for chat in range(1, 101) if of.spare(chat)]

    assert run(scenario()) == list(range(1, 26))


def test_typing_waits_for_answers_and_not_the_other_way_round() -> None:
    async def scenario() -> tuple[bool, bool, bool, list[float]]:
        log = Log(pace())
        quiet = log.pace.spare(GROUP)
        sending = asyncio.gather(*(log.send(chat) for chat in range(1, 60)))
        await asyncio.sleep(0.5)
        while_others_wait = log.pace.spare(GROUP)
        await sending
        await asyncio.sleep(5)
        log.pace.refused(GROUP, 60)
        return quiet, while_others_wait, log.pace.spare(GROUP), log.times()

    quiet, while_others_wait, held, times = run(scenario())
    assert (quiet, while_others_wait, held) == (True, False, False)
    assert times == pytest.approx([0.0] * 29 + [1.0] * 30, abs=CLOSE)


def test_typing_takes_nothing_of_a_groups_twenty() -> None:
    async def scenario() -> float:
        log = Log(pace())
        for _ in range(20):
            assert log.pace.spare(GROUP)
        await asyncio.sleep(1)
        await log.send_all(GROUP, [0.0] * 20)
        return now()

    assert run(scenario()) == 1.0


# stopping


async def outcome(turn: Awaitable[None]) -> str:
    try:
        await turn
    except SendStopped:
        return f"stopped at {now():.0f}"
    return f"went at {now():.0f}"


def test_a_stop_ends_every_wait_but_that_of_a_reply_that_has_begun() -> None:
    async def scenario() -> list[str]:
        of = pace()
        await of.turn(1)
        await of.turn(2)
        waiting = [of.turn(1), of.turn(1), of.turn(2, begun=True)]
        many = [of.turn(chat) for chat in range(10, 100)]
        results = asyncio.gather(*(outcome(turn) for turn in [*waiting, *many]))
        await at(0.5, of.stop)
        first = await results
        assert await outcome(of.turn(2)) == "stopped at 1"
        of.resume()
        return [*first, await outcome(of.turn(2))]

    found = run(scenario())
    assert found[:3] == ["stopped at 0", "stopped at 0", "went at 1"]
    assert found[3:-1] == ["went at 0"] * 28 + ["stopped at 0"] * 62
    assert found[-1] == "went at 2"


def test_a_message_that_is_given_up_leaves_its_place_to_the_next() -> None:
    async def scenario() -> list[float]:
        log = Log(pace())
        await log.send(1)
        tasks = [asyncio.create_task(log.send(1, number)) for number in (1, 2)]
        await asyncio.sleep(0.5)
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return log.times()

    assert run(scenario()) == pytest.approx([0, 1], abs=CLOSE)


# memory


def test_chats_that_were_quiet_are_forgotten_and_held_ones_are_not() -> None:
    async def scenario() -> int:
        log = Log(pace(0))
        limited = Log(pace())
        limited.pace.refused(1, 10**6)
        for chat in range(2, 20 * KEPT):
            await limited.send(chat)
            await log.send(chat)
            assert len(limited.pace._chats) <= 2 * KEPT
        with pytest.raises(SendLater):
            await limited.pace.turn(1)
        return len(log.pace._chats)

    assert run(scenario()) <= 2 * KEPT


def test_without_a_pace_only_telegrams_own_wishes_count() -> None:
    async def scenario() -> list[float]:
        log = Log(pace(0))
        await asyncio.gather(*(log.send(chat, number) for chat in (1, GROUP) for number in range(100)))
        log.pace.refused(1, 3)
        await log.send(1)
        return log.times()

    times = run(scenario())
    assert times[:200] == [0.0] * 200
    assert times[200] == pytest.approx(3 + MARGIN, abs=CLOSE)
