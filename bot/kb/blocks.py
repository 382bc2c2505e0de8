"""New entries as blocks of YAML in the style of the shipped files, and what `check` would say of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.core.model import Outcome
from bot.errors import Problem
from bot.kb import parse, rules
from bot.kb.draft import Draft
from bot.kb.nodes import Node
from bot.kb.reader import read_bytes
from bot.kb.shape import Shape
from bot.kb.trees import written

Values = Mapping[str, str | Sequence[str]]
"""Answers by the name of their field; what is empty or missing is left out of the block."""

_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset(
    "a an and are as at by for from had has have in is its of on or the their to with".split()  # noqa: SIM905
)
_NOT_YET = "new.yaml"
"""The file that complaints about what is not written yet name."""
_HEADS = {
    "facts": "topic: {zh: x, en: x}\n",
    "intents": "topic: {zh: x, en: x}\n",
    "regions": "",
    "outside": "regions: {}\n",
}
"""What else a file needs around a section."""
_MOST_WORDS = 3


def intent_block(name: str, values: Values) -> str:
    """An intent of intents/<topic>.yaml, after an empty line; `title_zh`, `say_en` and so on are fields."""
    lines = [f"{name}:", *_pair("  ", "title", values)]
    if values.get("outcome", "answer") != Outcome.ANSWER:
        lines += [f"  outcome: {values['outcome']}", *_listed("  ", "aspects", values), *_say(values)]
        lines += _listed("  ", "nearest", values)
    lines += ["  questions:"]
    for lang in ("zh", "en"):
        lines += _rows("    ", lang, values.get(lang, ()))
    lines += _rows("  ", "facts", values.get("facts", ()))
    return "\n" + "\n".join(lines) + "\n"


def fact_block(name: str, values: Values) -> str:
    """A fact of content/<topic>.yaml."""
    lines = [f"{name}:"]
    for field in ("region", "as_of", "source"):
        lines += _plain("  ", field, values)
    lines += [*_listed("  ", "answers", values), *_listed("  ", "also", values)]
    for field in ("zh", "en", "until", "review_by"):
        lines += _plain("  ", field, values)
    return "\n".join(lines) + "\n"


def region_block(name: str, values: Values) -> str:
    """A place of content/regions.yaml, on one line."""
    inner = [*_pair("", "name", values)]
    inner += [f"parent: {values['parent']}"] if values.get("parent") else []
    inner += [*_listed("", "members", values), *_listed("", "aliases", values)]
    return f"{name}: {{{', '.join(inner)}}}\n"


def topic_heading(zh: str, en: str, kind: str) -> str:
    """The beginning of a new file; `kind` is `facts` or `intents`."""
    return f"topic: {{zh: {written(zh, flow=True)}, en: {written(en, flow=True)}}}\n{kind}:\n"


def complaints(draft: Draft, section: str, block: str) -> list[Problem]:
    """What `check` would say of a block beside everything that is there.

    `section` is the key that it would stand under: `facts`, `intents`, `regions` or `outside`.
    """
    body = "".join(f"  {line}\n" for line in block.strip("\n").split("\n"))
    read = read_bytes(f"{_HEADS[section]}{section}:\n{body}".encode("utf-8", "replace"), _NOT_YET)
    if read.root is None:
        return list(read.problems)
    shape = Shape(_NOT_YET, read.problems)
    grown = _with(draft, section, shape, read.root)
    found = (*read.problems, *shape.problems, *rules.run(grown))
    return [problem for problem in found if problem.file == _NOT_YET]


def _with(draft: Draft, section: str, shape: Shape, root: Node) -> Draft:
    if section == "facts":
        return replace(draft, facts=(*draft.facts, *parse.facts(shape, root, "")))
    if section == "intents":
        return replace(draft, intents=(*draft.intents, *parse.intents(shape, root, "")))
    return replace(draft, regions=(*draft.regions, *parse.regions(shape, root)))


def proposed_id(prefix: str, words: str, taken: Collection[str]) -> str:
    """A free id: `prefix.` and the first telling words, as in `housing.free_places`."""
    telling = [word for word in _WORD.findall(words.casefold()) if word not in _SMALL and word != prefix]
    stem = "_".join(telling[:_MOST_WORDS]) or "new"
    name = f"{prefix}.{stem}" if prefix else stem
    number = 2
    while name in taken:
        name = f"{prefix}.{stem}_{number}" if prefix else f"{stem}_{number}"
        number += 1
    return name


def _texts(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _plain(indent: str, field: str, values: Values) -> list[str]:
    value = values.get(field)
    return [f"{indent}{field}: {written(str(value), flow=False)}"] if value else []


def _listed(indent: str, field: str, values: Values) -> list[str]:
    items = [written(text, flow=True) for text in _texts(values.get(field, ()))]
    return [f"{indent}{field}: [{', '.join(items)}]"] if items else []


def _rows(indent: str, field: str, texts: str | Sequence[str]) -> list[str]:
    rows = [f"{indent}  - {written(text, flow=False)}" for text in _texts(texts)]
    return [f"{indent}{field}:", *rows] if rows else []


def _pair(indent: str, field: str, values: Values) -> list[str]:
    """Both languages of a field, once both are there."""
    zh, en = _both(field, values)
    return (
        [f"{indent}{field}: {{zh: {written(zh, flow=True)}, en: {written(en, flow=True)}}}"]
        if zh and en
        else []
    )


def _say(values: Values) -> list[str]:
    zh, en = _both("say", values)
    rows = [f"    zh: {written(zh, flow=False)}", f"    en: {written(en, flow=False)}"]
    return ["  say:", *rows] if zh and en else []


def _both(field: str, values: Values) -> tuple[str, str]:
    return str(values.get(f"{field}_zh", "")), str(values.get(f"{field}_en", ""))
