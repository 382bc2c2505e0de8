"""Characters that a hasty eye, a stroke input method or a machine that reads pictures takes for each other."""

from __future__ import annotations

_ALIKE = """
己已巳 未末 土士 千干于 人入八 日曰目 大太犬丈 天夫夭 牛午 王玉主 田由甲申电 刀力刃 贝见 间问闻 今令 住往佳
侯候 析折拆 兔免 贷货 资姿咨 补朴扑 技枝 科料 基墓幕 博搏傅 请清情晴睛 才材财 授受 院完 项顷 治冶 具县 区匹
平乎 名各 几儿九 么公 奖浆桨 政攻改 策荣 审宙 税悦锐 字学 校较 厂广 投没设 拨拔 领颁 级极 师帅 快块 无元
方万 亿忆 百白 第弟 用月 什计汁 河何 哪那 准淮 左在 体休 募幕 辩辨辫 斥斤 厉历 仓仑 抢枪 培陪 坏环 推堆谁
薪新 研砚 为办 沪护 报极 样详 嘉喜 秀透 湖潮 宁宇 乌鸟鸣 租组祖粗 话活 贴帖 赢羸 徽微 徒陡 暮慕 晨展 凤风
困因 圆园 园围 复夏 孤弧 竞竟 峰锋蜂 蓝篮 密蜜 密秘 慢漫 纳讷 企全 仿访防 创枪 驿译择 副福 产严 合台 会令
创刨 工士 才寸 持待特 申伸 清青 报服 名多 姓性 理埋 程呈 种钟 融触 驻住 伴件 付什
"""


def _groups() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in _ALIKE.split():
        for char in group:
            known = table.get(char, "")
            table[char] = known + "".join(other for other in group if other not in known + char)
    return table


_TABLE = _groups()


def alike(char: str) -> str:
    """The characters that one is mistaken for; empty for most.

    >>> alike("申")
    '田由甲电伸'
    """
    return _TABLE.get(char, "")
