"""Complaints about characters, made by `lookalikes`."""

from __future__ import annotations

DOCS: dict[str, tuple[str, str]] = {
    "tab": (
        "error",
        """Indentation is made of spaces, two a level; a tab is none.

缩进用空格，每层两个；不能用 Tab 键。

in content/regions.yaml (--fix)

wrong:
    jiashan:
    <TAB>name: {zh: 嘉善, en: Jiashan}
    ^
right:
    jiashan:
      name: {zh: 嘉善, en: Jiashan}
""",
    ),
    "special-space": (
        "error",
        """Spaces are ordinary ones: YAML takes full-width and no-break spaces for text.

空格要用普通空格：全角空格和不间断空格会被当成文字。

in content/regions.yaml (--fix)

wrong:
    jiashan:
    <U+3000>name: {zh: 嘉善, en: Jiashan}
    ^
right:
    jiashan:
      name: {zh: 嘉善, en: Jiashan}
""",
    ),
    "trailing-space": (
        "warning",
        """No spaces at the end of a line.

行末不留空格。

in content/money.yaml (--fix)

wrong:
    region: jiashan<SPACE>
                   ^
right:
    region: jiashan
""",
    ),
    "invisible-character": (
        "error / warning",
        """No characters that cannot be seen, as they come in by copying. In a key they are an error, in a text a
warning.

不能有看不见的字符，多半是复制时带来的。在键里是错误，在文字里是警告。

in content/money.yaml (--fix)

wrong:
    re<U+200B>gion: jiashan
      ^
right:
    region: jiashan
""",
    ),
    "full-width-colon": (
        "error",
        """A key ends with a half-width colon and a space.

键后面是半角冒号加一个空格。

in content/money.yaml (--fix)

wrong:
    region： jiashan
          ^
right:
    region: jiashan
""",
    ),
    "colon-without-space": (
        "error",
        """A space stands behind the colon of a key.

键的冒号后面要有一个空格。

in content/money.yaml (--fix)

wrong:
    region:jiashan
          ^
right:
    region: jiashan
""",
    ),
    "full-width-dash": (
        "error",
        """A list item begins with a half-width hyphen and a space.

列表项以半角减号加一个空格开头。

in content/regions.yaml (--fix)

wrong:
    － 嘉善县
    ^
right:
    - 嘉善县
""",
    ),
    "hyphen-without-space": (
        "error",
        """A space stands behind the hyphen of a list item.

列表项的减号后面要有一个空格。

in content/regions.yaml (--fix)

wrong:
    -嘉善县
    ^
right:
    - 嘉善县
""",
    ),
    "full-width-bracket": (
        "error",
        """Brackets are half-width.

括号用半角。

in content/housing.yaml (--fix)

wrong:
    also: ［免费公寓，459套］
          ^
right:
    also: [免费公寓, 459套]
""",
    ),
    "full-width-sign": (
        "error",
        """`#`, `|` and `>` are half-width.

`#`、`|`、`>` 用半角。

in content/housing.yaml (--fix)

wrong:
    ＃ 人才公寓
    ^
right:
    # 人才公寓
""",
    ),
    "full-width-comma": (
        "error",
        """Ids and fields are separated by a half-width comma and a space.

编号之间、字段之间用半角逗号加一个空格。

in content/housing.yaml (--fix)

wrong:
    answers: [count，price, who]
              ^
right:
    answers: [count, price, who]
""",
    ),
    "unmatched-quotes": (
        "error",
        """A value in quotes has half-width quotes on both sides. Chinese quotes may stand inside it.

整个值的引号，两边都用半角；值里面可以用中文引号。

in content/housing.yaml (--fix)

wrong:
    en: “Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free."
        ^
right:
    en: "Pinghu has 3 youth hostels: graduates who look for work stay 7 days for free."
""",
    ),
}
"""Id to level and documentation."""
