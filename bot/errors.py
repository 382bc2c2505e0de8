"""Every error that the bot raises on purpose.

    TalentBotError                something a person can mend; `main` prints it and exits 1
    ├── SettingsError             an environment variable or the .env file
    ├── KnowledgeError            content/ or intents/ cannot be used; carries the problems found
    ├── EditError                 a file of the content cannot be changed: it changed meanwhile, or the edit is unsafe
    ├── StoreError                the database cannot be opened, migrated or written
    └── ChannelError              a messaging channel cannot start (token, network, port)

A message says what was expected, what was found, where, and what to do next. Anything else that reaches
`main` is our own bug: it exits 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TalentBotError(Exception):
    """Base of all errors with a message for a person; exit status 1."""


class SettingsError(TalentBotError):
    """A setting is missing or unusable."""


class StoreError(TalentBotError):
    """The database cannot be opened, migrated or written."""


class ChannelError(TalentBotError):
    """A channel cannot start or has been refused for good."""


class EditError(TalentBotError):
    """A file of the content is left as it is: it was changed meanwhile, cannot be written, or the edit is unsafe."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about a YAML file, made to be mended by an editor who is no programmer."""

    file: str
    """Path as the editor knows it, relative to the working directory where possible."""
    line: int
    """First line is 1; 0 where the problem is about the file as a whole."""
    column: int
    """First column is 1, counted in characters."""
    rule: str
    """Id of the rule that complains, as in `syntax` or `unknown-fact`."""
    level: str
    """`error` (the content cannot go live) or `warning`."""
    zh: str
    """The complaint in Chinese."""
    en: str
    """The complaint in English."""
    fix_zh: str = ""
    """What to do, in Chinese; empty where only the editor can know."""
    fix_en: str = ""
    """What to do, in English."""
    edit: tuple[str, str] | None = None
    """What stands at the place and what should (`("：", ": ")`), for `--fix`; None where only the editor can know."""

    def __str__(self) -> str:
        fix = f" {self.fix_zh}" if self.fix_zh else ""
        return f"{self.file}:{self.line}:{self.column}: {self.zh}{fix} / {self.en} [{self.rule}]"


class KnowledgeError(TalentBotError):
    """The knowledge cannot be loaded; `problems` lists every reason found in one pass."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
