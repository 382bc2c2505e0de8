"""Makes the files of planted/: run `.venv/bin/python tests/kb/plant.py` after a change here or in planted/base.

Each is one file of the base with one mistake in it, as editors of an office make them. Its first line says which file
it is, which rule must find the mistake on which line, and whether `--fix` must mend it. The line is where the mistake
begins, or where ‸ stands.
"""

# ruff: noqa: E501

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent / "planted"
FACTS, MONEY, REGIONS, DOCUMENTS = (
    f"content/{name}.yaml" for name in ("housing", "money", "regions", "documents")
)
HOMES, FUNDS, CASES = "intents/housing.yaml", "intents/money.yaml", "cases/housing.yaml"


class Kind(NamedTuple):
    """One kind of mistake, planted in five places."""

    name: str
    rule: str
    mechanical: bool
    places: tuple[tuple[str, str, str], ...]
    """File, text of the base, what stands there instead."""
    encoding: str = "utf-8"


HOSTEL_EN = '"Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free."'
KINDS = (
    Kind(
        "full-width-colon",
        "full-width-colon",
        True,
        (
            (FACTS, "zh: 平湖为", "zh： 平湖为"),
            (FACTS, "region: jiaxing", "region：jiaxing"),
            (HOMES, "{zh: 租金,", "{zh：租金,"),
            (FUNDS, "outcome: smalltalk", "outcome ： smalltalk"),
            (REGIONS, "    aliases:\n", "    aliases：\n"),
        ),
    ),
    Kind(
        "colon-without-space",
        "colon-without-space",
        True,
        (
            (FACTS, "region: jiaxing", "region:jiaxing"),
            (MONEY, "as_of: 2025-05-18", "as_of:2025-05-18"),
            (HOMES, "outcome: unknown", "outcome:unknown"),
            (DOCUMENTS, "{zh: 中国城市报", "{zh:中国城市报"),
            (FUNDS, "facts: [pinghu", "facts:[pinghu"),
        ),
    ),
    Kind(
        "full-width-comma",
        "full-width-comma",
        True,
        (
            (FACTS, "[count, price, who]", "[count，price，who]"),
            (MONEY, "answers: [money, person]", "answers: [money、person]"),
            (HOMES, "[pinghu.intern_flats, pinghu.youth", "[pinghu.intern_flats，pinghu.youth"),
            (REGIONS, "{zh: 杭州, en", "{zh: 杭州，en"),
            (FUNDS, "{zh: 问好, en", "{zh: 问好， en"),
        ),
    ),
    Kind(
        "full-width-dash",
        "full-width-dash",
        True,
        (
            (FACTS, "      - count\n", "      － count\n"),
            (FACTS, "- 3.6万套", "－3.6万套"),
            (HOMES, "- 有没有免费", "— 有没有免费"),
            (HOMES, "- 实习生住哪", "– 实习生住哪"),
            (REGIONS, "- 嘉善县", "－　嘉善县"),
        ),
    ),
    Kind(
        "hyphen-without-space",
        "hyphen-without-space",
        True,
        (
            (FACTS, "- 人才公寓", "-人才公寓"),
            (FACTS, "- what", "-what"),
            (HOMES, "- 刚毕业", "-刚毕业"),
            (HOMES, "- free flat", "-free flat"),
            (HOMES, "- jiaxing.flats", "-jiaxing.flats"),
        ),
    ),
    Kind(
        "full-width-bracket",
        "full-width-bracket",
        True,
        (
            (FACTS, "[免费公寓, 459套]", "［免费公寓, 459套］"),
            (MONEY, "[money, who]", "［money，who］"),
            (HOMES, "[租金多少, 一个月多少钱, 房租贵吗]", "［租金多少，一个月多少钱，房租贵吗］"),
            (HOMES, "title: {zh: 租金, en: Rent}", "title: ｛zh: 租金, en: Rent｝"),
            (FUNDS, "title: {zh: 问好, en: Greeting}", "title: ｛zh：问好，en：Greeting｝"),
        ),
    ),
    Kind(
        "half-a-quote",
        "unmatched-quotes",
        True,
        (
            (FACTS, HOSTEL_EN, HOSTEL_EN[:-1] + "”"),
            (FACTS, HOSTEL_EN, "“" + HOSTEL_EN[1:]),
            (DOCUMENTS, '"&Co 邢灿"', '“&Co 邢灿"'),
            (DOCUMENTS, '"&Co 邢灿"', '"&Co 邢灿”'),
            (CASES, 'says: ["459"]', 'says: [“459"]'),
        ),
    ),
    Kind(
        "tab",
        "tab",
        True,
        (
            (REGIONS, "    parent: jiaxing\n", "\t\tparent: jiaxing\n"),
            (FACTS, "    region: jiaxing", "\t\tregion: jiaxing"),
            (HOMES, "      zh: 我手头", "\t  \tzh: 我手头"),
            (HOMES, "        - 实习生住哪", "\t\t- 实习生住哪"),
            (FUNDS, "    facts: [jiashan", "  \tfacts: [jiashan"),
        ),
    ),
    Kind(
        "full-width-space",
        "special-space",
        True,
        (
            (REGIONS, "    parent: jiaxing\n", "　　parent: jiaxing\n"),
            (FACTS, "    as_of: 2022", "    as_of:　2022"),
            (MONEY, "    until: 2027", "　　until: 2027"),
            (HOMES, "        - 刚毕业", "　　　　- 刚毕业"),
            (FUNDS, "    outcome: small", "  　outcome: small"),
        ),
    ),
    Kind(
        "no-break-space",
        "special-space",
        True,
        (
            (REGIONS, "    parent: jiaxing\n", "\u00a0\u00a0\u00a0\u00a0parent: jiaxing\n"),
            (FACTS, "    source: jiaxing", "    source:\u00a0jiaxing"),
            (FUNDS, "在吗]\n", "在吗]\u00a0\n"),
            (HOMES, "    nearest:", "\u00a0\u00a0\u00a0\u00a0nearest:"),
            (FUNDS, "  smalltalk.hello:", "\u00a0\u00a0smalltalk.hello:"),
        ),
    ),
    Kind(
        "invisible-in-key",
        "invisible-character",
        True,
        (
            (FACTS, "source: jiaxing", "so\u200burce: jiaxing"),
            (MONEY, "    until:", "    \ufeffuntil:"),
            (HOMES, "title: {zh: 租金", "title\u200b: {zh: 租金"),
            (FUNDS, "  smalltalk", "  \u200esmalltalk"),
            (REGIONS, "outside:", "out\u00adside:"),
        ),
    ),
    Kind(
        "invisible-in-text",
        "invisible-character",
        True,
        (
            (FACTS, "459套免费公寓。", "459套\u200b免费公寓。"),
            (FACTS, "rent-free flats", "rent\u00ad-free flats"),
            (HOMES, "- 实习生住哪", "- 实习生\u2060住哪"),
            (FUNDS, "[你好, 您好", "[你好, 您\u200e好"),
            (CASES, "学生开公司", "学生\ufeff开公司"),
        ),
    ),
    Kind(
        "trailing-space",
        "trailing-space",
        True,
        (
            (FACTS, "as_of: 2022\n", "as_of: 2022 \n"),
            (MONEY, "as_of: 2025\n", "as_of: 2025\t\n"),
            (HOMES, "      zh:\n        - 有没有", "      zh:  \n        - 有没有"),
            (FUNDS, "outcome: smalltalk\n", "outcome: smalltalk　\n"),
            (REGIONS, "      - 嘉善县\n", "      - 嘉善县 \n"),
        ),
    ),
    Kind(
        "gbk",
        "not-utf8",
        True,
        tuple((name, "", "") for name in (FACTS, MONEY, REGIONS, HOMES, CASES)),
        "gbk",
    ),
    Kind(
        "colon-in-text",
        "syntax",
        True,
        (
            (FACTS, HOSTEL_EN, HOSTEL_EN[1:-1]),
            (FACTS, "zh: 嘉善的专家楼接待来访的专家。", "zh: 嘉善的专家楼: 接待来访的专家。"),
            (MONEY, "en: Pinghu's seedling grant gives", "en: Pinghu's seedling grant: gives"),
            (CASES, "ask: 平湖有免费的地方住吗", "ask: 请问: 平湖有免费的地方住吗"),
            (HOMES, "zh: 我手头的材料", "zh: 抱歉: 我手头的材料"),
        ),
    ),
    Kind(
        "sign-at-the-start",
        "syntax",
        True,
        (
            (FACTS, "zh: 嘉善的专家楼", "zh: @嘉善的专家楼"),
            (MONEY, "zh: 嘉善给每名", "zh: *嘉善给每名"),
            (HOMES, "zh: 我手头", "zh: %我手头"),
            (HOMES, "- 实习生住哪", "- `实习生住哪"),
            (CASES, "ask: 学生开公司给多少", "ask: '学生'开公司给多少"),
        ),
    ),
    Kind(
        "bracket-at-the-start",
        "syntax",
        True,
        (
            (FACTS, "zh: 嘉善的专家楼", "zh: [嘉善]的专家楼"),
            (MONEY, "en: Jiashan supports", "en: {Jiashan} supports"),
            (HOMES, "zh: 我手头", "zh: 【注】我手头".replace("【注】", "[注]")),
            (HOMES, "- where can I", '- "where" can I'),
            (CASES, "ask: 学生开公司给多少", "ask: [学生]开公司给多少"),
        ),
    ),
    Kind(
        "quote-left-open",
        "syntax",
        True,
        (
            (FACTS, HOSTEL_EN, HOSTEL_EN[:-1]),
            (FACTS, HOSTEL_EN + "\n  jiaxing", f"'{HOSTEL_EN[1:-1]}\n  jiaxing"),
            (DOCUMENTS, '"&Co 邢灿"', '"&Co 邢灿'),
            (DOCUMENTS, '"&Co 邢灿"', "'&Co 邢灿"),
            (CASES, "ask: 学生开公司给多少", 'ask: "学生开公司给多少'),
        ),
    ),
    Kind(
        "bracket-left-open",
        "syntax",
        True,
        (
            (FACTS, "[免费公寓, 459套]", "[免费公寓, 459套"),
            (MONEY, "[money, person]", "[money, person"),
            (
                HOMES,
                "facts: [pinghu.intern_flats, pinghu.youth_hostels]",
                "facts: [pinghu.intern_flats, pinghu.youth_hostels】",
            ),
            (HOMES, "{zh: 租金, en: Rent}", "{zh: 租金, en: Rent"),
            (FUNDS, "[你好, 您好, 在吗]", "[你好, 您好, 在吗］"),
        ),
    ),
    Kind(
        "colon-forgotten",
        "syntax",
        True,
        (
            (FACTS, "region: jiaxing", "region jiaxing"),
            (MONEY, "until: 2027", "until 2027"),
            (HOMES, "outcome: unknown", "outcome unknown"),
            (FUNDS, "facts: [jiashan", "facts [jiashan"),
            (REGIONS, "parent: jiaxing\n", "parent jiaxing\n"),
        ),
    ),
    Kind(
        "one-column-aside",
        "syntax",
        True,
        (
            (FACTS, "    region: jiaxing", "     region: jiaxing"),
            (MONEY, "    until:", "     until:"),
            (HOMES, "    nearest:", "   nearest:"),
            (FUNDS, "    outcome:", "     outcome:"),
            (REGIONS, "    parent: jiaxing\n", "     parent: jiaxing\n"),
        ),
    ),
    Kind(
        "cut-by-hash",
        "cut-by-comment",
        False,
        (
            (FACTS, "zh: 嘉善的专家楼接待", "zh: 嘉善的专家楼 #3栋 接待"),
            (MONEY, "zh: 嘉善给每名", "zh: 嘉善 #给每名"),
            (HOMES, "- 有没有免费的人才公寓", "- 有没有免费的 #人才公寓"),
            (HOMES, "- free flat for", "- free flat #1 for"),
            (CASES, "ask: 学生开公司", "ask: 学生 #创业 开公司"),
        ),
    ),
    Kind(
        "list-under-value",
        "list-under-value",
        False,
        (
            (FACTS, "    answers:\n      - count", "    answers: what\n      ‸- count"),
            (FACTS, "    also:\n      - 人才", "    also: 人才房\n      ‸- 人才"),
            (REGIONS, "    aliases:\n      - 嘉善县", "    aliases: 善县\n      ‸- 嘉善县"),
            (HOMES, "    facts:\n      - jiaxing", "    facts: pinghu.intern_flats\n      ‸- jiaxing"),
            (HOMES, "      zh:\n        - 有没有", "      zh: 有房吗\n        ‸- 有没有"),
        ),
    ),
    Kind(
        "key-twice",
        "duplicate-key",
        False,
        (
            (FACTS, "    region: jiaxing\n", "    region: jiaxing\n    region: pinghu\n"),
            (MONEY, "    review_by", "    until"),
            (HOMES, "    nearest: [", "    nearest: []\n    ‸nearest: ["),
            (FUNDS, "  smalltalk.hello:", "  money.founders:"),
            (REGIONS, "  demo_zone:", "  pinghu:"),
        ),
    ),
    Kind(
        "misspelt-field",
        "unknown-field",
        True,
        (
            (FACTS, "region: jiaxing", "regoin: jiaxing"),
            (MONEY, "answers: [money, who]", "anwsers: [money, who]"),
            (HOMES, "nearest:", "neerest:"),
            (FUNDS, "title: {zh: 问好", "titel: {zh: 问好"),
            (CASES, "says:", "say:"),
        ),
    ),
    Kind(
        "misspelt-region",
        "unknown-region",
        True,
        (
            (FACTS, "region: jiaxing", "region: jiaxin"),
            (MONEY, "region: pinghu", "region: pingu"),
            (MONEY, "region: jiashan", "region: jiashann"),
            (REGIONS, "    parent: jiaxing\n", "    parent: jaixing\n"),
            (REGIONS, "members: [jiashan]", "members: [jiashna]"),
        ),
    ),
    Kind(
        "misspelt-fact",
        "unknown-fact",
        True,
        (
            (HOMES, "facts: [pinghu.intern_flats", "facts: [pinghu.inter_flats"),
            (HOMES, "- jiaxing.flats_built", "- jiaxing.flats_bulit"),
            (HOMES, "      pinghu.youth_hostels:", "      pinghu.youth_hostel:"),
            (FUNDS, "[pinghu.founders_grant]", "[pinghu.founder_grant]"),
            (CASES, "[pinghu.youth_hostels]", "[pinghu_youth_hostels]"),
        ),
    ),
    Kind(
        "misspelt-aspect",
        "unknown-aspect",
        True,
        (
            (FACTS, "[count, price, who]", "[count, prise, who]"),
            (FACTS, "[count, duration, list]", "[count, durations, list]"),
            (FACTS, "      - what", "      - waht"),
            (MONEY, "[money, person]", "[money, persons]"),
            (HOMES, "aspects: [price]", "aspects: [prices]"),
        ),
    ),
    Kind(
        "misspelt-document",
        "unknown-document",
        True,
        (
            (FACTS, "source: jiaxing-2022", "source: jiaxing_2022"),
            (MONEY, "as_of: 2025\n    source: pinghu-2025", "as_of: 2025\n    source: pinghu2025"),
            (MONEY, "2025-05-18\n    source: pinghu-2025", "2025-05-18\n    source: pinghu-205"),
            (FACTS, "as_of: 2025\n    source: pinghu-2025", "as_of: 2025\n    source: Pinghu-2025"),
            (FACTS, "source: jiaxing-2022", "source: jiaxing-2202"),
        ),
    ),
    Kind(
        "misspelt-outcome",
        "wrong-value",
        True,
        (
            (HOMES, "outcome: unknown", "outcome: unkown"),
            (HOMES, "outcome: unknown", "outcome: Unknown"),
            (FUNDS, "outcome: smalltalk", "outcome: smaltalk"),
            (FUNDS, "outcome: smalltalk", "outcome: small talk"),
            (CASES, "outcome: unknown", "outcome: unknow"),
        ),
    ),
    Kind(
        "no-such-date",
        "bad-date",
        False,
        (
            (FACTS, "as_of: 2022", "as_of: 2022-13"),
            (MONEY, "as_of: 2025-05-18", "as_of: 2025-02-30"),
            (MONEY, "until: 2027-12-31", "until: 2027-12-32"),
            (DOCUMENTS, "date: 2025-05", "date: 今年5月"),
            (MONEY, "review_by: 2027-06-30", "review_by: 2027-06"),
        ),
    ),
    Kind(
        "date-otherwise-written",
        "bad-date",
        True,
        (
            (DOCUMENTS, "date: 2025-05", "date: 2025年5月"),
            (MONEY, "as_of: 2025-05-18", "as_of: 2025/5/18"),
            (MONEY, "until: 2027-12-31", "until: 2027年12月31日"),
            (FACTS, "as_of: 2022", "as_of: ２０２２"),
            (MONEY, "review_by: 2027-06-30", "review_by: 2027.6.30"),
        ),
    ),
    Kind(
        "field-left-out",
        "missing-field",
        False,
        (
            (
                MONEY,
                "  jiashan.vice_president_pay:\n    region: jiashan\n    as_of: 2025\n    source: pinghu-2025\n",
                "  ‸jiashan.vice_president_pay:\n    region: jiashan\n    as_of: 2025\n",
            ),
            (FACTS, "  jiaxing.flats_built:\n    region: jiaxing\n", "  ‸jiaxing.flats_built:\n"),
            (
                FACTS,
                "  jiashan.guest_rooms:\n    region: jiashan\n    as_of: 2025\n",
                "  ‸jiashan.guest_rooms:\n    region: jiashan\n",
            ),
            (HOMES, "  gap.rent:\n    title: {zh: 租金, en: Rent}\n", "  ‸gap.rent:\n"),
            (
                DOCUMENTS,
                "  jiaxing-2022:\n    title: {zh: 开启产业与人才的双向奔赴, en: Where industry and talent meet}\n",
                "  ‸jiaxing-2022:\n",
            ),
        ),
    ),
    Kind(
        "other-figure",
        "figures-differ",
        False,
        (
            (FACTS, "459 rent-free", "495 rent-free"),
            (FACTS, "36,000 flats", "3,600 flats"),
            (FACTS, "stay 7 days", "stay 10 days"),
            (MONEY, "500,000 yuan", "50,000 yuan"),
            (MONEY, "每年最高30万元补助。\n    en", "每年最高3万元补助。\n    ‸en"),
        ),
    ),
    Kind(
        "question-in-two-intents",
        "duplicate-question",
        False,
        (
            (HOMES, "[租金多少, ", "[刚毕业没钱，先住哪里？, "),
            (HOMES, "monthly rent", "Free flat for trainees?"),
            (FUNDS, "大学生创业有补贴吗", "租金多少"),
            (FUNDS, "教授到企业兼职给钱吗", "青苗成长金 多少"),
            (FUNDS, "good morning", "Talent  Flats"),
        ),
    ),
    Kind(
        "nearly-another-question",
        "near-duplicate",
        False,
        (
            (FUNDS, "good morning", "how many talents flats are there"),
            (HOMES, "monthly rent", "where can I stay for fre"),
            (FUNDS, "hi there", "is their any free housing"),
            (FUNDS, "money for professors in firms", "how much for a founders"),
            (FUNDS, "hello, good", "free flats for trainees, good"),
        ),
    ),
    Kind(
        "question-twice",
        "repeated-question",
        False,
        (
            (HOMES, "房租贵吗", "租金多少？"),
            (HOMES, "monthly rent", "How much is the rent"),
            (HOMES, "- 实习生住哪", "- 刚毕业没钱 先住哪里"),
            (FUNDS, "您好, 在吗", "您好, 你好！"),
            (FUNDS, "hi there", "Hello!"),
        ),
    ),
    Kind(
        "text-for-a-list",
        "wrong-shape",
        True,
        (
            (FACTS, "answers: [what]", "answers: what"),
            (MONEY, "answers: [money, person]", "answers: money, person"),
            (HOMES, "nearest: [pinghu.intern_flats]", "nearest: pinghu.intern_flats"),
            (FUNDS, "facts: [pinghu.founders_grant]", "facts: pinghu.founders_grant"),
            (CASES, "facts: [pinghu.youth_hostels]", "facts: pinghu.youth_hostels"),
        ),
    ),
    Kind(
        "list-for-a-text",
        "wrong-shape",
        False,
        (
            (FACTS, "region: jiaxing", "region: [jiaxing]"),
            (MONEY, "source: pinghu-2025", "source: [pinghu-2025, jiaxing-2022]"),
            (FACTS, "zh: 嘉善的专家楼接待来访的专家。", "zh: [嘉善的专家楼接待来访的专家。]"),
            (HOMES, "outcome: unknown", "outcome: [unknown]"),
            (HOMES, "title: {zh: 租金, en: Rent}", "title: 租金"),
        ),
    ),
    Kind(
        "one-language",
        "missing-language",
        False,
        (
            (
                DOCUMENTS,
                "{zh: 平湖激浪背后的人才强市新引擎, en: The engine behind Pinghu's talent drive}",
                "{zh: 平湖激浪背后的人才强市新引擎}",
            ),
            (HOMES, "{zh: 租金, en: Rent}", "{zh: 租金}"),
            (FUNDS, "say: {zh: 您好！请问想了解什么？, en", "say: {en"),
            (REGIONS, "{zh: 平湖, en: Pinghu}", "{zh: 平湖}"),
            (DOCUMENTS, "{zh: 中国城市报, en: China City News}", "{en: China City News}"),
        ),
    ),
    Kind(
        "id-twice",
        "duplicate-id",
        False,
        (
            (FUNDS, "  smalltalk.hello:", "  gap.rent:"),
            (FUNDS, "  money.founders:", "  housing.flats:"),
            (FUNDS, "  money.vice_presidents:", "  housing.free:"),
            (
                MONEY,
                "  jiashan.vice",
                "  jiashan.guest_rooms: {region: jiashan, as_of: 2025, source: pinghu-2025, answers: [what], also: [专家], zh: 嘉善有专家楼。, en: Jiashan has a house.}\n  jiashan.vice",
            ),
            (REGIONS, "outside:\n", "outside:\n  ‸jiashan: {name: {zh: 嘉善, en: Jiashan}}\n"),
        ),
    ),
    Kind(
        "date-passed",
        "expired",
        False,
        tuple(
            (MONEY, "2027-12-31", day)
            for day in ("2025-12-31", "2026-11-19", "2024-02-29", "2026-01-01", "2020-06-30")
        ),
    ),
    Kind(
        "figure-without-a-fact",
        "loose-figure",
        False,
        (
            (
                HOMES,
                "没有写租金。\n      en: The material I have does not say the rent.",
                "没有写租金，一般1200元。\n      en: The material I have does not say the rent, usually 1,200 yuan.",
            ),
            (HOMES, "{zh: 租金, en: Rent}", "{zh: 租金1500元, en: Rent}"),
            (HOMES, "{zh: 免费住处, en: Free places to stay}", "{zh: 免费住处, en: 600 free places to stay}"),
            (FUNDS, "{zh: 科技副总,", "{zh: 科技副总80万,"),
            (
                FUNDS,
                "say: {zh: 您好！请问想了解什么？, en: Hello! What",
                "say: {zh: 您好！我能答800个问题。, en: Hello! I know 800 answers. What",
            ),
        ),
    ),
    Kind(
        "case-of-no-use",
        "case-is-example",
        False,
        tuple(
            (CASES, "ask: 学生开公司给多少", f"ask: {text}")
            for text in (
                "青苗成长金多少",
                "租金多少？",
                "Hello!",
                "有没有免费的人才公寓",
                "how many youth hostels are there?",
            )
        ),
    ),
)


def plants() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file."""
    for kind in KINDS:
        assert len(kind.places) == 5, kind.name
        for number, (file, old, new) in enumerate(kind.places, 1):
            yield f"{kind.name}/{number}.yaml", _planted(kind, file, old, new)


def _planted(kind: Kind, file: str, old: str, new: str) -> bytes:
    text = (HERE / "base" / file).read_text("utf-8")
    assert old in text, (kind.name, old)
    start = text.index(old)
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    at = start + (new.index("‸") if "‸" in new else same)
    line = text.count("\n", 0, start) + new[: at - start].count("\n") + 2
    if kind.encoding != "utf-8":
        line = next(n for n, row in enumerate(text.split("\n"), 2) if not row.isascii())
    head = f"# file={file} rule={kind.rule} line={line} fix={'yes' if kind.mechanical else 'no'}\n"
    spoilt = text.replace(old, new.replace("‸", ""), 1) if old else text
    return (head + spoilt).encode(kind.encoding)


if __name__ == "__main__":
    for folder in HERE.iterdir():
        if folder.name != "base":
            shutil.rmtree(folder)
    for name, data in plants():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_bytes(data)
