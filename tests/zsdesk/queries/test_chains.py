"""The chain map: who stands at which link, and which links are missing."""

from __future__ import annotations

from zsdesk.acts import records
from zsdesk.catalogue import bundled
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.queries import chains
from zsdesk.records.choices import CLUSTERS
from zsdesk.rules.chains import links_of, stands_at


def test_every_cluster_has_a_chain_and_every_link_words() -> None:
    for option in CLUSTERS.options:
        links = links_of(bundled().link, option.code)
        assert len(links) >= 5
        assert all(link.words and stands_at(link, f"年产十万吨{link.words[0]}项目".casefold()) for link in links)


def test_a_link_is_here_coming_or_missing(desk: Desk) -> None:
    def add(type_name: str, **values: object) -> str:
        return desk.do(records.create, type_name, values).result

    built = add("project", name="磷酸铁锂正极材料", stage="started", total_investment=Money(3_000_000_000))
    add("project", name="正极材料二期", stage="terminated")
    add("project", name="正极废料", stage="signed", cluster="resources")  # names another cluster
    add("lead", title="负极石墨化", triage="follow")
    add("lead", title="隔膜涂布", triage="drop")
    other, leader = (
        add("company", name=name, tags=tags, profile="主营铜箔")
        for name, tags in (("甲铜箔", ("high_tech",)), ("乙铜箔", ("chain_leader", "fortune500")))
    )
    add("company", name="丙铜箔")  # nothing marks it as one to be won
    made = desk.read(chains.chain, "battery", desk.clock.today())
    links = {link.label: link for link in made.links}
    assert [links[name].state for name in ("正极材料", "负极材料", "隔膜", "铜铝箔与结构件")] == [
        "here", "coming", "missing", "missing",
    ]  # fmt: skip
    assert [one.id for one in links["正极材料"].projects] == [built]
    assert links["正极材料"].yuan == 3_000_000_000
    assert [one.id for one in links["铜铝箔与结构件"].enterprises] == [leader, other]
    assert links["隔膜"] in made.missing
