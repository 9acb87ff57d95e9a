"""A profile's facts as the model reads them, and the model's answer as an outlook in words.

Only facts of the dictionary go in; what is not known stays unknown. The outlook informs and may order methods of equal
rank; nothing here opens or closes anything.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

from models.predict import COMMON, HOME_ONLY, Chance, Client, Model, Package
from plans.plan import Outlook, Range, WeekRange
from recommender.core.dose import visit_dose
from recommender.core.facts import NA
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.second_look import Reading, read
from recommender.core.triage import Facts

MAIN_WEEK, LAST_WEEK = 6, 12
MINUTES = (60, 45, 30)
ONE_VISIT = Package(COMMON, MINUTES[0], 1)
"""Where there is no course, kinds of massage are compared over one visit."""
NOT_TOLD = ("pregnant", "possibly_pregnant", "postpartum_lt_6w")
"""Their pain runs a course of its own; the model knows nothing of it."""
BASIS = "synthetic"
SO_FAR = "This counts how your leg has changed so far."

FAMILY_OF = {
    "swedish": "relaxation",
    "structural_therapeutic": "structural", "sports": "structural", "deep_tissue": "structural",
    "comprehensive_massage": "structural",
    "myofascial_release": "myofascial",
    "trigger_point": "trigger_point", "neuromuscular": "trigger_point",
    "passive_stretch": "stretch_and_mobilise", "joint_mobilisation": "stretch_and_mobilise",
    "muscle_energy_pnf": "stretch_and_mobilise", "active_release": "stretch_and_mobilise",
    "thai": "thai_and_tuina", "tuina": "thai_and_tuina",
    "reflexology": "tools_and_touch", "lymphatic_light": "tools_and_touch", "instrument_assisted": "tools_and_touch",
    "cupping_dry": "tools_and_touch",
}  # fmt: skip
"""The kind of massage, as the model knows it, of each method."""


class Course(Protocol):
    """A dose of visits, as the decision or the plan holds it."""

    @property
    def per_week(self) -> float: ...
    @property
    def minutes(self) -> int: ...
    @property
    def total(self) -> int: ...


def features_of(facts: Facts, least_leg_pain: int, least_age: int) -> dict[str, Any] | None:
    """What the model reads of a client; None for people of whom it knows nothing.

    At a review (visits were had, leg pain is known then and now) the scores are those of the start, with the change.
    """

    def known(fact_id: str) -> Any:
        value = facts[fact_id]
        return None if value is NA else value

    start, now = known("leg_pain_nrs_avg_at_start"), known("leg_pain_nrs_avg")
    review = bool(known("sessions_done")) and start is not None and now is not None
    leg, age = start if review else now, known("age_years")
    if known("has_leg_pain") is False or known("pregnancy_status") in NOT_TOLD:
        return None
    if (leg is not None and leg < least_leg_pain) or (age is not None and age < least_age):
        return None
    sex, smoker = known("sex_at_birth"), known("smoker")
    made: dict[str, Any] = {
        "leg_pain": leg,
        "back_pain": known("back_pain_nrs_avg_at_start" if review else "back_pain_nrs_avg"),
        "age": age,
        "rmdq": known("rmdq_total_at_start" if review else "rmdq_total"),
        "sbi": None if review else known("sbi_total"),
        "symptoms": known("symptom_count"),
        "expectation": known("massage_expectation_nrs"),
        "phase": known("phase"),
        "sex": sex if sex in ("female", "male") else None,
        "smoker": None if smoker is None else "yes" if smoker == "current" else "no",
        "belief": known("course_belief"),
        "irritability": known("irritability"),
        "risk": known("startback_risk"),
        "reflex": _reflex(known("reflex_knee"), known("reflex_ankle")),
        "patterns": known("patterns") or frozenset(),
    }
    if review:
        made["leg_pain_change"], made["adherence"] = start - now, known("home_adherence_pct")
    return made


def _reflex(knee: str | None, ankle: str | None) -> str | None:
    if {knee, ankle} & {"reduced", "absent"}:
        return "reduced"
    return None if knee is None or ankle is None else "normal"


# Packages


def course_of(dose: Course | None) -> Package:
    """A dose of visits as a package; without visits, home exercise only. Between two lengths the shorter counts."""
    if dose is None or dose.total == 0:
        return HOME_ONLY
    minutes = next((each for each in MINUTES if dose.minutes >= each), MINUTES[-1])
    return Package(COMMON, minutes, dose.total, dose.per_week)


def planned_course(facts: Facts, knowledge: Knowledge) -> Package:
    """The course that the dose rules give these facts, before anything about hands-on work is decided."""
    rows = [knowledge.helping[n] for n in knowledge.help.read(facts.values)[0]]
    base, modifiers = ([row for row in rows if row.folder == folder] for folder in ("dose", "modifiers"))
    return course_of(visit_dose(base, modifiers, facts, knowledge.caps))


# The answer


def prognosis_of(facts: Facts, model: Model, course: Package = HOME_ONLY) -> Prognosis | None:
    """What the model says of a client under a course of visits; None where it has nothing to say."""
    features = features_of(facts, model.least_leg_pain, model.least_age)
    if features is None:
        return None
    review = "leg_pain_change" in features
    ahead = _weeks_ahead(model, facts["sessions_done"] if review else None, course)
    if not ahead:
        return None
    client = model.client(features)
    return Prognosis(
        model=_named(model),
        outlook=_outlook(model, client, course, ahead, review),
        alone=_outlook(model, client, HOME_ONLY, ahead, review),
        gains=_gains(model, client, course, MAIN_WEEK if MAIN_WEEK in ahead else LAST_WEEK),
    )


def prognosis_for(case: Case, knowledge: Knowledge, model: Model) -> Prognosis | None:
    """What the model says of a case that may be treated, under the course that the dose rules give it.

    Without an outlook where it knows nothing of such people; None where it is not asked.
    """
    return prognosis_read(read(case, knowledge), knowledge, model)


def prognosis_read(reading: Reading, knowledge: Knowledge, model: Model) -> Prognosis | None:
    """The same for a case that was read already."""
    if not reading.verdict.disposition.treats:
        return None
    course = planned_course(reading.facts, knowledge)
    return prognosis_of(reading.facts, model, course) or Prognosis(model=_named(model))


def _named(model: Model) -> str:
    return f"{model.name} {model.digest}"


def _weeks_ahead(model: Model, visits_had: int | None, course: Package) -> tuple[int, ...]:
    """The weeks of the course that lie ahead; at a review, visits had tell how far the course is."""
    if visits_had is None:
        return model.first.weeks
    weeks_in = visits_had / course.per_week
    return tuple(week for week in model.review.weeks if week > weeks_in)


def _outlook(model: Model, client: Client, course: Package, ahead: tuple[int, ...], review: bool) -> Outlook:
    main = MAIN_WEEK if MAIN_WEEK in ahead else LAST_WEEK
    chances = [client.chance(course, week) for week in ahead]
    plan = chances[ahead.index(main)]
    alone = client.chance(HOME_ONLY, main)
    label = label_of(plan)
    return Outlook(
        label=f"{label} {SO_FAR}" if review else label,
        low=round(plan.low, 2),
        high=round(plan.high, 2),
        average=round(model.average(client.phase, course, main), 2),
        no_massage=Range(low=round(alone.low, 2), high=round(alone.high, 2)),
        weeks=tuple([WeekRange(week=each.week, low=round(each.low, 2), high=round(each.high, 2)) for each in chances]),
        basis=BASIS,
        clear_difference=not plan.overlaps(alone),
    )


def label_of(chance: Chance) -> str:
    """The range in words: never a single figure, never none and never all."""
    low, high = math.floor(10 * chance.low + 0.5), math.floor(10 * chance.high + 0.5)
    if low == high:
        low, high = math.floor(10 * chance.low), math.ceil(10 * chance.high)
    if low == 0:
        share = f"Fewer than {max(high, 1)} in 10"
    elif high == 10:
        share = f"More than {min(low, 9)} in 10"
    else:
        share = f"About {low} to {high if high > low else low + 1} in 10"
    return f"{share} people like you feel clearly better by week {chance.week}."


def _gains(model: Model, client: Client, course: Package, week: int) -> dict[str, float]:
    """Expected gain of each method over plain relaxation: 0 unless the worlds agree that its kind differs."""
    visits = course if course.family else ONE_VISIT

    def middle(family: str) -> float:
        return client.chance(Package(family, visits.minutes, visits.visits, visits.per_week), week).middle

    common = middle(COMMON)
    by_family = {family: round(middle(family) - common, 3) for family, apart in model.apart.items() if apart}
    return {modality: by_family.get(family, 0.0) for modality, family in FAMILY_OF.items()}
