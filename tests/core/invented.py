"""Invented answers, conditions and people: what hypothesis draws its stories from.

Values stay inside the dictionary; numbers lean towards the places where rules change their mind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from recommender.core import derive
from recommender.core.condition import TESTS, All, Any_, AtLeast, Condition, Not, Surely, Test, facts_of
from recommender.core.facts import Dictionary, Fact, FactType, Tier
from recommender.core.profile import Profile, Reader
from recommender.core.reference import holds
from recommender.knowledge.facts import load_dictionary
from recommender.knowledge.load import HERE
from tests.people import amira, chidi, nobody

TURNING_POINTS = (
    0, 1, 2, 3, 4, 6, 7, 9, 10, 12, 14, 15, 16, 20, 28, 30, 41, 42, 60, 61, 72, 75, 84, 85, 90, 91, 180, 400,
)  # fmt: skip
"""Numbers near which the rules of this house change their answer."""


@cache
def dictionary() -> Dictionary:
    return load_dictionary(HERE / "facts")


@cache
def reader() -> Reader:
    return Reader(dictionary())


def answers_to(fact: Fact) -> st.SearchStrategy[Any]:
    """Any answer a person may give to a question."""
    match fact.type:
        case FactType.BOOL:
            return st.booleans()
        case FactType.ENUM:
            return st.sampled_from(fact.values)
        case FactType.SET:
            return _sets_of(fact)
        case FactType.TEXT:
            return st.just("words")
    low, high = int(fact.min or 0), int(fact.max or 100)
    near = [each for each in TURNING_POINTS if low <= each <= high]
    whole = st.one_of(st.sampled_from(near or [low]), st.integers(low, min(high, 40_000)))
    return whole if fact.type is FactType.INTEGER else whole.map(float)


def _sets_of(fact: Fact) -> st.SearchStrategy[frozenset[str]]:
    """A set as it may be said: `none` stands alone, and so does `unsure`."""
    alone = [frozenset({value}) for value in ("none", "unsure") if value in fact.values]
    found = [value for value in fact.values if value not in ("none", "unsure")]
    some = st.frozensets(st.sampled_from(found), min_size=1, max_size=3)
    return st.one_of(st.sampled_from(alone), some) if alone else some


def tests_of_fact(fact: Fact) -> st.SearchStrategy[Condition]:
    """Any test that the language has for a fact."""
    words = TESTS[fact.type]

    def value(word: str) -> st.SearchStrategy[Any]:
        match fact.type, word:
            case (FactType.BOOL, "one_of"):
                return st.frozensets(st.booleans(), min_size=1)
            case (FactType.BOOL, _):
                return st.booleans()
            case (FactType.ENUM | FactType.SET, "one_of" | "includes_any" | "includes_none"):
                return st.frozensets(st.sampled_from(fact.values), min_size=1, max_size=3)
            case (FactType.ENUM | FactType.SET, _):
                return st.sampled_from(fact.values)
            case (_, "one_of"):
                return st.frozensets(answers_to(fact), min_size=1, max_size=3)
        return answers_to(fact)

    return st.sampled_from(words).flatmap(lambda word: value(word).map(lambda said: Test(fact.id, word, said)))


def conditions_on(facts: Sequence[Fact], most: int = 12) -> st.SearchStrategy[Condition]:
    """Any condition over these facts."""
    leaves = st.sampled_from(list(facts)).flatmap(tests_of_fact)

    def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, min_size=1, max_size=4).map(tuple)
        return st.one_of(
            several.map(All),
            several.map(Any_),
            parts.map(Not),
            parts.map(Surely),
            several.flatmap(lambda each: st.integers(1, len(each)).map(lambda n: AtLeast(n, each))),
        )

    return st.recursive(leaves, joined, max_leaves=most)


def readable_facts() -> list[Fact]:
    return [fact for fact in dictionary() if fact.type is not FactType.TEXT]


@st.composite
def conditions_and_answers(draw: st.DrawFn) -> tuple[Condition, dict[str, Any]]:
    """A condition over a few facts of the real dictionary, and a person who has answered some of what it rests on."""
    chosen = draw(st.lists(st.sampled_from(readable_facts()), min_size=1, max_size=5, unique_by=lambda fact: fact.id))
    condition = draw(conditions_on(chosen))
    roots = sorted(_what_it_rests_on(facts_of(condition)))
    answers = {}
    for fact_id in roots:
        if draw(st.integers(0, 3)):
            answers[fact_id] = draw(answers_to(dictionary()[fact_id]))
    return condition, answers


def _what_it_rests_on(fact_ids: frozenset[str]) -> set[str]:
    """The questions behind some facts: those a derived fact takes, and those that decide whether a question arises."""
    taken = _inputs()
    found: set[str] = set()
    left = list(fact_ids)
    while left:
        fact = dictionary()[left.pop()]
        if fact.id in found:
            continue
        found.add(fact.id)
        left += taken.get(fact.id, ())
        if fact.asked_when is not None:
            left += facts_of(fact.asked_when)
    return {each for each in found if dictionary()[each].is_input}


@cache
def _inputs() -> dict[str, tuple[str, ...]]:
    derived = [fact.id for fact in dictionary() if fact.tier is Tier.DERIVED]
    return {fact_id: inputs for fact_id, (_, inputs) in derive.functions(derived).items()}


def completed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every fact of a person by id: None unknown, NA where the question does not arise."""
    return dict(zip(dictionary().place, reader().read(Profile.of(dictionary(), answers)), strict=True))


# ------------------------------------------------------------------------------------------------------ whole people

SPOKEN = (FactType.BOOL, FactType.ENUM, FactType.SET, FactType.INTEGER, FactType.NUMBER)


def mild_answers_to(fact: Fact) -> st.SearchStrategy[Any]:
    """Mostly the answer that worries least, sometimes any other."""
    match fact.type, fact.worse_to:
        case FactType.BOOL, False:
            least: Any = True
        case FactType.BOOL, _:
            least = False
        case FactType.ENUM, tuple(order):
            least = order[0]
        case FactType.SET, _ if "none" in fact.values:
            least = frozenset({"none"})
        case _:
            return answers_to(fact)
    return st.one_of(st.just(least), st.just(least), st.just(least), answers_to(fact))


def may_be_said(fact: Fact) -> bool:
    return fact.is_input and fact.type in SPOKEN and fact.id not in ("clearances", "confirmed_unsure")


TELLING = (
    "age_years", "sex_at_birth", "pregnancy_status", "sensory_pattern", "onset_days", "leg_pain_nrs_avg",
    "leg_pain_nrs_worst", "back_pain_nrs_avg", "pain_sites", "aggravators", "easers", "settle_minutes",
    "sit_tolerance_min", "stand_tolerance_min", "startback_total", "medicines", "medicines_today", "steroid_long_term",
    "diabetes", "hypertension_dx", "conditions", "osteoporosis", "surgeries", "implants", "injections", "skin_problems",
    "allergies", "positions_ok", "regions_declined", "floor_access", "home_equipment", "home_minutes_per_day",
    "practice_places", "budget_visits_4wk", "modalities_preferred", "modalities_declined", "slr_result", "slr_deg",
    "extension_response", "flexion_response", "trigger_points_reproduce_leg_pain", "bp_sys", "bp_dia", "beighton_score",
    "sessions_done", "after_last_massage", "soreness_hours_last", "massage_expectation_nrs", "cancer_history",
    "vte_risk_events", "afraid_of_painful_massage", "sleep_quality_nrs", "previous_course_response", "night_pain",
    "frail", "numb_regions", "weight_kg", "table_rating_kg", "touch_wishes",
)  # fmt: skip
"""Facts that shape a plan more than others."""


def rested() -> dict[str, Any]:
    """Amira half a year on: a stiff back, a calm leg, one good visit behind her, and no nerve in it."""
    return amira(
        onset_days=210, backpain_onset_age=34, axspa_items=["none"], pain_sites=["low_back", "buttock"],
        easers=["movement", "walking"], aggravators=["sitting"], settle_minutes=5, leg_pain_nrs_worst=4,
        leg_pain_nrs_avg=3, sit_tolerance_min=60, stand_tolerance_min=60, slr_result="negative", slr_deg=None,
        slr_was_positive=False, strain_aggravated=False, positions_ok=["prone", "supine", "left_side", "right_side"],
        sessions_done=1, after_last_massage=["none"], new_symptom_since_last_visit=False, night_pain="none",
        home_minutes_per_day=30,
    )  # fmt: skip


@st.composite
def people(draw: st.DrawFn, most_changes: int = 8, *, but_not: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Somebody much like amira (now or rested) or chidi, with other answers, who has answered every safety question.

    Changes lean towards what shapes a plan. Follow-ups are mostly answered; what no longer arises is dropped.
    """
    base = draw(st.sampled_from([amira, rested, chidi]))()["profile"]
    answers = {fact: frozenset(value) if isinstance(value, list) else value for fact, value in base.items()}
    changeable = [fact for fact in dictionary() if may_be_said(fact) and fact.id not in but_not]
    telling = [fact for fact in changeable if fact.id in TELLING]
    danger = [fact for fact in changeable if fact.tier is Tier.T1]
    other = [fact for fact in changeable if fact.tier is not Tier.T1 and fact.id not in TELLING]
    for _ in range(draw(st.integers(0, most_changes))):
        fact = draw(st.sampled_from(draw(st.sampled_from([telling, telling, telling, other, danger]))))
        answers[fact.id] = draw(mild_answers_to(fact) if fact.tier is Tier.T1 else answers_to(fact))
    settle(answers, lambda fact: draw(mild_answers_to(fact)), lambda: draw(st.integers(0, 3)) > 0)
    return answers


def settle(answers: dict[str, Any], answer: Callable[[Fact], Any], ask: Callable[[], bool] = lambda: False) -> None:
    """Drop what does not arise, answer the safety questions that do, and those other follow-ups that `ask` wants."""
    conditional = [fact for fact in dictionary() if fact.asked_when is not None and may_be_said(fact)]
    passed: set[str] = set()
    for _ in range(8):
        facts = completed(answers)
        stale = [fact.id for fact in conditional if fact.id in answers and holds(fact.asked_when, facts.get) is False]
        for fact_id in stale:
            del answers[fact_id]
        facts = completed(answers)
        open_ = [fact for fact in dictionary() if fact.is_safety and facts[fact.id] is None]
        follow_ups = [
            fact
            for fact in conditional
            if facts[fact.id] is None and not fact.is_safety and fact.id not in passed
            and holds(fact.asked_when, facts.get) is True
        ]  # fmt: skip
        passed |= {fact.id for fact in follow_ups}
        for fact in [*open_, *(fact for fact in follow_ups if ask())]:
            answers[fact.id] = answer(fact)
        if not stale and not open_ and not follow_ups:
            return


def body_of(answers: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Answers as a request body."""
    told = {fact: sorted(value) if isinstance(value, frozenset) else value for fact, value in answers.items()}
    return nobody(**told) | more
