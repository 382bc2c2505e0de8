"""`talentbot new`: an intent, a fact or a place, asked for field by field and written in the style of the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.editing import Edit, plain_console, read, refuse_broken, show_diff, write
from bot.cli.forms import Answer, Form, Prompt, Shape
from bot.config import load_settings
from bot.core.knowledge import ASPECTS, KnowledgeBase, Words
from bot.core.model import Outcome
from bot.errors import EditError, KnowledgeError, Problem
from bot.kb.blocks import complaints, fact_block, intent_block, proposed_id, region_block, topic_heading
from bot.kb.loader import load
from bot.kb.paths import shown_path, topic_file
from bot.kb.schema import FOLDER, modeline, refresh
from bot.kb.splice import add_block

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="新建意图、事实或地方：一项一项问，当场检查 / A new intent, fact or place, asked for field by field.\n\n"
    "例 / Example: talentbot new fact",
)

_TOPIC = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_RESERVED = ("documents", "regions")
_OUTCOMES = {
    Outcome.ANSWER.value: "由事实回答 / facts answer it",
    Outcome.UNKNOWN.value: "材料没写 / the material does not say",
    Outcome.SMALLTALK.value: "寒暄 / small talk",
    Outcome.OFFTOPIC.value: "不归我们管 / not our matter",
    Outcome.HANDOFF.value: "转人工 / a person is wanted",
}
_NEW = "new.entry"
"""Stands for the id until there is one."""

Yes = Annotated[bool, typer.Option("--yes", "-y", help="只用选项，不问 / by the options alone, ask nothing")]
Id = Annotated[str, typer.Option("--id", help="编号，不写就有建议 / id; else one is proposed")]
Topic = Annotated[str, typer.Option(help="主题，就是文件名 / topic: the name of the file")]
TopicZh = Annotated[str, typer.Option(help="新主题的中文名 / Chinese heading of a new topic")]
TopicEn = Annotated[str, typer.Option(help="新主题的英文名 / English heading of a new topic")]
Zh = Annotated[str, typer.Option(help="中文 / in Chinese")]
En = Annotated[str, typer.Option(help="英文 / in English")]
Questions = Annotated[list[str], typer.Option(help="问法，可重复 / question; may be repeated")]
Listed = Annotated[str, typer.Option(help="用逗号隔开 / commas between")]
Text = Annotated[str, typer.Option()]


@app.command()
def fact(
    topic: Topic = "",
    region: Annotated[str, typer.Option(help="地方编号 / region id")] = "",
    as_of: Annotated[str, typer.Option(help="说的是何时 / date: 2025, 2025-05, 2025-05-18")] = "",
    source: Annotated[str, typer.Option(help="文章编号 / document id")] = "",
    answers: Listed = "",
    also: Listed = "",
    zh: Zh = "",
    en: En = "",
    until: Annotated[str, typer.Option(help="过了这天就过期 / expires after this day")] = "",
    review_by: Annotated[str, typer.Option(help="这天之前要复核 / to be reviewed by this day")] = "",
    name: Id = "",
    topic_zh: TopicZh = "",
    topic_en: TopicEn = "",
    yes: Yes = False,
) -> None:
    """一条事实，写进 content/<主题>.yaml / A fact, into content/<topic>.yaml.

    例 / Example: talentbot new fact

    给出的选项不再问 / what is given is not asked: talentbot new fact --topic housing --region pinghu
    """
    maker = _Maker("facts", fact_block, {**locals()})
    maker.ask_topic()
    maker.ask(*_fact_prompts(maker.base))
    names = [word for word in maker.form.answers["also"] if word.isascii()]
    words = names[0] if names else str(maker.form.answers["en"])
    maker.finish(
        proposed_id(str(maker.form.answers["region"]), words, maker.base.facts), maker.settings.content_dir
    )


def _fact_prompts(base: KnowledgeBase) -> tuple[Prompt, ...]:
    places = {name: region.name.zh for name, region in base.regions.items()}
    documents = {name: f"{document.date} {document.title.zh}" for name, document in base.documents.items()}
    return (
        Prompt("region", "地方编号", "region id", "pinghu", choices=places),
        Prompt("as_of", "这句话说的是什么时候", "the date it speaks for", "2025、2025-05 或 2025-05-18"),
        Prompt("source", "出自哪篇文章", "document id", next(iter(documents)), choices=documents),
        Prompt("answers", "能回答哪些方面", "aspects", "count, price", Shape.LIST, choices=_aspects()),
        Prompt(
            "also", "市民会直接说的名称", "names people use", "实习生公寓, 459套", Shape.LIST, needed=False
        ),
        Prompt("zh", "中文，一两句", "in Chinese", "平湖为实习生准备了459套免费公寓。"),
        Prompt("en", "英文，同样的意思和数字", "in English", "Pinghu keeps 459 rent-free flats for interns."),
        Prompt("until", "过了哪天就过期", "expires after", "2027-12-31", needed=False),
        Prompt("review_by", "哪天之前要复核", "to be reviewed by", "2026-12-01", needed=False),
    )


@app.command()
def intent(
    topic: Topic = "",
    title_zh: Zh = "",
    title_en: En = "",
    outcome: Annotated[str, typer.Option(help="answer, unknown, smalltalk, offtopic, handoff")] = "",
    facts: Listed = "",
    say_zh: Zh = "",
    say_en: En = "",
    nearest: Listed = "",
    aspects: Listed = "",
    zh: Questions = [],  # noqa: B006 - typer copies it
    en: Questions = [],  # noqa: B006
    name: Id = "",
    topic_zh: TopicZh = "",
    topic_en: TopicEn = "",
    yes: Yes = False,
) -> None:
    """一个意图，写进 intents/<主题>.yaml / An intent, into intents/<topic>.yaml.

    例 / Example: talentbot new intent

    材料没写的 / what the material does not say: talentbot new intent --topic gap --outcome unknown
    """
    maker = _Maker("intents", intent_block, {**locals()})
    maker.ask_topic()
    maker.ask(
        Prompt("title_zh", "中文名称，市民在选项里看到", "Chinese title", "免费住处"),
        Prompt("title_en", "英文名称", "English title", "Free places to stay"),
        Prompt("outcome", "怎么答", "outcome", "answer", choices=_OUTCOMES, default="answer"),
    )
    is_answer = maker.form.answers["outcome"] == Outcome.ANSWER
    maker.ask(*(_answering(maker.base) if is_answer else _saying(maker.base)), *_QUESTIONS)
    topic_id, title = str(maker.form.answers["topic"]), str(maker.form.answers["title_en"])
    maker.finish(proposed_id(topic_id, title, maker.base.intents), maker.settings.intents_dir)


_QUESTIONS = (
    Prompt(
        "zh", "中文问法，照市民的话写，至少三个", "Chinese questions", "有没有免费的人才公寓", Shape.LINES
    ),
    Prompt("en", "英文问法，至少三个", "English questions", "is there any free housing", Shape.LINES),
)


def _facts(base: KnowledgeBase) -> dict[str, str]:
    return {name: fact.text.zh for name, fact in base.facts.items()}


def _aspects() -> dict[str, str]:
    return dict.fromkeys(ASPECTS, "")


def _answering(base: KnowledgeBase) -> tuple[Prompt, ...]:
    listed = _facts(base)
    return (
        Prompt(
            "facts", "由哪些事实回答，要紧的在前", "facts", next(iter(listed)), Shape.LIST, choices=listed
        ),
    )


def _saying(base: KnowledgeBase) -> tuple[Prompt, ...]:
    listed, asked = _facts(base), _aspects()
    return (
        Prompt("say_zh", "中文回答", "Chinese reply", "我手头的材料没有写落户政策。"),
        Prompt("say_en", "英文回答", "English reply", "The material does not cover registration."),
        Prompt("nearest", "最接近的事实", "nearest facts", next(iter(listed)), Shape.LIST, False, listed),
        Prompt("aspects", "只有哪些方面没写", "aspects missing", "price", Shape.LIST, False, asked),
    )


@app.command()
def region(
    name_zh: Zh = "",
    name_en: En = "",
    parent: Annotated[str, typer.Option(help="上一级的编号 / id of the next larger place")] = "",
    members: Listed = "",
    aliases: Listed = "",
    outside: Annotated[bool, typer.Option("--outside", help="材料没写的地方 / not in the material")] = False,
    name: Id = "",
    yes: Yes = False,
) -> None:
    """一个地方，写进 content/regions.yaml / A place, into content/regions.yaml.

    例 / Example: talentbot new region

    材料没写到的地方 / a place that the material does not cover: talentbot new region --outside
    """
    maker = _Maker("outside" if outside else "regions", region_block, {**locals()})
    maker.form.answers["topic"] = "regions"
    places = {name: region.name.zh for name, region in maker.base.regions.items()}
    inner = (
        Prompt("parent", "上一级的编号", "next larger place", "jiaxing", needed=False, choices=places),
        Prompt(
            "members", "片区里的地方编号", "places of a zone", "jiashan, qingpu", Shape.LIST, False, places
        ),
    )
    maker.ask(
        Prompt("name_zh", "中文名", "Chinese name", "嘉善"),
        Prompt("name_en", "英文名", "English name", "Jiashan"),
        *(() if outside else inner),
        Prompt("aliases", "别名、旧称、拼写", "other names", "嘉善县, Jia Shan", Shape.LIST, needed=False),
    )
    english = str(maker.form.answers["name_en"])
    maker.finish(proposed_id("", english, maker.base.regions), maker.settings.content_dir)


class _Maker:
    """Makes one entry: asks, checks, shows and writes."""

    def __init__(
        self, section: str, block: Callable[[str, Mapping[str, Answer]], str], given: dict[str, Any]
    ) -> None:
        """Raises KnowledgeError where what is there has errors."""
        self.settings = load_settings()
        self._loaded = load(self.settings.content_dir, self.settings.intents_dir)
        if self._loaded.base is None:
            raise KnowledgeError(self._loaded.errors)
        self.base = self._loaded.base
        self._section = section
        self._block = block
        self._yes = bool(given.pop("yes"))
        self._console = plain_console()
        given["id"] = given.pop("name")
        self.form = Form(given, self._problems, self._console, asks=not self._yes)

    def _problems(self, answers: Mapping[str, Answer]) -> Sequence[Problem]:
        name = str(answers.get("id", _NEW))
        return complaints(self._loaded.draft, self._section, self._block(name, answers))

    def ask(self, *prompts: Prompt) -> None:
        """Have fields answered, in order."""
        for prompt in prompts:
            self.form.fill(prompt)

    def ask_topic(self) -> None:
        """Have the topic chosen, and the headings of a new one given. Raises EditError for an impossible name."""
        topics = {name: words.zh for name, words in self.base.topics.items()}
        topic = str(self.form.fill(Prompt("topic", "主题（文件名）", "topic", "housing", choices=topics)))
        if not _TOPIC.fullmatch(topic) or topic in _RESERVED:
            raise EditError(f"主题不能叫 {topic}，只用小写英文和下划线 / {topic} cannot be a topic's name.")
        if topic not in topics:
            self.ask(
                Prompt("topic_zh", "新主题的中文名", "Chinese heading of the new topic", "住房"),
                Prompt("topic_en", "新主题的英文名", "English heading", "Housing"),
            )

    def finish(self, proposal: str, folder: Path) -> None:
        """Name the entry, show what it changes, and write it."""
        self.ask(Prompt("id", "编号", "id", proposal, default=proposal))
        answers = self.form.answers
        path = topic_file(folder, str(answers["topic"]))
        before = read(path)
        block = self._block(str(answers["id"]), answers)
        after = add_block(before or self._heading(folder), shown_path(path), (self._section,), block)
        edit = Edit(path, before, after)
        settings = self.settings
        loaded = load(settings.content_dir, settings.intents_dir, instead={path: after})
        if loaded.base is None:  # warnings were told while the fields were filled
            refuse_broken(self._loaded, loaded, self._console)
        show_diff([edit], self._console)
        write([edit], self._console, yes=self._yes)
        if (settings.content_dir / FOLDER).is_dir():
            refresh(loaded.draft, settings.content_dir)

    def _heading(self, folder: Path) -> bytes:
        """The beginning of a new file."""
        answers = self.form.answers
        new = Words(str(answers.get("topic_zh", "")), str(answers.get("topic_en", "")))
        words = self.base.topics.get(str(answers["topic"]), new)
        first = modeline(self._section, folder, self.settings.content_dir)
        return f"{first}{topic_heading(words.zh, words.en, self._section)}".encode()
