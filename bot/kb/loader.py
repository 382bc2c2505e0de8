"""Reads content/ and intents/ whole: gives a `KnowledgeBase`, or says everything that is wrong in one run."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bot.core.knowledge import KnowledgeBase
from bot.errors import KnowledgeError, Problem
from bot.kb import parse, rules
from bot.kb.cases import Cases, load_cases
from bot.kb.draft import Draft
from bot.kb.echoes import without_echoes
from bot.kb.nodes import Message, Position, complaint
from bot.kb.paths import shown_path, yaml_files
from bot.kb.reader import Read, read_file
from bot.kb.shape import Shape

_SPECIAL = ("documents", "regions")
_ID_LINE = re.compile(r"^ +([a-z0-9][\w.\-]*)\s*[:：]", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """What came of loading."""

    base: KnowledgeBase | None
    """None where there is at least one error."""
    problems: tuple[Problem, ...]
    """Errors and warnings, by file and line."""
    positions: Mapping[str, Position]
    """`document:ID`, `region:ID`, `fact:ID` or `intent:ID` to the place where the id stands."""
    lines: Mapping[str, tuple[str, ...]]
    """The lines of each file that could be decoded, by the name that problems use."""
    draft: Draft
    """Everything that could be read, even where there are errors."""
    files: Mapping[str, Path]
    """Where each file lies, by the name that problems use."""
    data: Mapping[str, bytes]
    """The bytes of each file as they were read."""
    unread: frozenset[str]
    """Names of the files that hold nothing that can be used."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the knowledge from going live."""
        return tuple(p for p in self.problems if p.level == "error")


class _File(NamedTuple):
    path: Path
    label: str
    """Name by which the version is counted: `content/housing.yaml`, wherever the folder is."""
    name: str
    """Name that the editor sees."""
    stem: str
    is_intents: bool
    read: Read


def load_or_raise(
    content_dir: Path,
    intents_dir: Path,
    today: date | None = None,
    passed: Callable[[str], bool] | None = None,
) -> KnowledgeBase:
    """Load the knowledge; raises `KnowledgeError` with every error found.

    `passed` tells of a version whether its rules were checked before; they are then not checked again.
    """
    loaded = load(content_dir, intents_dir, today, passed)
    if loaded.base is None:
        raise KnowledgeError(loaded.errors)
    return loaded.base


def load(
    content_dir: Path,
    intents_dir: Path,
    today: date | None = None,
    passed: Callable[[str], bool] | None = None,
    *,
    cases_dir: Path | None = None,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
) -> Loaded:
    """Load the knowledge; never raises for what is in the files.

    `today` decides what has expired. `cases_dir`: questions that are checked as well; they are no part of the
    knowledge. `instead`: bytes to be read in the place of files, whether they are there or not, to see what an edit
    would do.
    """
    with _no_collections():
        return _load(content_dir, intents_dir, today, passed, cases_dir, instead)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the garbage collector from looking, again and again, at a million new values of which none is garbage.

    It takes a third of the time of reading everything.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(
    content_dir: Path,
    intents_dir: Path,
    today: date | None,
    passed: Callable[[str], bool] | None,
    cases_dir: Path | None,
    instead: Mapping[Path, bytes],
) -> Loaded:
    problems: list[Problem] = []
    files = _read_all(content_dir, intents_dir, instead, problems)
    draft = _parse_all(files, today or date.today(), problems)
    version = _version(files)
    cases = load_cases(cases_dir, draft.known_facts, instead) if cases_dir else Cases((), ())
    if cases_dir:
        draft = replace(draft, cases=cases.cases)
        problems += cases.problems
    if passed is None or not passed(version):
        problems += without_echoes(rules.run(draft), problems, draft)
    ordered = tuple(
        sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column, p.level, p.rule))
    )
    has_errors = any(p.level == "error" for p in ordered)
    return Loaded(
        base=None if has_errors else _base(draft, version),
        problems=ordered,
        positions=_positions(draft),
        lines={file.name: file.read.lines for file in files} | dict(cases.lines),
        draft=draft,
        files={file.name: file.path for file in files} | dict(cases.paths),
        data={file.name: file.read.data for file in files} | dict(cases.data),
        unread=frozenset(file.name for file in files if file.read.root is None) | cases.unread,
    )


def _read_all(
    content_dir: Path, intents_dir: Path, instead: Mapping[Path, bytes], problems: list[Problem]
) -> list[_File]:
    files: list[_File] = []
    for folder, label in ((content_dir, "content"), (intents_dir, "intents")):
        added = {path for path in instead if path.parent == folder}
        found = sorted({*yaml_files(folder, problems), *added})
        for path in found:
            name = shown_path(path)
            read = read_file(path, name, instead)
            problems += read.problems
            if read.root is None and not read.problems:
                problems.append(complaint(Position(name, 0, 0), "empty-file", _EMPTY, "warning"))
            files.append(_File(path, f"{label}/{path.name}", name, path.stem, label == "intents", read))
        if label == "content":
            problems += _missing(folder, {path.stem for path in found})
    return files


def _missing(folder: Path, stems: set[str]) -> list[Problem]:
    missing = [folder / f"{name}.yaml" for name in _SPECIAL if name not in stems and folder.is_dir()]
    return [complaint(Position(shown_path(path), 0, 0), "missing-file", _MISSING) for path in missing]


def _parse_all(files: Iterable[_File], today: date, problems: list[Problem]) -> Draft:
    unread = frozenset(
        name for file in files if file.read.root is None for name in _ids_by_sight(file.read.data)
    )
    draft = Draft(today=today, unread_ids=unread)
    for file in files:
        shape = Shape(file.name, file.read.problems, file.read.lines)
        draft = _add(draft, file, shape)
        problems += shape.problems
    return draft


def _add(draft: Draft, file: _File, shape: Shape) -> Draft:
    root = file.read.root
    if root is None:
        return draft
    parts = {name: getattr(draft, name) for name in ("documents", "regions", "facts", "intents", "topics")}
    if file.is_intents:
        parts["intents"] += tuple(parse.intents(shape, root, file.stem))
    elif file.stem == "documents":
        parts["documents"] += tuple(parse.documents(shape, root))
    elif file.stem == "regions":
        parts["regions"] += tuple(parse.regions(shape, root))
    else:
        parts["facts"] += tuple(parse.facts(shape, root, file.stem))
    if file.is_intents or file.stem not in _SPECIAL:
        parts["topics"] += tuple(parse.topic(shape, root, file.stem))
    return Draft(**parts, unread_ids=draft.unread_ids, today=draft.today)


def _ids_by_sight(data: bytes) -> list[str]:
    """What looks like an id at the start of a line, for a file that cannot be parsed."""
    return _ID_LINE.findall(data.decode("utf-8", errors="replace"))


def _base(draft: Draft, version: str) -> KnowledgeBase:
    topics = {stem: words for found in reversed(draft.topics) for stem, words in [found.value]}
    return KnowledgeBase(
        documents={found.value.id: found.value for found in draft.documents},
        regions={found.value.id: found.value for found in draft.regions},
        facts={found.value.id: found.value for found in draft.facts},
        intents={found.value.id: found.value for found in draft.intents},
        topics=dict(reversed(topics.items())),
        version=version,
    )


def _positions(draft: Draft) -> dict[str, Position]:
    positions: dict[str, Position] = {}
    for kind, group in (
        ("document", draft.documents),
        ("region", draft.regions),
        ("fact", draft.facts),
        ("intent", draft.intents),
    ):
        for found in group:
            positions.setdefault(f"{kind}:{found.key.text}", found.here)
    return positions


def version_of(content_dir: Path, intents_dir: Path) -> str:
    """The version of what the files hold at this moment, whether it can be used or not. Raises OSError."""
    contents = []
    for folder, label in ((content_dir, "content"), (intents_dir, "intents")):
        contents += [(f"{label}/{path.name}", path.read_bytes()) for path in yaml_files(folder, [])]
    return _hash(contents)


def _version(files: Iterable[_File]) -> str:
    return _hash((file.label, file.read.data) for file in files)


def _hash(contents: Iterable[tuple[str, bytes]]) -> str:
    """Twelve hex digits over the names and bytes of all files, wherever the folders are."""
    digest = hashlib.sha256()
    for label, data in sorted(contents):
        digest.update(f"{label}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


_EMPTY = Message(
    "文件是空的，里面什么也没有读到。",
    "The file is empty: nothing in it was read.",
    "不需要就删掉；如果内容丢了，从备份里找回来。",
    "Delete it if it is not needed; if its content was lost, fetch it from a backup.",
)
_MISSING = Message(
    "缺少这个文件。",
    "This file is missing.",
    "补上它，格式见 content/README.md。",
    "Add it; content/README.md shows its format.",
)
