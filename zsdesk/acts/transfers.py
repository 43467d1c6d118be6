"""Hand a record over to another region, with all that is part of it."""

from __future__ import annotations

from zsdesk.queries.transferring import whole
from zsdesk.rules.rights import Account, scopes_of
from zsdesk.rules.transfers import refusal
from zsdesk.store import settings
from zsdesk.store.work import Work


def transfer(work: Work, type_name: str, id: str, region: str) -> int:
    """Hand a record over to ``region`` (a code); how many records went, those that go along with it among them.

    Its files and conflicts follow at the province.  Nobody owns it until somebody there takes it up.  ``Refused``
    where it is there already, and where it is another officer's.
    """
    record = work.get(type_name, id)
    account = Account(work.user, settings.get(work.session.connection(), "role"), work.region)
    why = refusal(account, record.owner, record.region_code, region)
    if why is not None:
        raise why
    going = whole(work.session, record)
    stays = work.region in scopes_of(region)
    for one in going:
        one.region_code = region
        if not (stays and one.owner == work.user):
            one.owner = None  # whoever takes it up there
    work.session.flush()
    work.final = True
    return len(going)
