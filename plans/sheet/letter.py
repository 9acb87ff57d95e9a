"""The letter to a clinician: how urgent, what was found, what was not asked, what the client was told. No diagnosis."""

from __future__ import annotations

from plans.plan import Disposition, Hit, Plan, Status
from plans.sheet.blocks import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Masthead,
    Pairs,
    Paragraph,
    Part,
    Run,
    Table,
    line,
    strong,
)
from plans.sheet.names import Names
from plans.sheet.shared import NO_DIAGNOSIS, Making, hits_of, mark, open_questions
from plans.sheet.wording import SURE, day, short_code

URGENCY = {
    Disposition.EMERGENCY_NOW: "Emergency. Please see this person now.",
    Disposition.SAME_DAY: "Today. Please see this person before the day ends.",
    Disposition.URGENT_DAYS: "Within days. Please see this person soon.",
    Disposition.ROUTINE_REFERRAL: "Before treatment. Please check this person first.",
}
BESIDE = "Routine. Please check this person. Treatment goes on meanwhile."
BESIDE_A_STOP = "Routine. Please check this person. Treatment has been stopped."
ANOTHER_DAY = "act-defer"
"""The one script that sends nobody to a clinician: the client books again."""


def letter_part(plan: Plan, making: Making) -> Part:
    """One page. While safety questions are open it is a note, and the letter waits for the answers."""
    hits = _reasons(plan)
    waits = plan.triage.provisional
    defer = plan.triage.action is not None and plan.triage.action.id == ANOTHER_DAY
    title = "Note. The letter waits for answers" if waits else "Note: another day" if defer else "Referral letter"
    beside = BESIDE_A_STOP if plan.status is Status.STOPPED else BESIDE
    urgency = "No treatment today." if defer else URGENCY.get(plan.disposition, beside)
    reason = hits[0].says if hits else ""
    message = line(strong(urgency), reason)
    head = Masthead(title=title, message=message, mark=mark(plan), clinic=making.clinic)
    note = (Paragraph(line(strong(plan.triage.note)), role="lead"),) if plan.triage.note else ()
    return Part(
        (
            head,
            *note,
            _people(plan, making),
            *_found(hits, making.names),
            *_not_done(plan),
            *_told(plan),
            *_cited(hits, making.names),
            *(open_questions(plan) if waits else ()),
            Heading("Signed"),
            Pairs((("Name", line("")), ("Date and time", line("")))),
        )
    )


def _reasons(plan: Plan) -> tuple[Hit, ...]:
    """What sends the client on: the most severe first."""
    hits = hits_of(plan)
    if plan.disposition.stops:
        wanted = [hit for hit in hits if hit.disposition.stops]
    else:
        wanted = [hit for hit in hits if hit.parallel]
    return tuple(sorted(wanted, key=lambda hit: -hit.disposition.severity))


def _people(plan: Plan, making: Making) -> Pairs:
    who = making.therapist
    sender = ", ".join(filter(None, [who.name, who.role, who.contact])) if who else ""
    code = f"Plan {short_code(plan.id)}" if plan.id else "Not stored"
    return Pairs(
        (
            ("Client", line(making.client)),
            ("From", line(sender)),
            ("Screened on", line(f"{day(plan.provenance.visit_date)}. {code}.")),
            *((("Since when", line(making.note.since)),) if making.note else ()),
        )
    )


def _found(hits: tuple[Hit, ...], names: Names) -> tuple[Block, ...]:
    if not hits:
        return ()
    rows = tuple(
        (
            line(hit.says),
            _reported(hit, names),
            line(f"{hit.rule}; {', '.join(hit.sources)}; {SURE[hit.certainty].lower()}"),
        )
        for hit in hits
    )
    columns = (Column("Finding", 1.3), Column("Reported", 1.6), Column("Rule and source", 0.9))
    caption = "As told by the client, or found by the therapist. Not a diagnosis"
    return (Heading("What was reported"), Table(columns, rows, caption))


def _reported(hit: Hit, names: Names) -> Line:
    parts: list[str | Run] = []
    for fact, value in hit.facts.items():
        parts += [names.question(fact), strong(f"{names.answer(fact, value)}.")]
    return line(*parts)


def _not_done(plan: Plan) -> tuple[Block, ...]:
    if plan.disposition.stops:
        work = "No massage and no exercises were planned."
    elif plan.status is Status.STOPPED:
        work = "Massage and exercises have been stopped."
    else:
        work = "Massage and exercises go on, within the plan."
    rows = [
        work,
        NO_DIAGNOSIS,
    ]
    if plan.disposition is Disposition.EMERGENCY_NOW:
        rows.append("The questions stop at an emergency. Later ones may not have been asked.")
    elif plan.questions:
        rows.append(f"{len(plan.questions)} safety questions have no answer yet.")
    return (Heading("Not done, not asked"), Bullets(tuple(line(row) for row in rows)))


def _told(plan: Plan) -> tuple[Block, ...]:
    actions = [each for each in (plan.triage.action, *plan.triage.referrals) if each is not None]
    rows = tuple((action.headline, line(*action.do, *action.dont)) for action in actions)
    return (Heading("What the client was told"), Pairs(rows)) if rows else ()


def _cited(hits: tuple[Hit, ...], names: Names) -> tuple[Block, ...]:
    cited = sorted({source for hit in hits for source in hit.sources})
    rows = tuple(line(strong(source), names.title(source)) for source in cited)
    return (Heading("Sources"), Bullets(rows, mark="none", role="small")) if rows else ()
