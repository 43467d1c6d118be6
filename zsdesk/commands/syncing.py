"""The commands around sync."""

from __future__ import annotations

from argparse import Namespace

from zsdesk.acts import merging, returned, transfers, transitions
from zsdesk.acts import quarantine as deciding
from zsdesk.clock import from_ms
from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import say_all
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.queries import detail as details
from zsdesk.queries import syncing
from zsdesk.queries.merging import Twice, entered_twice
from zsdesk.queries.quarantine import KeptChange, quarantined
from zsdesk.queries.transferring import foretold
from zsdesk.records import record_type
from zsdesk.store import again
from zsdesk.words import tr


def waiting(arguments: Namespace) -> None:
    """What is not in the province's records; with ``--again`` what was returned is sent once more first, and with
    ``--take-back`` one of them is given up."""
    with open_desk(arguments, read_only=not (arguments.again or arguments.take_back)) as desk:
        if arguments.take_back:
            desk.do(returned.take_back, arguments.take_back)
        if arguments.again:
            with desk.transaction() as connection:
                again.send_again(connection, again.parked(connection))
        found = desk.read(syncing.outbox)
    say_all(arguments, found, lambda w: "\t".join((str(w.op), w.receipt, w.heading, "、".join(w.fields), w.reason)))


def transfer(arguments: Namespace) -> None:
    """Hand a record over; how many records went with it."""
    with open_desk(arguments) as desk:
        name = desk.read(details.type_of, arguments.id)
        code = field_of(record_type(name), "region_code").kind.parse(arguments.region, today=desk.clock.today())
        coming = desk.read(foretold, name, arguments.id, code, desk.region)
        if name == "project":
            desk.do(transitions.transfer, arguments.id, code, reason=arguments.reason)
        else:
            desk.do(transfers.transfer, name, arguments.id, code)
        count = coming.records if coming else 0
    print(tr("{count} records go to {region} with the next sync.", count=count, region=arguments.region))


def merge(arguments: Namespace) -> None:
    """Without ids the enterprises that were entered twice; with two, make the second part of the first."""
    with open_desk(arguments, read_only=not (arguments.ids or arguments.undo)) as desk:
        if arguments.undo:
            desk.do(merging.unmerge, arguments.undo)
        elif not arguments.ids:
            say_all(arguments, desk.read(entered_twice), _twice)
        elif len(arguments.ids) == 2:
            keep, gone = arguments.ids
            count = desk.do(merging.merge, keep, gone, arguments.take or ()).result
            print(tr("Merged; {count} references followed. “zsdesk merge --undo {id}” takes it back.",
                     count=count, id=gone))  # fmt: skip
        else:
            raise Refused("Give two ids: the enterprise that stays, and the one that becomes part of it.")


def _twice(pair: Twice) -> str:
    what = "；".join(f"{s.label}: {s.first or '—'} | {s.second or '—'}" for s in pair.fields)
    return "\t".join((pair.uscc, pair.first, pair.second, what))


def logout(arguments: Namespace) -> None:
    """End the enrolment, and with ``--wipe`` take the desk off this machine."""
    from zsdesk.sync import leaving

    with open_desk(arguments) as desk:
        if desk.status().enrolled:
            leaving.log_out(desk)
        if arguments.wipe:
            leaving.wipe(desk)
    print(tr("Logged out."))


def _line(kept: KeptChange) -> str:
    what = "；".join(
        f"{f.label}: {f.before or '—'} → {f.written or '—'} ({tr('now')} {f.now or '—'})" for f in kept.fields
    )
    when = f"{from_ms(kept.at_ms):%Y-%m-%d %H:%M}"
    return "\t".join((kept.id, when, kept.author, kept.region, kept.title, kept.action, what))


def quarantine_list(arguments: Namespace) -> None:
    """The open ones."""
    with open_desk(arguments, read_only=True) as desk:
        say_all(arguments, desk.read(quarantined), _line)


def quarantine_adopt(arguments: Namespace) -> None:
    """Let a change hold."""
    with open_desk(arguments) as desk:
        desk.do(deciding.adopt, arguments.id, arguments.field)


def quarantine_discard(arguments: Namespace) -> None:
    """Leave the record as it is."""
    with open_desk(arguments) as desk:
        desk.do(deciding.discard, arguments.id)
