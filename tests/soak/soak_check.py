"""What must hold at the end of a scenario, read from the log's database and from the Bot API's record."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from soak_api import SoakApi
from soak_bot import SECRET_KEY
from soak_knowledge import subject_of
from soak_load import Load

from bot.store.privacy import Hasher

_HASHER = Hasher(SECRET_KEY.encode())
_SHOWN = 5


def message_key(external_id: str) -> str:
    """How the database names a message of Telegram's."""
    return _HASHER.message("telegram", external_id)


def read_database(data: Path, query: str) -> list[tuple[object, ...]]:
    """Rows of a query, read only."""
    with closing(sqlite3.connect(f"file:{data / 'talentbot.db'}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(query).fetchall()


def _some(what: str, found: list[str]) -> list[str]:
    if not found:
        return []
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return [f"{what}: {', '.join(found[:_SHOWN])}{more}"]


def lost(load: Load, but: frozenset[int] = frozenset()) -> list[str]:
    """Chats whose answers are not those to their questions, in the same order; `but` those that were held."""
    wrong = []
    for chat, questions in load.asked.items():
        wanted = [asked.subject for asked in questions]
        got = [subject_of(answer.text) for answer in load.answers[chat]]
        if wanted != got and chat not in but:
            wrong.append(f"{chat} asked {wanted} got {got}")
    return _some("answers lost or out of order", wrong)


def doubled(api: SoakApi, load: Load) -> list[tuple[int, int]]:
    """Chat and life of every reply that repeats the one before it."""
    return [
        (chat, sent.life)
        for chat in load.asked
        for before, sent in zip(api.sent_by_chat[chat], api.sent_by_chat[chat][1:], strict=False)
        if before.text == sent.text
    ]


def doubled_too_often(api: SoakApi, load: Load, excused: int = 0) -> list[str]:
    """Chats that a single kill has cost more than one repetition; the first life has no excuse for any.

    `excused`: so many more in each life, as where an outage swallowed the API's answers.
    """
    count = Counter(doubled(api, load))
    wrong = [
        f"{chat} in life {life}: {times}"
        for (chat, life), times in count.items()
        if times > excused + (life > 0)
    ]
    return _some("replies doubled", wrong)


def log_complaints(data: Path, load: Load) -> list[str]:
    """Every question logged once, in order in its chat; the boxes empty; the file whole."""
    wanted = {message_key(asked.external_id) for questions in load.asked.values() for asked in questions}
    logged = Counter(row[0] for row in read_database(data, "SELECT external_id FROM turns"))
    complaints = [
        *_some("not logged", sorted(wanted - set(logged))),
        *_some("logged twice", sorted(str(key) for key, times in logged.items() if times > 1)),
    ]
    [(verdict,)] = read_database(data, "PRAGMA integrity_check")
    if verdict != "ok":
        complaints.append(f"the database is damaged: {verdict}")
    return complaints + disorder(data, load)


def disorder(data: Path, load: Load) -> list[str]:
    """Chats whose turns stand in another order than their questions."""
    rank = {str(key): number for number, (key,) in enumerate(_turns_in_order(data))}
    wrong = []
    for chat, questions in load.asked.items():
        ranks = [rank[key] for asked in questions if (key := message_key(asked.external_id)) in rank]
        if ranks != sorted(ranks):
            wrong.append(str(chat))
    return _some("logged out of order", wrong)


def _turns_in_order(data: Path) -> list[tuple[object, ...]]:
    return read_database(data, "SELECT external_id FROM turns ORDER BY id")


def waiting(data: Path, *, dead: bool = True) -> list[str]:
    """What lies in the boxes and is not done: `inbox waiting 3`; dead letters where asked for."""
    done = "('done')" if dead else "('done', 'dead')"
    rows = []
    for box in ("inbox", "outbox"):
        query = f"SELECT state, count(*) FROM {box} WHERE state NOT IN {done} GROUP BY state"
        rows += [f"{box} {state} {count}" for state, count in read_database(data, query)]
    return rows


def not_stored(data: Path, api: SoakApi, load: Load) -> list[str]:
    """Updates that the API was told to forget and that the database does not have."""
    kept = {update["update_id"] for update in api.updates}
    known = {row[0] for row in read_database(data, "SELECT message_key FROM inbox")}
    known |= {row[0] for row in read_database(data, "SELECT external_id FROM turns")}
    missing = [
        asked.external_id
        for questions in load.asked.values()
        for asked in questions
        if asked.update not in kept and message_key(asked.external_id) not in known
    ]
    return _some("acknowledged and not stored", missing)
