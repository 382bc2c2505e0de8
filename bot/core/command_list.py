"""The commands that people are offered; menus of channels and the engine read this one list."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.knowledge import Words

COMMANDS: Mapping[str, Words] = {
    "start": Words("开始，看看可以问什么", "Begin, see what you can ask"),
    "help": Words("怎么提问", "How to ask"),
    "topics": Words("有哪些主题", "List of topics"),
    "lang": Words("换语言：中文、繁體、English", "Language: 中文, 繁體, English"),
    "place": Words("说明您关心哪里，如 /place 平湖", "Set your place, as in /place Pinghu"),
    "human": Words("联系工作人员", "Ask for a person"),
    "privacy": Words("记录了什么，保存多久", "What is kept, and for how long"),
    "mydata": Words("看看记录了我的什么", "Show what is kept about me"),
    "forget": Words("删除我的全部记录", "Delete all that is kept about me"),
}
"""Name to description, in the order in which menus show them."""

OF_THE_SERVICE = frozenset({"mydata", "forget"})
"""Those that need the database: the service carries them out, the engine does not know them."""


def command_of(line: str) -> str:
    """The name in a command line such as `/forget@SomeBot now`, in lower case; empty where it is none."""
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    return word[1:].partition("@")[0].lower() if word.startswith("/") else ""
