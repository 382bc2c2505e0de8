"""Complaints about YAML and shapes, made by `builder`, `explain`, `shape` and `cases`."""

from __future__ import annotations

DOCS: dict[str, tuple[str, str]] = {
    "syntax": (
        "error",
        """The file is YAML: one `key: value` a line, brackets and quotes closed, lines of one level in one column.
`--fix` quotes what has to be quoted, closes a quote or bracket at the end of its line, and moves a line
that stands one column aside.

文件要符合 YAML 的写法：一行一个“键: 值”，括号和引号要关上，同一层从同一列开始。`--fix` 会给该加引号的值加引号，
在行末补上漏掉的引号或括号，把偏了一列的行对齐。

in content/housing.yaml (--fix)

wrong:
    en: Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free.
                                  ^
right:
    en: "Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free."
""",
    ),
    "special-yaml": (
        "error",
        """No anchors, aliases, tags, directives or merge keys: a text that begins with `& * ! %` is put in quotes.

不能用锚点、引用、标签、指令和合并写法；文字以 & * ! % 开头时要加引号。

in content/documents.yaml (--fix)

wrong:
    byline: &Co 邢灿
            ^
right:
    byline: "&Co 邢灿"
""",
    ),
    "several-documents": (
        "error",
        """A file holds one document.

一个文件里只有一份内容，中间没有“---”。

in content/regions.yaml

wrong:
    ---
    ^
    outside:
right:
    outside:
""",
    ),
    "too-deep": (
        "error",
        """Nesting ends at 20 levels.

嵌套不超过 20 层。

in content/housing.yaml

wrong:
    also: [[[[[[[[[[[[[[[[[[[[[专家楼]]]]]]]]]]]]]]]]]]]]]]
                           ^
right:
    also: [专家楼]
""",
    ),
    "duplicate-key": (
        "error",
        """A key stands once in its map: YAML would silently drop the first.

同一层的键只写一次，否则 YAML 会悄悄丢掉前一个。

in content/money.yaml

wrong:
    until: 2027-12-31
    until: 2027-06-30
    ^
right:
    until: 2027-12-31
    review_by: 2027-06-30
""",
    ),
    "cut-by-comment": (
        "warning",
        """A value ends before ` #`: what follows is a comment.

值里的“ #”后面会被当成注释丢掉。

in content/housing.yaml

wrong:
    zh: 嘉善的专家楼 #2 接待来访的专家。
                     ^
right:
    zh: 嘉善的专家楼接待来访的专家。
""",
    ),
    "list-under-value": (
        "error",
        """A key has a value or a list below it, not both.

键后面有了值，下面就不能再有列表。

in content/regions.yaml

wrong:
    aliases: 善县
      - 嘉善县
      ^
right:
    aliases:
      - 嘉善县
""",
    ),
    "folded-text": (
        "warning",
        """Chinese text stands on one line: each line break becomes a space.

中文写在一行里，换行处会多出一个空格。

in content/housing.yaml

wrong:
    zh: 嘉善的专家楼
        ^
      接待来访的专家。
right:
    zh: 嘉善的专家楼接待来访的专家。
""",
    ),
    "wrong-shape": (
        "error",
        """A text, a list or `key: value` lines stand where they are due.

该写文字的写文字，该写列表的写列表，该写“键: 值”的写“键: 值”。

in content/housing.yaml (--fix)

wrong:
    answers: what
             ^
right:
    answers: [what]
""",
    ),
    "unknown-field": (
        "error",
        """Only the fields of the guide are written.

只能写说明里有的字段。

in content/money.yaml (--fix)

wrong:
    regoin: jiashan
    ^
right:
    region: jiashan
""",
    ),
    "missing-field": (
        "error",
        """The fields that are needed are there.

必须写的字段一个都不能少。

in content/money.yaml

wrong:
    jiashan.vice_president_pay:
    ^
      region: jiashan
      as_of: 2025
      answers: [money, person]
right:
    jiashan.vice_president_pay:
      region: jiashan
      as_of: 2025
      source: pinghu-2025
      answers: [money, person]
""",
    ),
    "wrong-value": (
        "error",
        """`outcome` and `date_printed` have one of their few values.

`outcome`、`date_printed` 只能写规定的几个值。

in intents/money.yaml (--fix)

wrong:
    outcome: smaltalk
             ^
right:
    outcome: smalltalk
""",
    ),
    "empty-item": (
        "error",
        """No item of a list is empty.

列表里没有空的项。

in content/housing.yaml

wrong:
    also: [免费公寓, ""]
                     ^
right:
    also: [免费公寓, 459套]
""",
    ),
    "expects-nothing": (
        "error",
        """A case expects something.

用例要有要求，不然永远会通过。

in cases/housing.yaml

wrong:
    - ask: [嘉兴建了几套人才房, 那租金呢]
      ^
right:
    - ask: [嘉兴建了几套人才房, 那租金呢]
      outcome: unknown
""",
    ),
}
"""Id to level and documentation."""
