"""What is mechanical is mended by itself: each edit is tried on all files together, and kept only where it helps.

An edit comes from the complaint that asks for it (`Problem.edit`). It is kept where the complaint is gone, no error has
come up elsewhere, and everything that could be read before and was not edited reads the same (`bot.kb.meaning`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from bot.errors import Problem
from bot.kb.edits import Placed, apply, placed, widths
from bot.kb.files import replace_text
from bot.kb.loader import Loaded
from bot.kb.meaning import keeps
from bot.kb.reader import otherwise_encoded, read_bytes

ROUNDS = 12
"""Mending one mistake lets the reader see the next; a file with more in a row than this is left to a person."""

Load = Callable[[Mapping[Path, bytes]], Loaded]
"""Loads everything, with these bytes in the place of files."""


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of a file."""

    path: Path
    name: str
    before: bytes
    after: bytes
    encoding: str = ""
    """The encoding it had, where that was not UTF-8."""

    def diff(self) -> list[str]:
        """The changed lines with three lines around them, as `diff -u` writes them."""
        sides = (_text(self.before).splitlines(), _text(self.after).splitlines())
        return list(unified_diff(*sides, self.name, self.name, lineterm=""))

    def write(self) -> None:
        """Put it on the disk.

        Raises:
            EditError: where the file is no longer what was read, or cannot be written.
        """
        replace_text(self.path, self.before, self.after)


def mend(load: Load) -> tuple[tuple[Change, ...], Loaded]:
    """Find every change that mends something; gives what would then be loaded, too. Nothing is written."""
    return _Mender(load).run()


class _Mender:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._before: dict[Path, bytes] = {}
        self._now: dict[Path, bytes] = {}
        self._encodings: dict[Path, str] = {}
        self._refused: set[tuple[str, Placed]] = set()

    def run(self) -> tuple[tuple[Change, ...], Loaded]:
        loaded = self._load({})
        self._before = {loaded.files[name]: data for name, data in loaded.data.items()}
        loaded = self._decode(loaded)
        for _ in range(ROUNDS):
            after = self._round(loaded)
            if after is loaded:
                break
            loaded = after
        return tuple(self._changes(loaded)), loaded

    def _changes(self, loaded: Loaded) -> Iterable[Change]:
        names = {path: name for name, path in loaded.files.items()}
        for path, after in self._now.items():
            before = self._before[path]
            if after != before:
                yield Change(path, names[path], before, after, self._encodings.get(path, ""))

    def _decode(self, loaded: Loaded) -> Loaded:
        """Files in another encoding become UTF-8 before anything else."""
        for problem in loaded.problems:
            path = loaded.files.get(problem.file)
            found = otherwise_encoded(self._bytes(path)) if path and problem.rule == "not-utf8" else None
            if path and found:
                self._encodings[path], text = found
                self._now[path] = text.removeprefix("\ufeff").encode()
        return self._load(self._now) if self._encodings else loaded

    def _round(self, loaded: Loaded) -> Loaded:
        """Try the edits of every file; gives the same object where nothing was mended."""
        for name, edits in self._edits(loaded).items():
            loaded = self._try(loaded, name, edits)
        return loaded

    def _edits(self, loaded: Loaded) -> dict[str, list[Placed]]:
        found: dict[str, list[Placed]] = defaultdict(list)
        for problem in loaded.problems:
            edit = placed(problem, loaded.lines.get(problem.file, ()))
            if edit and (problem.file, edit) not in self._refused and edit not in found[problem.file]:
                found[problem.file].append(edit)
        return {name: edits for name, edits in found.items() if edits}

    def _try(self, loaded: Loaded, name: str, edits: Sequence[Placed]) -> Loaded:
        """Make these edits together; where that does not help, try either half of them."""
        path = loaded.files[name]
        best = self._best(loaded, name, path, edits)
        if best is not None:
            self._now[path], after = best
            return after
        if len(edits) == 1:
            self._refused.add((name, edits[0]))
            return loaded
        middle = len(edits) // 2
        first = self._try(loaded, name, edits[:middle])
        # The second half stands where it stood only if the first has moved nothing: then it waits for the next round.
        return first if first is not loaded else self._try(loaded, name, edits[middle:])

    def _best(
        self, loaded: Loaded, name: str, path: Path, edits: Sequence[Placed]
    ) -> tuple[bytes, Loaded] | None:
        """The bytes and what they load as, by the width of indentation that leaves the fewest complaints."""
        before = self._bytes(path)
        found: list[tuple[tuple[int, int], bytes, Loaded]] = []
        for variant in widths(edits):
            data = apply(before, variant)
            after = self._load(self._now | {path: data})
            lines = {edit.line for edit in variant if edit.matters}
            if _helps(loaded, after, name, variant) and _is_kept(before, data, lines):
                found.append(((len(after.problems), -_first_unread(after, name)), data, after))
        return min(found, key=lambda item: item[0])[1:] if found else None

    def _bytes(self, path: Path) -> bytes:
        return self._now.get(path, self._before[path])


def _helps(before: Loaded, after: Loaded, name: str, edits: Sequence[Placed]) -> bool:
    """Whether the complaints are gone, and no new error stands elsewhere than on the edited lines or below."""
    asked = {(edit.rule, edit.line, edit.blamed) for edit in edits}
    left = {(p.rule, p.line, p.column) for p in after.problems if p.file == name}
    was_unread, is_unread = name in before.unread, name in after.unread
    if asked & left or (is_unread and not was_unread):
        return False
    if is_unread:
        return _first_unread(after, name) > _first_unread(before, name) or _errors(after, name) < _errors(
            before, name
        )
    return was_unread or _new_errors(before, after) <= {(name, edit.line) for edit in edits}


def _first_unread(loaded: Loaded, name: str) -> int:
    """The first line with a complaint of the reader."""
    return min((p.line for p in loaded.errors if p.file == name), default=0)


def _errors(loaded: Loaded, name: str) -> int:
    return sum(p.file == name for p in loaded.errors)


def _new_errors(before: Loaded, after: Loaded) -> set[tuple[str, int]]:
    def key(problem: Problem) -> tuple[str, int, str, str]:
        return problem.file, problem.line, problem.rule, problem.en

    known = {key(problem) for problem in before.errors}
    return {(p.file, p.line) for p in after.errors if key(p) not in known}


def _is_kept(before: bytes, after: bytes, lines: set[int]) -> bool:
    """Whether what was read before reads the same; a file that could not be read had no meaning to lose."""
    old, new = read_bytes(before, "").root, read_bytes(after, "").root
    return old is None or (new is not None and keeps(old, new, lines))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = otherwise_encoded(data)
        return found[1] if found else ""
