"""Slash commands that need no database."""

from __future__ import annotations

import pytest
from small_base import Talk, used

from bot.core import phrases
from bot.core.command_list import COMMANDS, OF_THE_SERVICE, command_of
from bot.core.knowledge import Words
from bot.core.model import Kind, Outcome


@pytest.mark.parametrize(
    ("line", "words", "outcome"),
    [
        ("/start", phrases.WELCOME, Outcome.SMALLTALK),
        ("/help", phrases.HELP, Outcome.SMALLTALK),
        ("/topics", phrases.TOPICS, Outcome.SMALLTALK),
        ("/privacy", phrases.PRIVACY, Outcome.SMALLTALK),
        ("/human", phrases.HUMAN, Outcome.HANDOFF),
        ("/nonsense", phrases.UNKNOWN_COMMAND, Outcome.SMALLTALK),
        ("/", phrases.UNKNOWN_COMMAND, Outcome.SMALLTALK),
        ("/HELP", phrases.HELP, Outcome.SMALLTALK),
        ("/help@talent_bot", phrases.HELP, Outcome.SMALLTALK),
        ("  /help me", phrases.HELP, Outcome.SMALLTALK),
    ],
)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.COMMAND])
def test_what_a_command_says(line: str, words: Words, outcome: Outcome, kind: Kind, talk: Talk) -> None:
    reply = talk.say(line, kind).reply
    assert (reply.body, reply.outcome, reply.sources) == (words.zh, outcome, ())
    assert reply.text == reply.body


def test_commands_speak_the_asker_s_language(talk: Talk) -> None:
    talk.hint = "en"
    assert talk.say("/help").reply.body == phrases.HELP.en


def test_commands_speak_the_asker_s_script(talk: Talk) -> None:
    talk.say("/lang 繁體")
    assert "這裡沒有人工" in talk.say("/human").reply.text.replace("裏", "裡")
    reply = talk.say("/start").reply
    assert "關於" not in reply.text
    assert "服務的問題" in reply.text
    assert "補貼" in reply.text
    assert all(not (set(option.label) & set("资业")) for option in reply.options)


def test_menus_of_commands_can_be_pressed(talk: Talk) -> None:
    for line in ("/start", "/help", "/topics"):
        options = talk.say(line).reply.options
        assert options
        opened = talk.press(options[0].value).reply
        assert opened.options
        assert used(talk.press(opened.options[0].value))


def test_start_forgets_the_conversation_but_not_the_language(talk: Talk) -> None:
    talk.say("/lang en")
    talk.say("/place 平湖")
    talk.say("how many flats are there in Pinghu")
    assert talk.say("/start").reply.lang == "en"
    assert not {"place", "intent", "facts"} & set(talk.memory)


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("/lang en", "en"),
        ("/lang English", "en"),
        ("/lang 中文", "zh"),
        ("/lang 繁體", "zh-Hant"),
        ("/lang zh-Hant", "zh-Hant"),
    ],
)
def test_a_language_is_kept_whatever_is_typed_after(line: str, lang: str, talk: Talk) -> None:
    assert talk.say(line).reply.lang == lang
    for question in ("平湖有多少套公寓", "how many flats are there in Pinghu", "你好", "😀"):
        assert talk.say(question).reply.lang == lang


@pytest.mark.parametrize("line", ["/lang", "/lang klingon"])
def test_languages_can_be_chosen_by_button(line: str, talk: Talk) -> None:
    options = talk.say(line).reply.options
    assert len(options) == 3
    english = next(option.value for option in options if option.label == "English")
    assert talk.press(english).reply.lang == "en"
    assert talk.say("平湖有多少套公寓").reply.lang == "en"


def test_a_place_is_kept_and_dropped(talk: Talk) -> None:
    reply = talk.say("/place 平湖市").reply
    assert "平湖" in reply.body
    assert reply.options
    assert "pinghu.deputies" in used(talk.press(reply.options[-1].value)) | used(talk.say("科技副总有多少名"))
    assert talk.memory["place"] == "pinghu"
    talk.say("/place")
    assert "place" not in talk.memory


@pytest.mark.parametrize("wanted", ["巴黎", "杭州", "{place}", "\ud800"])
def test_an_unknown_place_names_the_known_ones(wanted: str, talk: Talk) -> None:
    body = talk.say(f"/place {wanted}").reply.body
    assert all(place in body for place in ("嘉兴", "平湖", "嘉善"))
    assert "杭州" not in body
    assert "place" not in talk.memory


def test_every_listed_command_is_carried_out_here_or_by_the_service(talk: Talk) -> None:
    for name in COMMANDS:
        unknown = talk.say(f"/{name}").reply.body == phrases.UNKNOWN_COMMAND.zh
        assert unknown is (name in OF_THE_SERVICE)
        assert 0 < len(COMMANDS[name].zh) < 40


# deep links: t.me/<bot>?start=<payload>


@pytest.mark.parametrize("payload", ["housing", "Housing"])
def test_a_link_to_a_topic_opens_its_menu(payload: str, talk: Talk) -> None:
    reply = talk.say(f"/start {payload}").reply
    assert (reply.outcome, reply.parts[0].rule) == (Outcome.CLARIFY, "topic-chosen")
    assert "住房" in reply.body
    assert used(talk.press(reply.options[0].value))


@pytest.mark.parametrize("payload", ["housing-flats", "housing--flats"])
def test_a_link_to_a_subject_is_answered_with_date_and_source(payload: str, talk: Talk) -> None:
    exchange = talk.say(f"/start@talent_bot {payload}")
    assert exchange.reply.outcome is Outcome.ANSWER
    assert used(exchange)
    assert exchange.reply.text.startswith(exchange.reply.body)
    assert "资料时间" in exchange.reply.text.removeprefix(exchange.reply.body)


def test_a_link_to_a_place_offers_its_subjects_and_keeps_the_place(talk: Talk) -> None:
    reply = talk.say("/start pinghu").reply
    assert "平湖" in reply.body
    assert reply.options
    assert talk.memory["place"] == "pinghu"


def test_a_link_begins_anew_and_speaks_the_asker_s_script(talk: Talk) -> None:
    talk.say("平湖有多少套公寓")
    talk.say("/lang 繁體")
    reply = talk.say("/start exchange-deputies").reply
    assert "補貼" in reply.text
    assert "“星耀南湖”" in reply.text
    assert talk.memory["fixed_lang"] == "zh-Hant"
    talk.say("/start money")
    assert "place" not in talk.memory


@pytest.mark.parametrize(
    "payload", ["nothing", "gap", "gap-rent", "talk-hello", "hangzhou", "x" * 65, "住房", "a b", "-", "--"]
)
def test_a_link_to_nothing_welcomes(payload: str, talk: Talk) -> None:
    assert talk.say(f"/start {payload}").reply.body == phrases.WELCOME.zh


# what stays on offer


def test_an_old_button_does_not_spoil_the_new_ones(talk: Talk) -> None:
    old = talk.say("/start").reply.options[0].value
    answer = talk.say("平湖有多少套公寓").reply
    assert answer.options
    assert talk.press(old).reply.body == phrases.OLD_OPTION.zh
    assert talk.say("😀").reply.body == phrases.EMPTY.zh
    assert used(talk.press(answer.options[0].value))


def test_names_of_commands() -> None:
    lines = {"/Forget@Bot now": "forget", " /mydata": "mydata", "请 /forget": "", "": "", "/": ""}
    assert {line: command_of(line) for line in lines} == lines
