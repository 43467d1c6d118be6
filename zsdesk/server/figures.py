"""The figures of the province's rows: the same code as on a desk, over all rows that the account sees."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import Parameter

from zsdesk.errors import Refused
from zsdesk.kinds import places
from zsdesk.queries.figures import facts
from zsdesk.rules.rights import place_name
from zsdesk.rules.statistics.answers import Answers, answers
from zsdesk.rules.statistics.periods import Ask, asked
from zsdesk.server.database import Database
from zsdesk.server.departments import is_department
from zsdesk.server.http import FOR_DESKS, WireRequest, answer
from zsdesk.server.problems import Stop

_Period = Annotated[
    str, Parameter(max_length=40, description="2025, 2025-03, 2025Q1 or 2025-01..2025-11; this year without it")
]
_Cutoff = Annotated[str, Parameter(max_length=40, description="the day T; the period's end or today without it")]
_Scope = Annotated[
    str, Parameter(query="scope", max_length=12, description="a region code within the account's; its own without it")
]
_Major = Annotated[bool, Parameter(description="only 拟招重大 projects")]
_Over = Annotated[str, Parameter(max_length=12, description="what 资金到位率 divides by: contract, total or fixed")]
_Rows = Annotated[list[str] | None, Parameter(max_items=100, description="figures whose rows are listed by id")]


@get("/v1/figures", sync_to_thread=True, tags=["statistics"], **FOR_DESKS)
def figures(
    request: WireRequest, period: _Period = "", cutoff: _Cutoff = "", within: _Scope = "", major: _Major = False,
    over: _Over = "contract", rows: _Rows = None,
) -> Response[Answers]:  # fmt: skip
    """Every figure with its definition, cut-off and scope; with the ids of the rows behind those named in ``rows``.

    403 where the scope lies outside of the account's region.
    """
    account, state = request.user.account, request.app.state
    if is_department(account):
        raise Stop("forbidden", "A department sees the projects on which it is asked, and no figures of the region.")
    try:
        ask = asked(period, cutoff, within or account.region, today=state.clock.today(), major=major, over=over)
        _refuse_foreign(account.region, ask)
        database: Database = state.database
        with database.read() as connection:
            found = facts(connection, ask, account.region)
        return answer(request, answers(found, ask, rows=rows or ()))
    except Refused as refusal:
        raise Stop("invalid", "{why}", why=refusal) from None


def _refuse_foreign(region: str, ask: Ask) -> None:
    if not places.within(ask.region, region):
        raise Stop("forbidden", "The region {other} lies outside of {region}; choose one within it.",
                   other=place_name(ask.region), region=place_name(region))  # fmt: skip
