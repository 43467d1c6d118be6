"""Readers that we did not write, and a brief with everything in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zsdesk.documents.brief import render
from zsdesk.documents.brief_content import BriefContent, Step
from zsdesk.documents.content import Revenue
from zsdesk.documents.fonts import FontSet, bundled
from zsdesk.documents.papers import Means

Tool = Callable[..., str]


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The shipped fonts, whatever this computer has."""
    return bundled()


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Run a program and return what it printed; any complaint of it fails the test."""

    def run(*command: object) -> str:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert "error" not in done.stderr.lower(), done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def full() -> BriefContent:
    """Every field is filled, with rare characters where they are met in Guizhou."""
    return BriefContent(
        title="㵲阳河流域年产30万吨磷酸铁锂正极材料一体化项目第二轮洽谈情况",
        generated=date(2026, 11, 24),
        number="QT-2026-000123",
        version="3",
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        unit="黔东南州投资促进局",
        held="2026年11月20日 14:30—17:10",
        place="省投资促进局三楼第二会议室",
        our_side="省投资促进局副局长陈䶮、镇远县县长龙𬱖等7人",
        their_side="董事长刘志强、副总裁（战略投资）Michael Chen、财务总监𠮷𫖯等5人",
        secrecy="内部",
        overview=(
            ("项目名称", "㵲阳河流域磷酸铁锂正极材料一体化项目"),
            ("所属产业", "新能源电池及材料"),
            ("总投资", "48.6亿元"),
            ("固定资产投资", "39.2亿元"),
            ("用地需求", "612亩"),
            ("用电负荷", "86,000 kVA"),
            ("拟选址", "镇远县黔东经济开发区B-07、B-08地块"),
        ),
        strengths=(
            "全国磷化工龙头企业，2025年磷酸铁产能22万吨，市场占有率位居全国前三。",
            "拥有国家级企业技术中心1个，授权发明专利146项，获评专精特新“小巨人”企业。",
            "资产负债率51.3%，主体信用评级AA+。",
        ),
        revenue=tuple(
            Revenue(year, Decimal(value))
            for year, value in ((2022, "86.4"), (2023, "102.7"), (2024, "97.5"), (2025, "131.2"))
        ),
        agreed=(
            "双方同意以“一次规划、两期建设”推进项目，一期15万吨于2027年3月前开工，2028年6月前投产。",
            "镇远县于12月10日前完成B-07地块“标准地”出让方案报批，企业同步提交环境影响评价报告书初稿。",
        ),
        demands=("希望用电纳入省级绿电直供试点，到户电价不高于0.42元/千瓦时。", "协调㵲阳河取水120万m³/年。"),
        open_points=("标准厂房代建回购期限：企业提出8年，我方意见为5年。",),
        risks=("能耗强度高于园区控制线，须先行开展节能审查；补助不得与税收挂钩。",),
        next_steps=(
            Step("完成B-07地块控规调整与出让方案", "镇远县自然资源局", "2026年12月10日"),
            Step("出具绿电直供可行性意见", "省能源局", "2026年12月15日"),
        ),
        prepared_by="李梅",
        reviewed_by="赵国庆",
    )


@pytest.fixture(scope="session")
def full_pdf(full: BriefContent, fonts: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "full.pdf"
    path.write_bytes(render(full, Means(fonts)))
    return path
