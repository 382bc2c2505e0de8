"""deploy/env.example says what Settings says: the same names, the same defaults, each with a comment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import PREFIX, Settings

EXAMPLE = Path(__file__).parents[2] / "deploy" / "env.example"
LINES = EXAMPLE.read_text("utf-8").splitlines()
ASSIGNED = [line for line in LINES if line and not line.startswith("#")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name}".upper(), raising=False)


def test_every_setting_is_listed_once_and_nothing_else() -> None:
    names = [line.partition("=")[0] for line in ASSIGNED]
    assert sorted(names) == sorted(f"{PREFIX}{name}".upper() for name in Settings.model_fields)


def test_values_are_the_defaults() -> None:
    written = Settings(_env_file=EXAMPLE)  # type: ignore[call-arg]
    assert written == Settings(_env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize("line", ASSIGNED)
def test_a_default_is_written_out_where_there_is_one(line: str) -> None:
    name, _, value = line.partition("=")
    default = Settings.model_fields[name.removeprefix(PREFIX).lower()].default
    assert value == ("" if default is None else str(default))


@pytest.mark.parametrize("line", ASSIGNED)
def test_each_has_a_comment_chinese_first(line: str) -> None:
    above = LINES[: LINES.index(line)]
    comments = []
    while above and above[-1].startswith("#"):
        comments.insert(0, above.pop())
    assert comments
    assert CHINESE.search(comments[0]) or comments[0] == "# 同上 / the same"
    assert re.search(r"[a-z]{3}", " ".join(comments))
