"""Files that nobody in an office writes: large, deep, and made so that a careless reader takes for ever."""

from __future__ import annotations

from collections.abc import Mapping

from bot.kb.reader import MAX_BYTES


def _filled(text: str, size: int = MAX_BYTES) -> bytes:
    data = text.encode()
    return (data * (size // len(data)))[:size]


def _indented(depth: int) -> bytes:
    return "".join(f"{'  ' * level}k{level}:\n" for level in range(depth)).encode()


HOSTILE: Mapping[str, bytes] = {
    "ten mebibytes": _filled("zh: 人才公寓\n", 10 * MAX_BYTES),
    "brackets": _filled("["),
    "braces": _filled("{a: "),
    "hyphens": _filled("- "),
    "deep lists": b"\n".join(b"- " * depth + b"x" for depth in range(400)),
    "deep maps": _indented(600),
    "question marks": _filled("? "),
    "anchors": _filled("- &a x\n"),
    "aliases": _filled("- *a\n"),
    "tags": _filled("- !x y\n"),
    "spaces": b"a: x" + b" " * (MAX_BYTES - 10) + b"y\n",
    "blank lines": _filled("a:\n\n\n\n \n"),
    "tabs": b"\t" * (MAX_BYTES - 10) + b"a: 1\n",
    "full-width spaces": _filled("\u3000", MAX_BYTES // 3 * 3),
    "full-width colons": _filled("{zh：x，", MAX_BYTES // 13 * 13),
    "full-width commas": b"answers: [" + _filled("甲， ", MAX_BYTES // 7 * 7 - 70) + b"]\n",
    "zero-width": _filled("k\u200b: v\u200b\n", MAX_BYTES // 12 * 12),
    "one long line": b"zh: " + _filled("人才，", MAX_BYTES // 9 * 9 - 9),
    "open quote": b'a: "' + _filled("x\n", MAX_BYTES - 10),
    "quotes": _filled('"“'.ljust(3), MAX_BYTES // 5 * 5),
    "keys": b"".join(b"k%d: 1\n" % number for number in range(90_000)),
    "the same key": _filled("k: 1\n"),
    "unknown fields": b"topic: {zh: x, en: y}\nfacts:\n"
    + b"".join(b"  f.%d: {regoin: a}\n" % number for number in range(30_000)),
    "unknown facts": b"topic: {zh: x, en: y}\nintents:\n  a.b:\n    facts: ["
    + b", ".join(b"pinghu.f%d" % number for number in range(60_000))
    + b"]\n",
    "comments": _filled("# zh： －\n", MAX_BYTES // 13 * 13),
    "hash cuts": _filled("- a #b\n"),
    "documents": _filled("---\na: 1\n"),
    "control characters": _filled("a: \x07\n"),
    "no text at all": bytes(range(256)) * 4000,
    "line separators": _filled("a: x\u2028", MAX_BYTES // 7 * 7),
}
"""Name to bytes; each at or below the limit of a file, but the first."""
