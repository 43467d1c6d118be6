"""The figures by their definitions: rounding, periods, and a second count that looks at each row on its own."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsdesk import words
from zsdesk.errors import Invalid, NotFound
from zsdesk.rules.statistics import sets
from zsdesk.rules.statistics.answers import answers
from zsdesk.rules.statistics.breakdowns import by_channel, by_cluster, by_month, by_place, by_sihua
from zsdesk.rules.statistics.facts import AppealFact, ArrivalFact, Defined, Facts, LeadFact, ProjectFact
from zsdesk.rules.statistics.figures import FIGURES, figure
from zsdesk.rules.statistics.measuring import Rounding, rounded
from zsdesk.rules.statistics.periods import Ask, Period, asked, parse_period, year_of

Y2025 = parse_period("2025")
DAYS = st.none() | st.dates(date(2024, 6, 1), date(2026, 6, 30))
STAGES = st.sampled_from(("reserve", "negotiation", "signed", "started", "production", "suspended", "terminated"))
CHANNELS = st.sampled_from(("office", "association", "fund", "scenario", ""))
REGIONS = st.sampled_from(("520000", "520100", "520121", "522301", "522725"))
SUMS = st.none() | st.integers(0, 10**13)


@st.composite
def facts_of(draw: st.DrawFn) -> Facts:
    projects = [
        ProjectFact(
            f"p{n}", f"项目{n}", draw(REGIONS), draw(st.sampled_from(("agriculture", "industry", "services", ""))),
            draw(st.none() | st.booleans()), draw(STAGES), draw(DAYS), draw(DAYS), draw(DAYS), draw(DAYS), draw(DAYS),
            draw(SUMS), draw(SUMS), draw(SUMS), draw(CHANNELS), draw(DAYS),
            draw(st.sampled_from(("", "tourism", "gone"))), draw(st.sampled_from(("", "battery", "baijiu"))),
        )
        for n in range(draw(st.integers(0, 8)))
    ]  # fmt: skip
    ids = [p.id for p in projects] or ["p"]
    money = [ArrivalFact(f"m{n}", draw(st.sampled_from(ids)), draw(DAYS), draw(SUMS)) for n in range(3)]
    leads = [LeadFact(f"l{n}", "", draw(REGIONS), draw(CHANNELS), draw(DAYS), draw(DAYS), draw(DAYS)) for n in range(4)]
    appeals = [AppealFact(f"a{n}", "", draw(REGIONS), draw(DAYS), draw(DAYS)) for n in range(4)]
    return Facts(tuple(projects), tuple(money), tuple(leads), tuple(appeals))


ASKS = st.builds(
    lambda first, length, cutoff: Ask(Period(first, date.fromordinal(first.toordinal() + length)), cutoff, "520000"),
    st.dates(date(2024, 9, 1), date(2025, 12, 1)), st.integers(0, 500), st.dates(date(2024, 9, 1), date(2026, 6, 30)),
)  # fmt: skip


@given(facts_of(), ASKS)
def test_figures_agree_with_a_second_count(facts: Facts, ask: Ask) -> None:
    """Each count again, row by row, by comparing days as texts: what the definitions say in words."""
    first, last, until = (d.isoformat() for d in (ask.period.first, ask.period.last, ask.cutoff))

    def within(day: date | None) -> bool:
        return day is not None and first <= day.isoformat() <= min(last, until)

    def past(day: date | None) -> bool:
        return day is not None and day.isoformat() <= until

    found = answers(facts, ask)
    for cut in ("", "industry", "private"):
        mine = [p for p in facts.projects
                if cut == "" or (p.group == "industry" if cut == "industry" else p.private is True)]  # fmt: skip
        dot = f".{cut}" if cut else ""
        signed = [p.id for p in mine if within(p.signed_on)]
        begun = [p.id for p in mine if within(p.started_on)]
        new = [p.id for p in mine if within(p.signed_on) and past(p.started_on)]
        assert found.of(f"signed{dot}").parts[0].ids == tuple(signed)
        assert found.of(f"started{dot}").parts[0].ids == tuple(begun)
        rate, ratio = found.of(f"new_start_rate{dot}"), found.of(f"start_to_signed{dot}")
        assert (rate.parts[0].ids, rate.parts[1].ids) == (tuple(new), tuple(signed))
        assert (ratio.parts[0].ids, ratio.parts[1].ids) == (tuple(begun), tuple(signed))
        for one, above in ((rate, new), (ratio, begun)):
            exact = Decimal(100 * len(above)) / len(signed) if signed else None
            assert one.value == (None if exact is None else str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)))
    entered = [p for p in facts.projects if within(p.entered_on)]
    assert [found.of(f"funnel.{step}").parts[0].count for step in ("entered", "signed", "started")] == [
        len(entered), sum(past(p.signed_on) for p in entered),
        sum(past(p.signed_on) and past(p.started_on) for p in entered),
    ]  # fmt: skip
    assert found.of("signed").parts[0].yuan == sum(p.total or 0 for p in facts.projects if within(p.signed_on))
    accepted = [a for a in facts.appeals if within(a.accepted_on)]
    assert found.of("appeal_rate").parts[0].count == sum(past(a.closed_on) for a in accepted)
    assert found.of("channel").parts[2].count == sum(within(lead.received_on) for lead in facts.leads)


@given(facts_of(), ASKS)
def test_breakdowns_add_up_to_the_figure(facts: Facts, ask: Ask) -> None:
    signed = answers(facts, ask).of("signed").parts[0]
    months = by_month(facts, ask)
    assert sorted(i for m in months for i in m.signed.ids) == sorted(signed.ids)
    assert by_place(facts, ask)["520000"].signed.ids == signed.ids
    places = by_place(facts, ask)
    below = [i for code in ("520100", "522300", "522700") for i in places[code].signed.ids]
    assert set(below) <= set(signed.ids)
    for looks in (by_sihua(facts, ask), by_cluster(facts, ask)):
        assert sorted(i for look in looks for i in look.signed.ids) == sorted(signed.ids)
        assert all(set(look.produced.ids) | set(look.started.ids) <= set(look.signed.ids) for look in looks)
    ways = {lead for way in by_channel(facts, ask) for lead in way.leads.ids}
    assert ways == {lead.id for lead in sets.received(facts, ask) if lead.channel}


@given(st.fractions(min_value=0, max_value=10**6), st.integers(0, 3))
def test_rounding_says_what_it_does(exact: Fraction, places: int) -> None:
    step = Fraction(1, 10**places)
    cut, near = (Fraction(rounded(exact, Rounding(places, mode))) for mode in ("truncate", "half_up"))  # type: ignore[arg-type]
    assert cut <= exact < cut + step
    assert near - step / 2 <= exact < near + step / 2


def test_the_mode_of_rounding_is_part_of_a_definition() -> None:
    """Weinan printed 291 of 292 as 99.65."""
    assert rounded(Fraction(29100, 292), Rounding(2, "truncate")) == Decimal("99.65")
    assert rounded(Fraction(29100, 292), Rounding(2)) == Decimal("99.66")
    stages = ["terminated", *["signed"] * 291]
    rows = tuple(ProjectFact(f"p{n}", signed_on=date(2025, 3, 1), stage=stage) for n, stage in enumerate(stages))
    assert answers(Facts(rows), Ask(Y2025, Y2025.last, "520000")).of("fulfilment").text == "99.65%"


def test_a_catalogue_says_how_figures_are_called_and_rounded() -> None:
    days: tuple[date | None, ...] = (None, date(2025, 4, 1), date(2025, 4, 2))
    rows = tuple(ProjectFact(f"p{n}", group="industry", signed_on=date(2025, 3, 1), started_on=day)
                 for n, day in enumerate(days))  # fmt: skip
    said = (Defined("new_start_rate", "新签开工率", 2, "truncate"),)
    found = answers(Facts(rows, defined=said), Ask(Y2025, Y2025.last, "520000"))
    whole, cut = found.of("new_start_rate"), found.of("new_start_rate.industry")
    assert (whole.label, whole.text, cut.label) == ("新签开工率", "66.66%", "工业项目新签开工率")
    assert answers(Facts(rows), Ask(Y2025, Y2025.last, "520000")).of("new_start_rate").text == "66.7%"


def test_a_day_that_has_not_come_counts_nothing() -> None:
    facts = Facts((ProjectFact("p", signed_on=date(2025, 12, 31), started_on=date(2026, 2, 1)),))
    early = answers(facts, Ask(Y2025, date(2025, 12, 30), "520000"))
    late = answers(facts, Ask(Y2025, date(2026, 3, 1), "520000"))
    assert (early.of("signed").value, late.of("signed").value) == ("0", "1")
    assert early.of("new_start_rate").text == "—"
    assert late.of("new_start_rate").text == "100.0%"
    assert late.of("started").value == "0"  # the start lies after the period


def test_what_is_ended_after_the_cutoff_is_still_going_on() -> None:
    gone = ProjectFact("p", stage="terminated", stage_on=date(2025, 11, 1), signed_on=date(2025, 3, 1))
    for cutoff, text in ((date(2025, 10, 31), "100.00%"), (date(2025, 11, 1), "0.00%")):
        assert answers(Facts((gone,)), Ask(Y2025, cutoff, "520000")).of("fulfilment").text == text


def test_money_arrived_is_divided_by_what_is_asked_for() -> None:
    facts = Facts(
        (
            ProjectFact("a", signed_on=date(2025, 1, 5), contract=1000, total=4000),
            ProjectFact("b", signed_on=date(2025, 1, 5)),
        ),
        (ArrivalFact("m", "a", date(2025, 5, 1), 333), ArrivalFact("n", "a", date(2026, 5, 1), 500),
         ArrivalFact("o", "b", date(2025, 5, 1), 500)),
    )  # fmt: skip
    by_contract = answers(facts, Ask(Y2025, Y2025.last, "520000")).of("arrived_rate")
    by_total = answers(facts, Ask(Y2025, Y2025.last, "520000", over="total")).of("arrived_rate")
    assert (by_contract.text, by_total.text) == ("33.3%", "8.3%")
    assert [p.ids for p in (*by_contract.parts, *by_contract.left_out)] == [("m",), ("a",), ("b",)]
    assert "总投资" in by_total.definition


def test_the_median_of_an_even_number_lies_between() -> None:
    rows = tuple(ProjectFact(f"p{n}", signed_on=date(2025, 1, 1), started_on=date(2025, 1, 1 + n)) for n in (2, 5))
    wrong = ProjectFact("w", signed_on=date(2025, 5, 1), started_on=date(2025, 4, 1))
    found = answers(Facts((*rows, wrong)), Ask(Y2025, Y2025.last, "520000")).of("days_to_start")
    assert (found.value, found.text, found.left_out[0].ids) == ("3.5", "3.5 天", ("w",))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("２０２５年", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025年3月", "2025-03-01", "2025-03-31"),
        ("2025Q3", "2025-07-01", "2025-09-30"),
        ("2025-01..2025-11", "2025-01-01", "2025-11-30"),
        ("2025-01-10..2025-06-15", "2025-01-10", "2025-06-15"),
        ("2024-11至2025-02", "2024-11-01", "2025-02-28"),
    ],
)
def test_periods_are_read(text: str, first: str, last: str) -> None:
    found = parse_period(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert parse_period(found.text()) == found


@pytest.mark.parametrize("text", ["", "今年", "2025-13", "2025-01..2025-02..2025-03", "2025-03..2025-01", "25"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_period(text)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 1200))
def test_months_cover_a_period_once(first: date, length: int) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + length))
    days = [d for m in period.months() for d in range(m.first.toordinal(), m.last.toordinal() + 1)]
    assert days == list(range(first.toordinal(), period.last.toordinal() + 1))
    assert parse_period(period.text()) == period


def test_without_a_cutoff_the_future_is_left_out() -> None:
    today = date(2025, 8, 14)
    assert asked("2025", "", "520000", today=today).cutoff == today
    assert asked("2024", "", "520000", today=today).cutoff == date(2024, 12, 31)
    assert asked("", "", "520000", today=today).period == year_of(today)
    for wrong in ({"region": "999999"}, {"cutoff": "gestern"}, {"over": "nothing"}):
        with pytest.raises(Invalid):
            asked(**{"period": "2025", "cutoff": "", "region": "520000", "today": today, **wrong})  # type: ignore[arg-type]


def test_every_figure_speaks_english() -> None:
    english = words.catalogue("labels_en")
    said = {text for one in FIGURES for text in (one.chinese, one.definition, one.note, one.about, one.across) if text}
    facts = Facts((ProjectFact("p", signed_on=date(2025, 1, 1), started_on=date(2024, 1, 1)),))
    found = answers(facts, Ask(Y2025, Y2025.last, "520000"))
    said |= {part.name for one in found.figures for part in (*one.parts, *one.left_out)}
    assert sorted(said - set(english)) == []
    words.set_language("en")
    assert figure("signed.industry").label == "industrial projects signed"


def test_the_two_meanings_of_196_and_the_two_rates_are_told_apart() -> None:
    found = answers(Facts(), Ask(Y2025, Y2025.last, "520000"))
    assert found.of("signed.industry").note == found.of("matched").note != ""
    assert found.of("signed.industry").label != found.of("matched").label
    assert "开工率" not in found.of("start_to_signed").label
    assert found.of("new_start_rate").note == found.of("start_to_signed").note != ""


def test_an_unknown_figure_names_those_that_exist() -> None:
    with pytest.raises(NotFound, match="signed"):
        figure("nothing")
