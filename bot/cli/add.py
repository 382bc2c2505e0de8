"""`talentbot add`: one more way of asking, with its effect on real questions on the screen before it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from bot.cli.editing import Edit, plain_console, read, refuse_broken, show_diff, write
from bot.cli.trial import compiled, show_changes, show_question
from bot.config import Settings, load_settings
from bot.core.engine import Engine
from bot.core.knowledge import Intent, KnowledgeBase, Lang
from bot.core.language.fold import has_cjk
from bot.errors import EditError, KnowledgeError
from bot.kb import cache
from bot.kb.cases import load_cases
from bot.kb.draft import Draft
from bot.kb.guess import nearest
from bot.kb.loader import Loaded, load
from bot.kb.paths import shown_path, topic_file
from bot.kb.questions import fold
from bot.kb.schema import modeline
from bot.kb.splice import add_block, add_text
from bot.kb.trees import written
from bot.service.knowledge import load_engine
from bot.service.trying import concerned, likely_intents
from bot.store.privacy import mask

_GUESSES = 5

To = Annotated[
    str, typer.Option("--to", help="意图编号，不写就列出最像的几个 / intent; left out, guesses are listed")
]
Fact = Annotated[
    str, typer.Option("--fact", help="只由这一条事实回答 / only this fact of the intent answers it")
]
Language = Annotated[
    Lang | None, typer.Option("--lang", help="写进哪种语言，不写就看文字 / language; else told by the text")
]
CaseTexts = Annotated[
    list[str],
    typer.Option(
        "--case", help="同样的意思换一种说法，记成用例，可重复 / the same in other words, kept as a case"
    ),
]
Folder = Annotated[Path, typer.Option("--cases", help="用例目录 / folder of the cases")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="不问，直接写入 / write without asking")]
Quick = Annotated[bool, typer.Option("--quick", help="不试用例，只检查 / check only, try nothing")]


class _Place(NamedTuple):
    """Where a question goes."""

    intent: Intent
    fact: str | None
    lang: Lang

    @property
    def path(self) -> tuple[str, ...]:
        lists = ("details", self.fact) if self.fact else ("questions",)
        return ("intents", self.intent.id, *lists, self.lang.value)


def add(
    question: Annotated[str, typer.Argument(help="市民的原话 / the asker's own words")],
    to: To = "",
    fact: Fact = "",
    lang: Language = None,
    case: CaseTexts = [],  # noqa: B006 - typer copies it
    folder: Folder = Path("tests/cases"),
    yes: Yes = False,
    quick: Quick = False,
) -> None:
    """给意图加一个问法：检查、试用例、看改动，再写入。 / Add a way of asking: checked and tried before it is written.

    只改一行，注释、顺序、引号都不动 / one line changes, all else stays.

    例 / Example: talentbot add "刚毕业没钱住哪" --to housing.free

    不知道放哪 / not sure where: talentbot add "刚毕业没钱住哪"

    只问其中一条事实 / about one fact: talentbot add "青年驿站有几家" --to housing.free --fact pinghu.youth_stations
    """
    settings = load_settings()
    console = plain_console()
    text = _clean(question)
    before = load(settings.content_dir, settings.intents_dir)
    if before.base is None:
        raise KnowledgeError(before.errors)
    engine = None if quick and to else _engine(settings)
    intent = _intent(before.base, to, engine, text, console, yes=yes)
    place = _Place(intent, _fact(before.base, intent, fact), lang or _language(text))
    _refuse_known(before.draft, intent, text, console)
    edits = [_question_edit(settings, place, text)]
    first = modeline("cases", folder, settings.content_dir)
    edits += _case_edits(folder, place, [_clean(words) for words in case], before.draft, first)
    after = load(settings.content_dir, settings.intents_dir, instead={edits[0].path: edits[0].after})
    refuse_broken(before, after, console)
    show_diff(edits, console)
    edited = None if quick or engine is None else _tried(engine, after, place, text, folder, console)
    write(edits, console, yes=yes)
    if edited is not None:
        cache.write(settings.cache_dir, cache.key(edited.base.version), edited.compiled)


def _clean(text: str) -> str:
    """One line, without what cannot be seen. Raises where nothing is left, or somebody's number is in it."""
    seen = "".join(" " if char.isspace() else char for char in text if _is_seen(char))
    clean = " ".join(seen.split())
    if not fold(clean):
        raise typer.BadParameter("问题是空的 / the question is empty.")
    if mask(clean) != clean:
        raise EditError(
            f"问题里有个人信息，没有写入：{mask(clean)}。请去掉后再试 / "
            "the question holds somebody's personal data: take it out first."
        )
    return clean


def _is_seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _language(text: str) -> Lang:
    return Lang.ZH if has_cjk(text) else Lang.EN


def _engine(settings: Settings) -> Engine:
    with Console(stderr=True).status("准备中 / getting ready"):
        return load_engine(settings.content_dir, settings.intents_dir, settings.cache_dir)


def _intent(
    base: KnowledgeBase, name: str, engine: Engine | None, text: str, console: Console, *, yes: bool
) -> Intent:
    """The intent that is named; where none is, one that is chosen among the likeliest."""
    if name in base.intents:
        return base.intents[name]
    likely = likely_intents(engine, text, _GUESSES) if engine else []
    if not name and not yes:
        return _chosen(likely, console)
    near = nearest(name, base.intents) if name else None
    guesses = dict.fromkeys([*([near] if near else []), *(intent.id for intent in likely)])
    said = f"没有意图 {name} / there is no intent {name}." if name else "请写明 --to / --to is missing."
    listed = "\n".join(f"  {_titled(base.intents[guess])}" for guess in guesses)
    raise typer.BadParameter(f"{said}\n您是不是想写 / did you mean:\n{listed}" if guesses else said)


def _titled(intent: Intent) -> str:
    return f"{intent.id}  {intent.title.zh} / {intent.title.en}"


def _chosen(likely: Sequence[Intent], console: Console) -> Intent:
    console.print("最像的意图 / the likeliest intents:")
    for number, intent in enumerate(likely, 1):
        console.print(f"  [{number}] {_titled(intent)}")
    choice = 0
    while not 1 <= choice <= len(likely):
        choice = typer.prompt("放进哪一个（数字） / into which (a number)", type=int)
    return likely[choice - 1]


def _fact(base: KnowledgeBase, intent: Intent, name: str) -> str | None:
    if not name or name in intent.facts:
        return name or None
    listed = "\n".join(f"  {fact}  {base.facts[fact].text.zh}" for fact in intent.facts)
    raise typer.BadParameter(
        f"{name} 不在 {intent.id} 的 facts 里 / is not among the facts of {intent.id}:\n{listed}"
    )


def _refuse_known(draft: Draft, intent: Intent, text: str, console: Console) -> None:
    """A question that stands somewhere already teaches nothing there, and confuses under another intent."""
    found = next((known for known in draft.questions if known.folded == fold(text)), None)
    if found is None:
        return
    where = f"{found.at.file}:{found.at.line}"
    if found.intent == intent.id:
        console.print(f"{intent.id} 里已经有这个问法（{where}），不用再加 / it stands there already.")
        raise typer.Exit
    raise EditError(
        f"这个问法已经在 {found.intent} 里（{where}）。只能放在一个意图里：先从那里删掉，或者写得更具体 / "
        f"{found.intent} has this question already; take it out there first, or be more specific."
    )


def _question_edit(settings: Settings, place: _Place, text: str) -> Edit:
    path = topic_file(settings.intents_dir, place.intent.topic)
    data = read(path)
    return Edit(path, data, add_text(data, shown_path(path), place.path, text))


def _case_edits(folder: Path, place: _Place, texts: Sequence[str], draft: Draft, first: str) -> list[Edit]:
    """The case file with a case for each text, nothing where there is no text; `first`: first line of a new file."""
    if not texts:
        return []
    examples = {known.folded: known for known in draft.questions}
    held = {fold(case.ask[0]) for case in load_cases(folder).cases if len(case.ask) == 1}
    path = topic_file(folder, place.intent.topic)
    before = data = read(path)
    for text in texts:
        if fold(text) in examples or fold(text) in held:
            raise EditError(f"“{text}”已经是问法或用例，请换一种说法 / it is there already: use other words.")
        block = f"- ask: {written(text, flow=False)}\n  {_expected(place)}\n"
        data = add_block(data or f"{first}cases:\n".encode(), shown_path(path), ("cases",), block)
    return [Edit(path, before, data)]


def _expected(place: _Place) -> str:
    """What a case demands: the fact, else the first of the intent's, else the outcome."""
    first = place.fact or next(iter(place.intent.facts), None)
    return f"facts: [{first}]" if first else f"outcome: {place.intent.outcome.value}"


def _tried(engine: Engine, after: Loaded, place: _Place, text: str, folder: Path, console: Console) -> Engine:
    """The engine over the edited knowledge, after showing what becomes of the question and of the cases."""
    edited = compiled(after)
    show_question(engine, edited, text, place.intent, place.fact, console)
    if folder.is_dir():
        cases = concerned(load_cases(folder).cases, [place.intent], text)
        show_changes(engine, edited, cases, console)
    return edited
