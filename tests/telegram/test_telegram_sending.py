"""Replies on their way out, against the strict loopback Bot API."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_rules import utf16
from loopback import LoopbackApi
from structlog.testing import capture_logs
from telegram_people import Group, Person

from bot.channels.base import Outgoing, SendLater, SendRefused
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram import markup as markup_module
from bot.core.model import Option
from bot.core.options import short_value

pytestmark = pytest.mark.usefixtures("open_chat")

CHAT = "1001"
CLOSING = "资料时间：2025-05　来源：《平湖人才》"


def labels(message: dict[str, Any]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]


async def test_text_is_escaped_and_the_closing_line_set_off(
    api: LoopbackApi, channel: TelegramChannel
) -> None:
    text = f"5 < 6 & \"7\" > '4' <b>&amp;\n\n{CLOSING}"
    sent = await channel.send(Outgoing(CHAT, text, closing=CLOSING))
    (message,) = api.sent(1001)
    assert message["text"] == text
    assert message["html"].endswith(f"\n\n<i>{CLOSING}</i>")
    assert sent == f"m1001:{message['message_id']}"
    assert message["reply_markup"] is None
    assert message["reply_parameters"] is None


async def test_links_have_no_preview(api: LoopbackApi, channel: TelegramChannel) -> None:
    await channel.send(Outgoing(CHAT, "https://example.com"))
    assert api.called("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}


async def test_options_are_buttons_and_come_back_as_values(
    api: LoopbackApi, person: Person, channel: TelegramChannel
) -> None:
    long = "housing.free|" + "平湖" * 20
    options = (
        Option("免费住处", "housing.free"),
        Option("收费公寓", long),
        Option("平湖市的实习生和见习生免费公寓", "3"),
        Option(" ", ""),
    )
    await channel.send(Outgoing(CHAT, "您想了解的是哪一项？", options=options))
    message = api.sent(1001)[-1]
    assert labels(message) == [["免费住处", "收费公寓"], ["平湖市的实习生和见习生免费公寓"], ["…"]]
    for number, option in enumerate(options):
        person.press(message, number)
        assert api.updates[-1]["callback_query"]["data"] == short_value(option.value)


async def test_a_press_is_answered_and_its_keyboard_stays(
    api: LoopbackApi, person: Person, channel: TelegramChannel
) -> None:
    await channel.send(Outgoing(CHAT, "哪一项？", options=(Option("甲", "1"),)))
    message = api.sent(1001)[-1]
    query = person.press(message)
    await channel.send(Outgoing(CHAT, "甲是……", reply_to=f"q{query}"))
    assert api.queries == set()
    assert labels(message) == [["甲"]]
    methods = [call.method for call in api.calls]
    assert methods.index("answerCallbackQuery") == methods.index("sendMessage") + 1


@pytest.mark.parametrize("status", [None, 429, 502])
async def test_a_press_that_cannot_be_answered_still_gets_its_reply(
    api: LoopbackApi, channel: TelegramChannel, status: int | None
) -> None:
    api.expected.append("query is too old")
    if status:
        api.fail("answerCallbackQuery", status)
    await channel.send(Outgoing(CHAT, "好的", reply_to="q12345"))
    assert [message["text"] for message in api.sent(1001)] == ["好的"]


async def test_private_replies_quote_nothing_and_group_replies_quote_the_question(
    api: LoopbackApi, person: Person, channel: TelegramChannel
) -> None:
    asked = person.say("/help", Group(-1005))
    await channel.send(Outgoing("-1005", "好的", reply_to=f"m-1005:{asked['message_id']}"))
    await channel.send(Outgoing(CHAT, "好的", reply_to="m1001:1"))
    quoted = {"message_id": asked["message_id"], "allow_sending_without_reply": True}
    assert api.sent(-1005)[0]["reply_parameters"] == quoted
    assert api.sent(1001)[0]["reply_parameters"] is None


async def test_a_topic_gets_the_reply(api: LoopbackApi, person: Person, channel: TelegramChannel) -> None:
    person.say("/help", Group(-1006, forum=True))
    await channel.send(Outgoing("-1006/45", "好的"))
    assert api.sent(-1006)[0]["message_thread_id"] == 45


# length


async def test_a_long_reply_is_cut_between_paragraphs(api: LoopbackApi, channel: TelegramChannel) -> None:
    paragraphs = [f"{number}" + "嘉兴😀<&" * 180 for number in range(8)]
    text = "\n\n".join([*paragraphs, CLOSING])
    options = (Option("更多", "more"),)
    last = await channel.send(Outgoing(CHAT, text, closing=CLOSING, options=options))
    messages = api.sent(1001)
    assert len(messages) > 1
    assert "\n\n".join(message["text"] for message in messages) == text
    assert [bool(message["reply_markup"]) for message in messages] == [False] * (len(messages) - 1) + [True]
    assert messages[-1]["html"].endswith("</i>")
    assert last == f"m1001:{messages[-1]['message_id']}"


@pytest.mark.parametrize(
    "text", ["嘉" * 4096, "😀" * 2048, "&" * 4096, "<&>" * 4096, "&lt;" * 2000, "a" * 20000, "一句。" * 5000]
)
async def test_texts_at_and_over_the_limit_arrive_whole(
    api: LoopbackApi, channel: TelegramChannel, text: str
) -> None:
    await channel.send(Outgoing(CHAT, text))
    messages = api.sent(1001)
    assert "".join(message["text"] for message in messages) == text
    assert len(messages) == -(-utf16(text) // 4096)


async def test_the_pieces_that_arrived_are_not_sent_again(api: LoopbackApi, channel: TelegramChannel) -> None:
    text = "\n\n".join(str(number) + "嘉" * 4000 for number in range(3))
    api.spoil("sendMessage")
    api.fail("sendMessage", 502)
    with pytest.raises(SendLater):
        await channel.send(Outgoing(CHAT, text))
    assert [message["text"][0] for message in api.sent(1001)] == ["0"]
    await channel.send(Outgoing(CHAT, text))
    assert [message["text"][0] for message in api.sent(1001)] == ["0", "1", "2"]
    await channel.send(Outgoing(CHAT, text))
    assert len(api.sent(1001)) == 6, "a reply of the same words is a new one once the first is through"


@pytest.mark.parametrize("text", ["", " \n\t"])
async def test_a_reply_without_words_is_refused(
    api: LoopbackApi, channel: TelegramChannel, text: str
) -> None:
    with pytest.raises(SendRefused):
        await channel.send(Outgoing(CHAT, text))
    assert api.calls == []


async def test_broken_characters_do_not_keep_a_reply_back(api: LoopbackApi, channel: TelegramChannel) -> None:
    await channel.send(Outgoing(CHAT, "前\ud800后", options=(Option("\udfff甲", "\ud800"),)))
    assert api.sent(1001)[0]["text"] == "前\ufffd后"


# markup that Telegram does not take


async def test_refused_markup_is_sent_as_plain_text(
    api: LoopbackApi, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.expected.append("can't parse entities")
    monkeypatch.setattr(markup_module, "to_html", lambda text, closing: f"<i>{text}")
    with capture_logs() as logs:
        await channel.send(Outgoing(CHAT, "1 < 2", options=(Option("甲", "1"),)))
    (message,) = api.sent(1001)
    assert (message["text"], message["parse_mode"], labels(message)) == ("1 < 2", None, [["甲"]])
    assert [line["event"] for line in logs] == ["telegram.markup_refused"]


# edits


async def test_an_edit_replaces_an_own_message(api: LoopbackApi, channel: TelegramChannel) -> None:
    first = await channel.send(Outgoing(CHAT, "旧", options=(Option("甲", "1"),)))
    again = await channel.send(Outgoing(CHAT, f"新\n{CLOSING}", closing=CLOSING, edit_of=first))
    (message,) = api.sent(1001)
    assert again == first
    assert message["html"] == f"新\n<i>{CLOSING}</i>"
    assert message["reply_markup"] is None


async def test_an_edit_that_changes_nothing_counts_as_sent(
    api: LoopbackApi, channel: TelegramChannel
) -> None:
    api.expected.append("message is not modified")
    first = await channel.send(Outgoing(CHAT, "一样"))
    assert await channel.send(Outgoing(CHAT, "一样", edit_of=first)) == first
    assert len(api.sent(1001)) == 1


@pytest.mark.parametrize("edit_of", ["m1001:999", "w1", "q5"])
async def test_what_can_no_longer_be_edited_is_sent_anew(
    api: LoopbackApi, channel: TelegramChannel, edit_of: str
) -> None:
    api.expected.append("message to edit not found")
    sent = await channel.send(Outgoing(CHAT, "新", edit_of=edit_of))
    assert sent == f"m1001:{api.sent(1001)[0]['message_id']}"


async def test_an_edit_that_became_too_long_goes_on_in_new_messages(
    api: LoopbackApi, channel: TelegramChannel
) -> None:
    first = await channel.send(Outgoing(CHAT, "旧"))
    await channel.send(Outgoing(CHAT, "嘉" * 4096 + "尾", edit_of=first))
    assert [message["text"] for message in api.sent(1001)] == ["嘉" * 4096, "尾"]
