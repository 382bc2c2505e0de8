"""A small sound knowledge, which each test spoils in one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.kb.loader import Loaded, load

GOOD = {
    "content/documents.yaml": """\
documents:
  pinghu-2025:
    title: {zh: 平湖, en: Pinghu}
    byline: 孔玉叶 顾伟杰
    date: 2025-05
    date_printed: no
    file: 004.txt
  jiaxing-2022:
    title: {zh: 嘉兴, en: Jiaxing}
    date: 2022
    date_printed: 否
    publisher: {zh: 中国城市报, en: China City News}
    file: 002.txt
""",
    "content/regions.yaml": """\
regions:
  jiaxing: {name: {zh: 嘉兴, en: Jiaxing}, aliases: [禾城]}
  pinghu: {name: {zh: 平湖, en: Pinghu}, parent: jiaxing}
  jiashan: {name: {zh: 嘉善, en: Jiashan}, parent: jiaxing, aliases: [嘉善县, Jia Shan]}
  demo_zone: {name: {zh: 示范区, en: Demonstration Zone}, members: [jiashan]}
outside:
  hangzhou: {name: {zh: 杭州, en: Hangzhou}, aliases: [杭州市]}
""",
    "content/housing.yaml": """\
topic: {zh: 住房, en: Housing}
facts:
  pinghu.intern_flats:
    region: pinghu
    as_of: 2025-05
    source: pinghu-2025
    answers: [count, price, who]
    also: [免费公寓, 459套]
    zh: 平湖为实习生准备了459套免费公寓。
    en: Pinghu keeps 459 rent-free flats for interns.
  pinghu.founders:
    region: pinghu
    as_of: 2025-05-18
    source: pinghu-2025
    answers: [money]
    zh: 平湖的青苗成长金最高50万元。
    en: Pinghu grants founders up to 500,000 yuan.
    until: 2027-12-31
    review_by: 2027-06-30
""",
    "intents/housing.yaml": """\
topic: {zh: 住房, en: Housing}
intents:
  housing.free:
    title: {zh: 免费住处, en: Free places to stay}
    questions:
      zh: [有没有免费的人才公寓, 刚毕业没钱先住哪里, 实习生住哪]
      en: [any free housing, where to stay for free, free flat]
    facts: [pinghu.intern_flats, pinghu.founders]
    details:
      pinghu.founders: {zh: [青苗成长金多少], en: [how much for founders]}
  gap.rent:
    title: {zh: 租金, en: Rent}
    outcome: unknown
    say: {zh: 材料没有写租金。, en: The material does not say the rent.}
    nearest: [pinghu.intern_flats]
    aspects: [price]
    questions:
      zh: [租金多少, 一个月多少钱, 房租贵吗]
      en: [how much is the rent, monthly rent, is the rent high]
""",
}

TODAY = date(2026, 11, 20)


class House:
    """The files of a small knowledge, in a folder that is the working directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in GOOD.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Loaded:
        return load(self.root / "content", self.root / "intents", today=TODAY)


def answer_the_rent(house: House) -> None:
    """An edit after which the rent is answered, which was a known gap."""
    house.replace("intents/housing.yaml", "    outcome: unknown\n", "")
    house.replace(
        "intents/housing.yaml",
        "    say: {zh: 材料没有写租金。, en: The material does not say the rent.}\n",
        "",
    )
    house.replace("intents/housing.yaml", "    aspects: [price]\n", "")
    house.replace("intents/housing.yaml", "    nearest: [", "    facts: [")
