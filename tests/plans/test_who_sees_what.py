"""Who may see what: a client sees a plan once it is signed; a stopped client sees no plan at all."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from plans.plan import Disposition, Plan, Status
from plans.sheet import sheet_html, sheet_text
from recommender.core.knowledge import Knowledge
from tests.plans.conftest import LENA
from tests.plans.readers import page_words

STOPS = ("ben, now", "amira with a fever, today", "amira who lost weight, within days")


def told(plan: Plan, words: Any, audience: str = "client", **how: Any) -> str:
    """Everything a page says, folded drawers too."""
    return " ".join(sheet_text(plan, audience=audience, words=words, **how).split())


def names_of_treatment(knowledge: Knowledge) -> list[str]:
    """What a plan is made of: methods and exercises, in the words of the library."""
    library = knowledge.library
    methods = [name for item in library.modalities for name in (item.name, item.client_name)]
    exercises = [exercise.name for exercise in library.exercises]
    return [*methods, *exercises, "Hold ", "slow times", "slow slides", "Number 1", "Bad day"]


@pytest.mark.parametrize("person", STOPS)
@pytest.mark.parametrize("audience", ["client", "therapist"])
def test_a_stopped_client_gets_no_method_and_no_exercise_on_any_paper(
    plans: dict[str, Plan], words: Any, knowledge: Knowledge, person: str, audience: str
) -> None:
    told_words = told(plans[person], words, audience)
    titles = {words["sources"].get(source, "") for hit in plans[person].triage.hits for source in hit.sources}
    for title in titles:
        told_words = told_words.replace(" ".join(title.split()), "")

    for name in names_of_treatment(knowledge):
        assert name not in told_words


def test_a_stop_with_a_plan_slipped_in_still_shows_none(plans: dict[str, Plan], words: Any) -> None:
    """Whatever else a value carries, its disposition decides what is printed."""
    amira = plans["amira, signed"]
    slipped = replace(
        plans["ben, now"], status=Status.SIGNED, home=amira.home, modalities=amira.modalities, sessions=amira.sessions
    )

    for audience in ("client", "therapist"):
        for item in (*amira.home, *amira.modalities):
            assert item.name not in told(slipped, words, audience)


def test_an_emergency_begins_with_what_to_do(plans: dict[str, Plan], words: Any) -> None:
    ben = plans["ben, now"]
    page = unescape(sheet_html(ben, audience="client", words=words))
    order = [page.index(text) for text in (ben.triage.action.headline, ben.triage.action.do[0], "Say:", "Why:")]

    assert order == sorted(order)
    assert page.index('class="notice emergency-now"') < page.index('class="danger"')
    assert "Your plan" not in page
    assert "<img" not in page


def test_an_emergency_rings_the_number_of_the_country_where_there_is_one(plans: dict[str, Plan], words: Any) -> None:
    ben = plans["ben, now"]
    call = replace(ben.triage.action, do=("Call 999 now.",))
    calling = replace(ben, triage=replace(ben.triage, action=call))

    assert 'href="tel:999"' in sheet_html(calling, audience="client", words=words)
    assert "tel:" not in sheet_html(ben, audience="client", words=words)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUPERSEDED, Status.STOPPED])
def test_only_a_signed_plan_shows_a_client_what_to_do(plans: dict[str, Plan], words: Any, status: Status) -> None:
    plan = replace(plans["amira, signed"], status=status)
    words_of_it = told(plan, words)

    assert not [item.name for item in (*plan.home, *plan.modalities) if item.name in words_of_it]
    assert plan.safety_net.emergency[0] in words_of_it
    assert plan.disclaimers[0].text in words_of_it


def test_a_therapist_is_told_when_a_plan_no_longer_holds(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]

    assert "Replaced by a newer plan" in told(replace(plan, status=Status.SUPERSEDED), words, "therapist")
    assert "Stopped. Do not use" in told(replace(plan, status=Status.STOPPED), words, "therapist")


def test_a_signed_plan_shows_what_to_do(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    words_of_it = told(plan, words, therapist=LENA, client="Amira")

    assert words_of_it.startswith("Your plan, Amira")
    for item in plan.home:
        assert item.name in words_of_it
        assert all(step in words_of_it for step in item.steps)
    assert plan.sessions
    assert all(rule in words_of_it for rule in plan.sessions.stop_rules)
    assert "Lena Voss checked this plan and signed it on 20 November 2026." in words_of_it
    assert "Plan 7K4Q-2M9B" in words_of_it


def test_a_plan_without_visits_says_why(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    reason = replace(plan.excluded[0], kind="modality", id="massage", because="You said no to massage.")
    without = replace(plan, sessions=None, modalities=(), excluded=(reason,))

    assert "No massage for now. You said no to massage." in told(without, words)
    assert "No hands-on work" in told(without, words, "therapist")


def test_a_plan_without_exercises_says_so(plans: dict[str, Plan], words: Any) -> None:
    without = replace(plans["amira, signed"], home=(), bad_day=(), ergonomics=(), self_care=())

    assert "There are no exercises in your plan for now." in told(without, words)
    assert "No exercises" in told(without, words, "therapist")


def test_the_missing_answers_are_named(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, 3 answers missing"]

    for audience in ("client", "therapist"):
        words_of_it = told(plan, words, audience)
        assert f"{len(plan.questions)} safety answers missing. No plan yet." in words_of_it
        assert all(question.ask in words_of_it for question in plan.questions)


def test_a_letter_waits_while_safety_answers_are_missing(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira with a fever, not all asked"]
    assert plan.triage.provisional

    for audience in ("client", "therapist"):
        words_of_it = told(plan, words, audience)
        assert plan.triage.note in words_of_it
        assert plan.questions[0].ask in words_of_it
        assert "Referral letter" not in words_of_it


def test_a_letter_says_how_urgent_what_was_reported_and_where_from(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["ben, now"]
    head, body = sheet_html(plan, words=words, therapist=LENA).split("<body", 1)
    letter = body.split("<article")[-1]
    told_in_it = " ".join(page_words(f"{head}<body><main><article{letter}"))

    assert told_in_it.startswith("Draft, not reviewed Referral letter Emergency. Please see this person now.")
    for hit in plan.triage.hits:
        assert hit.says in told_in_it
        assert hit.rule in told_in_it
    assert words["facts"]["ces_symptom_days"] in told_in_it
    assert "It makes no diagnosis." in told_in_it
    assert "Later ones may not have been asked." in told_in_it
    assert "Lena Voss" in told_in_it


def test_a_check_beside_a_plan_stands_on_both_sheets(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["chidi, signed"]
    assert plan.triage.referrals
    action = plan.triage.referrals[0]

    assert action.headline in told(plan, words)
    assert all(step in told(plan, words) for step in action.do)
    assert "Routine. Please check this person." in told(plan, words, "therapist")


def test_a_client_who_books_again_gets_no_letter(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira with a fever, today"]
    later = replace(plan.triage.action, id="act-defer", headline="Another day: book again")
    deferred = replace(
        plan, disposition=Disposition.ROUTINE_REFERRAL, triage=replace(plan.triage, action=later, provisional=False)
    )

    assert "Referral letter" not in told(deferred, words, "therapist")
    assert "No treatment today." in told(deferred, words, "therapist")


def test_a_therapist_sees_reasons_exclusions_and_guidelines_against_first(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    words_of_it = told(plan, words, "therapist")

    for precaution in plan.precautions:
        assert precaution.says in words_of_it
    for left_out in plan.excluded:
        assert left_out.because in words_of_it
        assert left_out.rule in words_of_it
    stances = {stance.stance for item in plan.modalities for stance in item.guidelines}
    assert "against" in stances
    guidelines = words_of_it[words_of_it.index("What guidelines say") :]
    assert guidelines.index("Stance: Against") < guidelines.index("Stance: For")
    assert plan.provenance.knowledge in words_of_it
    assert plan.provenance.profile in words_of_it
