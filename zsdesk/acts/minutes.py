"""Sign minutes by hand at the table: the strokes are kept, what was signed is sealed, and can only be added to."""

from __future__ import annotations

from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.fields import field_of, fields
from zsdesk.ids import new_id
from zsdesk.kinds import Instant
from zsdesk.records import Negotiation
from zsdesk.records.negotiation import Ink, Supplement
from zsdesk.rules import sealing
from zsdesk.store.work import Work


def acknowledge(work: Work, id: str, name: str, side: str, strokes: str) -> None:
    """Put one person's signature under the minutes as they stand.

    It is not undone: with it the minutes are sealed.  ``Refused`` where there are none, or the person has signed.
    """
    talk = work.need(Negotiation, id)
    if not (talk.minutes or talk.agreed):
        raise Refused("There is nothing to sign yet: write the minutes or what was agreed first.")
    there = talk.acknowledgement or ()
    if any(one.name == name.strip() for one in there):
        raise Refused("{name} has signed these minutes already.", name=name.strip())
    packed = {f.name: f.pack(getattr(talk, f.name)) for f in fields(Negotiation)}
    at = Instant().edit(from_ms(work.clock.now_ms()))
    made = Ink(name.strip(), side, at, strokes, sealing.digest(packed))
    kind = field_of(Negotiation, "acknowledgement").kind
    talk.acknowledgement = kind.unpack(kind.pack((*there, made)))
    work.final = True
    work.session.flush()


def supplement(work: Work, id: str, text: str) -> None:
    """补记: add to sealed minutes what is to be said after all, with its author and time.

    It is not undone.  ``Refused`` where the minutes are not signed yet, or nothing is written.
    """
    talk = work.need(Negotiation, id)
    if not text.strip():
        raise Refused("Write what is to be added.")
    at = Instant().edit(from_ms(work.clock.now_ms()))
    made = Supplement(new_id()[-12:], at, work.user, text.strip())
    kind = field_of(Negotiation, "supplements").kind
    talk.supplements = kind.unpack(kind.pack((*(talk.supplements or ()), made)))
    work.final = True
    work.session.flush()
