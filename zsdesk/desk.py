"""The door: a desk is a folder; ``Desk.open(folder)`` → read, do, undo, find files, make briefs.

A desk lives on one thread.  One process writes it at a time; others may read it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

import msgspec
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from zsdesk.acts import undoing
from zsdesk.clock import Clock
from zsdesk.errors import Invalid, Locked, Problems, Refused
from zsdesk.fields import field_of
from zsdesk.ids import new_id
from zsdesk.kinds import Ref, Refs, Target
from zsdesk.paths import keep_private
from zsdesk.queries import naming
from zsdesk.records import TYPES, Conflict, record_type
from zsdesk.store import again, migrations, settings, sight
from zsdesk.store import work as unit
from zsdesk.store.blobs import Blobs
from zsdesk.store.engine import Transaction, is_crowded, open_engine
from zsdesk.store.folder import Card, card_of, derived, key_of, unusable, vault_of
from zsdesk.store.folder import exists as holds_desk
from zsdesk.store.index import index_waiting, merge
from zsdesk.store.migrate import is_current, migrate
from zsdesk.store.tables import PENDING, State, change, draft, file
from zsdesk.store.vault import Vault, choose_vault, write_durably
from zsdesk.store.work import Work

R = TypeVar("R")
P = ParamSpec("P")
MIGRATIONS = Path(migrations.__file__).parent
FIRST_REGION = "520000"
"""The region of a desk that nobody asked yet where it stands: the province."""
AT_ONCE = 5_000
"""Records that are indexed before a desk of an older form opens; those of a larger one follow while it rests."""
AT_REST = 200
"""Records that are indexed at a time while nobody waits: some 30 ms."""
MERGED = 64
"""Pages of the index that are merged at a time, then."""


class Done(NamedTuple, Generic[R]):
    """What an act gave back, what it touched, and the numbers by which it can be undone."""

    result: R
    touched: tuple[Target, ...]
    undo: tuple[int, ...]


class Draft(NamedTuple):
    """An open form as it was typed: ``texts`` by field; ``id`` is empty for a record not made yet."""

    key: str
    type: str
    id: str
    texts: dict[str, str]
    saved_at: int


class Status(NamedTuple):
    """How the desk stands with the province."""

    enrolled: bool
    server: str
    user: str
    region: str
    pending: int
    parked: int
    conflicts: int
    last_sync_ms: int | None
    size_bytes: int


_FILES = ("desk.json", "desk.key", "desk.db", "desk.db-wal", "desk.db-shm", "files")
_OPEN = [int(state) for state in State if state is not State.ACCEPTED]


class Desk:
    """An open desk.  Make one with ``Desk.create`` or ``Desk.open``; close it when done."""

    def __init__(
        self, folder: Path, engine: Engine, vault: Vault, blobs: Blobs, lock: FileLock | None, clock: Clock
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.vault = vault
        self.blobs = blobs
        self.engine = engine
        self._lock = lock
        with engine.connect() as connection:
            self.user = settings.get(connection, "user")
            self.region = settings.get(connection, "region", FIRST_REGION)
            self.device = settings.get(connection, "device")
            self.unit = settings.get(connection, "unit")

    # -- open and close ------------------------------------------------------------------------

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether ``folder`` holds a desk."""
        return holds_desk(folder)

    @classmethod
    def create(cls, folder: Path, *, passphrase: str | None = None, clock: Clock | None = None) -> Desk:
        """Make a desk in ``folder`` and open it; ``Refused`` where one is already there."""
        if cls.exists(folder) or (folder / "desk.db").exists():
            raise Refused("There is a desk in {folder} already. Open it, or choose another folder.", folder=folder)
        card = Card(new_id(), choose_vault(passphrase))
        with _usable(folder):
            made_here = not folder.exists()
            folder.mkdir(parents=True, exist_ok=True)
            if made_here:
                keep_private(folder, ".")
            lock = _locked(folder)
            with _released_on_error(lock):
                (folder / "desk.key").unlink(missing_ok=True)  # of a desk that was never finished
                vault = vault_of(folder, card, passphrase)
                vault.put("key", os.urandom(32))
                made = cls._open(folder, vault, lock, clock or Clock(), make=True)
                write_durably(folder / "desk.json", msgspec.json.encode(card))  # last: now it is one
                keep_private(folder, *_FILES)
                return made

    @classmethod
    def open(
        cls, folder: Path, *, passphrase: str | None = None, vault: Vault | None = None, read_only: bool = False,
        clock: Clock | None = None,
    ) -> Desk:  # fmt: skip
        """Open the desk in ``folder``, with its ``vault`` where that is open already.

        ``Locked`` where another process writes it, or its key is not to be had (``NeedsPassphrase``,
        ``WrongPassphrase``); ``Refused`` where it is newer than this program.
        """
        card = card_of(folder)
        if not (folder / "desk.db").exists():
            raise Refused(
                "The desk's database {path} is gone. Put the folder back from a backup, "
                "or make a new desk elsewhere and fetch everything from the province.",
                path=folder / "desk.db",
            )
        with _usable(folder):
            lock = None if read_only else _locked(folder)
            with _released_on_error(lock):
                if lock is not None:
                    sight.forget(folder)
                    keep_private(folder, *_FILES)
                if vault is None:
                    vault = vault_of(folder, card, passphrase)
                else:
                    vault.refresh()
                return cls._open(folder, vault, lock, clock or Clock())

    @classmethod
    def _open(cls, folder: Path, vault: Vault, lock: FileLock | None, clock: Clock, *, make: bool = False) -> Desk:
        key = key_of(vault)
        engine = open_engine(folder / "desk.db", derived(key, b"database"), read_only=lock is None, make=make)
        try:
            with Transaction(engine, writes=lock is not None) as connection:
                if lock is not None:
                    if migrate(connection, MIGRATIONS, migrations.HEAD):
                        index_waiting(connection, AT_ONCE)
                    _first_settings(connection)
                elif not is_current(connection, migrations.HEAD):
                    raise Refused("This desk has to be opened for writing once, to bring it to today's form.")
        except BaseException:
            engine.dispose()
            if make:
                (folder / "desk.db").unlink(missing_ok=True)
            raise
        return cls(folder, engine, vault, Blobs(folder / "files", derived(key, b"files")), lock, clock)

    def close(self) -> None:
        """Close the desk and let other processes write it."""
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # -- read and do ---------------------------------------------------------------------------

    def read(self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query: ``desk.read(detail, "lead", id)``."""
        with Transaction(self.engine, writes=False) as connection, Session(connection) as session:
            return query(session, *args, **kwargs)

    def do(self, act: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> Done[R]:
        """Run an act in one transaction: all of it is saved, with its change log, or nothing."""
        with self.transaction() as connection:
            work = unit.begin(connection, clock=self.clock, user=self.user, region=self.region, blobs=self.blobs)
            result = act(work, *args, **kwargs)
            work.session.flush()
            if work.mended:
                moved = again.go_on(connection, work.mended, work.tx)
                work.logged[:] = [moved.get(op, op) for op in work.logged]
            if work.withdrawn:
                again.withdraw(connection, work.tx)
            if work.renamed:
                index_waiting(connection)
        return Done(result, tuple(dict.fromkeys(work.touched)), () if work.final else tuple(work.logged))

    def undo(self, done: Done[Any]) -> Done[None]:
        """The opposite change, as an ordinary change."""
        return self.do(undoing.undo, done.undo)

    @property
    def crowded(self) -> bool:
        """Whether its disk is full: everything can be read then, and nothing saved."""
        return is_crowded(self.folder)

    @property
    def writable(self) -> bool:
        """Whether this process writes the desk."""
        return self._lock is not None

    def transaction(self, *, durable: bool = True) -> Transaction:
        """A writing transaction on the sealed database, for sync and upkeep.

        Without ``durable`` a power cut may take it back: for marks that are made again by themselves.
        """
        if self._lock is None:
            raise Refused("This desk is open for reading only.")
        if not self._lock.is_locked:
            raise Refused("This desk is closed.")
        return Transaction(self.engine, writes=True, durable=durable)

    def truncate_journal(self) -> bool:
        """Bring everything from the journal into the database and empty it; false where a reader holds it."""
        return self._checkpoint("TRUNCATE")

    def _checkpoint(self, mode: str) -> bool:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            busy = driver.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()[0]
        return not busy

    def rest(self) -> bool:
        """A little of what nobody waits for: the index kept up and in few pieces, the journal taken into the database.

        Whether there is more of it.
        """
        with self.transaction(durable=False) as connection:
            more = index_waiting(connection, AT_REST) > 0 or merge(connection, MERGED)
        if not more:
            self._checkpoint("PASSIVE")
        return more

    def parse(self, type_name: str, texts: Mapping[str, str]) -> dict[str, Any]:
        """Values of typed texts, names of records turned into ids; an empty text clears the field.

        ``Problems`` with the sentence of every field that is no value.
        """
        record = record_type(type_name)
        found: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        today = self.clock.today()
        for name, text in texts.items():
            declared = field_of(record, name)
            try:
                if declared.hidden:
                    raise Invalid("“{field}” is kept by the program and cannot be typed.", field=declared.label)
                if not text.strip():
                    found[name] = None
                elif isinstance(declared.kind, Ref | Refs):
                    found[name] = self.read(naming.resolve, declared.kind, text)
                else:
                    found[name] = declared.kind.parse(text, today=today)
            except Invalid as error:
                wrong[name] = str(error)
        if wrong:
            raise Problems(wrong)
        return found

    # -- drafts --------------------------------------------------------------------------------

    def save_draft(self, key: str, made: Draft) -> None:
        """Keep an open form; it is offered again after a crash."""
        values = {"type": made.type, "id": made.id, "texts": msgspec.json.encode(made.texts).decode(),
                  "saved_at": made.saved_at or self.clock.now_ms()}  # fmt: skip
        with self.transaction() as connection:
            connection.execute(
                insert(draft).values(key=key, **values)
                .on_conflict_do_update(index_elements=[draft.c.key], set_=values)
            )  # fmt: skip

    def drafts(self) -> list[Draft]:
        """The kept forms, newest first."""
        with Transaction(self.engine, writes=False) as connection:
            rows = connection.execute(select(draft).order_by(draft.c.saved_at.desc())).all()
        return [Draft(r.key, r.type, r.id, msgspec.json.decode(r.texts), r.saved_at) for r in rows]

    def drop_draft(self, key: str) -> None:
        """Forget a kept form: it was saved, or thrown away."""
        with self.transaction() as connection:
            connection.execute(delete(draft).where(draft.c.key == key))

    # -- files and documents -------------------------------------------------------------------

    def blob(self, sha256: str) -> bytes:
        """A file's bytes; ``NotFound`` where it is not on this machine yet."""
        return self.blobs.read(sha256)

    def has_blob(self, sha256: str) -> bool:
        """Whether the file is on this machine."""
        return self.blobs.has(sha256)

    def paper(
        self, kind: str, id: str, *, step: Callable[[int, int], None] | None = None, leave_out: bool = False,
        template: int | None = None,
    ) -> bytes:  # fmt: skip
        """A paper about a record as PDF (``queries.papers.KINDS``); the same records give the same bytes.

        ``step`` is told how many of how many steps are done and may raise ``Cancelled``.  ``Unreadable`` names
        the originals that cannot be taken in; with ``leave_out`` the paper goes on without them and says so.
        ``template`` is the number of the province's by which it was made before, to make it again.
        """
        from zsdesk.documents.papers import Means, render  # fonts and PDF: half a second, only when asked for
        from zsdesk.queries.papers import content

        folder = self.folder / "templates"
        means = Means(files=self.blob, templates=folder, step=step, leave_out=leave_out, template=template)
        return render(kind, self.read(content, kind, id), means)

    def editable(self, kind: str, id: str) -> bytes:
        """A paper as a Word file, for those kinds that are edited (``documents.editable.KINDS``)."""
        from zsdesk.documents.editable import render
        from zsdesk.documents.papers import Means
        from zsdesk.queries.papers import content

        return render(kind, self.read(content, kind, id), Means(templates=self.folder / "templates"))

    def brief(self, negotiation_id: str) -> bytes:
        """The one-page brief of a negotiation as PDF."""
        return self.paper("brief", negotiation_id)

    # -- who and how ---------------------------------------------------------------------------

    def set_profile(self, *, user: str, region: str) -> None:
        """Who works here, before enrolment; the province's answer takes its place."""
        with self.transaction() as connection:
            settings.put(connection, user=user, region=region)
        self.user, self.region = user, region

    def set_unit(self, unit: str) -> None:
        """For which department or office this desk answers in reviews and appeals, as others write its name."""
        with self.transaction() as connection:
            settings.put(connection, unit=unit.strip())
        self.unit = unit.strip()

    def status(self) -> Status:
        """How the desk stands: what waits, what was refused, when it last synced."""
        with Transaction(self.engine, writes=False) as connection:
            states = connection.execute(
                select(change.c.state, func.count()).where(change.c.state.in_(_OPEN)).group_by(change.c.state)
            )
            counted = {State(row[0]): row[1] for row in states}
            conflicts = connection.execute(
                select(func.count()).select_from(Conflict.__table__)
                .where(Conflict.status == "open", Conflict.deleted_at.is_(None))
            ).scalar()  # fmt: skip
            last = settings.get(connection, "last_sync")
            server = settings.get(connection, "server")
            size = self._size(connection)
        return Status(
            bool(server), server, self.user, self.region, sum(counted.get(s, 0) for s in PENDING),
            counted.get(State.PARKED, 0), conflicts or 0, int(last) if last else None, size,
        )  # fmt: skip

    def count(self) -> int:
        """How many records there are, of all types: every one is counted, which takes its time on a large desk."""
        with Transaction(self.engine, writes=False) as connection:
            return sum(
                connection.execute(select(func.count()).select_from(t).where(t.deleted_at.is_(None))).scalar() or 0
                for t in TYPES
            )

    def _size(self, connection: Connection) -> int:
        """Bytes of the database and the files; the files are not walked over, of which there may be thousands."""
        total = connection.execute(select(func.sum(file.c.size)).where(file.c.present == 1)).scalar() or 0
        for name in ("desk.db", "desk.db-wal"):
            with suppress(FileNotFoundError):  # the journal comes and goes
                total += (self.folder / name).stat().st_size
        return int(total)


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unusable(folder, error) from None


@contextmanager
def _released_on_error(lock: FileLock | None) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / "desk.lock", timeout=0)
    holder = folder / "desk.pid"
    try:
        lock.acquire()
    except Timeout:
        pid = holder.read_text().strip() if holder.exists() else "?"
        raise Locked(
            "This desk is open in another program (process {pid}): only one may write it at a time. "
            "Close the other one, or go on there; nothing was changed.",
            pid=pid,
        ) from None
    with suppress(OSError):  # for a sentence only; a full disk has no room for it, and can be read
        holder.write_text(str(os.getpid()))
    return lock


def _first_settings(connection: Connection) -> None:
    if not settings.get(connection, "device"):
        settings.put(connection, device=new_id(), incarnation=new_id(), op_base="0", cursor="0")
