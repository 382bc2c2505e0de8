"""What the service itself says, by language of the reply; what it says of itself, and never a fact."""

from __future__ import annotations

import math


class Phrase(dict[str, str]):
    """Words by language; any other language reads the Chinese ones."""

    def __missing__(self, lang: str) -> str:
        return self["zh"]


def _phrase(zh: str, hant: str, en: str) -> Phrase:
    return Phrase({"zh": zh, "zh-Hant": hant, "en": en})


_NOTICE = {
    "zh": (
        "隐私提示：对话会被记录，用来改进回答。不记姓名和账号，手机号、证件号等会打码；"
        "文字 {days} 天后删除。发送 /forget 可随时删除您的全部记录。请不要发送证件号码。"
    ),
    "zh-Hant": (
        "隱私提示：對話會被記錄，用來改進回答。不記姓名和帳號，手機號、證件號等會打碼；"
        "文字 {days} 天後刪除。傳送 /forget 可隨時刪除您的全部記錄。請不要傳送證件號碼。"
    ),
    "en": (
        "Privacy: this conversation is logged to improve the answers. No names or accounts are kept; "
        "phone and ID numbers are masked; texts are deleted after {days} days. "
        "Send /forget to delete everything of yours at any time. Please do not send ID numbers."
    ),
}

FORGOTTEN = (
    "您的对话记录已经删除，我也不再记得之前的内容。\n"
    "Your conversation has been deleted, and I no longer remember what was said."
)
"""Confirms /forget."""

APOLOGY = (
    "抱歉，这条消息我没能处理好，已经记下来请工作人员查看。请换个说法再试一次。\n"
    "Sorry, I could not deal with this message; it has been put aside for the staff. "
    "Please try again in other words."
)
"""Said once a message has failed for good."""


# ratings

THANKS = _phrase("谢谢，已记下。", "謝謝，已記下。", "Thank you, noted.")
WHAT_WAS_WRONG = _phrase(
    "抱歉这条回答没帮上忙。问题出在哪里？请选一项；想自己写，请先选“其他”。",
    "抱歉這條回答沒幫上忙。問題出在哪裡？請選一項；想自己寫，請先選「其他」。",
    "Sorry that this answer did not help. What was wrong with it? Choose one, or “Other” to write it yourself.",
)
REASONS = {
    "zh": {"off-point": "答非所问", "outdated": "资料过时", "vague": "不够具体", "other": "其他"},
    "zh-Hant": {"off-point": "答非所問", "outdated": "資料過時", "vague": "不夠具體", "other": "其他"},
    "en": {
        "off-point": "Not what I asked",
        "outdated": "Out of date",
        "vague": "Not specific enough",
        "other": "Other",
    },
}
"""What can be chosen, by the names of bot.store.feedback.REASONS."""
WRITE_REASON = _phrase(
    "请用一句话写下来，直接发给我。",
    "請用一句話寫下來，直接發給我。",
    "Please write it in a sentence and send it.",
)
REPLY_REASON = _phrase(
    "请回复那条消息，用一句话写下来。",
    "請回覆那則訊息，用一句話寫下來。",
    "Please write it in a reply to that message.",
)

# fair use

_TOO_LONG = _phrase(
    "这条消息有 {count} 个字，超过了 {most} 个字的上限，我没法细读。"
    "请用一两句话说出您的问题，例如“平湖有免费的公寓吗”。",
    "這則訊息有 {count} 個字，超過了 {most} 個字的上限，我沒法細讀。"
    "請用一兩句話說出您的問題，例如「平湖有免費的公寓嗎」。",
    "This message has {count} characters, more than the {most} that I can read. Please put your question into a "
    "sentence or two, for example “Is there free housing in Pinghu?”",
)
_TOO_MANY = _phrase(
    "您发得太快了，我跟不上。请过 {seconds} 秒再继续；这期间的消息我不会回复。",
    "您發得太快了，我跟不上。請過 {seconds} 秒再繼續；這期間的訊息我不會回覆。",
    "That was a lot at once. Please go on in {seconds} seconds; messages until then will not be answered.",
)


def too_long(lang: str, count: int, most: int) -> str:
    """Declines a message of `count` characters, where `most` are read."""
    return _TOO_LONG[lang].format(count=count, most=most)


def too_many(lang: str, wait: float) -> str:
    """Asks to go on after so many seconds."""
    return _TOO_MANY[lang].format(seconds=math.ceil(wait))


# what is kept

_KEPT = _phrase(
    "关于您，对话记录里有 {messages} 条消息{ratings}，最早的一条在 {since}。"
    "不记姓名和账号，只有一个无法还原的代码。",
    "關於您，對話記錄裡有 {messages} 則訊息{ratings}，最早的一則在 {since}。"
    "不記姓名和帳號，只有一個無法還原的代碼。",
    "The log holds {messages} of your messages{ratings}, the first of {since}. "
    "No name or account is kept, only a code that cannot be turned back.",
)
_RATED = _phrase("，{count} 条有评价", "，{count} 則有評價", " ({count} with a rating)")
_KEPT_UNTIL = _phrase(
    "文字保留 {days} 天，最早的在 {gone} 之后删除。",
    "文字保留 {days} 天，最早的在 {gone} 之後刪除。",
    "Texts are kept for {days} days; the oldest one goes after {gone}.",
)
_NOTHING_KEPT = _phrase(
    "对话记录里没有您的消息。", "對話記錄裡沒有您的訊息。", "The log holds no message of yours."
)
MYDATA_TEXTS = _phrase(
    "最近 {count} 条，按记录里的样子（号码已打码）：",
    "最近 {count} 則，按記錄裡的樣子（號碼已打碼）：",
    "The last {count}, as they are kept (numbers masked):",
)
MYDATA_PRIVATELY = _phrase(
    "这里是群，不显示内容；要看内容，请私聊我发送 /mydata。",
    "這裡是群組，不顯示內容；要看內容，請私訊我傳送 /mydata。",
    "This is a group, so the texts are not shown: send /mydata in a private chat to see them.",
)
MYDATA_FORGET = _phrase(
    "发送 /forget 可以全部删除。", "傳送 /forget 可以全部刪除。", "Send /forget to delete all of it."
)
MYDATA_SHOWN = _phrase("（显示了本人的记录）", "（顯示了本人的記錄）", "(showed the asker's own record)")
"""What the log keeps of such a reply."""


def mydata(lang: str, messages: int, ratings: int, since: str) -> str:
    """How much is kept; `since` is a date."""
    rated = _RATED[lang].format(count=ratings) if ratings else ""
    return _KEPT[lang].format(messages=messages, ratings=rated, since=since)


def mydata_until(lang: str, days: int, gone: str) -> str:
    """How long texts are kept, and the date after which the oldest one goes."""
    return _KEPT_UNTIL[lang].format(days=days, gone=gone)


def mydata_nothing(lang: str) -> str:
    """Nothing is kept."""
    return _NOTHING_KEPT[lang]


def privacy_notice(lang: str, days: int) -> str:
    """The notice of first contact in the language of the reply; `days` until texts are deleted."""
    return _NOTICE.get(lang, _NOTICE["zh"]).format(days=days)
