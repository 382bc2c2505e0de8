"""Tables of the mutations: look-alike characters, characters of several readings, keys, polite words."""

from __future__ import annotations

_LOOKALIKES = (
    "己已巳 末未 士土 人入八 日曰目 干千于 天夭夫 大太犬 王玉主 田由甲申 午牛 刀力 今令 贝见 间问闻 住往佳 补扑朴 "
    "贴帖 请清情晴 博搏 才材 技枝 科料 授受 院完 项顷 资姿 贷货 租祖粗 活话 治冶 具县 区匹 市巾 海悔 平乎 桐铜 名各 "
    "夕多 几儿九 么公 兔免 奖浆桨 政攻 荣策 宙审 税悦锐 字学 孩该 校较 厂广 投没 拔拨 领颁 级极 帅师 快块 无元 方万 "
    "亿忆 百白 第弟 用月 计什 河何 哪那 淮准 左在 体休 侯候 幕募 辩辨 析折 博傅 拆折 斥斤 买卖 历厉 免晚 仓仑 抢枪 "
    "怎恐 培陪 基墓 坏环 推堆 新薪 研砚 办为 业亚 外处 沪护 报极 吗妈 哪娜 谁推 样详 嘉喜 秀透 湖潮 宁宇 乌鸟"
)
_UNLIKE = frozenset({"买卖"})
"""Pairs that look alike but would ask for the opposite."""


def _groups() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in _LOOKALIKES.split():
        for char in group if group not in _UNLIKE else "":
            table[char] = table.get(char, "") + group.replace(char, "")
    return table


GLYPHS = _groups()
"""Character to those that it is taken for by a hasty eye, or by a machine that reads a picture."""

READINGS = {
    "长三角": "chang san jiao",
    "长江": "chang jiang",
    "多长": "duo chang",
    "长期": "chang qi",
    "银行": "yin hang",
    "行业": "hang ye",
    "同行": "tong hang",
    "央行": "yang hang",
    "行情": "hang qing",
    "重庆": "chong qing",
    "重新": "chong xin",
    "多重": "duo chong",
    "了解": "liao jie",
    "还款": "huan kuan",
    "归还": "gui huan",
    "音乐": "yin yue",
    "首都": "shou du",
    "成都": "cheng du",
    "角色": "jue se",
    "调整": "tiao zheng",
    "便宜": "pian yi",
    "会计": "kuai ji",
    "频率": "pin lv",
    "数一数": "shu yi shu",
    "觉得": "jue de",
    "目的": "mu di",
    "怎么着": "zen me zhao",
    "着落": "zhuo luo",
    "藏语": "zang yu",
    "出差": "chu chai",
}
"""Words in which a character has not its usual reading."""

PUNCTUATION = str.maketrans("，。？！：；（）“”、～", ',.?!:;()"",~')

_BESIDE = (
    "qwa wqes ewrd retf tryg ytuh uyij iuok oipl pol aqsz sadw dsfe fdgr gfht hgjy jhku kjli lko "
    "zxas xzcd cxvf vcbg bvnh nbmj mnk"
)
KEYS = {group[0]: group[1:] for group in _BESIDE.split()}
"""Letter to the letters beside it on a keyboard (QWERTY)."""

HEADS_ZH = (
    "请问，",
    "你好，",
    "您好！",
    "麻烦问一下，",
    "不好意思打扰了，",
    "我想咨询一下，",
    "那个……",
    "嗯，",
    "亲，",
    "在不？",
    "老师您好，",
    "弱弱地问一句，",
    "小白一个，想问下",
    "有人知道吗，",
    "哈喽哈喽，",
    "话说",
)
TAILS_ZH = (
    "谢谢",
    "，谢谢啦",
    "呀",
    "啊",
    "呢",
    "~",
    "，在线等挺急的",
    "，求解答",
    "哈",
    "，麻烦了",
    "！！！",
    "，跪谢",
)
HEADS_EN = (
    "Hi, ",
    "Hello! ",
    "Hey there, ",
    "Sorry to bother you, but ",
    "Quick question: ",
    "Good morning, ",
    "Dear team, ",
    "Just wondering, ",
    "umm ",
    "Could you please tell me, ",
)
TAILS_EN = (
    " please",
    " thanks!",
    " Thank you very much.",
    " cheers",
    " asap",
    " :)",
    " lol",
    " many thanks in advance",
)
EMOJI = ("🙏", "😂", "😊", "🤔", "👀", "🏠", "❤️", " 😭😭", "👍🏻")
