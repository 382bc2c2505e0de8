"""Whatever bytes a file holds: no crash, a place for every complaint, and the other files are still read.

`--hypothesis-profile=full` tries 5,000 of each and bounds each by two seconds; `make bench` runs it.
"""

from __future__ import annotations

import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from kb_base import BASE, mended, read

from bot.core.knowledge import Lang
from bot.kb.frames import advice, frame, headline
from bot.kb.loader import Loaded

NAMES = ["content/housing.yaml", "content/regions.yaml", "intents/housing.yaml", "cases/housing.yaml"]
PIECES = (
    (
        "a: ",
        "\n  - ",
        "\n  b: [",
        "]\n",
        "'x",
        '"',
        "{zh: ",
        "}",
        "\n\n",
        "# ",
        "&a ",
        "*a",
        "!t ",
        "---\n",
        "|\n",
    ),
    (
        "：",
        "－ ",
        "，",
        "“",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\t",
        "\r",
        "\u2028",
        "人才",
        "region",
        "facts",
        "%",
        "\0",
    ),
)
YAMLISH = st.lists(st.sampled_from([*PIECES[0], *PIECES[1]]), max_size=40).map(
    lambda parts: "".join(parts).encode()
)
SPOILT = st.tuples(
    st.sampled_from(NAMES), st.integers(0, 900), st.integers(0, 30), st.binary(max_size=12)
).map(
    lambda cut: (
        (BASE / cut[0]).read_bytes()[: cut[1]] + cut[3] + (BASE / cut[0]).read_bytes()[cut[1] + cut[2] :]
    )
)
ANY = st.binary(max_size=3000) | YAMLISH | SPOILT


def assert_told(loaded: Loaded) -> None:
    """Every complaint can be shown in both languages at a place that exists."""
    for problem in loaded.problems:
        assert 0 <= problem.line <= len(loaded.lines.get(problem.file, ())) + 1
        for lang in Lang:
            assert headline(problem, lang)
            advice(problem, lang)
        frame(problem, loaded.lines)


@given(st.sampled_from(NAMES), ANY)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    loaded = read({BASE / name: data})
    assert_told(loaded)
    assert loaded.problems or loaded.base is not None
    assert not [p for p in loaded.errors if not p.file.endswith(".yaml") and p.rule != "no-facts"]


@given(st.sampled_from(NAMES), YAMLISH | SPOILT)
def test_any_bytes_are_mended_or_left(name: str, data: bytes) -> None:
    changes, after = mended(name, data)
    assert_told(after)
    for change in changes:
        assert change.diff() or change.encoding


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("name", ["content/housing.yaml", "intents/housing.yaml"])
def test_hostile_files_are_read_or_refused(case: str, name: str) -> None:
    loaded = read({BASE / name: HOSTILE[case]})
    assert loaded.problems
    for problem in loaded.problems[:50]:
        frame(problem, loaded.lines)
