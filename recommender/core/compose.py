"""Composing a plan for someone who may be treated: choose, dose, arrange, and give the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from plans.plan import BadDayItem, Certainty, Excluded, HomeItem, Modality, Precaution, Sessions, Tip
from recommender.core.advise import MOST_SELF_CARE, MOST_TIPS, must_have, pick, rank_tips
from recommender.core.arrange import Visit, arrange_visit
from recommender.core.choose import Chosen, Option, Place, choose, had_good_visit, not_first
from recommender.core.dose import VisitDose, visit_dose
from recommender.core.explain import forbidding, stances_on
from recommender.core.home import Candidate, HomeChoice, choose_home
from recommender.core.items import TipItem
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, limits_of
from recommender.core.patterns import patterns_of
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.rules import Helping
from recommender.core.speak import Voice
from recommender.core.triage import Facts, Verdict

EASE_FIRST = "Rest like this until the leg feels calmer."
STOP_RULES = (
    "stop-session-pain", "stop-session-shoot", "stop-home-leg", "after-call", "after-sameday", "after-emergency",
    "stop-course",
)  # fmt: skip
"""Rows of the reviews that a client takes home, in the order they are read."""
REVIEWS = ("rv-next-day", "rv-3v", "rv-6v", "rv-12w", "rv-maint")
"""Rows that say when a therapist looks at the course again."""
COURSE_CAP = "You have had as many visits as one course should have. We look again before any more."
THEN_MOVE = "Then do this, small and slow. Stop if the leg gets worse."


def compose(
    case: Case,
    facts: Facts,
    verdict: Verdict,
    knowledge: Knowledge,
    holding: frozenset[str],
    voice: Voice,
    prognosis: Prognosis | None,
) -> dict[str, Any]:
    """Everything of a plan that only someone who may be treated gets."""
    limits = limits_of(verdict, facts)
    helping = _helping(facts, knowledge)
    chosen = choose(facts, knowledge.library, limits, prognosis.gains if prognosis else None)
    home = choose_home(facts, knowledge, limits, holding, helping["programme"])
    could = frozenset(each.item.id for each in home.open)
    excluded = [*chosen.excluded, *_regions_left_out(knowledge, limits), *home.excluded]
    sessions: Sessions | None = None
    modalities: tuple[Modality, ...] = ()
    refused = forbidding(knowledge, holding, case)
    dose = visit_dose(helping["dose"], helping["modifiers"], facts, knowledge.caps)
    if refused is not None:
        excluded.insert(0, _massage_left_out(refused.source, refused.words, (refused.source,)))
    elif dose is None:
        excluded += _no_visits(helping)
    else:
        sessions, modalities, more = _visits(case, facts, knowledge, limits, chosen, dose, holding, helping, voice)
        excluded += more
    return {
        "patterns": patterns_of(facts),
        "sessions": sessions,
        "modalities": modalities,
        "home": tuple(_home_item(each, could, knowledge, holding, case, voice) for each in home.items),
        "bad_day": _bad_day(home),
        "ergonomics": _tips(knowledge.library.tips, MOST_TIPS, must_have(facts), case, knowledge, holding, limits),
        "self_care": _tips(knowledge.library.self_care, MOST_SELF_CARE, _walk(home), case, knowledge, holding, limits),
        "precautions": _precautions(verdict),
        "excluded": tuple(excluded),
    }


def _helping(facts: Facts, knowledge: Knowledge) -> dict[str, list[Helping]]:
    """Rows of what would help that hold today, by folder."""
    found: dict[str, list[Helping]] = {"dose": [], "modifiers": [], "programme": [], "reviews": []}
    for n in knowledge.help.read(facts.values)[0]:
        found[knowledge.helping[n].folder].append(knowledge.helping[n])
    return found


def _visits(
    case: Case,
    facts: Facts,
    knowledge: Knowledge,
    limits: Limits,
    chosen: Chosen,
    dose: VisitDose,
    holding: frozenset[str],
    helping: dict[str, list[Helping]],
    voice: Voice,
) -> tuple[Sessions | None, tuple[Modality, ...], list[Excluded]]:
    """The visits, or no visit when the limits leave nothing to do by hand."""
    options = [option for option in chosen.options if option.item.id not in dose.exclude]
    left_out = [
        _by_dose(each, rule) for each, rule in dose.exclude.items() if each in {o.item.id for o in chosen.options}
    ]
    minutes = min(dose.minutes, limits.max_minutes[0]) if limits.max_minutes else dose.minutes
    firmer = facts["irritability"] == "low" and had_good_visit(facts)
    visit = arrange_visit(
        options, knowledge.library, facts["irritability"], minutes, dose.max_level, dose.slot_minutes, firmer
    )
    if visit is None:
        return None, (), [_nothing_alone(chosen), *left_out]
    left_out += not_first(options, {option.item.id for option in visit.used})
    modalities = tuple(_modality(option, visit, knowledge, holding, case) for option in visit.used)
    return _sessions(case, dose, visit, limits, helping, voice), modalities, left_out


def _sessions(
    case: Case,
    dose: VisitDose,
    visit: Visit,
    limits: Limits,
    helping: dict[str, list[Helping]],
    voice: Voice,
) -> Sessions:
    rules = [dose.base, *dose.modifiers]
    return Sessions(
        per_week=dose.per_week,
        minutes=visit.minutes,
        weeks=dose.weeks,
        total=dose.total,
        taper="" if dose.total < int(dose.base.then["total"][1]) else str(dose.base.then["taper"]),
        first_review=(case.visit_date + timedelta(days=dose.review_days)).isoformat(),
        stop_rules=voice.all(_stop_rules(helping["reviews"])),
        reviews=tuple(_review(row) for row in helping["reviews"] if row.id in REVIEWS),
        recipe=visit.slots,
        because=tuple(dict.fromkeys(str(rule.then.get("words") or rule.because) for rule in rules)),
        notes=tuple(dict.fromkeys([*dose.notes, *limits.position_words])),
        sources=tuple(dict.fromkeys(source for rule in rules for source in rule.source_ids)),
        certainty=Certainty.DESIGN,
    )


def _stop_rules(reviews: Iterable[Helping]) -> list[str]:
    """When to stop or to call, in client words."""
    held = {row.id: row for row in reviews}
    return [str(held[row_id].then["words"]) for row_id in STOP_RULES if row_id in held and "words" in held[row_id].then]


def _modality(option: Option, visit: Visit, knowledge: Knowledge, holding: frozenset[str], case: Case) -> Modality:
    item, places = option.item, visit.places_of(option)
    slots = [slot for slot in visit.slots if slot.modality == item.id]
    because = [item.because]
    if option.preferred:
        because.append("You said that you like this kind of massage.")
    names = (item.id, "massage", *(("device",) if item.kind == "device" else ()))
    return Modality(
        id=item.id,
        name=item.name,
        regions=tuple(place.region.id for place in places),
        minutes=visit.minutes_of(option),
        pressure=max(slot.pressure or 1 for slot in slots),
        position=places[0].position,
        because=tuple(because),
        certainty=item.certainty,
        guidelines=stances_on(names, enumerate(knowledge.library.stances), holding, case),
        sources=item.source_ids,
        techniques=item.techniques,
        benefit=item.benefit,
        notes=_notes(places),
    )


def _notes(places: Sequence[Place]) -> tuple[str, ...]:
    """Places inside the regions to keep off."""
    avoid = [f"{place.region.name}: {place.region.avoid}" for place in places if place.region.avoid]
    return tuple(avoid)


def _home_item(
    each: Candidate, open_: frozenset[str], knowledge: Knowledge, holding: frozenset[str], case: Case, voice: Voice
) -> HomeItem:
    item = each.item
    return HomeItem(
        id=item.id,
        name=item.name,
        kind=item.kind,
        position=item.position,
        steps=voice.all(item.steps),
        dose=each.dose,
        minutes=each.minutes,
        feel=item.feel,
        progress=_next(item.progress, open_, knowledge, "When this stays easy for a week, go on to: {}."),
        ease_off=" ".join(filter(None, [item.ease_off, _next(item.regress, open_, knowledge, "An easier one: {}.")])),
        stop_if=item.stop_if,
        because=each.because,
        certainty=item.certainty,
        guidelines=stances_on((item.id, item.kind, "exercise"), enumerate(knowledge.library.stances), holding, case),
        sources=item.source_ids,
        alt=item.alt,
    )


def _next(step: str | None, open_: frozenset[str], knowledge: Knowledge, words: str) -> str:
    """The harder or easier step in words: another exercise by name if it is open today, or a variant of this one."""
    if not step or not (step in open_ or step.startswith("variant:")):
        return ""
    if step.startswith("variant:"):
        return words.format(step.removeprefix("variant:").strip().rstrip("."))
    return words.format(knowledge.exercise[step].name)


def _bad_day(home: HomeChoice) -> tuple[BadDayItem, ...]:
    """Two minutes for a bad day: a position of ease and one small move that even a flare allows."""
    calm = [each for each in (*home.items, *home.open) if each.item.irritability == "high"]
    picked = []
    for kinds, words in ((("ease",), EASE_FIRST), (("nerve", "mobility", "core"), THEN_MOVE)):
        found = next((each for each in calm if each.item.kind in kinds), None)
        if found is not None:
            picked.append(
                BadDayItem(id=found.item.id, name=found.item.name, minutes=1, steps=found.item.steps, words=words)
            )
    return tuple(picked)


def _walk(home: HomeChoice) -> tuple[str, ...]:
    """Walking is always spoken of: as a home item, or else as self-care."""
    return () if any(each.item.kind == "aerobic" for each in home.items) else ("sc_walk",)


def _tips(
    items: Iterable[TipItem],
    most: int,
    must: Iterable[str],
    case: Case,
    knowledge: Knowledge,
    holding: frozenset[str],
    limits: Limits,
) -> tuple[Tip, ...]:
    ranked = rank_tips(items, holding, case.jurisdiction, limits)
    return tuple(
        Tip(
            id=tip.id,
            context=tip.context,
            tip=tip.tip,
            because=tip.because,
            certainty=tip.certainty,
            sources=tip.source_ids,
            guidelines=stances_on((tip.id, tip.context), enumerate(knowledge.library.stances), holding, case),
        )
        for tip in pick(ranked, most, must)
    )


def _precautions(verdict: Verdict) -> tuple[Precaution, ...]:
    """States of this client that limit the work or ask for care. What holds for everyone stands in the regions."""
    rules = [rule for rule in verdict.states if not rule.standing and (rule.hands_on or rule.notes or rule.position)]
    return tuple(
        Precaution(
            rule=rule.id,
            says=rule.says,
            because=rule.because,
            sources=rule.source_ids,
            certainty=rule.certainty,
            notes=(*rule.notes, *(("Not answered: read as present.",) if rule.id in verdict.assumed else ())),
        )
        for rule in rules
    )


def _regions_left_out(knowledge: Knowledge, limits: Limits) -> list[Excluded]:
    """Regions where every gentle method is closed."""
    made = []
    for region in knowledge.library.regions.values():
        rule = next(
            (limits.closed_areas["SWE"][area] for area in sorted(region.areas) if area in limits.closed_areas["SWE"]),
            None,
        )
        if rule is not None:
            made.append(
                Excluded(
                    kind="region", id=region.id, level="avoid", rule=rule.id, because=rule.because,
                    sources=rule.source_ids, certainty=rule.certainty,
                )
            )  # fmt: skip
    for position, rule in limits.avoid_positions.items():
        made.append(
            Excluded(
                kind="position", id=position, level="avoid", rule=rule.id, because=rule.because,
                sources=rule.source_ids, certainty=rule.certainty,
            )
        )  # fmt: skip
    return made


def _massage_left_out(rule: str, because: str, sources: tuple[str, ...]) -> Excluded:
    return Excluded(kind="modality", id="massage", level="avoid", rule=rule, because=because, sources=sources)


def _review(row: Helping) -> str:
    """One look at the course, for the therapist: when, what, and what follows."""
    names = (("go_on_if", "Go on if"), ("change_if", "Change if"), ("stop_if", "Stop if"))
    what = [f"{name}: {row.then[key]}." for key, name in names if key in row.then]
    return " ".join([f"{row.then['when_words']}: {row.then['check']}.", *what])


def _nothing_alone(chosen: Chosen) -> Excluded:
    """Why there is no visit although no guideline or budget speaks against one: a missing clearance, or limits."""
    waits = next((each for each in chosen.excluded if each.level == "clearance"), None)
    if waits is not None:
        return replace(waits, id="massage")
    left = ", ".join(option.item.client_name for option in chosen.options) or "nothing"
    return _massage_left_out(
        "nothing-that-stands-alone", f"What is left by hand ({left}) does not make a visit by itself.", ("project",)
    )


def _no_visits(helping: dict[str, list[Helping]]) -> list[Excluded]:
    zero = [row for row in (*helping["modifiers"], *helping["dose"]) if row.then.get("zero") or row.id == "d-self"]
    if not zero:
        return [_massage_left_out("course-cap", COURSE_CAP, ("project",))]
    return [_massage_left_out(row.id, row.because, row.source_ids) for row in zero[:1]]


def _by_dose(item_id: str, rule: Helping) -> Excluded:
    return Excluded(
        kind="modality", id=item_id, level="avoid", rule=rule.id, because=rule.because, sources=rule.source_ids,
        certainty=rule.certainty,
    )  # fmt: skip
