"""What the service itself says: the privacy notice, the confirmation of /forget, the apology."""

from __future__ import annotations

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


def privacy_notice(lang: str, days: int) -> str:
    """The notice of first contact in the language of the reply; `days` until texts are deleted."""
    return _NOTICE.get(lang, _NOTICE["zh"]).format(days=days)
