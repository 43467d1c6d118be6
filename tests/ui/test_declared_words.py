"""What is declared as data speaks Chinese too: headings of lists, their filters, buttons, deeds, places."""

from __future__ import annotations

from collections.abc import Iterator

from ui import deeds, record_actions
from ui.pages import ledgers, planning_ledgers, pushing_ledgers
from ui.pages.ledgers import Ledger
from ui.shell import PLACES
from zsdesk.words import catalogue


def _ledgers() -> Iterator[Ledger]:
    for module in (ledgers, planning_ledgers, pushing_ledgers):
        for made in vars(module).values():
            yield from (one for one in (made if isinstance(made, tuple) else (made,)) if isinstance(one, Ledger))


def declared() -> Iterator[str]:
    """Every English sentence that is declared and said later."""
    for place in PLACES:
        yield place.label
    for ledger in _ledgers():
        yield from (ledger.title, ledger.counted, ledger.empty, ledger.add, ledger.summed)
        yield from (column.head for column in ledger.columns)
        yield from (one.label for one in ledger.filters)
    for made in (deed for some in deeds._DEEDS.values() for deed in some):
        yield from (made.words, made.tip, made.sentence)
    tables = (record_actions.ACTIONS, record_actions.PAPERS)
    for action in (record_actions.EDIT, *(one for table in tables for some in table.values() for one in some)):
        yield from (action.words, action.tip)


def test_all_of_it_speaks_chinese() -> None:
    sentences = set(declared()) - {"", "{sum}"}
    assert len(sentences) > 200
    said = {one: catalogue("zh_CN").get(one, one) for one in sentences}
    assert [one for one, chinese in said.items() if not any("\u4e00" <= c <= "\u9fff" for c in chinese)] == []
