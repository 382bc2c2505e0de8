"""What askers and staff are told. Askers read their own language; the staff read Chinese first, then English."""

# ruff: noqa: E501 - sentences are read by the line, not by the column

from __future__ import annotations

from typing import Any

from bot.core.knowledge import Words
from bot.service.knowledge import to_traditional

# to the asker

OPENED = Words(
    "已转给工作人员，请直接写下您要问的。工作人员能看到刚才的对话（号码已打码），以及您接下来写的原文。在此期间我不插话；发送 /close 结束。",
    "You are now with the staff: just write what you need. They see the conversation so far (numbers masked), and what you write from now on as you write it. I keep quiet meanwhile; send /close to end.",
)
OPENED_AFTER_HOURS = Words(
    "您的问题已转给工作人员，但现在没有人值班，办公时间是{hours}。请写下您要问的，他们看得到，回复后我马上转给您；在此之前我照常回答。发送 /close 结束。",
    "Your question is with the staff, but nobody is on duty now; office hours are {hours}. Write down what you need: they will see it, and I pass their answer on at once. Until then I go on answering. Send /close to end.",
)
ALREADY_OPEN = Words(
    "工作人员正在接待您，请直接写；发送 /close 结束。",
    "You are with the staff already: just write. Send /close to end.",
)
STILL_WAITING = Words(
    "您的问题还在工作人员那里，他们一回复我就转给您；在此之前我照常回答。发送 /close 结束。",
    "Your question is still with the staff; I pass their answer on as soon as it comes, and go on answering until then. Send /close to end.",
)
NOBODY_YET = Words(
    "抱歉，工作人员暂时没能回复。您的消息仍在他们那里，一有回复我就转给您；这段时间我照常回答。发送 /close 结束。",
    "Sorry, nobody of the staff could answer yet. Your messages stay with them, and I pass their answer on as soon as it comes; meanwhile I answer again. Send /close to end.",
)
NOTHING_NEW = Words(
    "工作人员这会儿没有新的回复，我先照常回答；他们再写时，我马上转给您。发送 /close 结束人工服务。",
    "The staff have not written anything new for a while, so I answer again; when they do, I pass it on at once. Send /close to end the talk with them.",
)
OFFICE_HOURS = Words("（办公时间：{hours}）", " (Office hours: {hours}.)")
TAKEN_OVER = Words(
    "（现在由工作人员接待您，我不插话；发送 /close 结束）",
    "(The staff are with you now, and I keep quiet; send /close to end.)",
)
CLOSED_BY_ASKER = Words(
    "好的，人工服务已结束，接下来由我回答。", "All right, your talk with the staff has ended; I answer again."
)
CLOSED_BY_STAFF = Words(
    "工作人员已结束这次人工服务，接下来由我回答。", "The staff have ended this talk; I answer again."
)
CLOSED_BY_TIME = Words(
    "已经一天没有新消息，这次人工服务自动结束，接下来由我回答。需要时可以再发 /human。",
    "There was no new message for a day, so your talk with the staff has ended; I answer again. Send /human whenever you need them.",
)
NEVER_ANSWERED = Words(
    "很抱歉，一周内没有工作人员回复，这次人工服务自动结束。需要时可以再发 /human。",
    "We are sorry: nobody answered within a week, so this request has ended. You may send /human again.",
)
NONE_OPEN = Words(
    "现在没有人工服务在进行。需要工作人员时请发送 /human。",
    "You are not talking with the staff at the moment. Send /human when you need them.",
)
PRIVATE_ONLY = Words(
    "请在和我的私聊里找工作人员：群里大家都看得到。",
    "Please ask for the staff in a private chat with me: in a group everybody reads along.",
)
STAFF_SAYS = Words("工作人员：{text}", "Staff: {text}")
STAFF_CORRECTS = Words("工作人员（更正）：{text}", "Staff (corrected): {text}")
STAFF_SENDS = Words("工作人员发来：", "The staff sent this:")
TALK = Words("转人工", "Talk to a person")
END = Words("结束人工", "End")

# to the staff

TITLE = "咨询者 {name}"
WANTED = "咨询者 {name} 请求人工 / wants a person\n{about}"
SO_FAR = "—— 此前的对话（已打码）/ so far, masked ——"
NOTHING_SO_FAR = "（此前没有对话 / nothing was said before）"
HOW_TO = "在本话题里写的话会转给对方，发 /close 结束。\nWhat you write in this topic goes to the asker; /close ends."
AFTER_HOURS = "现在不是办公时间，已告诉对方；机器人照常应答，直到有人在这里回复。\nOutside office hours: the asker knows, and the bot answers until somebody writes here."
ASKER_SAYS = "咨询者：{text}"
ASKER_CORRECTS = "咨询者（更正）：{text}"
BOT_SAYS = "机器人：{text}"
MEDIA = "[图片、语音或文件 / picture, voice or file]"
PRESSED = "[按了按钮 / pressed a button]"
ONE_OF_ALBUM = "（相册只转来第一张 / of an album, only the first is passed on）"
ASKED_AGAIN = "对方又在找人工 / the asker wants a person again"
TOLD_NOBODY = "已告诉对方暂时没人回复，机器人恢复应答；您的回复仍会送到。\nThe asker was told that nobody could answer yet and the bot answers again; what you write here still arrives."
ENDED_BY_ASKER = "—— 咨询者结束了人工服务 / ended by the asker ——"
ENDED_BY_STAFF = "—— 已结束，机器人恢复应答 / ended, the bot answers again ——"
ENDED_BY_TIME = "—— 很久没有新消息，自动结束 / nothing new for long, ended by itself ——"
FORGOTTEN = "—— 咨询者要求删除其全部记录，机器人这边已删除；请把本话题也删掉。/ The asker wants to be forgotten: the bot's records are deleted, please delete this topic too. ——"
NOT_OPEN = "这次咨询已结束，对方收不到。对方再找人工时，本话题会重新打开。\nThis talk has ended and the asker does not receive it. The topic opens again when they ask again."
NO_COMMAND = "这里只有 /close（结束）；以 / 开头的话不转给对方。\nOnly /close (end) works here; what begins with / is not passed on."
NO_MEDIA = "对方在网页上，收不到图片和文件，请用文字。\nThe asker is on the web page and cannot receive pictures or files: please write."
NOT_DELIVERED = "上一条没有送到对方 / your last message was not delivered"
BLOCKED = "对方屏蔽了机器人，收不到消息 / the asker has blocked the bot and receives nothing"
NEW_TOPIC = "（原来的话题已被删除，改到这里 / the earlier topic was deleted; going on here）"


def say(words: Words, lang: str, **values: Any) -> str:
    """Words in the language and script of a reply; `values` are put in as they are."""
    text = words.get(lang)
    return (to_traditional(text) if lang == "zh-Hant" else text).format(**values)
