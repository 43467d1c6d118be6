"""The catalogue: what comes with the program, what is refused and where, and which one holds when."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from zsdesk import catalogue
from zsdesk.catalogue.needed import CHECKS, DEADLINES
from zsdesk.catalogue.reading import bundled_text
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.queries.figures import defined
from zsdesk.records import Project
from zsdesk.rules.dossier import ProjectFile, meter
from zsdesk.store import catalogues, tables


def test_the_bundled_one_says_what_the_mechanism_says() -> None:
    made = catalogue.bundled()
    assert [s.label for s in made.stage if s.board] == ["线索", "储备", "洽谈", "签约", "开工", "投产"]
    assert [g.label for g in made.group] == ["农业", "工业", "服务业"]
    assert [e.label for e in made.element] == ["土地", "能耗", "环境容量", "用水", "资金", "市场与人才"]
    assert (len(made.step), len(made.measure)) == (12, 24)
    assert [c.code for c in made.channel if c.mix] == ["fund", "state", "central", "stationed", "referral"]
    review = made.deadline_of("review")
    assert (review.limit, review.unit, review.standing) == (30, "days", "stated")
    assert {d.code for d in made.deadline} == set(DEADLINES)
    assert {c.check for c in made.condition} <= set(CHECKS)


def test_assumptions_are_marked_and_nothing_is_invented() -> None:
    made = catalogue.bundled()
    assert {m.standing for m in made.measure} == {"assumed"}
    assert all("名称待填" in m.label for m in made.measure), "the article gives no names of the measures"
    assert catalogue.entries.shown(made.step[0]).endswith("（待核定）")
    assert all(e.source for _, _, e in made.entries() if e.standing == "stated")


def test_text_and_catalogue_are_the_same_thing() -> None:
    made = catalogue.bundled()
    assert catalogue.read(catalogue.write(made)) == made
    odd = msgspec.structs.replace(made, note='引号“"”、反斜线 \\ 与换行\n及\x7f')
    assert catalogue.read(catalogue.write(odd)) == odd


def _line(text: str, at: str) -> int:
    return text[: text.index(at)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "now", "where", "why"),
    [
        ('gate = "reserve"', 'gate = "nix"', 'gate = "nix"', "nix"),
        ('check = "met"', 'check = "magic"', 'check = "magic"', "magic"),
        ('code = "land"', 'code = "Land!"', 'code = "Land!"', "code"),
        ('unit = "workdays"', 'unit = "weeks"', 'unit = "weeks"', "weeks"),
        ('limit = 30\nunit = "days"', 'limit = 30\nunit = "times"', 'unit = "times"\ntone', "times"),
        ('[[step]]\ncode = "chain"', '[[step]]\ncode = "source"', "code = \"source\"\nlabel = \"产业链", "source"),
        ("version = 1", "version = 0", "version = 0", "version"),
        ("effective =", "wirksam =", "wirksam =", "wirksam"),
        ('title = "', 'title = “', "title = “", "TOML"),
        ('code = "opinion"', 'code = "opinions"', "[[deadline]]\ncode = \"appeal_close_complex\"", "opinion"),
        ('label = "开工/签约比"', 'label = "开工率"', 'label = "开工率"', "开工率"),
        ('"caption"', '"subtitle"', 'asks = ["subtitle"', "subtitle"),
        ('code = "reserve"\nlabel = "储备"', 'code = "reserves"\nlabel = "储备"', 'code = "reserves"', "reserves"),
    ],
)  # fmt: skip
def test_bad_data_is_refused_with_its_line(was: str, now: str, where: str, why: str) -> None:
    text = bundled_text()
    assert was in text
    bad = text.replace(was, now, 1)
    with pytest.raises(Refused, match=why) as refused:
        catalogue.read(bad)
    line = _line(bad, where)
    told = refused.value.values["line"]
    assert isinstance(told, int)
    assert told == line, str(refused.value)


def _publish(desk: Desk, version: int, effective: date, **changes: Any) -> None:
    made = msgspec.structs.replace(catalogue.bundled(), version=version, effective=effective, **changes)
    with desk.transaction() as connection:
        connection.execute(
            tables.catalogue.insert().values(
                version=version, effective=effective.isoformat(), text=catalogue.write(made), signature=b""
            )
        )


def test_the_one_in_force_is_the_newest_that_holds_on_the_day(desk: Desk) -> None:
    assert desk.read(catalogues.in_force, date(2026, 1, 1)) is catalogue.bundled(), "a desk without a server has one"
    _publish(desk, 2, date(2026, 3, 1), title="二版")
    _publish(desk, 3, date(2026, 9, 1), title="三版")
    held = {day: desk.read(catalogues.in_force, day).version for day in
            (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))}  # fmt: skip
    assert list(held.values()) == [1, 2, 2, 3]
    assert desk.read(catalogues.of_version, 2).title == "二版", "records keep the version that they were judged by"
    assert [c.version for c in desk.read(catalogues.versions)] == [3, 2, 1]
    with pytest.raises(NotFound):
        desk.read(catalogues.of_version, 9)


def test_a_catalogue_of_before_a_section_goes_on_holding_and_its_figures_are_the_programs() -> None:
    text = bundled_text()
    older = catalogue.read(text[: text.index("# 产业链环节")])
    assert (older.link, older.definition, older.expectation) == ((), (), ())
    assert defined(older) == defined(catalogue.bundled())
    cut = next(d for d in defined(older) if d.code == "fulfilment")
    assert (cut.places, cut.mode) == (2, "truncate")


def test_a_dossier_asks_what_the_catalogue_says() -> None:
    file = ProjectFile(Project(id="p", name="磷化工"))
    before = {(gap.type, gap.field) for gap in meter(file).gaps}
    fewer = [
        msgspec.structs.replace(e, asks=("name", "park") if e.code == "project" else e.asks, needed=e.code == "company")
        for e in catalogue.bundled().expectation
    ]
    file.expects = fewer
    after = {(gap.type, gap.field) for gap in meter(file).gaps}
    assert after == {("project", "park"), ("company", ""), ("plan", "elements"), ("agreement", "")}
    assert after < before
