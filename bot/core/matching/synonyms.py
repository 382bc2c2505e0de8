"""Words that mean the same to an asker are made equal in two of the feature channels (the others keep them apart)."""

# ruff: noqa: E501 - word lists and patterns are read by the line, not by the column

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.core.language.stems import stem

# Each row becomes one private character. Order in a row does not matter; longer variants are tried first.
_GROUPS: tuple[str, ...] = (
    # question words and helpers
    "怎么 如何 怎样 咋 怎么样 咋样 咋个 怎么去 how",
    "为什么 为啥 为何 什么原因 why",
    "什么 啥 哪些 哪几个 哪几种 有哪些 有什么 有啥 what which",
    "多少 几个 几多 多大 数量 总数 几名 几家 几位 几项 几套",
    "多少钱 多钱 几多钱 金额 数额 什么价 amount",
    "什么时候 何时 啥时候 几时 哪天 哪年 哪一年 几月几号 几号 日期 when",
    "哪里 哪儿 什么地方 啥地方 何处 在哪 位于 where location located",
    "能 可以 能不能 可不可以 能否 是否可以 可否 can could may",
    "有没有 有无 是否有 有吗",
    "谁 哪位 什么人 哪个人 who",
    "介绍 了解 讲讲 说说 聊聊 告诉我 explain",
    "申请 申领 申报 办理 报名 领取 apply application register",
    # places to live
    "公寓 住房 房子 住处 房源 宿舍 住的地方 落脚 安居 住宿 人才房 apartment flat housing dorm accommodation house room home",
    "免费 不要钱 不花钱 白住 零租金 free rent-free",
    "实习生 见习生 实习 见习 intern trainee internship",
    "办公室 办公场地 场地 工位 办公空间 创业空间 青创空间 办公地点 office workspace coworking",
    "驿站 青年驿站 旅社 hostel",
    # money
    "补贴 补助 津贴 资助 补 奖补 扶持资金 给钱 subsidy grant allowance",
    "贷款 授信 借款 融资 信贷 loan credit financing",
    "工资 年薪 薪水 薪资 薪酬 待遇 报酬 月薪 salary pay wage",
    "资金 经费 钱 款 fund money funding",
    "最高 最多 上限 封顶 顶格 maximum most cap max upto",
    "税 纳税 交税 税收 缴税 tax",
    "产值 营收 销售额 output revenue",
    # people
    "人才 英才 高端人才 高层次人才 talent talents",
    "教授 老师 导师 supervisor professor mentor",
    "研究生 硕士 硕士生 硕博 graduate postgraduate",
    "博士 phd doctor doctoral",
    "毕业生 应届生 大学生 学生 graduates student",
    "海归 留学生 留学人员 留学回国 归国 returnee returnees",
    "外国人 老外 外籍 外国人才 foreigner foreign expat",
    "创始人 创办人 老板 董事长 founder boss chairman",
    "院士 academician",
    "科技副总 副总 技术副总 kejifuzong",
    "专家 学者 expert scholar",
    # bodies
    "企业 公司 厂 厂家 工厂 厂子 单位 firm company enterprise factory business",
    "高校 大学 学校 院校 university college",
    "研究院 院所 科研机构 研究所 institute academy",
    "平台 载体 platform",
    "政府 官方 部门 government authority",
    "孩子 小孩 子女 娃 儿子 女儿 child children kid kids",
    "学校 上学 读书 入学 school",
    "医院 看病 就医 医疗 hospital medical clinic",
    # events and programmes
    "招聘会 对接会 双选会 人才市场 专场招聘 招聘 job-fair recruitment recruiting",
    "岗位 职位 工作 job position post vacancy",
    "大赛 比赛 竞赛 赛事 contest competition race",
    "峰会 大会 会议 summit conference",
    "创业 开公司 办公司 创办 startup start-up entrepreneurship",
    "落户 落地 入驻 settle settled",
    "排名 第几 排第几 名次 排位 rank ranking ranked",
    "互认 认可 承认 通用 recognition recognise recognised recognize recognized",
    "职称 专业技术资格 title",
    "成立 创立 创建 设立 建立 founded established set-up",
    "启用 开始 起 开通 started launched opened",
    "合作 联合 共建 携手 cooperation joint partner",
    "专利 发明专利 patent patents",
    "产业 行业 领域 赛道 industry field sector",
    "芯片 集成电路 半导体 chip semiconductor",
    "人工智能 ai",
    "二维码 人才码 码 qr code",
    "零部件 零件 配件 汽配 parts component components",
    "投资 投 投入 invest investment invested",
    "节目 活动 event events activity activities",
)


Variant = tuple[tuple[str, ...], str]


@lru_cache(maxsize=16384)
def _base(token: str) -> str:
    return stem(token) if token.isascii() else token


def _split(variant: str) -> tuple[str, ...]:
    words = variant.replace("-", " ").split()
    return tuple(_base(part) for word in words for part in ([word] if word.isascii() else word))


def _by_first() -> dict[str, list[Variant]]:
    """First token of a variant to all variants that begin with it, the longest first."""
    table: dict[str, list[Variant]] = {}
    known: set[tuple[str, ...]] = set()
    for place, group in enumerate(_GROUPS):
        for parts in map(_split, group.split()):
            if parts not in known:
                known.add(parts)
                table.setdefault(parts[0], []).append((parts, chr(0xE000 + place)))
    for options in table.values():
        options.sort(key=lambda option: -len(option[0]))
    return table


_VARIANTS = _by_first()


def canonical(row: Sequence[str]) -> list[str]:
    """Tokens with English words cut to their stems and every synonym replaced by its group's private character."""
    base = [_base(token) for token in row]
    if _VARIANTS.keys().isdisjoint(base):
        return base
    found: list[str] = []
    at = 0
    while at < len(base):
        options = _VARIANTS.get(base[at])
        length, mark = _match(base, at, options) if options else (1, base[at])
        found.append(mark)
        at += length
    return found


def _match(base: list[str], at: int, options: list[Variant]) -> tuple[int, str]:
    """Tokens taken and what stands for them."""
    for parts, mark in options:
        length = len(parts)
        if length == 1 or tuple(base[at : at + length]) == parts:
            return length, mark
    return 1, base[at]
