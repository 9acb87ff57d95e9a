"""(g, h) At the level of the rules: doses stay within the caps, and pain that flares more easily never earns more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product
from typing import Any

from plans.plan import Dose
from recommender.core.arrange import BY_LENGTH
from recommender.core.condition import facts_of
from recommender.core.dose import RHYTHMS, VisitDose, visit_dose
from recommender.core.items import LEVELS
from recommender.core.knowledge import Knowledge
from recommender.core.limits import limits_of
from recommender.core.profile import Profile
from recommender.core.rules import AREAS, HANDS_ON, Contraindication, Helping, Rule
from recommender.core.triage import Facts
from tests.knowledge.proof.closing import doors, verdict_on
from tests.knowledge.proof.world import Broken, Outcome, World

MOST = 3
"""Modifiers tried together: the caps are put on after each, so more of them can add nothing new."""
CALMER = ((LEVELS[1], LEVELS[2]), (LEVELS[0], LEVELS[1]))
"""Calmer and more irritable, next to each other."""
BUDGETS = (None, 1, 8)
OTHERWISE: Mapping[str, tuple[Any, ...]] = {
    "patterns": (frozenset({"mixed_unclear"}), frozenset({"disc_like"}), frozenset({"stenosis_like"})),
    "neural_tension": (None, "negative", "past", "mild", "strong"),
    "sessions_done": (None, 0, 5),
    "onset_days": (None, 1, 10, 60, 100),
    "directional_preference": (None, "flexion", "extension"),
}
"""What the states that look at irritability look at besides."""


def doses_stay_within_the_caps(world: World) -> Outcome:
    """Doses stay within the caps: each base row with up to three modifiers, at each irritability and budget."""
    made, knowledge = Outcome(), world.knowledge
    caps = knowledge.caps
    for row, chosen, irritability, budget in _visits(knowledge, MOST):
        made.asked += 1
        dose = _dose(knowledge, row, chosen, irritability, budget)
        if dose is None:
            continue
        names = ", ".join([row.id, *(each.id for each in chosen)])
        wrong = [
            word
            for word, over in {
                "visits a week": dose.per_week > caps["max_per_week"] or dose.per_week not in RHYTHMS,
                "minutes": dose.minutes > caps["max_minutes"] or dose.minutes % 5,
                "visits": not 1 <= dose.total <= caps["max_total"] or dose.total > dose.per_week * caps["max_weeks"],
                "weeks": not 1 <= dose.weeks <= caps["max_weeks"],
                "level": not 1 <= dose.max_level <= 5,
            }.items()
            if over
        ]
        if wrong:
            what = f"{names} at {irritability} irritability: {wrong[0]} out of bounds ({_numbers(dose)})"
            made.broken.append(Broken(f"{names} {irritability} {budget}", what))
    return made


def more_irritable_is_never_more_visits(world: World) -> Outcome:
    """The same rows and modifiers never give more, longer or firmer visits to someone more irritable."""
    made, knowledge = Outcome(), world.knowledge
    for row, chosen, irritability, budget in _visits(knowledge, 2):
        for calm, flaring in CALMER:
            if irritability != calm:
                continue
            made.asked += 1
            before = _dose(knowledge, row, chosen, calm, budget)
            after = _dose(knowledge, row, chosen, flaring, budget)
            if after is not None and (before is None or _more(before, after)):
                names = ", ".join([row.id, *(each.id for each in chosen)])
                made.broken.append(Broken(f"{names} {calm}", f"{names}: {flaring} irritability gets more than {calm}"))
    return made


def _visits(knowledge: Knowledge, most: int) -> Iterator[tuple[Helping, tuple[Helping, ...], str, int | None]]:
    rows = [rule for rule in knowledge.helping if rule.folder == "dose"]
    modifiers = [rule for rule in knowledge.helping if rule.folder == "modifiers" and not rule.information]
    free = [rule for rule in modifiers if not _reads_irritability(rule)]
    crowds = [crowd for size in range(most + 1) for crowd in combinations(free, size)]
    for row, chosen, irritability in product(rows, crowds, LEVELS):
        for budget in BUDGETS if any("max_visits_4wk" in each.then for each in chosen) else (None,):
            yield row, chosen, irritability, budget


def _dose(
    knowledge: Knowledge, row: Helping, chosen: tuple[Helping, ...], irritability: str, budget: int | None
) -> VisitDose | None:
    facts, own = _somebody(knowledge, irritability, budget)
    return visit_dose([row], [*chosen, *own], facts, knowledge.caps)


@cache
def _somebody(knowledge: Knowledge, irritability: str, budget: int | None) -> tuple[Facts, tuple[Helping, ...]]:
    """Somebody this irritable, and the modifiers that this by itself brings."""
    facts = person(knowledge, {"irritability": irritability, "budget_visits_4wk": budget})
    held = [knowledge.helping[n] for n in knowledge.help.read(facts.values)[0]]
    return facts, tuple(rule for rule in held if rule.folder == "modifiers" and _reads_irritability(rule))


def _reads_irritability(rule: Rule) -> bool:
    return "irritability" in facts_of(rule.when)


def _more(before: VisitDose, after: VisitDose) -> bool:
    return any(new > old for old, new in zip(_numbers(before), _numbers(after), strict=True))


def _numbers(dose: VisitDose) -> tuple[float, ...]:
    return dose.per_week, dose.minutes, dose.total, dose.max_level


def more_irritable_is_never_a_stronger_stretch(world: World) -> Outcome:
    """No end-range stretch opens, and none is held longer, by the hold or by the session, in a more irritable state."""
    made = Outcome()
    for item in world.knowledge.library.exercises:
        for calm, flaring in CALMER:
            made.asked += 1
            before, after = item.doses.get(calm), item.doses.get(flaring)
            open_before = LEVELS.index(calm) <= LEVELS.index(item.irritability) and before is not None
            open_after = LEVELS.index(flaring) <= LEVELS.index(item.irritability) and after is not None
            if open_after and not open_before and item.end_range:
                made.broken.append(Broken(f"{item.id} {flaring}", f"{item.id} opens at {flaring} irritability"))
            elif open_after and before is not None and after is not None:
                for word, less, more in zip(("hold", "stretch"), _seconds(before), _seconds(after), strict=True):
                    if more > less:
                        what = f"{item.id}: {word} of {more} s at {flaring} irritability, {less} s at {calm}"
                        made.broken.append(Broken(f"{item.id} {word} {flaring}", what))
    return world.agree("more_when_irritable", made)


def _seconds(dose: Dose) -> tuple[int, int]:
    """Seconds of one hold, and of all holds of a session."""
    hold = dose.hold_s or 0
    return hold, hold * (dose.reps or 1) * (dose.sets or 1)


def more_irritable_is_never_firmer_work(world: World) -> Outcome:
    """The recipe of an easily stirred leg presses no harder than any other."""
    made, recipes = Outcome(), world.knowledge.library.recipes
    (flare,) = (each for each, recipe in recipes.items() if recipe.when is not None)
    work = {each: [slot for slot in recipes[each].slots if slot.what == "work"] for each in (flare, *BY_LENGTH)}
    firmest = {each: max(slot.level for slot in slots) for each, slots in work.items()}
    for each in BY_LENGTH:
        made.asked += 1
        if firmest[flare] > firmest[each]:
            made.broken.append(Broken(each, f"{flare} presses up to {firmest[flare]}, {each} up to {firmest[each]}"))
    return made


def more_irritable_never_opens_a_door(world: World) -> Outcome:
    """What the states that look at irritability close at one level, they close at the next as well."""
    made, knowledge = Outcome(), world.knowledge
    looking = [n for n, rule in enumerate(knowledge.contraindications) if _reads_irritability(rule)]
    besides = {fact for n in looking for fact in facts_of(knowledge.contraindications[n].when)} - {"irritability"}
    unknown = sorted(besides - OTHERWISE.keys())
    made.broken += [Broken(each, f"{each} is not tried: add some of its answers to OTHERWISE") for each in unknown]
    for values in product(*(OTHERWISE[fact] for fact in sorted(besides & OTHERWISE.keys()))):
        answers = dict(zip(sorted(besides & OTHERWISE.keys()), values, strict=True))
        for calm, flaring in CALMER:
            made.asked += 1
            before = _closed(knowledge, looking, {**answers, "irritability": calm})
            after = _closed(knowledge, looking, {**answers, "irritability": flaring})
            for door in sorted(before - after, key=str):
                what = f"{door} is closed at {calm} irritability and not at {flaring}: {answers}"
                made.broken.append(Broken(" ".join(str(part) for part in door[:2]), what))
    return world.agree("opens_when_irritable", made)


def _closed(knowledge: Knowledge, looking: list[int], answers: Mapping[str, Any]) -> frozenset[Any]:
    """Doors that the states close, and above the highest level that the modifiers allow."""
    facts = person(knowledge, answers)
    holding = set(knowledge.contra.read(facts.values)[0])
    states: list[Contraindication] = [knowledge.contraindications[n] for n in looking if n in holding]
    helping = [knowledge.helping[n] for n in knowledge.help.read(facts.values)[0]]
    most = min([5, *(int(rule.then["max_level"]) for rule in helping if "max_level" in rule.then)])
    firmer = {("level", code, area, level) for code in HANDS_ON for area in AREAS for level in range(most + 1, 6)}
    deep = {("deep", area) for area in AREAS} if most < 4 else set()
    return doors(limits_of(verdict_on(states), facts), knowledge) | firmer | deep


def person(knowledge: Knowledge, values: Mapping[str, Any]) -> Facts:
    """Somebody of whom just this is known, derived facts put in as they are."""
    row = knowledge.reader.read(Profile.of(knowledge.dictionary, {}))
    for fact_id, value in values.items():
        row[knowledge.dictionary.place[fact_id]] = value
    return Facts(knowledge.dictionary, row)
