"""Values of options in the form that a button can carry."""

from __future__ import annotations

from hashlib import blake2b

CALLBACK_LIMIT = 64
"""Bytes that a Telegram button can carry; other channels have more room."""


def short_value(value: str, limit: int = CALLBACK_LIMIT) -> str:
    """What a button carries for an option's value.

    In: the value; the most UTF-8 bytes that the button takes. Out: the value itself where it fits, else `#`
    and 16 hexadecimal digits of its hash. The same value always gives the same; whoever gets it back compares
    it with the short values of the options on offer.
    """
    data = value.encode("utf-8", "surrogatepass")
    if 0 < len(data) <= limit and data == value.encode("utf-8", "replace"):
        return value
    return "#" + blake2b(data, digest_size=8).hexdigest()
