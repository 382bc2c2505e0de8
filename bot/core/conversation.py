"""What belongs together: the questions of one message, and a message with the one before it."""

# ruff: noqa: E501 - word lists and patterns are read by the line, not by the column

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.language import aspects, fillers
from bot.core.language.places import MARK, Mention

MOST_PARTS = 4
"""Questions of one message that are answered."""

_STORY = 3
"""Clauses without a question from which on they are a story told before it."""
_SENTENCE = re.compile(r"(?<=[?!;。\n])|(?<=[a-z0-9)]\.)(?=\s)")
_COMMA = re.compile(
    r"(?<=,)|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])|(?=另外|顺便问|顺便再|以及(?=.{2,}(?:多少|几|什么|哪|怎|谁))|还有(?=.{2,}(?:多少|几|什么|哪|怎|谁)))|(?=\band (?:how|what|when|where|who|which|is|are|do|does|can)\b)"
)
_ASKS = re.compile(
    r"[?吗么]|能.{1,8}不|什么|啥|谁|哪|几(?!年来|乎|十|百|千|万)|多少|怎|咋|如何|多久|多大|多高|多长|是否|有没有|有无|能不能|可不可以|是不是|会不会|对吧|对不对|是吧|没错吧|"
    r"\b(?:how|what|when|where|who|whom|whose|which|why|is there|are there|do you|does|did|can i|can we|could|should i|any)\b"
)
_BOTH = re.compile(
    r"各(?:自|(?=[是有多为占叫在几]))|分别|(?:有(?:什么|啥|何|哪些))?(?:区别|不同|不一样)|不一样|相比|比起来|哪个(?:更|多|高)|\bboth\b|\beach\b|respectively|difference(?: between)?|\bversus\b|\bvs\b|compare"
)
_COMPARED = re.compile("difference|compare")
_JOIN = re.compile(r",?(?:和|跟|与|以及|、|还是|\band\b|\bor\b|\bversus\b|\bvs\b)|,")


@dataclass(frozen=True, slots=True)
class Piece:
    """One question of a message."""

    text: str
    """The question itself."""
    context: str = ""
    """What was told before it, without a question in it."""


def asks(text: str) -> bool:
    """True where a folded text has the form of a question."""
    return _ASKS.search(text) is not None


def pieces(text: str) -> tuple[Piece, ...]:
    """The questions of a folded message, in order; the whole message where it is but one."""
    found: list[Piece] = []
    told: list[str] = []
    for sentence in filter(str.strip, _SENTENCE.split(text)):
        for clause in _questions(sentence.strip()):
            if asks(clause):
                found.append(Piece(clause.strip(" ,"), " ".join(told)))
                told = []
            elif not fillers.is_filler(clause):
                told.append(clause.strip())
    if not found:
        return (Piece(text),)
    if told and len(found) == 1:
        # What is told after the only question belongs to it as well.
        found = [Piece(found[0].text, " ".join([found[0].context, *told]).strip())]
    return tuple(found[-MOST_PARTS:] if len(found) > MOST_PARTS else found)


def _questions(sentence: str) -> list[str]:
    """A sentence cut at commas where two or more of its clauses ask, or where one asks after a story; else whole."""
    clauses = [clause for clause in _COMMA.split(sentence) if clause.strip(" ,?")]
    asking = [asks(clause.rstrip("? ")) for clause in clauses]
    if sum(asking) == 1 and asking.index(True) >= _STORY:
        first = asking.index(True)
        return ["".join(clauses[:first]), "".join(clauses[first:])]
    if sum(asking) < 2:
        return [sentence]
    merged: list[str] = []
    waiting = ""
    for clause, is_question in zip(clauses, asking, strict=True):
        waiting += clause
        if is_question:
            merged.append(waiting)
            waiting = ""
    if waiting:
        merged[-1] += waiting
    return merged


def pair(text: str) -> tuple[str, str, str] | None:
    """The two subjects of a question that asks for both (各, 分别, 区别) and what it asks of them, or None."""
    both = _BOTH.search(text)
    join = _JOIN.search(text, both.end() if both and _COMPARED.match(both[0]) else 0)
    if both is None or join is None:
        return None
    if both.start() >= join.end():
        left, right, asked = text[: join.start()], text[join.end() : both.start()], text[both.end() :]
    elif _COMPARED.match(both[0]):
        left, right, asked = text[both.end() : join.start()], text[join.end() :], ""
    else:
        left, right, asked = text[: join.start()], text[join.end() :], ""
    left, right = left.strip(" ,?"), right.strip(" ,?")
    return (left, right, asked.strip()) if len(left) > 1 and len(right) > 1 else None


_POINTING = re.compile(
    r"^(?:那|那么|这|它|他|她|其|该|此|又|还|再|具体|详细|上面|刚才|前面|这个|那个|哪|是|在|有|能|可以|多|几|怎|咋|谁|为|啥|什么|一共|总共|大概|最)|"
    r"它|他们|她们|那里|那边|那儿|这里|这边|这家|那家|这个|那个|这些|那些|这位|那位|上述|前者|后者|该(?:院|公司|企业|项目|平台|中心)|"
    r"^(?:and|what about|how about|then|ok|so|but|is it|are they|does it|do they|where|when|who|why|how (?:many|much|long|do|can))\b|"
    r"\b(?:it|its|they|them|their|he|his|she|her|there|this|that|these|those|the (?:same|other|first|second|latter|former) one|one)\b"
)
_PRONOUN = re.compile(
    r"它|他|她|^那(?!个?什么)|^这|这家|那家|这个|那个|这些|那些|这位|那位|这钱|那里|那边|那儿|上述|前者|后者|^全市|"
    r"^(?:and|what about|how about|then)\b|\b(?:it|its|they|them|their|he|his|she|her|there|that|those|these)\b"
)
_EMPTY_WORDS = re.compile(
    r"[上下]一?(?:届|次|期|场|批|年)|[今明去后前]年|换成|换到|换|改成|要是|如果是?|不|整个|的话|钱|多的|少的|高的|低的|政府|官方|县里|市里|区里|厂里|单位|规模|每|给|投资|聘|签|招|拿|发|搞|弄|做|办|投|建|用|来|去|里面|参加|押金|租金|房租|房费|电话|地址|联系方式|申请|申领|报名|办理|注册|流程|步骤|材料|手续|条件|要求|截止|费用|收费|免费|时间|日期|地点|数量|人数|金额|多久|多大|补贴|补助|待遇|工资|年薪|交|付|打错了?|说错了?|写错了?|搞错了?|错了|那么?|这|它们?|他们?|她们?|其|该|的|了|呢|吗|么|吧|啊|呀|嘛|是|有|在|都|也|又|还|再|就|和|跟|与|对|要|能|会|可以|一共|总共|大概|具体|详细|现在|目前|你们?|我们?|请|想|问|说|讲|"
    r"知道|一下|情况|怎么样|如何|怎样|怎么|什么|啥|多少|几|哪个?|哪些|谁|个|家|名|人|位|项|套|年|月|日|天|最|最多|最高|最少|左右|里|那边|这边|那里|这里|那个|这个|更多|别的|其他|还有|没有|信息|数据|"
    r"\b(?:apply|register|application|deposit|rent|phone|address|contact|price|fee|cost|documents|deadline|salary|pay|paid|subsidy|money|person|people|the|a|an|is|are|was|were|it|its|they|them|their|he|she|his|her|this|that|these|those|there|in|on|at|of|to|for|and|or|so|but|then|what|how|when|where|who|which|why|"
    r"about|all|whole|sorry|meant|mean|do|does|did|can|could|i|you|me|we|much|many|long|any|some|more|else|again|please|ok|tell|know|exactly|maximum|most|year|number|one|ones|have|has|be)\b|"
    rf"[{MARK}\s,.?!;:，。？！；：、~…'\"“”‘’()（）-]|\d+"
)
_MORE = re.compile(
    r"举(?:几个|个|些)?例|比如(?:说|哪些|什么)?[?]?$|\bexamples?\b|for instance|such as\?|还有(?:吗|别的|其他|什么|没)|更多|继续|接着说|展开|说详细|详细(?:点|些|说|一点)|具体(?:点|些|说|一点|呢)|\b(?:more|anything else|details?|go on|continue|elaborate)\b"
)
_BACK = re.compile(
    r"回到|刚才(?:说|问|那个)|之前(?:说|问)的|上一个|前面那个|\b(?:back to|earlier|previous)\b"
)
_CORRECTS = re.compile(
    r"(?:不是|不问|别说|我没问|不要)(?P<old>[^,，。是]{0,12})[,，。 ]*(?:是|我?(?:问|说|指)的?是|而是|要的是|换成|改成)|\bnot\b(?P<en>[^,.]{0,24})[,.]|\bi (?:mean|meant)\b"
)


_DENIES_LAST = re.compile(
    r"(?:是|问|说|指|想|要)[^,，。]{1,10}[,， ]?(?:而)?不是(?P<old>[^,，。是]{1,10})[?!。.! ]*$"
)


def residue(text: str) -> str:
    """What remains of a masked text without places, question words and other words that name no subject."""
    return _EMPTY_WORDS.sub("", text)


def points_back(text: str) -> bool:
    """True where a masked text has the look of a follow-up: a pronoun, or nothing before its question word."""
    return _POINTING.search(text) is not None


def has_pronoun(text: str) -> bool:
    """True where a masked text has a word that stands for something said before."""
    return _PRONOUN.search(text) is not None


def wants_more(text: str) -> bool:
    """True for 还有吗, 具体点, more details."""
    return _MORE.search(text) is not None and len(residue(_MORE.sub("", text))) <= 2


def asks_likewise(text: str) -> bool:
    """True for 那嘉善呢, 研究生呢: the last question once more, of something else."""
    return text.rstrip("?!.,。 ").endswith("呢")


def goes_back(text: str) -> bool:
    """True where the asker returns to an earlier subject without naming it."""
    return _BACK.search(text) is not None


def corrected(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without those that are named only to be denied: 不是平湖，是嘉善."""
    last = _DENIES_LAST.search(text)
    if last is not None and len(mentions) > 1:
        return tuple(m for m in mentions if m.end <= last.start("old")) or tuple(mentions)
    match = _CORRECTS.search(text)
    if match is None or len(mentions) < 2:
        return tuple(mentions)
    kept = tuple(m for m in mentions if m.start >= match.end() or m.end <= match.start())
    return kept or tuple(mentions)


def is_bare(text: str, mentions: Sequence[Mention]) -> bool:
    """True where a masked text is nothing but a place."""
    return bool(mentions) and not residue(text) and not aspects.find(text, (), 0)


_WHEN_SAID = re.compile(
    r"(?:哪一?年|什么时候|啥时候|几几年|何时|哪天|哪个月)的(?:数据|数字|消息|事|情况|信息|统计|资料|报道)|(?:数据|数字|消息|信息|资料)(?:是)?(?:哪一?年|什么时候|啥时候|新不新|有多新)|"
    r"(?:what|which) year (?:is|was) (?:this|that|it)|how (?:old|recent|current|up to date) (?:is|are) (?:this|that|these|the)|(?:as of|from) (?:when|which year)|date of (?:this|that|the) (?:figure|number|data)"
)
_WHERE_SAID = re.compile(
    r"(?:消息|数据|数字|信息|资料|这个|这些)?(?:哪里|哪儿|从哪|从哪里)(?:来的|看到的|说的|写的)|出处|来源|哪(?:篇|份)(?:报道|文章|文件)|依据是什么|"
    r"what(?: is|'s)? (?:the|your) source|where (?:is|did) (?:this|that|it) (?:from|come from)|\bsource\?|says who"
)


def asks_date(text: str) -> bool:
    """True where the date of what was just said is asked for: 这是哪一年的数据."""
    return _WHEN_SAID.search(text) is not None


def asks_source(text: str) -> bool:
    """True where the source of what was just said is asked for: 出处是哪里."""
    return _WHERE_SAID.search(text) is not None


_INTRODUCES = re.compile(
    r"^(?:你好|您好|hi|hello|嗨)?[,，。! ]*(?:我(?:是|们是|在|刚|叫|姓|想搬|想来|打算|准备|来自|今年)|本人|i am |i'm |we are |my name)"
)
_REQUESTS = re.compile(
    r"想(?:了解|问|知道|咨询|打听|请教|要)|告诉|介绍|请问|求|帮|推荐|有没有|looking for|tell me|(?:want|need|like) to|please|help"
)


def introduces(text: str) -> bool:
    """True where somebody only says who they are and what they plan, and asks nothing yet."""
    return bool(_INTRODUCES.search(text)) and not asks(text) and not _REQUESTS.search(text)


_EXISTS = re.compile(
    r"有没有|有无|是否有|有.{1,14}(?:吗|么|嘛|不|没有?)[?。! ]*$|\b(?:are|is) there\b|\bdo (?:you|they|we) have\b|\bdoes .{2,30} have\b"
)


def asks_existence(text: str) -> bool:
    """True where it is asked whether there is such a thing at all: 平湖有人才公寓吗."""
    return _EXISTS.search(text) is not None


_PREMISE = re.compile(
    r"(?:对|是|没错|真的|属实|正确)(?:吧|吗|么|嘛|的吧|的吗)[?。! ]*$|吧[?。! ]*$|对不对|没错吧|是真的|不是说|难道|"
    r"\bright ?\?|\bcorrect ?\?|\btrue ?\?|isn't|aren't|didn't|doesn't|\b(?:is|are|do|does|did) not (?:it|they|he|she)\b|is it true|is that (?:true|right)"
)


def checks_premise(text: str) -> bool:
    """True where the asker states something and wants it confirmed; the dated fact is then the answer."""
    return _PREMISE.search(text) is not None
