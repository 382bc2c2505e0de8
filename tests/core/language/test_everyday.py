"""The everyday words that questions are made of."""

from __future__ import annotations

import re

from bot.core.language.english import EVERYDAY
from bot.core.language.everyday import EVERYDAY_RUNS


def test_every_run_is_chinese_and_stands_once() -> None:
    assert all(re.fullmatch(r"[\u3400-\u9fff]+", run) for run in EVERYDAY_RUNS)
    assert len(set(EVERYDAY_RUNS)) == len(EVERYDAY_RUNS)


def test_every_word_is_english() -> None:
    assert all(re.fullmatch("[a-z]{3,}", word) for word in EVERYDAY)
