"""Just enough of JSON Schema, draft 7, to hold values against the schemas that we write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

KNOWN = {
    "$schema", "$ref", "additionalProperties", "allOf", "definitions", "description", "enum", "items", "minItems",
    "pattern", "properties", "propertyNames", "required", "type",
}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def mistakes(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Every place where a value breaks a schema; an unknown keyword is a mistake of the schema."""
    unknown = schema.keys() - KNOWN
    assert not unknown, unknown
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/definitions/")
        yield from mistakes(value, root["definitions"][name], root, at)
        return
    for part in schema.get("allOf", ()):
        yield from mistakes(value, part, root, at)
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of the choices"
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{at}: {value!r} is no {schema['type']}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} does not match"
    elif isinstance(value, dict):
        yield from _in_object(value, schema, root, at)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: too short"
        for number, item in enumerate(value):
            yield from mistakes(item, schema.get("items", {}), root, f"{at}/{number}")


def _is(value: Any, types: str | list[str]) -> bool:
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, TYPES[name]) for name in names)


def _in_object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}: {name} is missing"
    rest = schema.get("additionalProperties", {})
    for name, item in value.items():
        yield from mistakes(name, schema.get("propertyNames", {}), root, f"{at}/{name}")
        inner = schema.get("properties", {}).get(name, rest)
        if inner is False:
            yield f"{at}: {name} is unknown"
        else:
            yield from mistakes(item, inner, root, f"{at}/{name}")
