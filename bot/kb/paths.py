"""Which files of a folder are read, and what they are called in complaints."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import Problem
from bot.kb.nodes import Message, Position, complaint

SUFFIXES = (".yaml", ".yml")


def shown_path(path: Path) -> str:
    """A path as the editor knows it: relative to the working directory where it lies below, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive, on Windows
        return path.as_posix()
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()


def yaml_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The visible YAML files of a folder by name; adds to `problems` what cannot be read."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(complaint(Position(shown_path(folder), 0, 0), "unreadable", _no_folder(error)))
        return []
    visible = [path for path in entries if path.is_file() and not path.name.startswith((".", "~"))]
    for path in visible:
        if path.suffix not in SUFFIXES and any(f"{suffix}." in path.name for suffix in SUFFIXES):
            problems.append(complaint(Position(shown_path(path), 0, 0), "ignored-file", _IGNORED, "warning"))
    return [path for path in visible if path.suffix in SUFFIXES]


def topic_file(folder: Path, topic: str) -> Path:
    """The file of a topic: the one that is there, whatever its suffix, else the one to be made."""
    there = [path for suffix in SUFFIXES if (path := folder / f"{topic}{suffix}").is_file()]
    return there[0] if there else folder / f"{topic}{SUFFIXES[0]}"


def _no_folder(error: OSError) -> Message:
    reason = error.strerror or str(error)
    return Message(
        f"文件夹打不开：{reason}。",
        f"The folder cannot be opened: {reason}.",
        "检查设置 TALENTBOT_CONTENT_DIR 和 TALENTBOT_INTENTS_DIR，或者命令里写的文件夹。",
        "Check TALENTBOT_CONTENT_DIR and TALENTBOT_INTENTS_DIR, or the folder given on the command line.",
    )


_IGNORED = Message(
    "文件名不以 .yaml 结尾，这个文件不会被读取。",
    "The name does not end in .yaml, so the file is not read.",
    "改名，让它以 .yaml 结尾；如果是备份，请移到别处。",
    "Rename it to end in .yaml; if it is a backup, move it elsewhere.",
)
