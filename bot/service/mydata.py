"""The desk for /mydata: what is kept about the one who asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.service import texts
from bot.service.clerk import Clerk, is_private, plain_reply
from bot.service.forget import is_command
from bot.store import InboxItem, Kept, KeptText

LATEST = 20
"""Texts that are shown, in a private chat."""
_LONGEST = 80
"""Characters of a text that are shown."""
_THUMBS = {"up": "👍", "down": "👎"}


class MyDataDesk:
    """Shows what is kept about the one who asks."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        return is_command(item.message, "mydata")

    async def serve(self, item: InboxItem) -> None:
        """As Desk. In a group, where others read it, without the texts."""
        message = item.message
        private = is_private(item)
        kept = await self._clerk.store.kept(
            message.channel, message.chat if private else None, message.user, LATEST if private else 0
        )
        lang = await self._clerk.lang(item)
        # What was said is in the log already: it does not go there once more.
        said = plain_reply(self._text(kept, lang, private), lang, body=texts.MYDATA_SHOWN[lang])
        await self._clerk.say(item, said, "mydata")

    def _text(self, kept: Kept, lang: str, private: bool) -> str:
        if not kept.messages or kept.since is None:
            return texts.mydata_nothing(lang)
        lines = [texts.mydata(lang, kept.messages, kept.ratings, _date(kept.since))]
        if kept.oldest_text:
            days = self._clerk.retention_days
            lines.append(texts.mydata_until(lang, days, _date(kept.oldest_text + timedelta(days=days))))
        if not private:
            lines.append(texts.MYDATA_PRIVATELY[lang])
        elif kept.texts:
            lines += [texts.MYDATA_TEXTS[lang].format(count=len(kept.texts))]
            lines += [_line(one, lang) for one in kept.texts]
        return "\n".join([*lines, texts.MYDATA_FORGET[lang]])


def _date(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d}"


def _line(kept: KeptText, lang: str) -> str:
    reason = texts.REASONS.get(lang, texts.REASONS["zh"]).get(kept.reason or "", kept.reason or "")
    rating = f"　{_THUMBS[kept.rating]} {_short(reason)}".rstrip() if kept.rating in _THUMBS else ""
    return f"{kept.at.astimezone():%m-%d %H:%M}　{_short(kept.text)}{rating}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
