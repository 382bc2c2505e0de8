"""Checks over everything that was read: one module each, with its id, its level and what it promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from bot.errors import Problem
from bot.kb.draft import Draft
from bot.kb.nodes import MOST_COMPLAINTS
from bot.kb.rules import (
    bad_date,
    bad_id,
    case_is_example,
    comma_in_name,
    duplicate_id,
    duplicate_question,
    expired,
    expires_soon,
    few_questions,
    figures_differ,
    figures_disagree,
    long_fact,
    loose_figure,
    missing_language,
    mixed_script,
    money_aspect,
    near_duplicate,
    no_aspects,
    no_cases,
    no_facts,
    nothing_to_say,
    one_language,
    outcome_mismatch,
    region_cycle,
    repeated_question,
    review_due,
    shared_alias,
    topic_heading,
    unknown_aspect,
    unknown_document,
    unknown_fact,
    unknown_region,
    unreachable_fact,
)


class Rule(Protocol):
    """What a rule module offers."""

    ID: str
    """Stable name, as printed in brackets."""
    LEVEL: str
    """`error` or `warning`."""

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Every place that breaks the rule."""
        ...


RULES: tuple[Rule, ...] = (
    bad_date,
    bad_id,
    case_is_example,
    comma_in_name,
    duplicate_id,
    duplicate_question,
    expired,
    expires_soon,
    few_questions,
    figures_differ,
    figures_disagree,
    long_fact,
    loose_figure,
    missing_language,
    mixed_script,
    money_aspect,
    near_duplicate,
    no_aspects,
    no_cases,
    no_facts,
    nothing_to_say,
    one_language,
    outcome_mismatch,
    region_cycle,
    repeated_question,
    review_due,
    shared_alias,
    topic_heading,
    unknown_aspect,
    unknown_document,
    unknown_fact,
    unknown_region,
    unreachable_fact,
)
"""All checks; the order does not matter, for problems are sorted by place."""


def run(draft: Draft) -> list[Problem]:
    """All complaints of all rules, of each at most `MOST_COMPLAINTS`."""
    return [problem for rule in RULES for problem in islice(rule.check(draft), MOST_COMPLAINTS)]
