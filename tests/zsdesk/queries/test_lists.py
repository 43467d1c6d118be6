"""Lists, against the same done in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from zsdesk.acts import records
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import Invalid, NotFound
from zsdesk.fields import field_of
from zsdesk.kinds import Money, Packed, Person
from zsdesk.queries import lists
from zsdesk.queries.lists import ListQuery
from zsdesk.records import Lead
from zsdesk.store.index import pinyin
from zsdesk.store.tables import State, change

TITLES = ("磷矿", "铜矿", "ACME", "zeta", "阿哈湖", "重庆来客")
LEADS: list[dict[str, Any]] = [
    {
        "title": f"{TITLES[i % len(TITLES)]}{i % 4}",
        "channel": ("office", "fund", None)[i % 3],
        "intent_amount": (Money(i * 10_000_000), Money(i * 1000, "USD"), None)[i % 5 % 3],
        "needs": (("land", "water"), ("water",), None)[i % 4 % 3],
        "preferred_regions": (("520121", "522300"), ("520100",), None)[i % 7 % 3],
        "next_due": date(2026, 11, 1 + i % 28) if i % 2 else None,
        "received_at": datetime(2026, 10, 1 + i % 9, 9, tzinfo=BEIJING),
    }
    for i in range(40)
]


class Ledger:
    """A desk with leads, and what was put into it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.ids = [desk.do(records.create, "lead", values).result for values in LEADS]
        self.values = dict(zip(self.ids, LEADS, strict=True))
        self.gone = set(self.ids[::9])
        for record_id in self.gone:
            desk.do(records.delete, "lead", record_id)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    from tests.conftest import PASSPHRASE

    return Ledger(Desk.create(tmp_path_factory.mktemp("ledger") / "desk", passphrase=PASSPHRASE))


def _holds(values: dict[str, Any], name: str, packed: Packed | None) -> bool:
    wanted = field_of(Lead, name).unpack(packed) if packed not in ("", None) else None
    have = values[name]
    if wanted is None or have is None:
        return have is wanted
    return set(wanted) <= set(have) if name in ("needs", "preferred_regions") else bool(have == wanted)


def _key(name: str) -> Callable[[dict[str, Any]], Any]:
    def key(values: dict[str, Any]) -> Any:
        value = values[name]
        if name == "title":
            value = pinyin(value) or value.lower()
        elif name == "intent_amount" and value is not None:
            value = value.yuan
        return (value is not None, value)

    return key


_filters = st.lists(
    st.one_of(
        st.tuples(st.just("channel"), st.sampled_from(["office", "fund", "", None])),
        st.tuples(st.just("needs"), st.sampled_from(['["water"]', '["land","water"]', ""])),
        st.tuples(st.just("preferred_regions"), st.sampled_from(['["520100"]', '["522300"]'])),
        st.tuples(st.just("next_due"), st.sampled_from(["2026-11-04", None])),
        st.tuples(st.just("intent_amount"), st.sampled_from(["10000000", "1000 USD"])),
        st.tuples(st.just("received_at"), st.just(1_790_816_400_000)),
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)


@settings(max_examples=150)
@given(
    filters=_filters,
    sort=st.sampled_from(["", "title", "intent_amount", "next_due", "channel", "received_at"]),
    descending=st.booleans(),
    deleted=st.booleans(),
)
def test_filters_and_sorts(
    ledger: Ledger, filters: tuple[tuple[str, Any], ...], sort: str, descending: bool, deleted: bool
) -> None:
    query = ListQuery("lead", filters, "", sort, descending, deleted)
    wanted = [
        i
        for i, values in ledger.values.items()
        if (deleted or i not in ledger.gone) and all(_holds(values, *pair) for pair in filters)
    ]
    if sort:
        wanted.sort(key=lambda i: (_key(sort)(ledger.values[i]), i), reverse=descending)
    else:
        wanted.sort(reverse=True)
    assert ledger.desk.read(lists.ids, query) == wanted
    sums = [v.yuan for i in wanted if (v := ledger.values[i]["intent_amount"]) and v.yuan is not None]
    assert ledger.desk.read(lists.totals, query) == lists.Totals(len(wanted), sum(sums))


@pytest.mark.parametrize("word", ["磷矿", "lk", "acme", "zz", "阿哈 2", "chongqing"])
def test_words_narrow_a_list_as_search_does(ledger: Ledger, word: str) -> None:
    from zsdesk.queries.search import find

    hits = {h.id for h in ledger.desk.read(find, word, 100, ["lead"])}
    assert set(ledger.desk.read(lists.ids, ListQuery("lead", text=word))) == hits
    assert ledger.desk.read(lists.totals, ListQuery("lead", text=word)).count == len(hits)


def test_a_word_without_letters_narrows_to_nothing(ledger: Ledger) -> None:
    assert ledger.desk.read(lists.ids, ListQuery("lead", text="***")) == []


def test_wrong_queries_are_sentences(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        ledger.desk.read(lists.ids, ListQuery("leed"))
    with pytest.raises(NotFound):
        ledger.desk.read(lists.ids, ListQuery("lead", sort="nix"))
    with pytest.raises(Invalid):
        ledger.desk.read(lists.ids, ListQuery("lead", (("channel", "nowhere"),)))


def test_filters_of_every_storage(desk: Desk) -> None:
    company = desk.do(
        records.create, "company", {"name": "华星", "uscc_pending": True, "aliases": ('甲"乙', "丙")}
    ).result
    other = desk.do(records.create, "company", {"name": "立根", "uscc_pending": False}).result
    project = desk.do(records.create, "project", {"name": "一", "companies": (company, other), "land_mu": 30.5}).result
    talk = desk.do(records.create, "negotiation", {"project": project, "round": 3}).result
    for name, field, packed, found in (
        ("company", "uscc_pending", 1, [company]),
        ("company", "uscc_pending", 0, [other]),
        ("company", "aliases", '["甲\\"乙"]', [company]),
        ("project", "companies", f'["{other}"]', [project]),
        ("project", "land_mu", 30.5, [project]),
        ("negotiation", "round", 3, [talk]),
        ("negotiation", "project", project, [talk]),
        ("negotiation", "project", None, []),
    ):
        assert desk.read(lists.ids, ListQuery(name, ((field, packed),))) == found, (name, field)


def test_rows_come_as_asked(desk: Desk) -> None:
    company = desk.do(records.create, "company", {"name": "华星", "origin": "520121"}).result
    lead = desk.do(
        records.create,
        "lead",
        {"title": "磷矿", "company": company, "intent_amount": Money(5 * 10**8), "channel": "fund"},
    ).result
    bare = desk.do(records.create, "lead", {"title": "铜矿"}).result
    columns = ["title", "company", "company.name", "company.origin", "intent_amount", "channel", "updated_at"]
    rows = desk.read(lists.rows, "lead", [bare, "gone", lead], columns)
    assert [row.id for row in rows] == [bare, lead]
    assert rows[1].cells == {
        "title": "磷矿", "company": "华星", "company.name": "华星", "company.origin": "开阳县",
        "intent_amount": "5.00 亿元", "channel": "基金", "updated_at": rows[1].cells["updated_at"],
    }  # fmt: skip
    assert rows[1].values["intent_amount"] == Money(5 * 10**8)
    assert rows[0].cells["company"] == rows[0].cells["company.name"] == rows[0].cells["intent_amount"] == ""
    project = desk.do(records.create, "project", {"name": "一", "companies": (company,)}).result
    (row,) = desk.read(lists.rows, "project", [project], ["companies", "companies.name"])
    assert row.cells == {"companies": "华星", "companies.name": "华星"}
    assert desk.read(lists.rows, "lead", [], columns) == []


def test_a_table_of_people_reads(desk: Desk) -> None:
    talk = desk.do(records.create, "negotiation", {"attendees": (Person("李梅", "局长", "投促局", "ours"),)}).result
    (row,) = desk.read(lists.rows, "negotiation", [talk], ["attendees"])
    assert row.cells["attendees"] == "李梅 局长 投促局 我方"


def test_more_rows_than_sqlite_takes_variables(desk: Desk) -> None:
    """A list of a hundred thousand is asked for by chunks, and a word that all of them have is one variable."""
    lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    ids = [f"nix-{n}" for n in range(1200)] + [lead]
    assert [r.id for r in desk.read(lists.rows, "lead", ids, ["title"])] == [lead]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([State.ACCEPTED], "accepted"),
        ([State.LOCAL], "local"),
        ([State.SENT], "sent"),
        ([State.ACCEPTED, State.LOCAL], "local"),
        ([State.SENT, State.LOCAL], "local"),
        ([State.PARKED, State.LOCAL], "parked"),
        ([State.SUPERSEDED, State.ACCEPTED], "accepted"),
        ([State.RECEIVED], "received"),
    ],
)
def test_receipts(desk: Desk, states: list[State], shown: str) -> None:
    lead = desk.do(records.create, "lead", {"title": "0"}).result
    for number in range(1, len(states)):
        desk.do(records.change, "lead", lead, {"title": str(number)})
    with desk.transaction() as connection:
        for number, state in enumerate(states, 1):
            connection.execute(update(change).where(change.c.op_no == number).values(state=state))
    (row,) = desk.read(lists.rows, "lead", [lead], ["title"])
    assert row.receipt == shown
