"""The visits of a plan: how often and how long, what is done in them, and why there may be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from plans.plan import Certainty, Excluded, Modality, Sessions
from recommender.core.arrange import Visit, arrange_visit, recipe_of, with_checks
from recommender.core.choose import Chosen, Option, not_first
from recommender.core.dose import VisitDose, done_of
from recommender.core.explain import forbidding
from recommender.core.items import GOOD_VISIT, Recipe
from recommender.core.left_out import by_rule, for_reason
from recommender.core.rules import Helping
from recommender.core.scene import Scene

STOP_RULES = (
    "stop-session-pain", "stop-session-shoot", "stop-home-leg", "after-call", "after-sameday", "after-emergency",
    "stop-course",
)  # fmt: skip
"""Rows of the reviews that a client takes home, in the order they are read."""
REVIEWS = (
    "rv-neuro", "rv-next-day", "rv-3v", "rv-6v", "rv-12w", "rv-maint",
    "stop-session-new-deficit", "stop-session-cardio", "stop-session-neuro", "stop-session-preg", "stop-session-skin",
)  # fmt: skip
"""Rows for the therapist: when to look again, and what ends a visit."""
COURSE_CAP = "You have had as many visits as one course should have. We look again before any more."
MASSAGE = "massage"


@dataclass(frozen=True, slots=True)
class Visits:
    """The hands-on part of a plan; `sessions` is None where there is to be none, and `left_out` says why."""

    sessions: Sessions | None = None
    modalities: tuple[Modality, ...] = ()
    left_out: tuple[Excluded, ...] = ()


def visits_of(scene: Scene, chosen: Chosen, dose: VisitDose | None) -> Visits:
    """Lay out the visits, unless the jurisdiction's guideline, the dose or the limits leave none."""
    refused = forbidding(scene.knowledge, scene.holding, scene.case)
    if refused is not None:
        reason = for_reason("modality", MASSAGE, refused.source, refused.words, (refused.source,), "avoid")
        return Visits(left_out=(reason,))
    if dose is None:
        return Visits(left_out=(_no_visits(scene),))
    open_ = [option for option in chosen.options if option.item.id not in dose.exclude]
    closed = [
        by_rule("modality", each.item.id, dose.exclude[each.item.id])
        for each in chosen.options
        if each.item.id in dose.exclude
    ]
    options, away = _away_from(dose, open_)
    closed += away
    visit = _arranged(scene, options, dose)
    if visit is None:
        return Visits(left_out=(_nothing_alone(chosen), *closed))
    others = not_first(options, {option.item.id for option in visit.used})
    return Visits(
        sessions=_sessions(scene, dose, visit, _calmer(scene, options, dose)),
        modalities=tuple(_modality(scene, option, visit) for option in visit.used),
        left_out=(*closed, *others),
    )


def _away_from(dose: VisitDose, options: Sequence[Option]) -> tuple[list[Option], list[Excluded]]:
    """Methods without the regions that a modifier keeps away from, and what that leaves out.

    The other side stays open.
    """
    if not dose.away:
        return list(options), []
    kept, left_out = [], {}
    for option in options:
        places = []
        for place in option.places:
            rule = next((dose.away[area] for area in sorted(place.region.areas) if area in dose.away), None)
            if rule is None or place.region.other_side:
                places.append(place)
            else:
                left_out[place.region.id] = by_rule("region", place.region.id, rule, "limit")
        if places:
            kept.append(option._replace(places=tuple(places)))
        else:
            left_out[option.item.id] = by_rule("modality", option.item.id, next(iter(dose.away.values())), "limit")
    return kept, list(left_out.values())


def _arranged(scene: Scene, options: Sequence[Option], dose: VisitDose, recipe: Recipe | None = None) -> Visit | None:
    facts, limits = scene.facts, scene.limits
    minutes = min(dose.minutes, limits.max_minutes[0]) if limits.max_minutes else dose.minutes
    recipe = recipe or recipe_of(scene.knowledge.library, scene.holding, minutes)
    firmer = facts["irritability"] == "low" and facts["phase"] == "chronic" and GOOD_VISIT in scene.holding
    return arrange_visit(options, recipe, minutes, dose.max_level, dose.slot_minutes, firmer)


def _sessions(scene: Scene, dose: VisitDose, visit: Visit, notes: Sequence[str]) -> Sessions:
    rules = [dose.base, *dose.modifiers]
    done = done_of(scene.facts)
    cut = dose.total + done < int(dose.base.then["total"][1])
    reviews = scene.rules("reviews", REVIEWS)
    first_review = scene.case.visit_date + timedelta(days=dose.review_days)
    later = [scene.case.visit_date + timedelta(weeks=int(row.then["week"])) for row in reviews if "week" in row.then]
    return Sessions(
        per_week=dose.per_week,
        minutes=visit.minutes,
        weeks=dose.weeks,
        total=dose.total,
        taper="" if cut else str(dose.base.then["taper"]),
        first_review=first_review.isoformat(),
        later_reviews=tuple(day.isoformat() for day in sorted(later) if day > first_review),
        stop_rules=scene.voice.all(str(row.then["words"]) for row in scene.rules("reviews", STOP_RULES)),
        reviews=tuple(map(_review, reviews)),
        recipe=with_checks(visit.slots, scene.limits.max_face_down),
        because=tuple(dict.fromkeys(str(rule.then.get("words") or rule.because) for rule in rules)),
        notes=tuple(
            dict.fromkeys([*_so_far(done), *dose.notes, *_besides(dose), *notes, *scene.limits.position_words])
        ),
        sources=tuple(dict.fromkeys(source for rule in rules for source in rule.source_ids)),
        certainty=Certainty.DESIGN,
    )


def _calmer(scene: Scene, options: Sequence[Option], dose: VisitDose) -> list[str]:
    """A recipe that some of the visits follow instead, such as the relaxing one, within what is open today."""
    asked = scene.knowledge.library.recipes.get(dose.recipe)
    visit = _arranged(scene, options, dose, asked) if asked and dose.total >= dose.recipe_one_in else None
    if visit is None:
        return []
    regions = scene.knowledge.library.regions
    spent: dict[str, int] = {}
    for slot in visit.slots:
        if slot.region:
            spent[slot.region] = spent.get(slot.region, 0) + slot.minutes
    parts = [f"{regions[region].name} {minutes} minutes" for region, minutes in spent.items()]
    return [f"1 visit in {dose.recipe_one_in} is for rest and calm instead: {', '.join(parts)}."]


def _so_far(done: int) -> list[str]:
    """Visits of the course that are behind the client, so that the number planned is read as the rest."""
    if not done:
        return []
    return [f"{done} {'visit' if done == 1 else 'visits'} of this course done. These are the ones to come."]


def _besides(dose: VisitDose) -> list[str]:
    """What the row of the dose asks for beside the visits."""
    return [f"Beside the visits: {dose.base.then['home_care']}"]


def _review(row: Helping) -> str:
    """One look at the course, for the therapist: when, what, and what follows; a row without a check says it all."""
    if "check" not in row.then:
        return f"{row.then['when_words']}: {row.says}"
    names = (("go_on_if", "Go on if"), ("change_if", "Change if"), ("stop_if", "Stop if"))
    what = [f"{name}: {row.then[key]}." for key, name in names if key in row.then]
    return " ".join([f"{row.then['when_words']}: {row.then['check']}.", *what])


def _modality(scene: Scene, option: Option, visit: Visit) -> Modality:
    item, places = option.item, visit.places_of(option)
    liked = ("You said that you like this kind of massage.",) if option.preferred else ()
    return Modality(
        id=item.id,
        name=item.name,
        regions=tuple(place.region.id for place in places),
        minutes=visit.minutes_of(option),
        pressure=max(slot.pressure or 1 for slot in visit.slots if slot.modality == item.id),
        position=places[0].position,
        because=(item.because, *liked),
        certainty=item.certainty,
        guidelines=scene.stances(item.id, MASSAGE),
        sources=item.source_ids,
        techniques=item.techniques,
        benefit=item.benefit,
        notes=tuple(f"{place.region.name}: {place.region.avoid}" for place in places if place.region.avoid),
    )


def _no_visits(scene: Scene) -> Excluded:
    """The row that says that there are to be no visits, or the cap of a course."""
    rows = (*scene.helping["modifiers"], *scene.helping["dose"])
    zero = next((row for row in rows if row.then.get("zero") or row.id == "d-self"), None)
    return (
        for_reason("modality", MASSAGE, "course-cap", COURSE_CAP)
        if zero is None
        else by_rule("modality", MASSAGE, zero)
    )


def _nothing_alone(chosen: Chosen) -> Excluded:
    """Why there is no visit although no guideline or budget speaks against one: a missing clearance, or limits."""
    waits = next((each for each in chosen.excluded if each.level == "clearance"), None)
    if waits is not None:
        return replace(waits, id=MASSAGE)
    left = ", ".join(option.item.client_name for option in chosen.options) or "nothing"
    because = f"What is left by hand ({left}) does not make a visit by itself."
    return for_reason("modality", MASSAGE, "nothing-that-stands-alone", because, level="avoid")
