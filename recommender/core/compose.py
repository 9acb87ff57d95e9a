"""Composing a plan for someone who may be treated: choose, dose, arrange, and give the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plans.plan import BadDayItem, Excluded, HomeItem, Precaution, Tip
from recommender.core.advise import MOST_SELF_CARE, MOST_TIPS, must_have, pick, rank_tips
from recommender.core.choose import choose
from recommender.core.dose import visit_dose
from recommender.core.home import Candidate, HomeChoice, choose_home
from recommender.core.items import Exercise, TipItem
from recommender.core.left_out import by_rule, for_reason
from recommender.core.limits import Limits
from recommender.core.patterns import patterns_of
from recommender.core.prognosis import Prognosis
from recommender.core.rules import Contraindication
from recommender.core.scene import Scene
from recommender.core.visits import MASSAGE, Visits, visits_of

EASE_FIRST = "Rest like this until the leg feels calmer."
THEN_MOVE = "Then do this, small and slow. Stop if the leg gets worse."
BAD_DAY = ((("ease",), EASE_FIRST), (("nerve", "mobility", "core"), THEN_MOVE))
"""The two minutes of a bad day: families to pick from, and what is said."""
NO_TIME = "There are no minutes for it in the day you described. Even 3 minutes would do for a start."
VARIANT = "variant:"
"""How a step begins that is another way to do the same exercise."""
GO_ON = "When this stays easy for a week, go on to: {}."
EASIER = "An easier one: {}."
NOT_ALONE = "Massage goes with something you do yourself. Find {} minutes a day and we plan it."
NOTHING_TO_DO = "Massage goes with something you do yourself, and no exercise is open to you for now."
FEW_MINUTES = 3
"""Minutes a day that we ask for at least, beside visits."""


def compose(scene: Scene, prognosis: Prognosis | None) -> dict[str, Any]:
    """Everything of a plan that only someone who may be treated gets."""
    facts, library, limits = scene.facts, scene.knowledge.library, scene.limits
    dose = visit_dose(scene.helping["dose"], scene.helping["modifiers"], facts, scene.knowledge.caps)
    if dose is not None:
        limits.use_positions = [*dose.positions, *(each for each in limits.use_positions if each not in dose.positions)]
    chosen = choose(facts, library, limits, scene.holding, prognosis.gains if prognosis else None)
    home = choose_home(scene)
    visits = beside_exercises(visits_of(scene, chosen, dose), home)
    open_ = frozenset(each.item.id for each in home.open)
    no_time = [for_reason("home", "exercises", "no-time", NO_TIME)] if open_ and not home.items else []
    return {
        "patterns": patterns_of(facts),
        "sessions": visits.sessions,
        "modalities": visits.modalities,
        "home": tuple(_home_item(scene, each, open_) for each in home.items),
        "bad_day": _bad_day(home),
        "ergonomics": _tips(scene, library.tips, MOST_TIPS, must_have(facts), open_),
        "self_care": _tips(scene, library.self_care, MOST_SELF_CARE, _walk(home), open_),
        "precautions": _precautions(scene),
        "excluded": (*visits.left_out, *chosen.excluded, *_places_left_out(scene), *no_time, *home.excluded),
    }


def beside_exercises(visits: Visits, home: HomeChoice) -> Visits:
    """The visits, or none where nothing but rest would stand beside them: no massage by itself."""
    if visits.sessions is None or any(_is_active(each) for each in home.items):
        return visits
    shortest = min((each.minutes for each in home.open if _is_active(each)), default=None)
    because = NOTHING_TO_DO if shortest is None else NOT_ALONE.format(max(FEW_MINUTES, shortest))
    return Visits(left_out=(for_reason("modality", MASSAGE, "not-alone", because),))


def _is_active(each: Candidate) -> bool:
    return each.item.kind != "ease"


def _home_item(scene: Scene, each: Candidate, open_: frozenset[str]) -> HomeItem:
    item = each.item
    easier = _next(scene, item.regress, open_, EASIER)
    return HomeItem(
        id=item.id,
        name=item.name,
        kind=item.kind,
        position=item.position,
        steps=scene.voice.all(item.steps),
        dose=each.dose,
        minutes=each.minutes,
        feel=item.feel,
        progress=_next(scene, item.progress, open_, GO_ON) if _may_grow(item, scene.limits) else "",
        ease_off=" ".join(filter(None, [item.ease_off, easier])),
        stop_if=item.stop_if,
        because=each.because,
        certainty=item.certainty,
        guidelines=scene.stances(item.id, item.kind, "exercise"),
        sources=item.source_ids,
        alt=item.alt,
    )


def _may_grow(item: Exercise, limits: Limits) -> bool:
    """A harder variant is told only where nothing closes or limits what the exercise or the variant loads."""
    if not (item.progress or "").startswith(VARIANT):
        return True
    loads = (*item.loads, *item.harder_loads)
    return item.id not in limits.holds_s and not any(
        load in limits.loads or load in limits.light_loads for load in loads
    )


def _next(scene: Scene, step: str | None, open_: frozenset[str], words: str) -> str:
    """The harder or easier step in words: another exercise by name if it is open today, or a variant of this one."""
    if not step:
        return ""
    if step.startswith(VARIANT):
        return words.format(step.removeprefix(VARIANT).strip().rstrip("."))
    return words.format(scene.knowledge.exercise[step].name) if step in open_ else ""


def _bad_day(home: HomeChoice) -> tuple[BadDayItem, ...]:
    """Two minutes for a bad day: a position of ease and one small move that even a flare allows."""
    calm = [each.item for each in (*home.items, *home.open) if each.item.irritability == "high"]
    picked = [(next((item for item in calm if item.kind in kinds), None), words) for kinds, words in BAD_DAY]
    return tuple(
        BadDayItem(id=item.id, name=item.name, minutes=1, steps=item.steps, words=words)
        for item, words in picked
        if item is not None
    )


def _walk(home: HomeChoice) -> tuple[str, ...]:
    """Walking is always spoken of: as a home item, or else as self-care."""
    return () if any(each.item.kind == "aerobic" for each in home.items) else ("sc_walk",)


def _tips(
    scene: Scene, items: Iterable[TipItem], most: int, must: Iterable[str], open_: frozenset[str]
) -> tuple[Tip, ...]:
    ranked = rank_tips(items, scene.holding, scene.case.jurisdiction, scene.limits, open_)
    return tuple(
        Tip(
            id=tip.id,
            context=tip.context,
            tip=tip.tip,
            because=tip.because,
            certainty=tip.certainty,
            sources=tip.source_ids,
            guidelines=scene.stances(tip.id, tip.context),
        )
        for tip in pick(ranked, most, must)
    )


def _precautions(scene: Scene) -> tuple[Precaution, ...]:
    """States of this client that limit the work or ask for care. What holds for everyone stands in the regions."""
    return tuple(_precaution(rule, rule.id in scene.verdict.assumed) for rule in scene.verdict.states if _speaks(rule))


def _speaks(rule: Contraindication) -> bool:
    return not rule.standing and bool(rule.hands_on or rule.notes or rule.position)


def _precaution(rule: Contraindication, assumed: bool) -> Precaution:
    return Precaution(
        rule=rule.id,
        says=rule.says,
        because=rule.because,
        sources=rule.source_ids,
        certainty=rule.certainty,
        notes=(*rule.notes, *(("Not answered: read as present.",) if assumed else ())),
    )


def _places_left_out(scene: Scene) -> list[Excluded]:
    """Regions where even the gentlest method is closed, and positions that a rule closes."""
    closed = scene.limits.closed_areas["SWE"]
    made = []
    for region in scene.knowledge.library.regions.values():
        rule = next((closed[area] for area in sorted(region.areas) if area in closed), None)
        if rule is not None:
            made.append(by_rule("region", region.id, rule))
    return made + [by_rule("position", each, rule) for each, rule in scene.limits.avoid_positions.items()]
