"""The sheet a therapist works from: the visit, precautions, home plan, what is left out and why, stances, sources."""

from __future__ import annotations

from plans.plan import Disposition, Plan, Question, Sessions, Slot, Status
from plans.sheet.blocks import (
    Block,
    Bullets,
    Column,
    Drawing,
    Heading,
    Line,
    Masthead,
    Notice,
    Pairs,
    Paragraph,
    Part,
    Run,
    Table,
    line,
    strong,
)
from plans.sheet.chart_note import note_part
from plans.sheet.client import stopped_blocks
from plans.sheet.figures import body_map_svg
from plans.sheet.letter import letter_part
from plans.sheet.names import Names
from plans.sheet.reasons import changes, left_out, methods, outlook, provenance, sources, stances, sure
from plans.sheet.shared import Making, about, danger_card, ended, hits_of, mark, small_print
from plans.sheet.wording import SURE, capital, count, day, dose_line, how_often, listed, plain, sentence

SLOTS = {"check_in": "Check in", "teach": "Teach"}


def therapist_parts(plan: Plan, making: Making) -> tuple[Part, ...]:
    """The papers for the therapist: a plan, or what the client must do now with the letter behind it."""
    if plan.disposition.stops:
        notice = Part((*ended(plan), *stopped_blocks(plan, making)))
        return (notice, letter_part(plan, making))
    if plan.disposition is Disposition.NEEDS_ANSWERS:
        return (_missing(plan, making),)
    letters = (letter_part(plan, making),) if plan.triage.referrals else ()
    notes = (note_part(making.note, mark(plan)),) if making.note else ()
    return (_plan(plan, making), *letters, *notes)


def _missing(plan: Plan, making: Making) -> Part:
    notice = Notice(
        tone=plan.disposition,
        headline=f"{count(len(plan.questions), 'safety answer')} missing. No plan yet.",
        blocks=tuple(Paragraph(line(hit.says)) for hit in hits_of(plan)),
    )
    asked = Bullets(tuple(_asked(question) for question in plan.questions), mark="open")
    head = Masthead(title="Safety answers missing", about=about(plan, making), mark=mark(plan), clinic=making.clinic)
    return Part((head, *ended(plan), notice, Heading("Ask these"), asked, *_ending(plan, making)))


def _asked(question: Question) -> Line:
    options = " · ".join(question.labels.get(value, plain(value)) for value in question.values)
    if question.type == "bool":
        options = "Yes · No"
    return line(strong(question.ask), question.help, options)


def _plan(plan: Plan, making: Making) -> Part:
    names = making.names
    return Part(
        (
            Masthead(
                title="Therapist sheet",
                message=line("For the therapist. The client gets a sheet of their own."),
                about=about(plan, making),
                mark=mark(plan),
                clinic=making.clinic,
            ),
            *ended(plan),
            _banner(plan),
            *_patterns(plan),
            *_visit(plan, names),
            *_precautions(plan),
            *_home(plan),
            *_tips(plan),
            *methods(plan, names),
            *left_out(plan.excluded, names),
            *stances(plan),
            *outlook(plan),
            *changes(plan, names),
            *sources(plan, names),
            *_ending(plan, making),
        )
    )


def _banner(plan: Plan) -> Notice:
    if plan.disposition is Disposition.TREAT:
        headline = "Treat. No warning signs in today's answers. Not proof."
    else:
        headline = f"Treat, with {count(len(plan.precautions) + len(hits_of(plan)), 'precaution')}"
    lines = [line(hit.says, f"Certainty: {SURE[hit.certainty].lower()}.") for hit in hits_of(plan)]
    cleared = [line("Cleared by a record:", hit.says) for hit in plan.triage.hits if hit.cleared]
    blocks: tuple[Block, ...] = (Bullets((*lines, *cleared)),) if lines or cleared else ()
    if plan.status.ended:
        return Notice(
            tone=Status.SUPERSEDED,
            headline="What it said when it was made",
            blocks=(Paragraph(line(sentence(headline))), *blocks),
        )
    return Notice(tone=plan.disposition, headline=headline, blocks=blocks)


def _patterns(plan: Plan) -> tuple[Block, ...]:
    if not plan.patterns:
        return ()
    rows = tuple((capital(each.name), line(*each.because)) for each in plan.patterns)
    return (Heading("What it behaves like"), Paragraph(line("Labels for choosing. Not a diagnosis.")), Pairs(rows))


def _visit(plan: Plan, names: Names) -> tuple[Block, ...]:
    sessions = plan.sessions
    if sessions is None:
        words = "This plan has no massage visits. See what is left out, and why."
        return (Heading("No hands-on work"), Paragraph(line(words)))
    often = f"{capital(how_often(sessions.per_week))}, {sessions.minutes} minutes, {count(sessions.weeks, 'week')}, "
    rows: list[tuple[str, Line]] = [
        ("Visits", line(f"{often}{count(sessions.total, 'visit')} in all.", sessions.taper)),
        ("First review", line(day(sessions.first_review, weekday=True))),
        ("Why this dose", line(*sessions.because)),
        ("How sure", sure(sessions.certainty, sessions.sources)),
    ]
    if sessions.later_reviews:
        rows.insert(2, ("Later reviews", line(listed(day(each, weekday=True) for each in sessions.later_reviews))))
    if sessions.notes:
        rows.append(("Notes", line(*map(sentence, sessions.notes))))
    whole = sum(slot.minutes for slot in sessions.recipe)
    shares = {"Minutes": 0.85, "What": 1.2, "Where": 1.25, "Level": 0.6, "Position": 0.9, "How": 2.05}
    recipe = Table(
        tuple(Column(title, share) for title, share in shares.items()),
        tuple(_slot(slot, plan, names) for slot in sessions.recipe),
        f"One visit of {whole} minutes. Level 1 is feather-light, 5 is deep.",
        bars=tuple(slot.minutes / whole for slot in sessions.recipe) if whole else (),
    )
    visits = (Heading("All visits"), Pairs(tuple(rows)))
    return (Heading("One visit"), recipe, *_where(plan, names), *visits, *_reviews(sessions))


def _slot(slot: Slot, plan: Plan, names: Names) -> tuple[Line, ...]:
    method = next((each.name for each in plan.modalities if each.id == slot.modality), "")
    return (
        line(strong(str(slot.minutes))),
        line(strong(method or SLOTS.get(slot.what, plain(slot.what)))),
        line(names.region(slot.region)),
        line(f"{slot.pressure} of 5" if slot.pressure else ""),
        line(plain(slot.position) if slot.position else ""),
        line(slot.words),
    )


def _reviews(sessions: Sessions) -> tuple[Block, ...]:
    if not sessions.reviews:
        return ()
    return (Heading("When to look again"), Bullets(tuple(line(review) for review in sessions.reviews)))


def _where(plan: Plan, names: Names) -> tuple[Block, ...]:
    """The map of the body, and in words beside it where hands go, for how long, and what is left alone."""
    minutes: dict[str, int] = {}
    for slot in plan.sessions.recipe if plan.sessions else ():
        if slot.region:
            minutes[slot.region] = minutes.get(slot.region, 0) + slot.minutes
    avoided = tuple(dict.fromkeys(each.id for each in plan.excluded if each.kind == "region"))
    worked = [f"{names.region(region)}, {count(told, 'minute')}." for region, told in minutes.items()]
    left = [f"{names.region(region)}." for region in avoided]
    lists = [
        (Heading("Where"), Bullets(tuple(line(text) for text in worked))) if worked else (),
        (Heading("Avoid"), Bullets(tuple(line(text) for text in left), mark="cross")) if left else (),
        _keep_off(plan),
    ]
    words = tuple(block for blocks in lists for block in blocks)
    alt = " ".join(filter(None, ["Front and back of the body.", *worked, *(f"Avoid: {text}" for text in left)]))
    try:
        drawn = body_map_svg(worked=minutes, avoid=avoided, words=alt)
    except LookupError:
        return words
    return (Drawing(drawn, alt, words),)


def _keep_off(plan: Plan) -> tuple[Block, ...]:
    notes = dict.fromkeys(note for each in plan.modalities for note in each.notes)
    shown = [note for note in notes if plan.sessions is None or note not in plan.sessions.notes]
    return (Heading("Keep off, within these"), Bullets(tuple(line(note) for note in shown))) if shown else ()


def _precautions(plan: Plan) -> tuple[Block, ...]:
    if not plan.precautions:
        return ()
    rows = tuple(
        (line(each.says), line(*map(sentence, each.notes)), line(SURE[each.certainty])) for each in plan.precautions
    )
    columns = (Column("Precaution", 1.6), Column("In practice", 1.5), Column("How sure", 0.7))
    caption = "Each from an answer of this client, or from one that is missing"
    return (Heading("Precautions"), Table(columns, rows, caption))


def _home(plan: Plan) -> tuple[Block, ...]:
    if not plan.home:
        return (Heading("No exercises"), Paragraph(line("No home exercise is open. See what is left out, and why.")))
    rows = tuple(
        (
            line(strong(f"{n} {item.name}."), dose_line(item.dose, item.name) + "."),
            line(*item.because),
            line(*_named("Harder:", item.progress), *_named("Easier:", item.ease_off)),
            sure(item.certainty, item.sources),
        )
        for n, item in enumerate(plan.home, 1)
    )
    shares = {"Exercise and dose": 1.3, "Why": 1.4, "To adjust": 1.5, "How sure": 0.9}
    columns = tuple(Column(title, share) for title, share in shares.items())
    bad = listed(item.name for item in plan.bad_day)
    return (
        Heading("At home"),
        Table(columns, rows, "At most 4 things. Their steps stand on the client's sheet"),
        *((Paragraph(line(strong("Bad day:"), bad + ".")),) if bad else ()),
    )


def _named(name: str, words: str) -> tuple[str | Run, ...]:
    return (strong(name), words) if words else ()


def _tips(plan: Plan) -> tuple[Block, ...]:
    tips = (*plan.ergonomics, *plan.self_care)
    if not tips:
        return ()
    rows = tuple(
        (
            line(strong(plain(tip.context) + ":"), tip.tip),
            line(tip.because),
            sure(tip.certainty, tip.sources),
        )
        for tip in tips
    )
    columns = (Column("Tip", 1.8), Column("Why", 1.3), Column("How sure", 0.8))
    return (Heading("Daily life"), Table(columns, rows, "Habits and self-care, the most fitting first"))


def _ending(plan: Plan, making: Making) -> tuple[Block, ...]:
    """The client's card and disclaimers, and where this plan comes from."""
    card = (Heading("Give this card to the client"), danger_card(plan.safety_net))
    return (*card, *small_print(plan, making), *provenance(plan))
