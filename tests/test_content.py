"""The content as it is shipped: it loads, it is sound, and the cases come out right."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.core.conversation import pieces
from bot.core.engine import Engine
from bot.core.knowledge import ASPECTS, KnowledgeBase
from bot.core.language.fold import plain
from bot.core.model import Outcome
from bot.kb.cases import load_cases
from bot.kb.loader import load
from bot.service.cases import Result, Verdict

ROOT = Path(__file__).parents[1]
GOOD = (Verdict.PASS, Verdict.TAP)
PHONE = re.compile(
    r"(?<![\d.])(?:1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8}|400[-\s]?\d{3}[-\s]?\d{4}|\d{3,4}-\d{7,8}|123(?:33|45))(?![\d.])"
)
LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|cn|net|org|gov)\b|@[\w-]+\.|公众号|微信号", re.IGNORECASE)


@pytest.fixture(scope="module")
def base(shipped: Engine) -> KnowledgeBase:
    return shipped.base


def test_it_loads_without_an_error() -> None:
    loaded = load(ROOT / "content", ROOT / "intents", today=date(2026, 1, 1))
    assert [str(problem) for problem in loaded.problems if problem.level == "error"] == []
    assert len(loaded.base.facts if loaded.base else ()) > 300


def test_every_case_file_loads(base: KnowledgeBase) -> None:
    loaded = load_cases(ROOT / "tests" / "cases", base.facts)
    assert [str(problem) for problem in loaded.problems] == []
    files = {path.name for path in (ROOT / "tests" / "cases").glob("*.yaml")}
    assert {Path(case.at.file).name for case in loaded.cases} == files


def share(results: list[Result]) -> float:
    return 100 * sum(result.verdict in GOOD for result in results) / len(results)


def of_outcome(results: list[Result], outcome: Outcome) -> list[Result]:
    return [result for result in results if result.case.outcome is outcome]


def test_the_share_of_cases_that_come_out_right(answered_cases: list[Result]) -> None:
    assert len(answered_cases) > 2000
    right = round(share(answered_cases), 2)
    # A floor a little under what is measured (`talentbot test`): every case counts, those nobody would get, too.
    assert right >= 85


@pytest.mark.parametrize(("outcome", "floor"), [(Outcome.UNKNOWN, 72), (Outcome.OFFTOPIC, 84)])
def test_what_should_be_declined_is(outcome: Outcome, floor: float, answered_cases: list[Result]) -> None:
    declined = of_outcome(answered_cases, outcome)
    assert len(declined) > 200
    right = round(share(declined), 2)
    assert right >= floor


def test_no_topic_is_lost(answered_cases: list[Result]) -> None:
    topics = Counter(result.topic for result in answered_cases)
    shares = {topic: share([r for r in answered_cases if r.topic == topic]) for topic in topics}
    assert {topic: round(value) for topic, value in shares.items() if value < 60} == {}


def test_every_intent_with_facts_has_two_cases(base: KnowledgeBase, answered_cases: list[Result]) -> None:
    held: Counter[str] = Counter()
    for result in answered_cases:
        held.update(
            {intent.id for intent in base.intents.values() if set(result.case.facts) & set(intent.facts)}
        )
    assert sorted(name for name, intent in base.intents.items() if intent.facts and held[name] < 2) == []


def test_no_case_is_an_example_question(base: KnowledgeBase, answered_cases: list[Result]) -> None:
    examples = {
        question
        for intent in base.intents.values()
        for questions in (intent.questions, *intent.details.values())
        for question in questions.all()
    }
    asked = {result.case.ask[0] for result in answered_cases if len(result.case.ask) == 1}
    assert sorted(asked & examples) == []


def test_replies_keep_their_promises(base: KnowledgeBase, answered_cases: list[Result]) -> None:
    """What holds for every reply, whatever was asked."""
    for result in answered_cases:
        reply = result.reply
        where = f"{result.case.at.file}:{result.case.at.line}"
        facts = [fact for part in reply.parts for fact in part.facts]
        assert all(base.facts[fact.id].region == fact.region for fact in facts), where
        if facts:
            closing = reply.text.removeprefix(reply.body)
            assert reply.sources, where
            assert all(source.date[:4] in closing for source in reply.sources), where
            assert {base.facts[fact.id].source for fact in facts} == {s.document for s in reply.sources}, (
                where
            )
        if reply.outcome is Outcome.CLARIFY:
            assert 0 < len(reply.options) <= 4, where
        values = [option.value for option in reply.options]
        assert len(set(values)) == len(values), where
        assert reply.body, where
        assert "{" not in reply.text, where


def test_a_reply_of_several_facts_is_short(answered_cases: list[Result]) -> None:
    """160 characters, half as many again for a message of several questions that are answered together."""
    long = [
        (result.case.ask[-1], len(result.reply.body))
        for result in answered_cases
        if result.reply.lang.startswith("zh")
        and result.reply.outcome is Outcome.ANSWER
        and len(result.reply.parts) == 1
        and len(result.reply.parts[0].facts) > 1
        and len(result.reply.body.replace("\n", ""))
        > (240 if len(pieces(plain(result.case.ask[-1]))) > 1 else 160)
    ]
    assert long == []


def test_a_single_fact_is_short(base: KnowledgeBase) -> None:
    assert {fact.id: len(fact.text.zh) for fact in base.facts.values() if len(fact.text.zh) > 160} == {}


def test_no_fact_holds_a_phone_number_or_a_link(base: KnowledgeBase) -> None:
    words = {fact.id: f"{fact.text.zh} {fact.text.en}" for fact in base.facts.values()}
    assert [name for name, text in words.items() if PHONE.search(text)] == []
    assert [name for name, text in words.items() if LINK.search(text)] == []


@pytest.mark.parametrize("text", ["电话0573-82012345", "13812345678", "热线12345", "400-820-8820"])
def test_the_pattern_of_phone_numbers_finds_some(text: str) -> None:
    assert PHONE.search(text)
    assert not PHONE.search("12个平台、3.6万套、2025-05、1234567元")


def test_a_publisher_is_named_only_where_the_article_prints_it(base: KnowledgeBase) -> None:
    raw = yaml.safe_load((ROOT / "content" / "documents.yaml").read_text("utf-8"))["documents"]
    printed = {name for name, fields in raw.items() if "publisher" in fields}
    assert {name for name, document in base.documents.items() if document.publisher} == printed
    known = {document.publisher.zh for document in base.documents.values() if document.publisher}
    for fact in base.facts.values():
        of_another = known - {p.zh for p in [base.documents[fact.source].publisher] if p}
        assert not any(name in fact.text.zh for name in of_another), fact.id


def test_every_fact_has_a_date_a_source_a_place_and_both_languages(base: KnowledgeBase) -> None:
    for fact in base.facts.values():
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", fact.as_of), fact.id
        assert fact.source in base.documents, fact.id
        assert base.regions[fact.region].covered, fact.id
        assert re.search(r"[\u4e00-\u9fff]", fact.text.zh), fact.id
        assert re.search(r"[A-Za-z]{3}", fact.text.en), fact.id
        assert fact.answers <= set(ASPECTS), fact.id


def test_every_fact_can_be_reached(base: KnowledgeBase) -> None:
    assert (
        sorted(name for name, fact in base.facts.items() if name not in base.intent_of and not fact.also)
        == []
    )
