"""The addresses of the chat page, and what every response of the web server carries."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.body import TEXT_LIMIT, Refused, read_posted
from bot.channels.web.channel import WebChannel
from bot.channels.web.labels import LABELS
from bot.errors import StoreError

CHAT_COOKIE = "talentbot_chat"
LANG_COOKIE = "talentbot_lang"
LONGEST_WAIT = 25.0
"""Seconds that the page may wait for replies; below the usual time-outs of proxies."""

_HERE = Path(__file__).parent
_MONTH = 30 * 24 * 60 * 60
_CHAT = re.compile(r"[A-Za-z0-9_-]{22,64}")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def site(channel: WebChannel, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """The web server's application: the chat page and further routes, all with strict headers."""
    return Starlette(
        routes=[*_routes(channel), *extra],
        middleware=[Middleware(StrictHeaders)],
        exception_handlers={Refused: _refusal, StoreError: _unavailable},
    )


class StrictHeaders:
    """Adds the security headers to each response that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_strictly if scope["type"] == "http" else send)


def _routes(channel: WebChannel) -> list[BaseRoute]:
    templates = Jinja2Templates(directory=_HERE / "templates")

    async def page(request: Request) -> Response:
        wanted = request.query_params.get("lang", "")
        if wanted in LABELS:
            return _switched(request, wanted)
        return _page(request, channel, templates)

    async def messages(request: Request) -> Response:
        return await _post(request, channel)

    async def replies(request: Request) -> Response:
        return await _fetch(request, channel)

    return [
        Route("/", page),
        Route("/chat/messages", messages, methods=["POST"]),
        Route("/chat/replies", replies),
        Mount("/static", StaticFiles(directory=_HERE / "static"), name="static"),
    ]


def _switched(request: Request, lang: str) -> Response:
    """Where nothing was asked yet (`fresh`), a new chat is welcomed in the language chosen."""
    response = RedirectResponse("/", status_code=303)
    _set_cookie(response, request, LANG_COOKIE, lang)
    if "fresh" in request.query_params and _is_own(request):
        response.delete_cookie(CHAT_COOKIE)
    return response


def _page(request: Request, channel: WebChannel, templates: Jinja2Templates) -> Response:
    lang = request.cookies.get(LANG_COOKIE, "zh")
    lang = lang if lang in LABELS else "zh"
    chat = _chat(request) or secrets.token_urlsafe(16)
    response = templates.TemplateResponse(
        request,
        "chat.html",
        {
            "t": LABELS[lang],
            "lang": lang,
            "mark": channel.mailboxes.mark(chat),
            "tag": hashlib.sha256(chat.encode()).hexdigest()[:8],
            "limit": TEXT_LIMIT,
        },
        headers={"Cache-Control": "no-store"},
    )
    _set_cookie(response, request, CHAT_COOKIE, chat)
    return response


async def _post(request: Request, channel: WebChannel) -> Response:
    _check_origin(request)
    chat = _known_chat(request)
    posted = await read_posted(request)
    if not channel.is_open:
        raise Refused(503, "starting", "服务正在启动，请稍候。", "The service is starting, please wait.")
    if not channel.limit.allows(chat):
        raise Refused(
            429,
            "too-many",
            "您发得太快了，请过一分钟再继续。",
            "That was a lot at once: please go on in a minute.",
        )
    await channel.post(chat, posted)
    return JSONResponse({"ok": True, "id": posted.id}, status_code=202)


async def _fetch(request: Request, channel: WebChannel) -> Response:
    chat = _known_chat(request)
    after = request.query_params.get("after", "")
    found = await channel.mailboxes.wait(chat, after, _seconds(request))
    mark = found[-1]["id"] if found else channel.mailboxes.mark(chat)
    return JSONResponse({"replies": found, "after": mark}, headers={"Cache-Control": "no-store"})


def _seconds(request: Request) -> float:
    wanted = request.query_params.get("wait", "")
    return min(float(wanted), LONGEST_WAIT) if wanted.isdecimal() else LONGEST_WAIT


def _chat(request: Request) -> str | None:
    chat = request.cookies.get(CHAT_COOKIE, "")
    return chat if _CHAT.fullmatch(chat) else None


def _known_chat(request: Request) -> str:
    chat = _chat(request)
    if chat is None:
        raise Refused(
            403,
            "no-chat",
            "会话已失效，请刷新页面（需要允许 Cookie）。",
            "The conversation has ended: please reload the page (cookies must be allowed).",
        )
    return chat


def _check_origin(request: Request) -> None:
    """A page elsewhere must not write into somebody's chat, even where the cookie's SameSite is ignored."""
    if not _is_own(request):
        raise Refused(403, "elsewhere", "请从本站页面发送。", "Please send from this site's own page.")


def _is_own(request: Request) -> bool:
    return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _set_cookie(response: Response, request: Request, name: str, value: str) -> None:
    is_secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=_MONTH, httponly=True, samesite="lax", secure=is_secure)


async def _refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    said = {"code": error.code, "zh": error.zh, "en": error.en}
    return JSONResponse({"error": said}, status_code=error.status)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    said = {
        "code": "busy",
        "zh": "暂时无法保存消息，页面会自动重试。",
        "en": "Messages cannot be saved right now; the page will try again by itself.",
    }
    return JSONResponse({"error": said}, status_code=503)
