"""Who may see what: a client sees a plan once it is signed; a stopped client sees no plan at all."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from plans.plan import Disposition, Plan, Status
from plans.sheet import sheet_html, sheet_pdf, sheet_text
from plans.sheet.wording import day, dose_line
from recommender.core.knowledge import Knowledge
from tests.people import ben
from tests.plans.conftest import LENA, Printer
from tests.plans.readers import needs_pdftotext, page_words, pages

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


def test_an_emergency_rings_the_number_of_the_country_where_there_is_one(plan_of: Printer, words: Any) -> None:
    at_home, anywhere = plan_of(ben() | {"jurisdiction": "uk"}), plan_of(ben())

    assert sheet_html(at_home, audience="client", words=words).count('href="tel:999">Call 999</a>') == 1
    assert "tel:" not in sheet_html(anywhere, audience="client", words=words)


def test_what_is_less_urgent_rings_only_where_a_step_says_so(plans: dict[str, Plan], words: Any) -> None:
    today = plans["amira with a fever, today"]
    net = replace(today.safety_net, contacts={**today.safety_net.contacts, "EMERG": "999"})
    assert today.triage.action
    call = replace(today.triage.action, do=("Call 999 now.",))

    assert "tel:" not in sheet_html(replace(today, safety_net=net), audience="client", words=words)
    calling = replace(today, safety_net=net, triage=replace(today.triage, action=call))
    assert 'href="tel:999"' in sheet_html(calling, audience="client", words=words)


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
    assert "Checked and signed by Lena Voss on 20 November 2026." in words_of_it
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


# A plan that no longer holds


HOW = {"therapist": LENA, "client": "Amira"}
RENDERINGS = ("page", "paper", "text")


def rendered(plan: Plan, words: Any, audience: str, rendering: str) -> str:
    """The words of one sheet, whichever way it is made."""
    how = {"audience": audience, "words": words, **HOW}
    if rendering == "page":
        return " ".join(page_words(sheet_html(plan, **how)))
    if rendering == "text":
        return told(plan, words, audience, **HOW)
    return " ".join(" ".join(pages(sheet_pdf(plan, **how))).split())


def what_it_asks(plan: Plan) -> list[str]:
    """Every exercise, step, dose, method, habit and rule of visits in a plan."""
    things = [text for item in plan.home for text in (item.name, *item.steps, dose_line(item.dose, item.name))]
    things += [item.name for item in (*plan.modalities, *plan.bad_day)]
    things += [tip.tip for tip in (*plan.ergonomics, *plan.self_care)]
    if plan.sessions:
        things += [*plan.sessions.stop_rules, f"{plan.sessions.minutes} minutes", day(plan.sessions.first_review)]
    return [*things, "Massage is only"]


every_way = pytest.mark.parametrize("rendering", [pytest.param(each, marks=needs_pdftotext) for each in RENDERINGS])


@every_way
@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed", "amira, 3 answers missing"])
def test_a_client_whose_plan_was_stopped_is_told_to_stop_and_to_call(
    plans: dict[str, Plan], words: Any, person: str, rendering: str
) -> None:
    stopped = replace(plans[person], status=Status.STOPPED)
    paper = rendered(stopped, words, "client", rendering)

    assert paper.removeprefix("! ").startswith("Stop. Do not follow this plan any more")
    assert "Call your therapist: Lena Voss, 020 7946 0000." in paper
    assert not [thing for thing in what_it_asks(stopped) if thing in paper]
    assert "No warning sign in your answers today" not in paper
    _carries_the_card(stopped, paper)


@every_way
@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed"])
def test_a_client_with_an_old_plan_is_sent_to_the_newer_one(
    plans: dict[str, Plan], words: Any, person: str, rendering: str
) -> None:
    replaced = replace(plans[person], status=Status.SUPERSEDED)
    paper = rendered(replaced, words, "client", rendering)

    assert paper.removeprefix("! ").startswith("A newer plan takes the place of this one")
    assert "Follow the newer plan, not this one." in paper
    assert not [thing for thing in what_it_asks(replaced) if thing in paper]
    _carries_the_card(replaced, paper)


def _carries_the_card(plan: Plan, paper: str) -> None:
    net = plan.safety_net
    told_on_it = (*net.emergency, *net.other, *net.tailored, net.emergency_do, net.today, *net.contacts.values())
    assert not [text for text in told_on_it if " ".join(text.split()) not in paper]
    assert plan.disclaimers[0].text in paper


@every_way
def test_chidi_still_sees_his_doctor_when_his_plan_is_stopped(
    plans: dict[str, Plan], words: Any, rendering: str
) -> None:
    chidi = replace(plans["chidi, signed"], status=Status.STOPPED)
    letter = rendered(chidi, words, "therapist", rendering).split("Referral letter")[-1]

    assert "Were you told to see a doctor? Still do that." in rendered(chidi, words, "client", rendering)
    assert "Treatment has been stopped." in letter
    assert "go on" not in letter.split("Not done, not asked")[1].split("What the client was told")[0]


@every_way
@pytest.mark.parametrize("person", ["amira, signed", "amira, 3 answers missing", "ben, now"])
def test_lena_sees_first_that_a_plan_was_stopped(
    plans: dict[str, Plan], words: Any, person: str, rendering: str
) -> None:
    paper = rendered(replace(plans[person], status=Status.STOPPED), words, "therapist", rendering)

    assert paper.removeprefix("! ").startswith("Stopped. Do not use")
    assert "What follows is kept for the record." in paper
    assert "Draft" not in paper


@every_way
@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed"])
def test_a_signed_plan_is_whole_whichever_way_a_client_gets_it(
    plans: dict[str, Plan], words: Any, person: str, rendering: str
) -> None:
    plan = plans[person]
    paper = rendered(plan, words, "client", rendering)
    asked = [text for item in plan.home for text in (item.name, *item.steps, dose_line(item.dose, item.name))]
    asked += [item.name for item in plan.bad_day]

    assert plan.sessions
    assert not [text for text in (*asked, *plan.sessions.stop_rules) if text not in paper]
    assert f"{plan.sessions.minutes} minutes" in paper
    _carries_the_card(plan, paper)


@every_way
@pytest.mark.parametrize("audience", ["client", "therapist"])
def test_a_signature_is_not_a_review_of_the_rules(
    plans: dict[str, Plan], words: Any, audience: str, rendering: str
) -> None:
    """Lena signs Amira's plan: it is no draft any more, and still nobody has reviewed the rules behind it."""
    plan = plans["amira, signed"]
    paper = rendered(plan, words, audience, rendering)
    reviewed = replace(plan, provenance=replace(plan.provenance, knowledge_status="reviewed"))

    assert plan.provenance.knowledge_status == "draft"
    assert "draft" not in paper.lower()
    assert "not reviewed" not in paper
    assert "No clinician has reviewed" in paper
    assert "No clinician has reviewed" not in rendered(reviewed, words, audience, rendering)
