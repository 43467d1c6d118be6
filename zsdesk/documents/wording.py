"""The words that papers print of themselves: headings, labels, marks.  Content, not interface."""

from __future__ import annotations

MISSING = "待补"
CUT_MARK = "……（全文见纪要）"

BRIEF = "洽谈简报"
CONTENTS = "目　录"

NUMBER, SECRECY, HELD, PLACE = "编　　号", "密　　级", "洽谈时间", "洽谈地点"
OUR_SIDE, THEIR_SIDE = "我　　方", "对　　方"

OVERVIEW = "一、项目概况"
STRENGTHS = "二、企业实力"
TALKS = "三、洽谈情况"
AGREED, DEMANDS, OPEN_POINTS = "（一）本次议定。", "（二）企业诉求。", "（三）主要分歧。"
RISKS = "四、风险提示"
NEXT_STEPS = "五、下一步安排"

MATTER, UNIT, DUE = "事项", "责任单位", "时限"
REVENUE = "营业收入（亿元）"

PREPARED_BY, REVIEWED_BY = "经办：", "审核："
VERSION, DIGEST = "版本：", "校验码："
NUMBER_AT_CODE = "编号："
QR_ALT = "二维码：编号 {number}，版本 {version}，校验码 {digest}"


def chinese_day(year: int, month: int, day: int) -> str:
    """A date as papers print it (GB/T 9704-2012, 7.3.5.4: no leading zeros)."""
    return f"{year}年{month}月{day}日"


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as headings count: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
