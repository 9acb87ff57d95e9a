"""A plan as a page, and the list of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import abort, render_template

from plans.plan import Disposition, Excluded, Outlook, Plan
from plans.sheet import reasons
from plans.sheet.blocks import Line, Pairs, Paragraph
from plans.sheet.names import Names
from plans.sheet.wording import day
from recommender.access import may_share_plan, may_sign_plan, may_stop_plan
from recommender.knowledge.words import sheet_words
from recommender.store import NOTHING_TO_SIGN, PlanLine, Status, StoredPlan, UnknownPlan
from recommender.web.clearing import clearable
from recommender.web.form import Form
from recommender.web.intake import form_of, read, start_from
from recommender.web.sharing import sharing
from recommender.web.signing_in import desk, therapist
from recommender.web.wording import IN_A_LIST, OVER, headline

A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A question to answer next: where it stands in the form, why it is asked, and how many may follow from it."""

    anchor: str
    ask: str
    why: str
    section: str
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Things that are closed at one level for one reason, and where all of that comes from."""

    level: str
    names: tuple[str, ...]
    first: Excluded
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a plan stands, and what its reader may do about it."""

    may_sign: bool
    may_stop: bool
    may_check_in: bool
    may_change: bool
    may_share: bool
    stale: bool
    signed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a plan stands among the plans of its course: the one it revises, and the newest where that is another."""

    before: PlanLine | None
    newest: PlanLine | None


def plan_page(plan_id: str) -> str:
    plan = desk().find_plan(plan_id, viewer=therapist()).plan
    names = Names(sheet_words(desk().knowledge))
    stored = desk().stored_plan(plan_id, viewer=therapist())
    form = _form_of(plan_id)
    missing = list(_missing(plan, form))
    standing = _standing(stored, plan)
    return render_template(
        "web/plan.html",
        plan=plan,
        course=_course(stored),
        made_at=_made_at,
        standing=standing,
        sharing=sharing(plan_id, may=standing.may_share),
        outlook=list(_outlook(plan)),
        of_ten=list(_of_ten(plan.outlook)),
        top=_over(plan) or headline(plan, len(missing)),
        was=headline(plan, len(missing)) if _over(plan) else "",
        emergency=plan.disposition is Disposition.EMERGENCY_NOW,
        waits=plan.disposition is Disposition.NEEDS_ANSWERS,
        missing=missing,
        holding=[hit for hit in plan.triage.hits if not hit.cleared],
        cleared=[hit for hit in plan.triage.hits if hit.cleared],
        left_out=list(_left_out(plan.excluded, names)),
        clearable=list(clearable(plan, desk().knowledge)),
        names=names,
        place_of=form.place_of,
        method_names={each.id: each.name for each in plan.modalities},
        region_names=lambda regions: [names.region(each).lower() for each in regions],
        keep_off=_keep_off(plan),
        note=desk().chart_note(stored, viewer=therapist()),
        home_minutes=sum(item.minutes for item in plan.home),
        bad_minutes=sum(item.minutes for item in plan.bad_day),
    )


def plans_page(*, before: str) -> str:
    """Recent plans of the clinic, newest first: no names, no answers."""
    viewer = therapist()
    last = _line(before) if before else None
    lines = desk().recent_plans(viewer=viewer, limit=A_PAGE + 1, before=last)
    return render_template(
        "web/plans.html",
        lines=lines[:A_PAGE],
        more=lines[A_PAGE - 1].id if len(lines) > A_PAGE else "",
        words={disposition.value: words for disposition, words in IN_A_LIST.items()},
        later=bool(before),
        made_at=_made_at,
    )


def _made_at(line: PlanLine) -> str:
    """Day and time, by the clock on our wall."""
    return _on_our_wall(line.made_at)


def _on_our_wall(at: datetime) -> str:
    local = desk().local(at)
    return f"{day(local.date().isoformat())}, {local:%H:%M}"


def _standing(stored: StoredPlan, plan: Plan) -> Standing:
    """An emergency page offers nothing but what to do; a plan that waits for answers has nothing to sign or to stop."""
    me, stale = therapist(), desk().is_stale(stored)
    ours = stored.disposition not in NOTHING_TO_SIGN
    draft, signed = (ours and stored.status is status for status in (Status.DRAFT, Status.SIGNED))
    follow = signed and plan.disposition.treats
    return Standing(
        may_sign=draft and not stale and may_sign_plan(me, clinic=stored.clinic),
        may_stop=(signed or (draft and plan.disposition.treats)) and may_stop_plan(me, clinic=stored.clinic),
        may_check_in=follow,
        may_change=not follow or desk().screen_holds(stored),
        may_share=signed and may_share_plan(me, clinic=stored.clinic),
        stale=draft and stale,
        signed=_signed(stored, me.signature),
    )


def _course(stored: StoredPlan) -> Course:
    lines = desk().plans_of_course(stored.id, viewer=therapist())
    return Course(
        before=next((each for each in lines if each.id == stored.replaces), None),
        newest=lines[-1] if lines[-1].made_at > stored.made_at else None,
    )


def _signed(stored: StoredPlan, mine: str) -> str:
    """Who signed it and when, whatever became of it since."""
    signer = desk().signer(stored)
    if signer is None or stored.signed_at is None:
        return ""
    who = "You" if stored.signed_by == mine else signer.name
    return f"{who} signed this plan on {_on_our_wall(stored.signed_at)}."


def _over(plan: Plan) -> str:
    """That nobody follows this plan any more. What a stop tells the client to do stays as it is."""
    return OVER.get(plan.status, "") if plan.disposition.treats else ""


def _outlook(plan: Plan) -> Iterator[Sequence[tuple[str, Line]]]:
    """The outlook in the words of the sheet: a paragraph without a name, or a list of names and what is said."""
    for block in reasons.outlook(plan):
        match block:
            case Paragraph(words):
                yield [("", words)]
            case Pairs(items):
                yield items


def _of_ten(outlook: Outlook | None) -> Iterator[tuple[str, int, int]]:
    """The picture of the outlook: of 10 people, those who feel clearly better at least, and those who may."""
    if outlook:
        yield "With this plan", *reasons.tenths(outlook.low, outlook.high)
        yield "Without massage", *reasons.tenths(outlook.no_massage.low, outlook.no_massage.high)


def _line(plan_id: str) -> PlanLine:
    try:
        return desk().stored_plan(plan_id, viewer=therapist())
    except UnknownPlan:
        abort(404)


def _form_of(plan_id: str) -> Form:
    """The form as it stood when the plan was made: where its questions are answered."""
    start = start_from(plan_id)
    return form_of(start.fields, start, read(start.fields, start))


def _missing(plan: Plan, form: Form) -> Iterator[Missing]:
    """The questions of a plan, each once, under the one that has to be answered first, in the order of the page."""
    titles = {question.anchor: section.title for section in form.sections for question in section.questions}
    asks = {question.anchor: question.ask for question in form.questions}
    found: dict[str, Missing] = {}
    for question in plan.questions:
        anchor = form.place_of(question.fact)
        more = not form.shows(question.fact)
        if anchor in found:
            found[anchor] = replace(found[anchor], more=found[anchor].more + more)
            continue
        ask = asks.get(anchor, question.ask)
        found[anchor] = Missing(anchor=anchor, ask=ask, why=question.why, section=titles.get(anchor, ""), more=more)
    place = {anchor: n for n, anchor in enumerate(titles)}
    yield from sorted(found.values(), key=lambda each: place.get(each.anchor, len(place)))


def _left_out(excluded: Iterable[Excluded], names: Names) -> Iterator[LeftOut]:
    """What is closed, once for each reason; what is avoided first."""
    for same in reasons.by_reason(excluded):
        told = tuple(names.left_out(each.kind, each.id) for each in same)
        yield LeftOut(level=same[0].level, names=told, first=same[0], sources=reasons.sources_of(same))


def _keep_off(plan: Plan) -> list[str]:
    """Cautions of the regions worked on, each once, but for those that stand among the visit's own notes."""
    noted = plan.sessions.notes if plan.sessions else ()
    return [note for note in dict.fromkeys(n for each in plan.modalities for n in each.notes) if note not in noted]
