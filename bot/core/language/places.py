"""Which places a message names, and which of them it asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.knowledge import Region
from bot.core.language.fold import has_cjk, plain

_LATIN_WORD = re.compile(r"[a-z]+")
MARK = "＠"
"""Stands where a place was, so that its neighbours do not run together."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text."""

    region: str
    start: int
    end: int
    covered: bool
    """False for a place that no fact is about."""
    context: bool = False
    """True where it is the asker's own whereabouts, not what is asked about."""


class Gazetteer:
    """All names of all places, found longest first."""

    def __init__(self, regions: Mapping[str, Region], names: Iterable[str] = ()) -> None:
        """`names`: names of firms and bodies that hold a place's name without being a question about it."""
        self._regions = regions
        self._chinese: dict[str, str] = {}
        self._latin: dict[str, str] = {}
        for region in regions.values():
            for alias in (region.name.zh, region.name.en, *region.aliases):
                self._add(plain(alias), region.id)
        # A town is also named without its suffix and by its spelling run together.
        self._pattern = self._compile([*self._chinese, *self._latin])
        holders = [plain(name) for name in names]
        self._holders = self._compile(
            [n for n in holders if n and self._pattern.search(n) and n not in self._chinese]
        )

    def _add(self, alias: str, region: str) -> None:
        if has_cjk(alias):
            self._chinese.setdefault(alias, region)
            return
        self._latin.setdefault(alias, region)
        self._latin.setdefault(alias.replace(" ", ""), region)

    @staticmethod
    def _compile(names: Iterable[str]) -> re.Pattern[str]:
        kinds = set(names)
        chinese = _alternatives(name for name in kinds if has_cjk(name))
        latin = _alternatives(name for name in kinds if not has_cjk(name))
        return re.compile(rf"{chinese}|(?<![a-z]){latin}(?![a-z])")

    def find(self, text: str) -> tuple[Mention, ...]:
        """The places in a folded text, in order of appearance; overlapping names go to the longest."""
        found = list(self._pattern.finditer(text))
        held = [match.span() for match in self._holders.finditer(text)] if found else []
        mentions = []
        for match in found:
            region = self._regions[self._chinese.get(match[0]) or self._latin[match[0]]]
            if _part_of_name(match.span(), held, region.covered):
                continue
            context = _whereabouts(text, match.start(), match.end())
            mentions.append(Mention(region.id, match.start(), match.end(), region.covered, context))
        return tuple(mentions)

    def names(self, text: str) -> frozenset[str]:
        """All places that a folded text names in any way, in the names of firms and bodies too."""
        found = {region for alias, region in self._chinese.items() if alias in text}
        words = f" {' '.join(_LATIN_WORD.findall(text))} "
        return frozenset(found | {region for alias, region in self._latin.items() if f" {alias} " in words})


def _alternatives(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first; by first characters, which is several times faster."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    groups = (f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items()))
    return f"(?:{'|'.join(groups) or '(?!)'})"


def _part_of_name(span: tuple[int, int], names: Iterable[tuple[int, int]], covered: bool) -> bool:
    """True where a place only belongs to a longer name: 南湖 in 星耀南湖, 上海 in 上海工作站.

    A covered place that begins a name stays a place: 平湖人才之家 is the one in 平湖.
    """
    return any(
        start <= span[0] and span[1] <= end and not (covered and start == span[0]) for start, end in names
    )


_FROM_BEFORE = re.compile(
    r"(?:我(?:们|家|现在|目前|人|是|老家|以前|之前)*(?:住|来自|从|在|于)|来自|毕业于|老家|户口在|离开|(?:刚)?从|人在|"
    r"i am (?:from|in|living in|working in|based in)|i (?:live|work|study|worked|lived|studied) in|"
    r"(?:come|came|moved?|moving|relocat\w+|graduated?|based|working|studying|living) (?:from|in|at)|\bfrom)\s*$"
)
_FROM_AFTER = re.compile(
    r"^\s*(?:(?:考|评|拿|办|交|念|学|上班|登记|认定)(?:到|下|来)?的|人[,，。!?]|的?(?:高校|大学|公司|单位|学校|企业|导师)|读(?:书|研|博|大学)|上班|工作|毕业|过来|念书|"
    r"(?:那边)?(?:来|搬|回)|university|native|resident)"
)


def _whereabouts(text: str, start: int, end: int) -> bool:
    """True where a place is where the asker is, comes from or studied."""
    return bool(_FROM_BEFORE.search(text[:start])) or bool(
        _FROM_AFTER.search(text[end:]) and re.search(r"我|在|i am|my", text[:start])
    )


def mask(text: str, mentions: Iterable[Mention]) -> str:
    """The text without its places: each becomes a mark that matches nothing."""
    pieces, at = [], 0
    for mention in mentions:
        pieces += [text[at : mention.start], MARK]
        at = mention.end
    return "".join([*pieces, text[at:]])
