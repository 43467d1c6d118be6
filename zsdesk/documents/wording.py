"""The words that papers print of themselves: headings, labels, marks.  Content, not interface."""

from __future__ import annotations

MISSING = "待补"
CUT_MARK = "……（全文见纪要）"

CONTENTS = "目　录"

NUMBER, SECRECY, HELD, PLACE = "编　　号", "密　　级", "洽谈时间", "洽谈地点"
OUR_SIDE, THEIR_SIDE = "我　　方", "对　　方"

AGREED, DEMANDS, OPEN_POINTS = "（一）本次议定。", "（二）企业诉求。", "（三）主要分歧。"

MATTER, UNIT, DUE = "事项", "责任单位", "时限"
REVENUE, YEARS = "营业收入（亿元）", "年度"

SIGNERS = {"officer": "经办", "supervisor": "审核", "leader": "签发"}
SIGN_HERE = {"officer": "经办人签名处", "supervisor": "审核人签名处", "leader": "签发人签名处", "seal": "单位印章处"}
VERSION, DIGEST = "版本：", "校验码："
NUMBER_AT_CODE = "编号："
QR_ALT = "二维码：编号 {number}，版本 {version}，校验码 {digest}"

YEAR, MONTH = "{year}年", "{month}月"
PLANNED, ACTUAL, TODAY, NOT_YET = "计划", "实际", "编制日", "尚未完成"
GANTT_ALT = "节点计划图："
GANTT_NODE = "{name}，计划{planned}，实际{actual}"
STANDS = {"agreed": "一致", "close": "基本一致", "open": "待议", "refused": "不接受"}
UNSPOKEN = "未议"
POSITIONS_ALT = "逐轮立场图："
ARRIVALS_ALT = "资金到位图："
ARRIVED, PROMISED = "累计到位 {sum}亿元", "合同额 {sum}亿元"

PHOTO = "图{number}　{text}"
PHOTO_TAKEN = "{day}摄于{place}"
PHOTO_ALT = "{title}，{day}摄于{place}"
PHOTO_MISSING = "照片未能收入：{why}"
TOO_MANY_PIXELS = "图片像素过多，无法打开"
DAMAGED = "文件已损坏，无法打开"
NOT_HERE = "文件尚未同步到本机"
ENCRYPTED = "文件已加密，无法打开"
APPENDED = "附件{number}　{name}"
APPENDED_PAGE = "{name}　第{page}页，共{pages}页"
FILE_NAME = "附件{number}-{name}"
NOT_PAGES = "非页面文件，原件随文嵌入"
ENCLOSURE_HEADS = ("序号", "名称", "所属记录", "页数", "大小", "SHA-256", "收入情况")
SHOWN_AS, FOLLOWS, HANDED, LEFT_OUT = "见图{number}", "原件附后", "电子文件", "未收入：{why}"
SIGNED_BY_HAND = "{name}的手写签名"
INK_DIGEST = "现场签署的纪要内容校验值（SHA-256）：{digest}"
INK_STALE = "注意：签署之后记录有改动，本文书所载内容与签署时不一致。"
MADE_BY = "模板第{number}号"
INK_HEADS = ("单位、职务、姓名", "签字", "日期")
PAGES = "本卷宗正文及附件共{pages}页。"
ADDRESSEE, COPIES, PRINTED = "{unit}：", "抄送：{units}", "{unit}　　{day}印发"
FACTS = {
    "number": "编号",
    "secrecy": "密级",
    "unit": "编制单位",
    "day": "编制日期",
    "version": "版本",
    "name": "项目名称",
}


def chinese_day(year: int, month: int, day: int) -> str:
    """A date as papers print it (GB/T 9704-2012, 7.3.5.4: no leading zeros)."""
    return f"{year}年{month}月{day}日"


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as headings count: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
