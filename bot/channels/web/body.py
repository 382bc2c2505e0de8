"""What the page posts, read with suspicion: size, form, types."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request

BODY_LIMIT = 64 * 1024
"""Bytes of a request's body."""
TEXT_LIMIT = 2000
"""Characters of a message."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGS = frozenset({"zh", "zh-Hant", "en"})


class Refused(Exception):  # noqa: N818 - an answer to the page, not an error of ours
    """A request that cannot be used; said to the page in both languages."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as the page sends it."""

    id: str
    """Made by the page; the same message sent again has the same one."""
    text: str
    """What was typed; with `press`, the label of the option."""
    press: str | None
    about: str | None
    """Id of the reply under which the pressed button stood."""
    lang: str | None


async def read_posted(request: Request) -> Posted:
    """The message in the body of a request. Raises Refused."""
    if "json" not in request.headers.get("content-type", ""):
        raise Refused(415, "not-json", "请以 application/json 发送。", "Send application/json.")
    return parse(await _read(request))


async def _read(request: Request) -> bytes:
    size = 0
    chunks = []
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > BODY_LIMIT:
                raise _too_long()
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise Refused(400, "cut-off", "连接中断。", "The connection was cut.") from error
    return b"".join(chunks)


def parse(body: bytes) -> Posted:
    """The message in a body. Raises Refused with what is expected."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _bad("不是有效的 JSON", "not valid JSON") from error
    if not isinstance(data, dict):
        raise _bad("应当是一个对象", "should be an object")
    text, press = _string(data, "text") or "", _string(data, "press")
    if not text.strip() and press is None:
        raise Refused(400, "empty", "请先写点什么再发送。", "Please write something first.")
    if len(text) > TEXT_LIMIT or len(press or "") > TEXT_LIMIT:
        raise _too_long()
    lang = _string(data, "lang")
    return Posted(_id(data), text, press, _about(data), lang if lang in _LANGS else None)


def _string(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise _bad(f"{name} 应当是字符串", f"{name} should be a string")
    return value


def _about(data: dict[str, Any]) -> str | None:
    given = _string(data, "about")
    return given if given is not None and _ID.fullmatch(given) else None


def _id(data: dict[str, Any]) -> str:
    given = _string(data, "id")
    if given is None:
        return secrets.token_urlsafe(12)
    if not _ID.fullmatch(given):
        raise _bad("id 应当是 1 至 64 个字母、数字、- 或 _", "id should be 1 to 64 of A-Z a-z 0-9 - _")
    return given


def _bad(zh: str, en: str) -> Refused:
    example = '{"text": "平湖有免费住处吗"}'
    return Refused(400, "bad-request", f"{zh}，例如 {example}", f"{en}, as in {example}")


def _too_long() -> Refused:
    return Refused(
        413,
        "too-long",
        f"这条消息太长了，最多 {TEXT_LIMIT} 个字，请精简或分几条发送。",
        f"This message is too long (at most {TEXT_LIMIT} characters). Please shorten it or send it in parts.",
    )
