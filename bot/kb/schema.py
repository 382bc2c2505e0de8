"""JSON Schemas of the YAML files, so that an editor's program completes ids and complains while they type.

Made from the same table as the reader (`bot/kb/fields.py`) and from the ids that there are now.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.knowledge import ASPECTS
from bot.core.model import Outcome
from bot.kb import fields
from bot.kb.draft import Draft
from bot.kb.fields import Fields, Kind
from bot.kb.files import replace_text
from bot.kb.parse import OUTCOMES
from bot.kb.rules.bad_id import GOOD

FOLDER = "schema"
"""Folder within content/ that holds them."""
NAMES = ("documents", "regions", "facts", "intents", "cases")

Json = dict[str, Any]

_ID: Json = {"pattern": f"^{GOOD.pattern}$"}
_TEXT: Json = {"type": ["string", "number", "boolean"]}
"""Whatever a value looks like, the bot reads text; other programs take 2025 for a number."""
_REFERENCE = re.compile(r'"#/definitions/(\w+)"')
_BOTH = ("zh", "en")


def schemas(draft: Draft) -> dict[str, Json]:
    """A schema for each kind of file, by name."""
    return {
        "documents": _file(draft, {"documents": _entries("document")}),
        "regions": _file(draft, {"regions": _entries("region"), "outside": _entries("region")}, ["regions"]),
        "facts": _file(draft, {"topic": _ref("words"), "facts": _entries("fact")}),
        "intents": _file(draft, {"topic": _ref("words"), "intents": _entries("intent")}),
        "cases": _file(draft, {"cases": {"type": ["array", "null"], "items": _ref("case")}}),
    }


def rendered(draft: Draft) -> dict[str, str]:
    """The files of the schema folder by name."""
    return {
        f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in schemas(draft).items()
    }


def stale(draft: Draft, content_dir: Path) -> dict[Path, str]:
    """The schema files that are not what they should be, with what they should hold."""
    wanted = {content_dir / FOLDER / name: text for name, text in rendered(draft).items()}
    return {
        path: text for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text
    }


def refresh(draft: Draft, content_dir: Path) -> list[Path]:
    """Write the schema files anew that are stale; gives their paths. Raises EditError where one cannot be written."""
    outdated = stale(draft, content_dir)
    for path, text in outdated.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, path.read_bytes() if path.exists() else b"", text.encode())
    return list(outdated)


def modeline(name: str, folder: Path, content_dir: Path) -> str:
    """The first line of a YAML file in `folder`, which tells editors' programs its schema."""
    path = os.path.relpath(content_dir / FOLDER / f"{name}.json", folder)
    return f"# yaml-language-server: $schema={Path(path).as_posix()}\n"


def _file(draft: Draft, properties: Json, required: Sequence[str] | None = None) -> Json:
    every = _definitions(draft)
    used = _used(properties, every)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": properties,
        "required": list(required or properties),
        "additionalProperties": False,
        "definitions": {name: form for name, form in every.items() if name in used},
    }


def _used(form: Json, every: Json) -> set[str]:
    """Names of the definitions that a form refers to, and of those that they refer to."""
    named = set(_REFERENCE.findall(json.dumps(form)))
    return named.union(*(_used(every[name], every) for name in named))


def _definitions(draft: Draft) -> Json:
    """What the files refer to."""
    return {
        "regionId": _enum(found.value.id for found in draft.regions),
        "documentId": _enum(found.value.id for found in draft.documents),
        "factId": _enum(found.value.id for found in draft.facts),
        "aspect": {"enum": list(ASPECTS)},
        "words": _object(dict.fromkeys(_BOTH, _TEXT), _BOTH),
        "questions": _object({lang: _list(_TEXT) for lang in _BOTH}),
        "document": _entry(fields.DOCUMENT),
        "region": _entry(fields.REGION),
        "fact": _entry(fields.FACT, also=_BOTH),
        "intent": _entry(fields.INTENT),
        "case": _entry(fields.CASE, also=["ask"], outcomes=tuple(Outcome)),
    }


def _enum(names: Iterable[str]) -> Json:
    return {"enum": sorted(set(names))}


def _entries(kind: str) -> Json:
    return {"type": ["object", "null"], "propertyNames": _ID, "additionalProperties": _ref(kind)}


def _entry(known: Fields, also: Sequence[str] = (), outcomes: Sequence[Outcome] = OUTCOMES) -> Json:
    properties = {}
    for name, field in known.items():
        form = {"enum": [str(o) for o in outcomes]} if field.kind is Kind.OUTCOME else _FORMS[field.kind]()
        properties[name] = {"description": f"{field.zh} / {field.en}", **form}
    return _object(properties, [*fields.needed(known), *also])


def _object(properties: Json, required: Sequence[str] = ()) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": ["array", "null"], "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


def _all_of(name: str) -> Json:
    """A reference that may have a description beside it: in draft 7 nothing else counts beside `$ref`."""
    return {"allOf": [_ref(name)]}


_DATE = r"^\d{4}(-\d\d){0,2}$"
_DAY = r"^\d{4}-\d\d-\d\d$"
_FORMS: Mapping[Kind, Callable[[], Json]] = {
    Kind.TEXT: lambda: dict(_TEXT),
    Kind.DATE: lambda: {"type": ["string", "integer"], "pattern": _DATE},
    Kind.DAY: lambda: {"type": "string", "pattern": _DAY},
    Kind.FLAG: lambda: {"enum": ["yes", "no", "true", "false", "是", "否", True, False]},
    Kind.WORDS: lambda: _all_of("words"),
    Kind.QUESTIONS: lambda: _all_of("questions"),
    Kind.DETAILS: lambda: {
        "type": ["object", "null"],
        "propertyNames": _ref("factId"),
        "additionalProperties": _ref("questions"),
    },
    Kind.TEXTS: lambda: _list(_TEXT),
    Kind.ASK: lambda: {"type": ["string", "number", "boolean", "array"], "items": _TEXT, "minItems": 1},
    Kind.REGION: lambda: _all_of("regionId"),
    Kind.REGIONS: lambda: _list(_ref("regionId")),
    Kind.DOCUMENT: lambda: _all_of("documentId"),
    Kind.FACTS: lambda: _list(_ref("factId")),
    Kind.ASPECTS: lambda: _list(_ref("aspect")),
}
