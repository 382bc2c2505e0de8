"""`talentbot ask`: one question, or JSON lines by the contract that tools rely on."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console

from bot.cli.explain import explain
from bot.config import load_settings
from bot.core.engine import Engine
from bot.core.model import Exchange, IncomingMessage, Kind
from bot.service.knowledge import load_engine

app = typer.Typer(rich_markup_mode=None)


@app.command()
def ask(
    question: str = typer.Argument("", help="问题 / the question"),
    jsonl: bool = typer.Option(False, "--jsonl", help="逐行读写 JSON / JSON lines in, JSON lines out"),
    why: bool = typer.Option(False, "--explain", help="说明怎样理解的 / show how it was understood"),
    lang: str = typer.Option("", "--lang", help="zh, zh-Hant, en"),
) -> None:
    """问一句，直接看回答；不读也不写数据库。 / Ask one question; no database is read or written.

    例 / Example: talentbot ask "科技副总能领多少补助" --explain
    """
    if not jsonl and not question:
        raise typer.BadParameter("请给出问题，或用 --jsonl / give a question, or --jsonl")
    settings = load_settings()
    engine = load_engine(settings.content_dir, settings.intents_dir, settings.cache_dir)
    if jsonl:
        _lines(engine)
        return
    message = IncomingMessage("ask", "ask", "1", question, lang_hint=lang or None)
    exchange = engine.respond(message, {}, datetime.now(UTC))
    console = Console()
    console.print(exchange.reply.text, markup=False, highlight=False)
    for place, option in enumerate(exchange.reply.options, 1):
        console.print(f"  [{place}] {option.label}", markup=False, highlight=False)
    if why:
        explain(exchange.trace, console)


def _lines(engine: Engine) -> None:
    """Answer standard input line by line; chats live in this process only."""
    memories: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(_raw_lines(), 1):
        if line.strip():
            answer = json.dumps(_answer(engine, memories, line, number), ensure_ascii=False)
            sys.stdout.buffer.write(answer.encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()


def _raw_lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace")


def _answer(engine: Engine, memories: dict[str, dict[str, Any]], line: str, number: int) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"line {number} is no JSON: {error}"}
    if not isinstance(request, dict) or "id" not in request:
        return {"id": None, "error": f"line {number}: expected an object with an id"}
    problem = _problem(request)
    if problem:
        return {"id": request["id"], "error": problem}
    chat = request.get("chat")
    press = request.get("press")
    kind = Kind.TEXT if press is None else Kind.PRESS
    text = request.get("text", "")
    message = IncomingMessage(
        "ask", str(chat), str(number), text, kind, press=press, lang_hint=request.get("lang")
    )
    start = time.perf_counter()
    exchange = engine.respond(message, memories.get(chat, {}) if chat is not None else {}, datetime.now(UTC))
    milliseconds = (time.perf_counter() - start) * 1000
    if chat is not None:
        memories[chat] = exchange.memory
    return _reply(request, exchange, milliseconds)


def _problem(request: dict[str, Any]) -> str:
    """What makes a request unusable, or nothing."""
    for name in ("text", "press", "chat", "lang"):
        if name in request and request[name] is not None and not isinstance(request[name], str):
            return f"{name} should be a string, found {type(request[name]).__name__}"
    if request.get("text") is None and request.get("press") is None:
        return "expected text or press"
    if request.get("press") is not None and request.get("chat") is None:
        return "press needs the chat whose last reply offered it"
    return ""


def _reply(request: dict[str, Any], exchange: Exchange, milliseconds: float) -> dict[str, Any]:
    reply = exchange.reply
    parts = [
        {
            "outcome": part.outcome.value,
            "intent": part.intent,
            "region": part.region,
            "facts": [asdict(fact) for fact in part.facts],
            "confidence": part.confidence,
        }
        for part in reply.parts
    ]
    return {
        "id": request["id"],
        "chat": request.get("chat"),
        "outcome": reply.outcome.value,
        "text": reply.text,
        "body": reply.body,
        "options": [asdict(option) for option in reply.options],
        "parts": parts,
        "sources": [asdict(source) for source in reply.sources],
        "ms": round(milliseconds, 3),
    }
