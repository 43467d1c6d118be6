"""The commands of 并联会审."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from zsdesk.acts import reviews as acts
from zsdesk.clock import Clock
from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import say_all, say_one
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.queries import naming
from zsdesk.queries import reviews as queries
from zsdesk.records import Opinion, Review
from zsdesk.records.opinion import VERDICTS, Condition
from zsdesk.records.review import RESULTS, Need
from zsdesk.rules.reviews import Clock as Term
from zsdesk.sheets import opinions as packets
from zsdesk.words import tr


def _one(desk: Desk, type_name: str, text: str) -> str:
    return desk.read(naming.one, type_name, text)


def _needs(texts: Iterable[str]) -> tuple[Need, ...]:
    """``需求/要素/征询部门``, as the field itself reads them."""
    parsed: tuple[Need, ...] = field_of(Review, "needs").kind.parse("\n".join(texts))
    return parsed


def _conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """``条件/落实单位/时限``."""
    joined = "\n".join(texts)
    parsed: tuple[Condition, ...] = field_of(Opinion, "conditions").kind.parse(joined) if joined else ()
    return parsed


def term_words(term: Term) -> str:
    """``12-01 前，还有 3 个工作日``, or how late it is."""
    if term.due is None:
        return ""
    if term.left < 0:
        return tr("{due}, {n} working days late", due=term.due.isoformat(), n=-term.left)
    return tr("{due}, {n} working days left", due=term.due.isoformat(), n=term.left)


def open_review(arguments: Namespace) -> None:
    """Open a review of a project, or one that was drafted; prints its id."""
    with open_desk(arguments) as desk:
        if arguments.need:
            project = _one(desk, "project", arguments.id)
            subject = arguments.subject or tr("Review of factors")
            review = desk.do(acts.draft, project, subject, _needs(arguments.need), arguments.background or "").result
        else:
            review = _one(desk, "review", arguments.id)
        desk.do(acts.open_review, review)
    print(review)


def opine(arguments: Namespace) -> None:
    """Give a department's opinion."""
    verdict = VERDICTS.parse(arguments.verdict)
    with open_desk(arguments) as desk:
        opinion = _opinion(desk, arguments)
        desk.do(acts.opine, opinion, verdict, text=arguments.text or "", basis=arguments.basis or "",
                conditions=_conditions(arguments.condition), by=arguments.by or "")  # fmt: skip
    print(opinion)


def _opinion(desk: Desk, arguments: Namespace) -> str:
    """The opinion that is meant: by its own id, or by its review and department."""
    if not arguments.department:
        return _one(desk, "opinion", arguments.id)
    review = _one(desk, "review", arguments.id)
    standing = desk.read(queries.standing, review, desk.clock.today())
    for voice in standing.voices:
        if voice.department == arguments.department:
            return voice.id
    known = "、".join(voice.department for voice in standing.voices) or "—"
    raise Refused("{department} is not asked in this review; asked are: {known}.",
                  department=arguments.department, known=known)  # fmt: skip


def settle(arguments: Namespace) -> None:
    """Close a condition with its evidence."""
    with open_desk(arguments) as desk:
        desk.do(acts.settle, _opinion(desk, arguments), arguments.condition, arguments.evidence)


def close(arguments: Namespace) -> None:
    """Close a review; prints what it came to."""
    with open_desk(arguments) as desk:
        print(RESULTS.show(desk.do(acts.close, _one(desk, "review", arguments.id), arguments.note or "").result))


def reopen(arguments: Namespace) -> None:
    """Take a closed review up again."""
    with open_desk(arguments) as desk:
        desk.do(acts.reopen, _one(desk, "review", arguments.id), arguments.reason)


def show(arguments: Namespace) -> None:
    """A review with its opinions, clocks and conditions."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.standing, _one(desk, "review", arguments.id), desk.clock.today())
    say_one(arguments, found, _standing_lines)


def _standing_lines(found: queries.Standing) -> Iterable[str]:
    result = RESULTS.show(found.result) if found.result else tr("no result yet")
    state = tr("closed") if found.closed else tr("open") if found.opened else tr("not opened")
    yield f"{found.subject}\t{found.project}\t{state}\t{result}\t{term_words(found.clock)}"
    for voice in found.voices:
        said = VERDICTS.show(voice.verdict) if voice.verdict else tr("waiting")
        late = tr("late") if voice.late and voice.verdict != "overtime" else ""
        yield "\t".join(("", voice.id, voice.department, said, late or term_words(voice.clock), voice.text))
    for row in found.conditions:
        state = (
            tr("fulfilled: {evidence}", evidence=row.evidence) if row.closed else term_words(row.clock) or tr("open")
        )
        yield "\t".join(("", row.department, row.condition, row.owner, state))


def list_reviews(arguments: Namespace) -> None:
    """The reviews, open ones first."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.all_standing, desk.clock.today(), open_only=not arguments.all)
    say_all(arguments, found, lambda one: f"{one.id}\t" + next(iter(_standing_lines(one))))


def owed(arguments: Namespace) -> None:
    """The opinions that are still to be given."""
    departments = tuple(arguments.department or ())
    with open_desk(arguments, read_only=True) as desk:
        if arguments.mine:
            departments = desk.read(queries.mine)
        found = desk.read(queries.owed, desk.clock.today(), departments)
    say_all(arguments, found, lambda o: f"{o.id}\t{o.department}\t{o.project}\t{o.subject}\t{term_words(o.clock)}")


def departments(arguments: Namespace) -> None:
    """How departments keep their terms."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.departments, desk.clock.today(), _day(desk, arguments.since))
    say_all(arguments, found, lambda r: tr(
        "{department}: asked {asked}, in time {in_time}, late {late}, silent {silent}, waiting {waiting}, "
        "{days} working days on average",
        **r._asdict() | {"days": "–" if r.days is None else r.days},
    ))  # fmt: skip


def _day(desk: Desk, text: str | None) -> date | None:
    if not text:
        return None
    parsed: date = field_of(Review, "due").kind.parse(text, today=desk.clock.today())
    return parsed


def unit(arguments: Namespace) -> None:
    """Say for which department this desk answers, or print it."""
    with open_desk(arguments) as desk:
        if arguments.name is not None:
            desk.set_unit(arguments.name)
        print(desk.unit)


# -- by hand ---------------------------------------------------------------------------------------


def packet(arguments: Namespace) -> None:
    """Write the question of an opinion as a sealed file; prints the code to tell."""
    with open_desk(arguments) as desk:
        code = packets.ask(desk, _opinion(desk, arguments), arguments.output)
    print(tr("{path} is sealed. Tell the department this code another way than the file: {code}",
             path=arguments.output, code=code))  # fmt: skip


def question(arguments: Namespace) -> None:
    """Show what a sealed question asks; its files are written to a folder where one is given."""
    found = packets.read_question(arguments.file, arguments.code)
    print(f"{found.department}\t{found.subject}\t{found.due}")
    for name, text in (*found.facts, (tr("Asked"), found.asked), (tr("Background"), found.background)):
        if text:
            print(f"{name}\t{text}")
    for one in found.enclosed:
        print(f"{tr('File')}\t{one.name}\t{len(one.data):,} B")
        if arguments.files:
            _keep(arguments.files, one)


def _keep(folder: Path, one: packets.Enclosed) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / Path(one.name.replace("\\", "/")).name).write_bytes(one.data)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=folder, why=error.strerror or error) from None


def answer(arguments: Namespace) -> None:
    """Answer a sealed question; needs no desk."""
    packets.answer(
        arguments.file, arguments.code, arguments.output, VERDICTS.parse(arguments.verdict),
        text=arguments.text or "", basis=arguments.basis or "", conditions=_conditions(arguments.condition),
        by=arguments.by, now_ms=Clock().now_ms(),
    )  # fmt: skip
    print(arguments.output)


def merge(arguments: Namespace) -> None:
    """Take a sealed answer in."""
    with open_desk(arguments) as desk:
        found = packets.merge(desk, arguments.file, arguments.code or "")
    print(f"{found.department}\t{VERDICTS.show(found.verdict)}\t{found.by}")
