"""Complaints about whole files, made by `paths`, `loader` and `reader`, and of the engine (`check --deep`)."""

from __future__ import annotations

DOCS: dict[str, tuple[str, str]] = {
    "unreadable": (
        "error",
        """The file or folder can be read.

文件和文件夹要能打开。

in -

wrong:
    没有权限的文件，或者写错的文件夹 / a file without permission, or a wrong folder
right:
    content/housing.yaml
""",
    ),
    "too-large": (
        "error",
        """A file has at most 1 MiB; larger ones are split by topic.

一个文件最大 1 MiB，再大就按主题拆开。

in -

wrong:
    content/all.yaml 3 MB
right:
    content/housing.yaml 40 KB
""",
    ),
    "missing-file": (
        "error",
        """content/documents.yaml and content/regions.yaml are there.

content/ 里必须有 documents.yaml 和 regions.yaml。

in -

wrong:
    content/region.yaml
right:
    content/regions.yaml
""",
    ),
    "empty-file": (
        "warning",
        """A file holds something: an empty one has most likely lost its content.

文件里要有内容：空文件多半是内容丢了。

in -

wrong:
    intents/housing.yaml 0 KB
right:
    intents/housing.yaml 40 KB
""",
    ),
    "ignored-file": (
        "warning",
        """What is meant to be read ends in .yaml; backups lie elsewhere.

要读取的文件以 .yaml 结尾；备份放到别处。

in -

wrong:
    intents/housing.yaml.txt
right:
    intents/housing.yaml
""",
    ),
    "too-many": (
        "error",
        """A file has fewer than 1,000 mistakes; the reader stops there.

一个文件的错误不到 1,000 处；到了就不再往下看。

in -

wrong:
    一千行没有冒号后空格的 / a thousand lines of that sort
right:
    content/housing.yaml
""",
    ),
    "not-utf8": (
        "error",
        """Files are saved in UTF-8. `--fix` converts GBK and UTF-16, as Notepad may write them.

文件要存成 UTF-8。记事本存成的 ANSI（GBK）或 Unicode（UTF-16），`--fix` 会转换。

in -

wrong:
    content/housing.yaml (GBK)
right:
    content/housing.yaml (UTF-8)
""",
    ),
    "control-character": (
        "error",
        """No control characters, as they come in by copying from a terminal or a PDF.

不能有控制字符，多半是从终端或 PDF 复制时带来的。

in content/housing.yaml

wrong:
    zh: 嘉善<U+0007>的专家楼接待来访的专家。
            ^
right:
    zh: 嘉善的专家楼接待来访的专家。
""",
    ),
    "example-lost": (
        "warning",
        """With `--deep`: the bot takes an example question for its own intent.

加了 `--deep` 才查：一个意图的问法，机器人要认作这个意图。

in -

wrong:
    housing.free: 有房吗 → gap.rent
right:
    housing.free: 有没有免费的人才公寓
""",
    ),
    "case-lost": (
        "warning",
        """With `--deep`: a case gets the reply that it should.

加了 `--deep` 才查：用例要得到该有的回答。

in -

wrong:
    学生开公司给多少 → housing.free
right:
    学生开公司给多少 → money.founders
""",
    ),
    "stolen-when-misspelt": (
        "warning",
        """With `--deep`: a question that is misspelt or reworded is not answered from another intent.

加了 `--deep` 才查：问法打错字、换语序以后，不能被别的意图抢走。

in -

wrong:
    租进多少 → money.founders
right:
    租进多少 → gap.rent
""",
    ),
}
"""Id to level and documentation."""
