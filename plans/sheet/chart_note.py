"""The note of a visit for the client's record, in four parts (SOAP): as text to copy, and as a paper of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plans.plan import Disposition, Plan, Sessions
from plans.sheet.blocks import Bullets, Heading, Masthead, Part, line, strong
from plans.sheet.names import Names
from plans.sheet.shared import MARKS, NO_DIAGNOSIS, hits_of
from plans.sheet.wording import LEVELS, capital, count, day, dose_line, how_often, listed, sentence, short_code

Lines = tuple[tuple[str, str], ...]
"""What is said, by what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartNote:
    """What was reported, what was found, what the rules made of it, and what is planned. `since`: when it began."""

    head: str
    since: str
    subjective: Lines
    objective: Lines
    assessment: Lines
    plan: Lines

    @property
    def parts(self) -> Iterator[tuple[str, Lines]]:
        """The four parts under their names."""
        yield "S: what was reported", self.subjective
        yield "O: what was found", self.objective
        yield "A: what the rules make of it", self.assessment
        yield "P: what is planned", self.plan

    @property
    def text(self) -> str:
        """The whole note, one line for each thing, to be copied into a record."""
        parts = ("\n".join([title, *(f"{name}: {said}" for name, said in lines)]) for title, lines in self.parts)
        return "\n\n".join([self.head, *parts]) + "\n"


def chart_note(
    plan: Plan, *, since: str, subjective: Lines, objective: Lines, worked_out: str, names: Names
) -> ChartNote:
    """The note of a plan, from what was told and what was found. `worked_out`: labels made of the answers."""
    code = f"Plan {short_code(plan.id)}" if plan.id else "Plan not stored"
    marks = [f"{MARKS[plan.status]}."] if plan.status in MARKS else []
    return ChartNote(
        head=" ".join([f"Chart note, {day(plan.provenance.visit_date)}. {code}.", *marks]),
        since=since,
        subjective=subjective,
        objective=objective,
        assessment=tuple(_assessment(plan, worked_out)),
        plan=tuple(_planned(plan, names)),
    )


def note_part(note: ChartNote, mark: str) -> Part:
    """The note on paper."""
    blocks = [
        block
        for title, lines in note.parts
        for block in (Heading(title), Bullets(tuple(line(strong(f"{name}:"), said) for name, said in lines)))
    ]
    return Part((Masthead(title="Chart note", message=line(note.head), mark=mark), *blocks))


def _assessment(plan: Plan, worked_out: str) -> Iterator[tuple[str, str]]:
    if plan.triage.action and plan.disposition.stops:
        yield "Today", sentence(plan.triage.action.headline)
    elif plan.disposition is Disposition.NEEDS_ANSWERS:
        yield "Today", f"{count(len(plan.questions), 'safety answer')} missing. No plan yet."
    else:
        yield "Today", "Treat, with precautions." if hits_of(plan) or plan.precautions else "Treat. No warning sign."
    for hit in hits_of(plan):
        yield "Holds", f"{sentence(hit.says)} Rule {hit.rule}."
    for hit in plan.triage.hits:
        if hit.cleared:
            yield "Cleared by a record", f"{sentence(hit.says)} Rule {hit.rule}."
    if plan.patterns:
        told = " ".join(f"{capital(each.name)}: {' '.join(each.because)}" for each in plan.patterns)
        yield "Behaves like (a label for choosing, never a diagnosis)", told
    if worked_out:
        yield "Worked out from the answers", worked_out
    if plan.precautions:
        yield "Precautions", " ".join(sentence(each.says) for each in plan.precautions)


def _planned(plan: Plan, names: Names) -> Iterator[tuple[str, str]]:
    if plan.triage.action and plan.disposition.stops:
        yield "Told to do", " ".join(plan.triage.action.do)
    if not plan.disposition.treats:
        yield "Not done", f"No massage and no exercises were planned. {NO_DIAGNOSIS}"
        return
    yield "Visits", _visits(plan.sessions) if plan.sessions else "No massage visits."
    for method in plan.modalities:
        where = listed(names.region(region).lower() for region in method.regions)
        yield method.name, f"{capital(where)}. {method.minutes} minutes, pressure up to {method.pressure} of 5."
    for n, item in enumerate(plan.home, 1):
        yield f"At home {n}", f"{item.name}. {dose_line(item.dose, item.name)}."
    if plan.bad_day:
        yield "Bad day", f"{listed(item.name for item in plan.bad_day)}."
    if plan.sessions:
        reviews = (plan.sessions.first_review, *plan.sessions.later_reviews)
        yield "Reviews", f"{listed(day(each) for each in reviews)}."
    for action in plan.triage.referrals:
        yield "Beside it", f"{sentence(action.headline)} {' '.join(action.do)}"
    for level, name in LEVELS.items():
        left = [names.left_out(each.kind, each.id) for each in plan.excluded if each.level == level]
        if left:
            yield f"Left out ({name.lower()})", f"{listed(dict.fromkeys(left))}."
    yield "Bear in mind", NO_DIAGNOSIS


def _visits(sessions: Sessions) -> str:
    often = f"{capital(how_often(sessions.per_week))}, {sessions.minutes} minutes"
    return sentence(" ".join([f"{often}, {count(sessions.total, 'visit')} in all.", sessions.taper]).strip())
