"""What must never reach the log, and what must not be taken for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Hasher, mask
from bot.store.privacy import id_checksum_ok, luhn_ok, mask_data

ROOT = Path(__file__).parents[2]
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
NARROW = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的手机13812345678", "我的手机[手机号]"),
        ("打138 1234 5678或138-1234-5679", "打[手机号]或[手机号]"),
        ("+86 13812345678，8613812345678，0086-138-1234-5678", "[手机号]，[手机号]，[手机号]"),
        ("１３８１２３４５６７８", "[手机号]"),
        ("1 3 8 1 2 3 4 5 6 7 8", "[手机号]"),
        ("电话一三八幺二三四五六七八，找我", "电话[手机号]，找我"),
        ("13812345678一下", "[手机号]一下"),
        ("1.13812345678 2.13912345678", "1.[手机号] 2.[手机号]"),
        ("0573-82521234", "[电话]"),
        ("(0573) 82521234", "[电话]"),
        ("01062345678 或 +86 573 8252 1234", "[电话] 或 [电话]"),
        ("身份证330402199001011234", "身份证[身份证号]"),
        ("11010519491231002X", "[身份证号]"),
        ("11010519491231002x，", "[身份证号]，"),
        ("１１０１０５１９４９１２３１００２Ｘ", "[身份证号]"),
        ("330402 19900101 1234", "[身份证号]"),
        ("老证330402900101123", "老证[身份证号]"),
        ("卡号6222021234567890128", "卡号[银行卡号]"),
        ("4111 1111 1111 1111", "[银行卡号]"),
        ("护照E12345678", "护照[证件号]"),
        ("EA1234567和C12345678", "[证件号]和[证件号]"),
        ("passport no. 123456789", "passport no. [证件号]"),
        ("写信zhang.san+hr@jx-rc.gov.cn。", "写信[邮箱]。"),
        ("a＠b．cn", "[邮箱]"),
        ("加微信zhangsan_88", "加微信[微信号]"),
        ("微信号：zhangsan", "微信号：[微信号]"),
        ("我微信 zhang-san88 谢谢", "我微信 [微信号] 谢谢"),
        ("my WeChat is zhangsan", "my WeChat is [微信号]"),
        ("wechat: zhang_san", "wechat: [微信号]"),
        ("VX：abc123456", "VX：[微信号]"),
        ("QQ 123456789", "QQ [QQ号]"),
        ("QQ群：12345678", "QQ群：[QQ号]"),
        ("单号123456789012345678901", "单号[号码]"),
    ],
)
def test_masks(text, masked):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "人才总量129万，产值2457亿元",
        "2025-10-28 到 2025-11-02，共459套，495套在建",
        "20251028",
        "2022 2023 2024 2025",
        "2021、2022、2023、2024年分别是多少",
        "50万到500万，最高20万元，3.6万套",
        "249.66人，31.7亿，50.7亿",
        "12345热线和400-123-4567",
        "0573",
        "微信小程序怎么用，微信公众号呢",
        "The WeChat account and the WeChat mini program",
        "用QQ能问吗，QQ2025版",
        "GB11643、ISO9001、C919、135N、1+3+5",
        "100000000元",
        "A座1203室，第1763支队伍",
        "3.1415926535",
        "一二三四五六七八九",
        "",
    ],
)
def test_leaves_alone(text):
    assert mask(text) == text


def test_english_kinds():
    assert mask("call 13812345678 or a@b.cn", "en") == "call [mobile] or [e-mail]"


def test_masks_within_data():
    data = {"a": ["13812345678", 1, None, {"b": "ok"}], "n": 13812345678}
    assert mask_data(data) == {"a": ["[手机号]", 1, None, {"b": "ok"}], "n": 13812345678}


def test_no_statement_of_the_material_is_masked():
    """Figures, names and dates that the bot itself may say, and questions about them, stay readable."""
    files = [*ROOT.glob("content/*.yaml"), *ROOT.glob("intents/*.yaml")]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    assert [line for line in lines if mask(line) != line] == []


def _id_number(area: int, born: date, serial: int) -> str:
    body = f"{area:06d}{born:%Y%m%d}{serial:03d}"
    return next(body + check for check in "0123456789X" if id_checksum_ok(body + check))


IDS = st.builds(
    _id_number,
    st.integers(110000, 829999),
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)
MOBILES = st.builds("1{}{:09d}".format, st.integers(3, 9), st.integers(0, 999_999_999))
AROUND = st.text(alphabet="我的电话是 ：,，。-+1230９aXEx@.微信qq\n", max_size=12)
SHAPES = st.sampled_from([lambda n: n, lambda n: n.translate(WIDE), lambda n: n.lower()])


def _seen(text: str) -> str:
    """What a reader of the log sees, digits of any width as ASCII."""
    return mask(text).translate(NARROW).upper()


@given(AROUND, IDS, AROUND, SHAPES)
def test_id_numbers_never_survive(before, number, after, shape):
    assert number.upper() not in _seen(before + shape(number) + after)


@given(AROUND, MOBILES, AROUND, SHAPES)
def test_mobiles_never_survive(before, number, after, shape):
    assert number not in _seen(before + shape(number) + after)


@given(MOBILES, st.sampled_from([(3, 7), (3,), (4, 7), (5,)]), st.sampled_from(" -.·\u200b"))
def test_spaced_mobiles_never_survive(number, cuts, gap):
    pieces = [number[a:b] for a, b in zip((0, *cuts), (*cuts, 11), strict=True)]
    assert mask(f"电话{gap.join(pieces)}。") == "电话[手机号]。"


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)


def test_checksums():
    assert id_checksum_ok("11010519491231002X")
    assert not id_checksum_ok("110105194912310021")
    assert not id_checksum_ok("1101051949123100")
    assert luhn_ok("4111111111111111")
    assert not luhn_ok("4111111111111112")


def test_hashes_differ_by_kind_channel_and_key():
    hasher = Hasher(b"k")
    values = {
        hasher.chat("a", "1"),
        hasher.chat("b", "1"),
        hasher.user("a", "1"),
        hasher.message("a", "1")[:16],
        Hasher(b"other").chat("a", "1"),
    }
    assert len(values) == 5
    assert hasher.user("a", "") == ""


def test_long_hostile_texts_take_no_time():
    for text in ("a" * 100_000, "1" * 100_000, "1 " * 50_000, "a." * 50_000, "微信" * 50_000, "qq " * 30_000):
        mask(text)
