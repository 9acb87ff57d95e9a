"""What would change a plan: every change that is told was tried, and does what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from recommender.core import condition as language
from recommender.core.change import MOST, MOST_STOPS, explained, in_words, moved, other_answers, what_becomes
from recommender.core.explain import answers, nearly, stances_on
from recommender.core.items import GuidelineStance
from recommender.core.knowledge import Knowledge
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import certain_triage, recommend
from recommender.core.rules import Contraindication
from tests.core.deciding import asked, case_of, decide, facts_of_answers, home, look, methods, state
from tests.core.test_arrange import recipe, work
from tests.core.test_choose import EVERYWHERE, method, region
from tests.core.test_compose import COURSE, WALK
from tests.core.test_home_open import exercise
from tests.people import Body, amira, ben, chidi, nobody


@pytest.mark.parametrize("body", [amira(), chidi(), amira(saddle_sensation="unsure")], ids=["amira", "chidi", "a stop"])
def test_every_change_that_is_told_leads_elsewhere(body: Body, knowledge: Knowledge) -> None:
    case, plan = case_of(knowledge, body), decide(knowledge, body)
    told = explained(case, knowledge, plan).changes_if

    assert 1 <= len(told) <= MOST
    assert len({each.fact for each in told}) == len(told), "one for each question"
    assert all(each.then for each in told)
    stops = [each for each in told if each.then.startswith("The answer becomes: ")]
    assert len(stops) <= MOST_STOPS
    for each in told:
        fact = knowledge.dictionary[each.fact]
        value = next((v for v in fact.values if fact.label(v) == each.to), None)
        if fact.type.value == "enum" and value is not None:
            other = recommend(case_of(knowledge, {**body, "profile": {**body["profile"], each.fact: value}}), knowledge)
            becomes = f"The answer becomes: {other.disposition.value.replace('_', ' ')}."
            assert (each.then == becomes) is (other.disposition is not plan.disposition)


@pytest.mark.parametrize("body", [ben(), nobody()], ids=["an emergency", "unanswered"])
def test_an_emergency_and_open_safety_questions_change_by_nothing(body: Body, knowledge: Knowledge) -> None:
    plan = decide(knowledge, body)

    assert explained(case_of(knowledge, body), knowledge, plan) is plan


# ------------------------------------------------------------------------------------------------ which are tried


@pytest.mark.parametrize(
    ("fact_id", "now", "others"),
    [
        pytest.param("smoker", None, ["never", "past", "current"], id="words, nothing said: from the first"),
        pytest.param("smoker", "current", ["past", "never"], id="words: the nearest first"),
        pytest.param("smoker", "past", ["never", "current"], id="words: of two as near the first"),
        pytest.param("wallet_back_pocket", None, [True, False], id="yes or no, nothing said"),
        pytest.param("wallet_back_pocket", True, [False], id="yes"),
        pytest.param("wallet_back_pocket", False, [True], id="no"),
    ],
)
def test_other_answers_worth_trying(fact_id: str, now: Any, others: list[Any], knowledge: Knowledge) -> None:
    assert other_answers(knowledge.dictionary[fact_id], now, knowledge) == others


def test_one_more_of_a_set_or_one_less(knowledge: Knowledge) -> None:
    places = knowledge.dictionary["practice_places"]
    few = other_answers(places, frozenset({"home", "gym"}), knowledge)

    assert few[:2] == [{"home"}, {"gym"}], "what is dropped comes first, by name"
    assert few[2:] == [{"home", "gym", each} for each in ("work", "outdoors", "pool", "travelling")]
    assert other_answers(places, frozenset({"home"}), knowledge)[0] == {"none"}, "nothing is left"
    assert other_answers(places, None, knowledge) == [{each} for each in places.values]
    sites = knowledge.dictionary["bladder_change"]
    assert other_answers(sites, frozenset({"none"}), knowledge) == [
        {each} for each in sites.values if each not in ("none", "unsure")
    ]


def test_of_a_long_list_one_is_only_taken_away(knowledge: Knowledge) -> None:
    illness = knowledge.dictionary["conditions"]
    twelve = replace(illness, values=illness.values[:12])
    thirteen = replace(illness, values=illness.values[:13])

    assert other_answers(illness, frozenset({"dvt_treated"}), knowledge) == [{"none"}]
    assert len(other_answers(twelve, None, knowledge)) == 11
    assert other_answers(thirteen, None, knowledge) == []


@pytest.mark.parametrize(
    ("now", "others"),
    [
        pytest.param(None, [0, 1, 4, 5, 6, 9, 10], id="nothing said: from none"),
        pytest.param(5, [4, 6, 1, 9, 0, 10], id="the nearest first, of two as near the lower"),
        pytest.param(9, [10, 6, 5, 4, 1, 0], id="within what can be said"),
    ],
)
def test_numbers_beside_which_a_rule_changes_its_mind(now: int | None, others: list[int], knowledge: Knowledge) -> None:
    marks = replace(knowledge)
    object.__setattr__(marks, "thresholds", {"stress_nrs": frozenset({0, 5, 10})})

    assert other_answers(knowledge.dictionary["stress_nrs"], now, marks) == others
    assert other_answers(knowledge.dictionary["sleep_quality_nrs"], now, marks) == []
    object.__setattr__(marks, "thresholds", {"temp_c": frozenset({30, 44})})
    assert other_answers(knowledge.dictionary["temp_c"], 36.6, marks) == [31, 43, 30, 44], "nobody has 29 or 45 degrees"


# -------------------------------------------------------------------------------------------- how far, and in words


def with_home(plan: Plan, *names: str) -> Plan:
    return replace(plan, home=tuple(replace(plan.home[0], id=each, name=each.title()) for each in names))


def with_methods(plan: Plan, *names: str) -> Plan:
    return replace(plan, modalities=tuple(replace(plan.modalities[0], id=each, name=each.title()) for each in names))


@pytest.fixture
def plain(knowledge: Knowledge) -> Plan:
    """A plan with the methods a and b, and the exercises x and y."""
    return with_home(with_methods(decide(knowledge, amira()), "a", "b"), "x", "y")


def test_how_far_a_plan_moves_and_what_is_said_of_it(plain: Plan) -> None:
    assert plain.sessions is not None
    more = replace(plain, sessions=replace(plain.sessions, per_week=0.5, minutes=30, total=2))
    stop = replace(plain, disposition=Disposition.EMERGENCY_NOW, modalities=(), sessions=None)
    steps = Disposition.EMERGENCY_NOW.severity - plain.disposition.severity
    told = [
        (plain, 0, ""),
        (stop, 100 + steps, "The answer becomes: emergency now."),
        (with_methods(plain, "a"), 10, "Without B."),
        (with_methods(plain), 20, "Without A, B."),
        (with_methods(plain, "a", "b", "c", "d"), 20, "With C, D."),
        (with_methods(plain, "a", "c"), 20, "Without B. With C."),
        (more, 5, "2 visits of 30 minutes, 0.5 a week."),
        (replace(plain, sessions=None), 5, "No visits."),
        (with_home(plain, "x"), 1, "At home: nothing instead of Y."),
        (with_home(plain), 2, "At home: nothing instead of X, Y."),
        (with_home(plain, "x", "y", "z", "w"), 2, "At home: Z, W instead of nothing."),
        (with_home(with_methods(more, "a"), "z", "x"), 17,
         "Without B. 2 visits of 30 minutes, 0.5 a week. At home: Z instead of Y."),
    ]  # fmt: skip
    for other, weight, words in told:
        assert (moved(plain, other), what_becomes(plain, other)) == (weight, words)
    assert moved(stop, plain) == moved(plain, stop), "it is as far back"
    assert what_becomes(replace(plain, sessions=None), more) == "2 visits of 30 minutes, 0.5 a week."
    assert moved(replace(plain, sessions=None), replace(plain, sessions=None)) == 0


@pytest.mark.parametrize("change", [{"per_week": 0.25}, {"minutes": 20}, {"total": 1}])
def test_any_number_of_the_visits_is_another_dose(change: dict[str, Any], plain: Plan) -> None:
    assert plain.sessions is not None

    assert moved(plain, replace(plain, sessions=replace(plain.sessions, **change))) == 5
    assert moved(plain, replace(plain, sessions=replace(plain.sessions, taper="Another."))) == 0


@pytest.mark.parametrize(
    ("fact_id", "value", "words"),
    [
        ("smoker", "past", "I used to"),
        ("wallet_back_pocket", True, "yes"),
        ("wallet_back_pocket", False, "no"),
        ("practice_places", frozenset({"gym", "home"}), "Home, Gym"),
        ("temp_c", 38.0, "38"),
        ("temp_c", 38.5, "38.5"),
    ],
)
def test_an_answer_in_words(fact_id: str, value: Any, words: str, knowledge: Knowledge) -> None:
    assert in_words(knowledge.dictionary[fact_id], value) == words


# ------------------------------------------------------------------------------- what is told, on a small knowledge


def small(knowledge: Knowledge, *states: Contraindication, hands: str = "abc") -> Knowledge:
    """A few methods and two exercises for everybody, and these states; the first three methods fill a visit."""
    library = replace(
        knowledge.library, exercises=(WALK, exercise("brace", kind="core")), tips=(), self_care=(), stances=(),
        modalities=tuple(method(each, indication=EVERYWHERE) for each in hands),
        recipes={
            "rec_45_sub": recipe(*(work("back", 5, each) for each in hands), name="rec_45_sub"),
            "rec_60_chron": recipe(work("back", 10), name="rec_60_chron", minutes=60),
        },
        regions={"back": region("back", "low_back", minutes=(5, 60))},
    )  # fmt: skip
    made = replace(COURSE, then={**COURSE.then, "minutes": [30, 30]})
    return replace(knowledge, red_flags=(), contraindications=states, helping=(made,), library=library)


def closing(fact_id: str, word: str, value: Any, *closed: str, **more: Any) -> Contraindication:
    made = state(f"{fact_id}-{value}", closes=frozenset(closed), **more)
    return replace(made, when=language.Test(fact_id, word, value))


def told(knowledge: Knowledge, body: Body, **more: Any) -> list[tuple[str, str, str]]:
    case, plan = case_of(knowledge, body), decide(knowledge, body, **more)
    return [(each.fact, each.to, each.then) for each in explained(case, knowledge, plan, **more).changes_if]


def test_the_largest_change_comes_first_then_the_nearest_answer_then_the_order_of_asking(knowledge: Knowledge) -> None:
    little = small(
        knowledge,
        closing("wallet_back_pocket", "is", True, "a"),
        closing("footwear", "is", "barefoot", "b"),
        closing("occupation_type", "is", "athlete", "c", "b"),
        closing("low_mood_over_2wk", "is", True, "b"),
        closing("stress_nrs", "at_least", 7, "c"),
        closing("temp_c", "at_least", 39, "a"),
    )

    assert told(little, amira()) == [
        ("occupation_type", "Athlete", "Without b, c."),
        ("wallet_back_pocket", "yes", "Without a."),
        ("stress_nrs", "7", "Without c."),
        ("low_mood_over_2wk", "yes", "Without b."),
        ("footwear", "Barefoot", "Without b."),
    ], "a temperature is asked only with a fever"
    sick = closing("temp_c", "at_least", 39, "a")
    assert told(small(knowledge, sick), amira(wallet_back_pocket=True)) == []


def test_what_stops_stands_first_and_three_at_most(knowledge: Knowledge) -> None:
    flags = [
        replace(
            closing(fact, "is", True, disposition=Disposition.ROUTINE_REFERRAL, action="act-routine"), id=f"stop-{fact}"
        )
        for fact in ("wallet_back_pocket", "heavy_alcohol", "night_sweats", "unexplained_fatigue", "family_aaa")
    ]
    found = told(small(knowledge, *flags, closing("footwear", "is", "heels", "b")), amira())

    stops = "The answer becomes: routine referral before treatment."
    assert [each[2] for each in found] == [stops, stops, stops, "Without b."]
    assert [each[0] for each in found[:3]] == ["night_sweats", "unexplained_fatigue", "heavy_alcohol"]


def test_new_danger_is_left_to_the_safety_net_and_nobody_becomes_another(knowledge: Knowledge) -> None:
    little = small(
        knowledge,
        closing("fever_7d", "is", True, "a"),
        closing("age_years", "at_least", 60, "b"),
        closing("sex_at_birth", "is", "male", "c"),
    )

    assert told(little, amira()) == []


def test_beside_a_stop_only_what_the_stop_rests_on_is_tried(knowledge: Knowledge) -> None:
    stop = closing("fever_7d", "is", True, disposition=Disposition.ROUTINE_REFERRAL, action="act-routine")
    little = small(knowledge, stop, closing("footwear", "is", "heels", "b"))

    assert told(little, amira(fever_7d=True)) == [("fever_7d", "no", "The answer becomes: treat.")]
    graver = closing("wallet_back_pocket", "is", True, disposition=Disposition.SAME_DAY, action="act-sameday-gen")
    assert [each[0] for each in told(small(knowledge, stop, graver), amira(fever_7d=True))] == ["fever_7d"]
    too_old = closing("age_years", "at_least", 30, disposition=Disposition.ROUTINE_REFERRAL, action="act-routine")
    assert told(small(knowledge, too_old), amira()) == [], "nobody becomes younger"


def test_only_an_answer_that_a_rule_reads_is_tried(knowledge: Knowledge) -> None:
    """A rule reads whether she has a mat; that an exercise needs her chair is no rule."""
    little = small(knowledge, closing("home_equipment", "includes", "mat"))
    sit = exercise("sit", kind="function", equipment=frozenset({"chair"}))
    seated = replace(little, library=replace(little.library, exercises=(*little.library.exercises, sit)))

    assert "sit" in home(decide(seated, amira(home_minutes_per_day=60)))
    assert told(seated, amira(home_minutes_per_day=60)) == []


def test_with_the_models_word_the_same_plan_is_no_change(knowledge: Knowledge) -> None:
    little = small(knowledge, closing("footwear", "is", "heels", "b"), hands="abcde")
    advised = Prognosis(model="m", gains={"e": 0.5})

    assert methods(decide(little, amira(), advised)) == {"e", "a", "b"}
    assert told(little, amira(), prognosis=advised) == [("footwear", "Heels", "Without b. With c.")]


def test_questions_come_by_how_much_their_answer_may_change(knowledge: Knowledge) -> None:
    little = small(
        knowledge,
        closing("night_sweats", "is", True),
        closing("unexplained_fatigue", "is", True, "a"),
        closing("heavy_alcohol", "is", True, "a", "b"),
        closing("family_aaa", "is", True, "brace"),
    )
    open_ = amira(night_sweats=None, unexplained_fatigue=None, heavy_alcohol=None, family_aaa=None)
    plan = decide(little, open_)

    assert asked(plan) == ["night_sweats", "unexplained_fatigue", "heavy_alcohol", "family_aaa"]
    found = explained(case_of(little, open_), little, plan)
    assert asked(found) == ["heavy_alcohol", "unexplained_fatigue", "family_aaa", "night_sweats"]
    assert [each.fact for each in found.changes_if] == ["heavy_alcohol", "unexplained_fatigue", "family_aaa"]


# -------------------------------------------------------------------------------------------------- what rules answer


def test_what_each_rule_answers(knowledge: Knowledge) -> None:
    body = amira(conditions=["dvt_treated"])
    facts, verdict = look(knowledge, body)
    fired = [hit.rule for hit in verdict.hits] + [state.id for state in verdict.states]
    found = {each.rule.id: each for each in answers(facts, knowledge, fired, verdict.assumed, verdict.cleared)}

    assert found["dvt-treated-lt-3mo"].state == "assumed"
    assert found["dvt-treated-lt-3mo"].waits_for == ("weeks_since_dvt",)
    assert found["dvt-treated-lt-3mo"].facts["conditions"] == ["dvt_treated"]
    assert found["allergy-nut-oil"].state == "fired"
    assert found["visc-cardiac"].state == "not"
    assert {each.state for each in found.values()} == {"fired", "assumed", "unknown", "nearly", "not"}
    assert all(bool(each.waits_for) for each in found.values() if each.state == "unknown")
    assert not any(each.waits_for for each in found.values() if each.state not in ("unknown", "assumed"))
    assert "site-kidney" not in found, "what holds for everybody is no answer of this client"


def test_a_rule_that_a_record_opened_is_cleared(knowledge: Knowledge) -> None:
    facts, verdict = look(knowledge, amira(conditions=["dvt_treated"]))
    fired = [state.id for state in verdict.states]
    rule = "dvt-treated-lt-3mo"
    found = {each.rule.id: each for each in answers(facts, knowledge, fired, verdict.assumed, frozenset({rule}))}

    assert (found[rule].state, found[rule].waits_for) == ("cleared", ())


SWEATS, FEVER, LUMP = (
    language.Test(fact, word, value)
    for fact, word, value in (
        ("night_sweats", "is", True), ("fever_7d", "is", True), ("unexplained_lump", "is_not", "none"),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "told", "close"),
    [
        pytest.param(language.All((SWEATS, FEVER)), {"night_sweats": True, "fever_7d": False}, True, id="one of two"),
        pytest.param(language.All((SWEATS, FEVER)), {"night_sweats": False, "fever_7d": False}, False, id="neither"),
        pytest.param(language.All((SWEATS, FEVER)), {"night_sweats": True, "fever_7d": True}, False, id="both"),
        pytest.param(language.All((SWEATS, FEVER)), {"night_sweats": True}, True, id="one, and the other unknown"),
        pytest.param(
            language.All((SWEATS, FEVER, LUMP)),
            {"night_sweats": True, "fever_7d": False, "unexplained_lump": "none"}, False, id="one of three",
        ),
        pytest.param(
            language.All((SWEATS, FEVER, LUMP)),
            {"night_sweats": True, "fever_7d": True, "unexplained_lump": "none"}, True, id="two of three",
        ),
        pytest.param(language.All((SWEATS,)), {"night_sweats": False}, False, id="one part has no other"),
        pytest.param(language.Any_((SWEATS, FEVER)), {"night_sweats": False, "fever_7d": False}, False, id="any"),
        pytest.param(
            language.All((language.ALWAYS, FEVER)), {"fever_7d": False}, False, id="always is not near",
        ),
    ],
)  # fmt: skip
def test_a_rule_nearly_holds_where_one_part_is_missing(
    rule: language.Condition, told: dict[str, Any], close: bool, knowledge: Knowledge
) -> None:
    assert nearly(rule, facts_of_answers(knowledge, told)) is close


def test_guidelines_against_come_first_then_those_of_the_country(knowledge: Knowledge) -> None:
    says = {"about": "massage", "when": language.ALWAYS, "overridable": True}
    stances = tuple(
        GuidelineStance(source=source, jurisdiction=where, stance=stance, words=f"{source} says so.", **says)
        for source, where, stance in (
            ("a", "us", "for"), ("z", "uk", "for"), ("m", "nl", "against"), ("q", "uk", "silent"), ("z", "uk", "for"),
        )
    )  # fmt: skip
    made = replace(knowledge, library=replace(knowledge.library, stances=stances))
    holding = frozenset(f"stance:{n}" for n in range(len(stances)))

    def found(country: str, held: frozenset[str] = holding) -> list[str]:
        case = case_of(made, {**amira(), "jurisdiction": country})
        return [each.source for each in stances_on(["massage", "massage"], made, held, case)]

    assert found("uk") == ["m", "z", "a"]
    assert found("us") == ["m", "a", "z"]
    assert found("int") == ["m", "a", "z"]
    assert found("uk", holding - {"stance:2"}) == ["z", "a"], "what it says of another case is silent here"
    assert stances_on(["thai"], made, holding, case_of(made, amira())) == ()


def test_only_what_cannot_wait_is_certain_already(knowledge: Knowledge) -> None:
    assert certain_triage(None, knowledge) is None
    assert certain_triage(case_of(knowledge, nobody()), knowledge) is None
    urgent = amira(skin_problems=["scabies_lice"])
    assert decide(knowledge, urgent).disposition is Disposition.ROUTINE_REFERRAL
    assert certain_triage(case_of(knowledge, urgent), knowledge) is None
    found = certain_triage(case_of(knowledge, ben()), knowledge)
    assert found == decide(knowledge, ben()).triage
    assert certain_triage(case_of(knowledge, amira(saddle_sensation="unsure")), knowledge) is not None
