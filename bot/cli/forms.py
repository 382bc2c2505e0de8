"""Questions and answers in the terminal: what is expected, an example, and what is wrong with an answer at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import typer
from rich.console import Console

from bot.errors import Problem

_COMMAS = re.compile(r"[,，、;；]")

Answer = str | tuple[str, ...]
Check = Callable[[Mapping[str, Answer]], Sequence[Problem]]
"""What is wrong with all answers so far."""


class Shape(Enum):
    """How an answer is written."""

    TEXT = "text"
    LIST = "list"
    """One line, commas between."""
    LINES = "lines"
    """One a line, an empty line at the end."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One field of a form."""

    name: str
    """That of the field, and of the option that answers it (`as_of`: `--as-of`)."""
    zh: str
    en: str
    example: str
    shape: Shape = Shape.TEXT
    needed: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    """What can be chosen, with what each means; shown for `?`."""
    default: str = ""

    @property
    def option(self) -> str:
        """As it is given on the command line."""
        return f"--{self.name.replace('_', '-')}"


class Form:
    """Fills fields one by one, by options where they are given, else by asking; each answer is checked at once."""

    def __init__(
        self, given: Mapping[str, str | Sequence[str] | None], check: Check, console: Console, *, asks: bool
    ) -> None:
        """`check` looks at all answers so far; `asks` is False for scripts, where options must say everything."""
        self.answers: dict[str, Answer] = {}
        self._given = given
        self._check = check
        self._console = console
        self._asks = asks

    def fill(self, prompt: Prompt) -> Answer:
        """Answer one field; what an answer brings up is told, and an error in it has it asked again.

        Raises:
            typer.BadParameter: an option is missing or wrong, and nobody can be asked.
        """
        given = self._given.get(prompt.name)
        while True:
            answer = _split(given, prompt) if given else self._asked(prompt)
            new = self._new_problems(prompt, answer)
            errors = [problem for problem in new if problem.level == "error"]
            if errors and (given or not self._asks):
                raise typer.BadParameter(f"{prompt.option}: " + "\n".join(map(_said, errors)))
            for problem in new:
                self._console.print(f"  {_said(problem)}", style="red" if errors else "yellow")
            if not errors:
                self.answers[prompt.name] = answer
                return answer

    def _new_problems(self, prompt: Prompt, answer: Answer) -> list[Problem]:
        """What is wrong with this answer and was not before it; the name of the whole stands in every complaint."""
        before = self._check(self.answers)
        after = self._check({**self.answers, prompt.name: answer})
        said, rules = {problem.zh for problem in before}, {problem.rule for problem in before}
        if prompt.name == "id":
            return [problem for problem in after if problem.rule not in rules]
        return [problem for problem in after if problem.zh not in said]

    def _asked(self, prompt: Prompt) -> Answer:
        if not self._asks:
            if prompt.needed and not prompt.default:
                raise typer.BadParameter(
                    f"请写明 {prompt.option}（{prompt.zh}） / {prompt.option} is missing."
                )
            return _split(prompt.default, prompt)
        self._console.print(self._headline(prompt), style="bold")
        while True:
            typed = self._lines() if prompt.shape is Shape.LINES else self._line(prompt.default)
            if typed == ("?",):
                self._list_choices(prompt)
            elif any(typed) or not prompt.needed:
                return _split(typed, prompt)
            else:
                self._console.print("  这一项不能空着 / this cannot be left empty.", style="yellow")

    @staticmethod
    def _headline(prompt: Prompt) -> str:
        notes = [f"例 / e.g. {prompt.example}"]
        notes += (
            ["一行一个，空行结束 / one a line, an empty line ends"] if prompt.shape is Shape.LINES else []
        )
        notes += ["用逗号隔开 / commas between"] if prompt.shape is Shape.LIST else []
        notes += ["输入 ? 看全部 / ? lists them"] if prompt.choices else []
        notes += [] if prompt.needed else ["可不填，直接回车 / may be left empty"]
        return f"{prompt.zh} / {prompt.en}（{'；'.join(notes)}）"

    @staticmethod
    def _line(default: str) -> tuple[str, ...]:
        typed: str = typer.prompt(">", default=default, show_default=bool(default), prompt_suffix=" ")
        return (typed.strip(),)

    def _lines(self) -> tuple[str, ...]:
        lines: list[str] = []
        while (line := self._line("")[0]) and line != "?":
            lines.append(line)
        return tuple(lines) or ((line,) if line else ())

    def _list_choices(self, prompt: Prompt) -> None:
        for name, meaning in prompt.choices.items():
            self._console.print(f"  {name}  {meaning}")


def _split(given: str | Sequence[str], prompt: Prompt) -> Answer:
    texts = [given] if isinstance(given, str) else list(given)
    if prompt.shape is Shape.TEXT:
        return " ".join(" ".join(texts).split())
    parts = [
        part for text in texts for part in (_COMMAS.split(text) if prompt.shape is Shape.LIST else [text])
    ]
    return tuple(clean for part in parts if (clean := " ".join(part.split())))


def _said(problem: Problem) -> str:
    return f"{problem.zh}{problem.fix_zh} / {problem.en} {problem.fix_en} [{problem.rule}]"
