"""Why a plan is as it is: methods, what is left out and why, guidelines, the outlook, sources, where it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable

from plans.plan import (
    NO_MODEL,
    Certainty,
    Excluded,
    Hit,
    HomeItem,
    Modality,
    Outlook,
    Plan,
    Precaution,
    Stance,
    Status,
    Tip,
)
from plans.sheet.blocks import Block, Bullets, Column, Heading, Line, Pairs, Paragraph, Table, line, strong
from plans.sheet.names import Names
from plans.sheet.wording import COUNTRIES, LEVELS, STANCES, SURE, day, listed, plain, sentence, short_code

MADE_UP = (
    "The numbers come from a model of made-up people, drawn from published studies. It was not tested on real clients."
)

NOT_THERE = (
    "No outlook. The learned model was not there when this plan was made. The rest of the plan does not need it."
)
NOT_KNOWN = (
    "No outlook. The learned model knows nothing of people like this client. It learned from adults with leg pain of "
    "3 or more, who are not pregnant, and of the first 12 weeks."
)


def sure(certainty: Certainty, sources: Iterable[str]) -> Line:
    """How sure, and where from."""
    return line(f"{SURE[certainty]}. {', '.join(sources)}")


def methods(plan: Plan, names: Names) -> tuple[Block, ...]:
    """Each method of the visits: where, for how long, why, how sure."""
    if not plan.modalities:
        return ()
    rows = tuple(
        (
            line(strong(f"{each.name}."), each.techniques),
            line(listed(names.region(region) for region in each.regions) + ".", f"{each.minutes} minutes."),
            line(*each.because, *((strong("Expect:"), each.benefit) if each.benefit else ())),
            sure(each.certainty, each.sources),
        )
        for each in plan.modalities
    )
    shares = {"Method": 1.2, "Where, how long": 1.1, "Why, and what to expect": 1.9, "How sure": 1.1}
    columns = tuple(Column(title, share) for title, share in shares.items())
    return (Heading("Why these methods"), Table(columns, rows, "Methods of the visit"))


def by_reason(excluded: Iterable[Excluded]) -> list[list[Excluded]]:
    """What is closed at one level by one rule for one reason stands together; what is avoided first."""
    grouped: dict[tuple[str, str, str], list[Excluded]] = {}
    order = list(LEVELS)
    for each in sorted(excluded, key=lambda each: order.index(each.level) if each.level in order else len(order)):
        grouped.setdefault((each.level, each.rule, each.because), []).append(each)
    return list(grouped.values())


def sources_of(excluded: Iterable[Excluded]) -> tuple[str, ...]:
    """Each source once."""
    return tuple(dict.fromkeys(source for each in excluded for source in each.sources))


def left_out(excluded: Iterable[Excluded], names: Names) -> tuple[Block, ...]:
    """What is closed, told once for each reason; what is avoided first."""
    groups = by_reason(excluded)
    if not groups:
        return ()
    rows = tuple(
        (
            line(strong(LEVELS.get(same[0].level, plain(same[0].level)))),
            line(listed(names.left_out(each.kind, each.id) for each in same) + "."),
            line(same[0].because),
            line(f"{same[0].rule}.", *sure(same[0].certainty, sources_of(same))),
        )
        for same in groups
    )
    columns = (Column("Level", 0.65), Column("What", 1.6), Column("Why", 1.6), Column("Rule, how sure", 1.2))
    return (Heading("Left out, and why"), Table(columns, rows, "Avoid: closed. Limit: not now. Clearance: ask first"))


def stances(plan: Plan) -> tuple[Block, ...]:
    """What guidelines say, against first; items of which a guideline says the same stand together."""
    grouped: dict[Stance, list[str]] = {}
    items = [(each.name, each.guidelines) for each in plan.modalities]
    items += [(each.name, each.guidelines) for each in plan.home]
    items += [(plain(tip.context), tip.guidelines) for tip in (*plan.ergonomics, *plan.self_care)]
    for name, stances in items:
        for stance in stances:
            about_it = grouped.setdefault(stance, [])
            if name not in about_it:
                about_it.append(name)
    if not grouped:
        return ()
    order = list(STANCES)
    ranked = sorted(grouped, key=lambda each: order.index(each.stance) if each.stance in order else len(order))
    rows = tuple(
        (
            line(strong(STANCES.get(each.stance, plain(each.stance)))),
            line(COUNTRIES.get(each.jurisdiction, each.jurisdiction.upper()) + ",", each.source),
            line(each.words),
            line(listed(grouped[each]) + "."),
        )
        for each in ranked
    )
    columns = (Column("Stance", 0.8), Column("Who", 0.9), Column("What it says", 1.8), Column("About", 1.4))
    return (Heading("What guidelines say"), Table(columns, rows, "Against first"))


def outlook(plan: Plan) -> tuple[Block, ...]:
    """What the model says of a plan that treats, or that it says nothing."""
    if not plan.disposition.treats:
        return ()
    if plan.outlook is None:
        return (Heading("Outlook"), Paragraph(line(NOT_THERE if plan.provenance.model == NO_MODEL else NOT_KNOWN)))
    return (Heading("Outlook"), *_told(plan.outlook))


def _told(outlook: Outlook) -> tuple[Block, ...]:
    """Beside the plain average; "no clear difference" at the same size."""
    clear = "" if outlook.clear_difference else strong("No clear difference with or without massage.")
    average = f"The plain average is {_tenth(outlook.average)} in 10."
    rows = [("Without massage", line(f"{_in_ten(outlook.no_massage.low, outlook.no_massage.high)}."))]
    rows += [(f"By week {each.week}", line(f"{_in_ten(each.low, each.high)}.")) for each in outlook.weeks]
    basis = MADE_UP if outlook.basis == "synthetic" else sentence(plain(outlook.basis))
    words = Paragraph(line(strong(sentence(outlook.label)), average, clear))
    return (words, Pairs(tuple(rows)), Paragraph(line(basis)))


def tenths(low: float, high: float) -> tuple[int, int]:
    """A range of shares, each 0 to 1, in whole tenths; never a single figure."""
    first, last = math.floor(low * 10 + 0.5), math.floor(high * 10 + 0.5)
    if first == last:
        first, last = min(math.floor(low * 10), 9), math.ceil(high * 10)
    return first, max(last, first + 1)


def _in_ten(low: float, high: float) -> str:
    first, last = tenths(low, high)
    return f"{first} to {last} in 10"


def _tenth(share: float) -> str:
    """A share in tenths, with a half where it is nearer."""
    halves = round(share * 20)
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def changes(plan: Plan, names: Names) -> tuple[Block, ...]:
    """Answers that would make it another plan, and what would follow."""
    if not plan.changes_if:
        return ()
    changes = ((names.question(each.fact), names.answer(each.fact, each.to), each.then) for each in plan.changes_if)
    rows = tuple((question, line(f"{answer}:", then)) for question, answer, then in changes)
    return (Heading("What would change this plan"), Pairs(rows))


def sources(plan: Plan, names: Names) -> tuple[Block, ...]:
    """Titles of everything that is cited, in the order of the alphabet."""
    offered: tuple[Modality | HomeItem | Tip, ...] = (*plan.modalities, *plan.home, *plan.ergonomics, *plan.self_care)
    ruled: tuple[Hit | Precaution | Excluded, ...] = (*plan.triage.hits, *plan.precautions, *plan.excluded)
    cited = {*plan.safety_net.sources, *(plan.sessions.sources if plan.sessions else ())}
    cited.update(source for rule in ruled for source in rule.sources)
    cited.update(source for item in offered for source in item.sources)
    cited.update(stance.source for item in offered for stance in item.guidelines)
    rows = tuple(line(strong(source), names.title(source)) for source in sorted(cited))
    return (Heading("Sources"), Bullets(rows, mark="none", role="small", columns=2))


def provenance(plan: Plan) -> tuple[Block, ...]:
    """Which plan, visit, rules, answers, model and engine; and whether a clinician has reviewed the rules."""
    made = plan.provenance
    rows = (
        line(strong("Plan:"), f"{short_code(plan.id) if plan.id else 'not stored'}, {_STATUS[plan.status]}."),
        line(strong("Visit:"), f"{day(made.visit_date)}, {COUNTRIES.get(made.jurisdiction, made.jurisdiction)}."),
        line(strong("Rules and texts:"), _REVIEW.get(made.knowledge_status, ""), f"{made.knowledge}."),
        line(strong("Answers:"), f"{made.profile}."),
        line(strong("Model:"), f"{made.model}."),
        line(strong("Engine:"), f"{made.engine}."),
    )
    return (Heading("Where this comes from"), Bullets(rows, mark="none", role="small"))


_STATUS = {
    Status.DRAFT: "draft, not reviewed",
    Status.SIGNED: "signed",
    Status.SUPERSEDED: "replaced by a newer plan",
    Status.STOPPED: "stopped",
}
_REVIEW = {
    "draft": "No clinician has reviewed them yet.",
    "reviewed": "Reviewed by a clinician.",
}
