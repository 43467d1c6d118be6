"""Article projects with all that a dossier shows of them; what the article does not say is marked 示例."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFilter

from zsdesk.acts import attachments, records
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.kinds import Money, Person, Target
from zsdesk.records.company import Year
from zsdesk.records.meeting import AgendaItem, Decision
from zsdesk.records.negotiation import Position
from zsdesk.records.opinion import Condition
from zsdesk.records.plan import Element, SignOff, Step
from zsdesk.records.project import Joint
from zsdesk.records.review import Need
from zsdesk.records.supervision import Extension

YI = 100_000_000
MARK = "（示例）"


def at(day: str, hour: int = 9, minute: int = 30) -> datetime:
    """A moment in Beijing."""
    d = date.fromisoformat(day)
    return datetime(d.year, d.month, d.day, hour, minute, tzinfo=BEIJING)


def photo(number: int, size: tuple[int, int] = (1600, 1200), orientation: int = 1) -> bytes:
    """A JPEG of a building site as a phone writes it: with orientation, maker, time and place."""
    width, height = size
    picture = Image.new("RGB", size, (170, 196, 222))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 6 // 10, width, height), fill=(150 - number % 40, 118, 84))
    for n in range(7):
        left, tall = width * n // 7, height * (2 + (n * 5 + number) % 4) // 10
        box = (left, height * 6 // 10 - tall, left + width // 9, height * 6 // 10)
        draw.rectangle(box, fill=(90 + 12 * n, 96 + (number * 7) % 60, 104))
    draw.ellipse((width * 8 // 10, height // 10, width * 9 // 10, height // 10 + width // 10), fill=(250, 226, 120))
    noise = Image.effect_noise((width // 4, height // 4), 36).resize(size).convert("RGB")
    picture = Image.blend(picture, noise, 0.16).filter(ImageFilter.SMOOTH)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "示例相机"
    exif.get_ifd(0x8769)[0x9003] = f"2026:{1 + number % 9:02d}:{1 + number % 27:02d} 10:20:30"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 38.0, 12.0), 3: "E", 4: (106.0, 42.0, 3.0)})
    out = BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def scan(pages: int, *, dpi: int = 150, title: str = "") -> bytes:
    """A PDF of scanned pages in grey, as an office's scanner writes it."""
    wide, high = round(8.27 * dpi), round(11.69 * dpi)
    with pikepdf.new() as pdf:
        for number in range(pages):
            picture = Image.new("L", (wide, high), 246)
            draw = ImageDraw.Draw(picture)
            draw.text((wide // 8, high // 12), f"{title} {number + 1}/{pages}", fill=20)
            for line in range(34):
                y = high // 8 + line * high // 44
                end = wide * (5 + (line * 7 + number) % 3) // 8
                draw.rectangle((wide // 8, y, end, y + high // 130), fill=60)
            out = BytesIO()
            picture.save(out, "JPEG", quality=70, dpi=(dpi, dpi))
            page = pdf.add_blank_page(page_size=(595.28, 841.89))
            image = pikepdf.Stream(pdf, out.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
            image.Width, image.Height, image.BitsPerComponent = wide, high, 8
            image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.DCTDecode
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
            page.Contents = pikepdf.Stream(pdf, b"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q")
        out = BytesIO()
        pdf.save(out, static_id=True)
        return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """The same PDF behind a password."""
    with pikepdf.open(BytesIO(data)) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return out.getvalue()


@dataclass
class Made:
    """A project on a desk, and what else was made: ids by a short name."""

    desk: Desk
    project: str
    ids: dict[str, str]

    def add(self, type_name: str, key: str = "", **values: Any) -> str:
        """Another record of the project."""
        if type_name not in ("meeting", "opinion"):
            values.setdefault("project", self.project)
        made = self.desk.do(records.create, type_name, values).result
        self.ids[key or type_name] = made
        return made

    def attach(self, of: str, name: str, data: bytes, *, caption: str = "", **values: Any) -> str:
        """Attach a file to the project, or to what was made under a short name."""
        target = Target("project", self.project) if of == "project" else Target(of.split(":")[0], self.ids[of])
        made = self.desk.do(attachments.attach_bytes, target, name, data, caption=caption or None).result
        if values:
            self.desk.do(records.change, "attachment", made, values)
        return made


def thin(desk: Desk) -> Made:
    """Little is known: what the article says of the project at 盘州, and nothing else."""
    company = desk.do(records.create, "company", {"name": "永荣", "uscc_pending": True}).result
    project = desk.do(
        records.create,
        "project",
        {
            "name": "盘州磷氟煤产业基地",
            "companies": (company,),
            "group": "industry",
            "total_investment": Money(220 * YI),
            "region_code": "520281",
            "summary": "煤焦化电材链条",
        },
    ).result
    return Made(desk, project, {"company": company})


def full(desk: Desk, *, photos: int = 5, scans: int = 2, reviewed: bool = True) -> Made:
    """All that can be known, of the project at 瓮安: the article's facts, the rest marked.

    ``reviewed`` with a review that was held elsewhere, as no single account may send it to a province.
    """
    company = desk.do(
        records.create,
        "company",
        {
            "name": "永荣",
            "uscc": "91350100MA2XYJ5B4A",
            "ownership": "private",
            "tags": ("chain_leader", "high_tech"),
            "origin": "350000",
            "industry": "C26",
            "legal_person": f"吴建华{MARK}",
            "registered_capital": Money(12 * YI),
            "revenue": Money(131 * YI),
            "financials": (
                Year("2023", "102.7亿", "6.1亿", MARK),
                Year("2024", "97.5亿", "4.8亿"),
                Year("2025", "131.2亿"),
            ),
            "profile": f"从事石化、化工新材料与新能源材料的企业集团{MARK}。建有国家级企业技术中心一个。",
        },
    ).result
    project = desk.do(
        records.create,
        "project",
        {
            "name": "瓮安磷氟新能源材料产业基地",
            "companies": (company,),
            "group": "industry",
            "sihua": "industrialisation",
            "cluster": "battery",
            "industry": "C26",
            "total_investment": Money(280 * YI),
            "fixed_investment": Money(236 * YI),
            "contract_amount": Money(280 * YI),
            "land_mu": 3200.0,
            "tax_per_mu": 36.5,
            "energy_tce": 412_000.0,
            "power_kva": 260_000.0,
            "water_m3d": 48_000.0,
            "eia": "report",
            "jobs": 4200,
            "park": f"瓮安经济开发区{MARK}",
            "planned_start": date(2026, 3, 18),
            "planned_production": date(2027, 12, 31),
            "lead_unit": "瓮安县投资促进局",
            "major": True,
            "region_code": "522725",
            "owner": "李梅",
            "first_contact_unit": "瓮安县投资促进局",
            "stage": "started",
            "signed_on": date(2025, 11, 20),
            "started_on": date(2026, 3, 16),
            "summary": f"磷矿精深加工链条。一期建设磷酸铁、磷酸铁锂及氟化工装置{MARK}。\n二期建设回收利用装置{MARK}。",
            "partners": (Joint("贵州省新型工业化发展基金", "fund", f"出资意向{MARK}"),),
        },
    ).result
    made = Made(desk, project, {"company": company})
    _talks(made)
    _plan(made)
    _promises(made)
    if reviewed:
        _review(made)
    _works(made)
    _files(made, photos, scans)
    return made


def _talks(made: Made) -> None:
    people = (
        Person("陈䶮", "副局长", "省投资促进局", "ours"),
        Person("龙𬱖", "县长", "瓮安县人民政府", "ours"),
        Person("刘志强", "董事长", "永荣", "theirs"),
        Person("Michael Chen", "副总裁（战略投资）", "永荣", "theirs"),
    )
    rounds = (
        (
            "2025-08-12",
            (("一期用地", "1600亩", "先供1200亩", "open"), ("用电", "双回路220千伏", "列入电网计划", "open")),
        ),
        (
            "2025-09-26",
            (
                ("一期用地", "1600亩", "一期1400亩", "close"),
                ("用电", "双回路220千伏", "2026年6月前建成一回", "close"),
                ("厂房代建回购期限", "8年", "5年", "open"),
            ),
        ),
        (
            "2025-11-06",
            (
                ("一期用地", "1400亩", "同意", "agreed"),
                ("用电", "先一回", "同意", "agreed"),
                ("厂房代建回购期限", "6年", "不作承诺", "refused"),
            ),
        ),
    )
    for number, (day, stood) in enumerate(rounds, 1):
        made.add(
            "negotiation",
            f"negotiation:{number}",
            topics=f"瓮安磷氟新能源材料产业基地要素与分期{MARK}",
            round=number,
            held_at=at(day, 14),
            place="瓮安县投资促进局二楼会议室",
            attendees=people,
            positions=tuple(
                Position(item, theirs, ours, "内部底线一三〇〇亩", status) for item, theirs, ours, status in stood
            ),
            agreed=f"双方同意“一次规划、两期建设”{MARK}。\n下一轮前交换用地红线图。"
            if number < 3
            else f"签订投资合同{MARK}。",
            open_points="标准厂房代建回购期限。",
            risks="内部风险提示不外传",
            minutes=f"第{number}轮洽谈围绕用地、用电与分期建设进行。\n企业介绍了㵲阳河上游取水方案，要求明确水价。",
            next_step="交换用地红线图",
            next_owner="瓮安县自然资源局",
            next_due=date.fromisoformat(day) + timedelta(days=20),
        )


def _plan(made: Made) -> None:
    made.add(
        "plan",
        name=f"瓮安磷氟材料谋划{MARK}",
        group="industry",
        amount=Money(280 * YI),
        lead_unit="瓮安县发展和改革局",
        elements=(
            Element("土地", "3200亩", "不低于300万元/亩", "met", "", "县自然资源局"),
            Element("能耗", "41.2万吨标准煤", "", "gap", "指标缺口8万吨", "省能源局"),
            Element("环境容量", "", "", "unknown", "", ""),
            Element("用水", "4.8万立方米/日", "", "met", "", "县水务局"),
            Element("资金", "资本金已落实30%", "", "met", "", "企业"),
            Element("市场与人才", "与两家电池企业签订供货意向", "", "met", "", "企业"),
        ),
        signoffs=(
            SignOff("县发展和改革局", "department", "赵国庆", "agree", "2025-07-10", ""),
            SignOff("永荣", "enterprise", "刘志强", "agree", "2025-07-12", ""),
            SignOff("省化工专家组", "expert", "何敏", "amend", "2025-07-15", "补充氟平衡方案"),
        ),
        steps=(
            Step("产业链研判", "李梅", "2025-05-20", "done", "研判报告"),
            Step("要素摸底", "周洋", "2025-06-30", "doing", ""),
        ),
    )
    made.add(
        "measure_applied",
        measure="拿地即开工",
        applied_on=date(2026, 1, 20),
        days_usual=90,
        days_taken=38,
        days_saved=52,
        unit="瓮安县政务服务中心",
    )


def _promises(made: Made) -> None:
    made.add(
        "agreement",
        name="瓮安磷氟新能源材料产业基地投资合同",
        kind="contract",
        signed_on=date(2025, 11, 20),
        parties=("瓮安县人民政府", "永荣"),
        amount=Money(280 * YI),
        start_by=date(2026, 3, 31),
        exit_terms="连续十二个月未开工的，政府有权收回土地。",
    )
    promises = (
        ("government", "一期用地供应", "2026年2月底前供应一期用地1400亩。", "2026-02-28", "pass", "", "fulfilled"),
        ("government", "用电接入", "2026年6月底前建成220千伏线路一回。", "2026-06-30", "pass", "", "open"),
        (
            "government",
            "设备补助",
            "按设备投资额的百分之五给予补助，与税收挂钩。",
            "2027-06-30",
            "banned",
            "《公平竞争审查条例》第十条",
            "released",
        ),
        ("enterprise", "投资进度", "2026年底前完成固定资产投资60亿元。", "2026-12-31", None, None, "open"),
        ("enterprise", "就业", "一期投产后吸纳就业2000人。", "2027-12-31", None, None, "open"),
    )
    for party, title, text, due, screen, clause, status in promises:
        made.add(
            "commitment",
            f"commitment:{title}",
            party=party,
            title=title,
            text=text,
            due=date.fromisoformat(due),
            screen=screen,
            screen_clause=clause or None,
            status=status,
            amount=Money(2 * YI) if title == "设备补助" else None,
        )


def _review(made: Made) -> None:
    review = made.add(
        "review",
        subject="瓮安磷氟项目要素保障联合会审",
        opened_at=at("2025-10-08"),
        due=date(2025, 11, 5),
        closed_at=at("2025-10-30", 17),
        result="conditional",
        result_note="同意入园，落实氟平衡与取水条件后供地。",
        needs=(Need("一期用地1400亩", "land", "县自然资源局"), Need("年用水1750万立方米", "water", "县水务局")),
    )
    for name, verdict, text, conditions in (
        ("县自然资源局", "agree", "符合国土空间规划，同意按批次供应。", ()),
        (
            "州生态环境局",
            "conditional",
            "原则同意，须先行批复环境影响报告书。",
            (Condition("环评批复前不得开工土建", "永荣", "2026-02-15", "closed", "黔南环审〔2026〕3号"),),
        ),
        ("县水务局", None, None, ()),
    ):
        made.add(
            "opinion",
            f"opinion:{name}",
            review=review,
            department=name,
            verdict=verdict,
            text=text,
            opened_at=at("2025-10-08"),
            due=date(2025, 10, 28),
            conditions=conditions or None,
            answered_at=at("2025-10-22", 16) if verdict else None,
            answered_by="韦静" if verdict else None,
        )


def _works(made: Made) -> None:
    for name, kind, planned, actual, unit in (
        ("环评批复", "permit", "2026-02-10", "2026-02-12", "州生态环境局"),
        ("一期供地", "land", "2026-02-28", "2026-03-02", "县自然资源局"),
        ("开工", "start", "2026-03-18", "2026-03-16", "永荣"),
        ("主体封顶", "structure", "2026-10-30", "2026-11-12", "永荣"),
        ("设备安装", "equipment", "2027-05-31", "", "永荣"),
        ("投产", "production", "2027-12-31", "", "永荣"),
    ):
        made.add(
            "milestone",
            f"milestone:{name}",
            name=name,
            kind=kind,
            planned_on=date.fromisoformat(planned),
            actual_on=date.fromisoformat(actual) if actual else None,
            owner_unit=unit,
        )
    for day, sum_, payer in (("2026-01-15", 8, "永荣"), ("2026-05-20", 12, "永荣"), ("2026-09-09", 9, "工行瓮安支行")):
        made.add(
            "fund_arrival",
            f"fund_arrival:{day}",
            payer=payer,
            on=date.fromisoformat(day),
            amount=Money(sum_ * YI),
            kind="loan" if "行" in payer else "capital",
            proof="银行回单",
        )
    made.add(
        "progress",
        summary="主体结构封顶",
        on=date(2026, 11, 12),
        percent_planned=46,
        percent_actual=44,
        invested=Money(2_713_000_000),
    )
    blocker = made.add(
        "blocker",
        title="220千伏线路走廊未交付",
        kind="utilities",
        detail="涉及两个村的林地报批。",
        fault="government",
        owner_unit="瓮安县林业局",
        raised_on=date(2026, 6, 18),
        due=date(2026, 9, 30),
        done_when="林地使用批复下达，走廊交付施工。",
        coordinate=True,
    )
    made.add(
        "supervision",
        subject="220千伏线路走廊交付",
        blocker=blocker,
        level="prefecture",
        owner_unit="瓮安县人民政府",
        listed_on=date(2026, 10, 8),
        listed_by="州投资促进局",
        due=date(2026, 12, 15),
        reason="逾期九日未销号，影响设备安装节点。",
    )
    made.add(
        "appeal",
        company=made.ids["company"],
        title="协调氟化工熟练工招聘",
        kind="labour",
        text="需熟练操作工300人。",
        accepted_at=at("2026-08-03"),
        handler="瓮安县人力资源和社会保障局",
        due=date(2026, 9, 3),
        reply="已组织两场专场招聘会。",
        satisfaction="satisfied",
    )


def _files(made: Made, photos: int, scans: int) -> None:
    for number in range(photos):
        made.attach(
            "project",
            f"现场{number + 1}.jpg",
            photo(number, orientation=6 if number == 1 else 1),
            caption=f"一期场地平整第{number + 1}标段",
        )
    made.attach("agreement", "投资合同扫描件.pdf", scan(scans, title="CONTRACT"), purpose="contract")
    if "opinion:州生态环境局" in made.ids:
        made.attach("opinion:州生态环境局", "黔南环审〔2026〕3号.pdf", scan(1, title="EIA"), purpose="opinion")


def rare(desk: Desk) -> Made:
    """Names with rare characters, very long ones, and originals that cannot be taken in."""
    company = desk.do(
        records.create, "company", {"name": "𬱖䶮（镇远）㵲阳河文旅有限公司", "uscc_pending": True}
    ).result
    name = "万昌山边温泉项目（㵲阳河、𬱖水、䶮山三地联动的山地康养度假、温泉疗愈与非遗体验一体化综合开发项目一期工程）"
    project = desk.do(
        records.create,
        "project",
        {
            "name": name,
            "companies": (company,),
            "group": "services",
            "total_investment": Money(13 * YI),
            "region_code": "522301",
            "owner": "陈䶮",
            "lead_unit": "黔西南州投资促进局",
            "secrecy": "sensitive",
            "summary": "借助营商环境“24条举措”精简审批；签约到开工3个月。\n"
            + "温泉水源地保护与山地步道同步建设，" * 90,
        },
    ).result
    made = Made(desk, project, {"company": company})
    made.add(
        "negotiation",
        "negotiation:1",
        topics="水源保护㵲阳河段",
        held_at=at("2026-04-02"),
        place="兴义市𪩘山宾馆",
        attendees=(
            Person("龙𬱖", "", "州文旅局", "ours"),
            Person("陈䶮", "经理", "", "theirs"),
            Person("旁听𠮷", "", "", ""),
        ),
    )
    for number in range(300):
        made.add(
            "commitment",
            f"commitment:{number}",
            party="government" if number % 3 else "enterprise",
            title=f"第{number + 1}项承诺",
            text=f"事项{number + 1}：" + "落实步道与管网建设，" * (1 + number % 5),
            due=date(2026, 1 + number % 12, 1 + number % 28),
            screen="pass" if number % 3 else None,
        )
    made.attach("project", "加密的合同.pdf", encrypted(scan(2)), purpose="contract")
    damaged = scan(3)
    made.attach("project", "损坏的批复.pdf", damaged[: len(damaged) // 2] + b"%%EOF", purpose="other")
    made.attach("project", "水质检测.docx", _zip(), purpose="other")
    made.attach("project", "扫描图.tif", _tiff(), purpose="permit")
    return made


def _zip() -> bytes:
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("word/document.xml"), "<w/>")
    return out.getvalue()


def _tiff() -> bytes:
    out = BytesIO()
    pages = [Image.new("1", (1654, 2339), 1) for _ in range(2)]
    for page in pages:
        ImageDraw.Draw(page).rectangle((200, 200, 1400, 260), fill=0)
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))
    return out.getvalue()


def meeting(made: Made) -> str:
    """A meeting of the coordination group about the project."""
    return made.add(
        "meeting",
        subject="工业协调小组2026年第四次会议",
        group="industry",
        held_at=at("2026-11-26"),
        place="省政府三楼会议室",
        chair="王副秘书长",
        units=("省投资促进局", "省自然资源厅", "黔南州人民政府"),
        projects=(made.project,),
        agenda=(
            AgendaItem("听取瓮安磷氟项目推进情况", "黔南州人民政府", "10分钟"),
            AgendaItem("研究线路走廊林地报批", "省林业局", ""),
        ),
        decisions=(Decision("林地报批由省林业局牵头一周内办结", "省林业局", "2026-12-05"),),
    )


def extended(made: Made) -> None:
    """The supervision was given more time."""
    made.desk.do(
        records.change,
        "supervision",
        made.ids["supervision"],
        {"extensions": (Extension("2027-01-15", "林地批复程序延长", "州长办公会", "2026-12-10"),)},
    )


def handover(made: Made) -> str:
    """The project goes over into the library of projects under construction."""
    return made.add(
        "handover",
        subject="瓮安磷氟项目转入在建库",
        to_unit="瓮安县发展和改革局",
        sent_at=at("2026-04-01"),
        status="sent",
    )


def visit(made: Made) -> str:
    """The enterprise comes and looks at the site."""
    return made.add(
        "visit",
        subject="示例·厂区考察",
        company=made.ids["company"],
        held_at=at("2026-11-26"),
        place="瓮安经济开发区",
        agenda="9:30 上午看地\n14:30 座谈",
        guests=(
            Person("王主宾", "董事长", "示例·企业", "theirs"),
            Person("李副宾", "总工程师", "示例·企业", "theirs"),
            Person("钱随行", "投资总监", "示例·企业", "theirs"),
        ),
        hosts=(
            Person("张副县长", "副县长", "瓮安县人民政府", "ours"),
            Person("赵局长", "局长", "县投资促进局", "ours"),
        ),
    )


Builder = Callable[[Desk], Made]
BUILDERS: dict[str, Builder] = {"thin": thin, "full": full, "rare": rare}
