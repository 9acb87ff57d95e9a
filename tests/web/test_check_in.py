"""Amira comes back in the third week: what is asked anew, what her leg's change does to the outlook, and what the new
plan does to the old one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition, Plan, Status
from recommender.access import CommandLine
from recommender.core.features import SO_FAR
from tests.people import amira, chidi
from tests.web.conftest import Clinic, Fields, Page

FIRST = {"leg_pain_nrs_avg": 6, "leg_pain_nrs_worst": 7}
STILL_SO = {"still_so": ["yes"]}
NO_HARM = {"after_last_massage": ["none"]}
SAFETY_ALL_CLEAR = {
    "saddle_sensation", "bladder_change", "bowel_change", "sexual_change", "leg_pain_laterality", "leg_weakness",
    "heel_walk", "sensory_pattern", "leg_swelling", "leg_cold_pale", "walking_change", "trauma_level", "pain_trend",
    "pregnancy_status", "suicidal_thoughts", "cognitive_or_intox", "list-emergency_signs", "list-leg_signs",
    "list-body_signs", "list-history_signs",
}  # fmt: skip
"""Every safety question of hers that holds for a day only."""


def id_in(page: Page) -> str:
    found = re.search(r"<dt>Plan</dt><dd><code>([0-9a-f]{32})</code>", page.html)
    assert found
    return found[1]


def signed_on_day_0(clinic: Clinic, body: dict[str, Any] | None = None) -> str:
    plan_id, _ = clinic.desk.make_plan(body or amira(**FIRST), by=clinic.therapist)
    clinic.desk.sign_plan(plan_id, by=clinic.therapist)
    return plan_id


def week_3(clinic: Clinic) -> None:
    clinic.clock.later(days=20)
    clinic.sign_in()


def shown(page: Page) -> Fields:
    """What the form holds as it is shown."""
    fields: Fields = {}
    for name, value in page.checked():
        fields.setdefault(name, []).append(value)
    for tag in re.findall(r"<input [^>]*>", page.html):
        if not re.search(r'type="(?:radio|checkbox|hidden)"', tag) or 'name="from"' in tag or 'name="check_in"' in tag:
            name, value = (re.search(rf'\s{each}="([^"]*)"', tag) for each in ("name", "value"))
            if name and value and value[1]:
                fields[name[1]] = [value[1]]
    return fields


def today(clinic: Clinic, **how_it_is: Any) -> Fields:
    """What she says to the safety questions, and what else she tells today."""
    fields = clinic.fields(amira(**how_it_is))
    return {name: value for name, value in fields.items() if name in SAFETY_ALL_CLEAR | set(how_it_is)}


def check_in(clinic: Clinic, before: str, fields: Fields) -> Page:
    """The form as it comes, with these answers, and the plan that follows."""
    form = shown(clinic.get(f"/?from={before}&check_in=yes"))
    page = clinic.post("/", {**form, **fields, "do": "plan"})
    return clinic.get(page.answer.headers["Location"]) if page.status == 303 else page


def plan_of(clinic: Clinic, page: Page) -> Plan:
    return clinic.desk.find_plan(id_in(page), viewer=clinic.therapist).plan


def test_the_page_of_a_signed_plan_leads_to_the_check_in(clinic: Clinic) -> None:
    draft, _ = clinic.desk.make_plan(amira(), by=clinic.therapist)
    assert "Check in" not in clinic.get(f"/plans/{draft}").main.split("One visit")[0]
    before = signed_on_day_0(clinic)

    page = clinic.get(f"/plans/{before}")
    assert f'href="/?from={before}&amp;check_in=yes"' in page.html
    assert "Change answers" in page.main

    week_3(clinic)
    page = clinic.get(f"/plans/{before}")
    assert f'href="/?from={before}&amp;check_in=yes"' in page.html
    assert "Change answers" not in page.main


def test_safety_and_how_she_is_are_asked_anew_and_the_rest_is_filled_in(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)

    page = clinic.get(f"/?from={before}&check_in=yes")

    names = {name for name, _ in page.checked()}
    assert page.title == "Check in"
    assert names.isdisjoint(SAFETY_ALL_CLEAR | {"leg_pain_nrs_avg", "skin_problems", "still_so"})
    assert {"sex_at_birth", "conditions", "medicines", "aggravators", "goals"} <= names
    assert page.value("visit_date") == ""
    assert page.value("onset_days") == "44", "days count on"
    assert ("leg_pain_nrs_avg_at_start", "6") in page.checked()
    assert ("back_pain_nrs_avg_at_start", "4") in page.checked()
    assert "Last time: 6 of 10." in page.main
    assert "Answers of 20 November 2026 are filled in." in page.main
    assert page.main.index("As told last time") < page.main.index("Your pain")


def test_with_safety_left_open_there_is_no_plan(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)

    page = check_in(clinic, before, {"leg_pain_nrs_avg": ["3"], "sessions_done": ["3"], **STILL_SO})

    assert plan_of(clinic, page).disposition is Disposition.NEEDS_ANSWERS
    assert "No plan yet." in page.title
    assert clinic.get(f"/plans/{before}").main.count("newer plan has replaced") == 0


def test_what_was_told_last_time_counts_only_once_it_is_confirmed(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)
    told = today(clinic, leg_pain_nrs_avg=3, sessions_done=3, **NO_HARM)

    page = check_in(clinic, before, told)

    asked = {question.fact for question in plan_of(clinic, page).questions}
    assert plan_of(clinic, page).disposition is Disposition.NEEDS_ANSWERS
    assert {"conditions", "medicines", "cancer_history"} <= asked
    assert "saddle_sensation" not in asked

    changed = check_in(clinic, before, {**told, "medicines": ["opioid"]})
    assert "medicines" not in {question.fact for question in plan_of(clinic, changed).questions}, "changed is told"


def test_the_outlook_counts_how_the_leg_has_changed_and_says_so(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    first = clinic.desk.find_plan(before, viewer=clinic.therapist).plan
    week_3(clinic)
    better, same = (
        check_in(clinic, before, {**today(clinic, leg_pain_nrs_avg=leg, sessions_done=2, **NO_HARM), **STILL_SO})
        for leg in (3, 6)
    )
    plan, as_before = plan_of(clinic, better), plan_of(clinic, same)

    assert first.outlook
    assert plan.outlook
    assert as_before.outlook
    assert plan.disposition.treats
    assert SO_FAR not in first.outlook.label
    assert plan.outlook.low > as_before.outlook.high
    assert plan.provenance.model.startswith("response-v1 ")
    for page in (better, clinic.get(f"/plans/{id_in(better)}/sheet")):
        assert SO_FAR in page.words
    assert SO_FAR not in clinic.get(f"/plans/{before}").words


def test_signed_it_takes_the_place_of_the_first(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)
    page = check_in(clinic, before, {**today(clinic, leg_pain_nrs_avg=3, sessions_done=3, **NO_HARM), **STILL_SO})
    after = id_in(page)
    assert f'href="/plans/{before}"' in page.html
    assert "Revises plan" in page.main
    assert "newer plan" not in page.main
    old = clinic.get(f"/plans/{before}")
    assert "There is a newer plan in this course" in old.main
    assert f'href="/plans/{after}"' in old.html

    clinic.post(f"/plans/{after}/sign", {})

    old = clinic.get(f"/plans/{before}")
    assert old.title == "A newer plan has replaced this one. Do not use it."
    assert f'href="/plans/{after}"' in old.html
    assert "check_in=yes" not in old.html
    assert "You signed this plan on 10 December 2026" in clinic.get(f"/plans/{after}").main
    stored = clinic.desk.stored_plan(after, viewer=clinic.therapist)
    assert (stored.replaces, stored.course) == (before, before)


def test_the_third_check_in_still_counts_from_the_first_visit(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)
    told = {**today(clinic, leg_pain_nrs_avg=4, sessions_done=2, **NO_HARM), **STILL_SO}
    second = id_in(check_in(clinic, before, told))
    clinic.post(f"/plans/{second}/sign", {})
    clinic.clock.later(days=7)
    clinic.sign_in()

    page = clinic.get(f"/?from={second}&check_in=yes")

    assert ("leg_pain_nrs_avg_at_start", "6") in page.checked()
    assert page.value("onset_days") == "51"


def test_the_start_is_the_first_plan_that_was_signed(clinic: Clinic) -> None:
    slip, _ = clinic.desk.make_plan(amira(leg_pain_nrs_avg=10), by=clinic.therapist)
    first = signed_on_day_0(clinic, {**amira(**FIRST), "replaces": slip})
    week_3(clinic)
    later = {**amira(leg_pain_nrs_avg=4), "replaces": first, "visit_date": clinic.clock().date().isoformat()}
    second, _ = clinic.desk.make_plan(later, by=clinic.therapist)  # another program, that told nothing of the start
    clinic.desk.sign_plan(second, by=clinic.therapist)

    page = clinic.get(f"/?from={second}&check_in=yes")

    assert ("leg_pain_nrs_avg_at_start", "6") in page.checked()


@pytest.mark.parametrize("left_out", ["sessions_done", "leg_pain_nrs_avg", "after_last_massage"])
def test_what_the_change_is_counted_from_is_asked_for(clinic: Clinic, left_out: str) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)

    told = {**today(clinic, leg_pain_nrs_avg=3, sessions_done=2, **NO_HARM), **STILL_SO}
    page = check_in(clinic, before, {name: said for name, said in told.items() if name != left_out})

    assert page.status == 422
    assert page.title == "Error: Check in"
    assert f'<a href="#f-{left_out}">' in page.html
    assert clinic.kept() == 1


def test_a_finding_of_last_time_still_closes_what_it_closed(clinic: Clinic) -> None:
    """Her blood pressure was too high to lie face down. Nobody measured it today, and that opens nothing."""
    high = amira(**FIRST, bp_sys=165, bp_dia=100, bp_days_ago=0)
    before = signed_on_day_0(clinic, high)
    closed = {each.id for each in clinic.desk.find_plan(before, viewer=clinic.therapist).plan.excluded}
    assert "prone" in closed
    week_3(clinic)

    form = clinic.get(f"/?from={before}&check_in=yes")
    assert form.value("bp_sys") == "165"
    assert "165 mmHg" in form.main.split("As told last time")[1].split("Is all of this still so")[0]

    told = {**today(clinic, leg_pain_nrs_avg=3, sessions_done=2, **NO_HARM), **STILL_SO}
    plan = plan_of(clinic, check_in(clinic, before, told))
    assert plan.disposition.treats
    assert "prone" in {each.id for each in plan.excluded}


def test_all_that_one_answer_confirms_is_shown_beside_it(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)

    page = clinic.get(f"/?from={before}&check_in=yes")
    told = page.main.split("As told last time")[1].split("Is all of this still so")[0]

    kept = amira()["profile"]
    denied = [each for each in ("epigastric_through_back", "unexplained_lump", "night_sweats") if each in kept]
    assert denied
    assert "Answered no, none, never or normal" in told
    assert all(each.replace("_", " ") in told.lower() for each in denied)


@pytest.mark.parametrize("said", ["", "no", "0", "false"])
def test_only_yes_confirms(clinic: Clinic, said: str) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)
    told = {**today(clinic, leg_pain_nrs_avg=3, sessions_done=2, **NO_HARM), "still_so": [said]}

    assert plan_of(clinic, check_in(clinic, before, told)).disposition is Disposition.NEEDS_ANSWERS


def test_nobody_has_to_confirm_what_makes_an_emergency_certain(clinic: Clinic) -> None:
    """He had cancer; that is known. A leg weak for 2 days is then an emergency, confirmed or not."""
    body = json.loads(Path("examples/lena-cleared.json").read_text(encoding="utf-8"))
    before = signed_on_day_0(clinic, body)
    clinic.clock.later(days=7)
    clinic.sign_in()
    weak = {"leg_weakness": ["one_leg"], "leg_weakness_days": ["2"], "leg_weakness_trend": ["worsening"]}

    page = check_in(clinic, before, weak)

    assert page.title == check_in(clinic, before, {**weak, **STILL_SO}).title
    assert plan_of(clinic, page).disposition is Disposition.EMERGENCY_NOW


@pytest.mark.parametrize(
    ("worse", "disposition"),
    [
        ({"saddle_sensation": ["numb_or_tingling"], "bladder_change": ["cannot_pass"]}, Disposition.EMERGENCY_NOW),
        ({"suicidal_thoughts": ["yes"]}, Disposition.SAME_DAY),
    ],
)
def test_a_stop_at_the_check_in_ends_the_plan_on_her_phone(
    clinic: Clinic, worse: Fields, disposition: Disposition
) -> None:
    before = signed_on_day_0(clinic)
    code = clinic.desk.share_plan(before, by=clinic.therapist)
    week_3(clinic)

    page = check_in(clinic, before, worse)

    assert plan_of(clinic, page).disposition is disposition
    assert "The plan before this one is stopped." in page.main
    old = clinic.desk.find_plan(before, viewer=clinic.therapist).plan
    assert old.status is Status.STOPPED
    phone = clinic.app.test_client().get(f"/sheet/{code}").text
    assert "Do not follow this plan any more" in phone
    assert "Call your therapist." in phone, "the first account has no name to call"
    assert not [item.name for item in old.home if item.name in phone]
    assert clinic.get(f"/plans/{before}/calendar.ics").status == 404


def test_an_emergency_waits_for_no_count_of_visits(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    week_3(clinic)

    page = check_in(clinic, before, {"saddle_sensation": ["numb_or_tingling"], "bladder_change": ["cannot_pass"]})

    assert page.title == "Emergency: go to hospital now"


def test_a_known_aneurysm_is_never_lost_in_a_list_asked_anew(clinic: Clinic) -> None:
    told, _ = clinic.desk.make_plan(amira(aaa_known=True), by=clinic.therapist)

    page = clinic.get(f"/?from={told}&check_in=yes")

    assert ("aaa_known", "yes") in page.checked()
    assert "I was told I have an aneurysm" in page.main.partition("As told last time")[2]


def test_weeks_count_on_in_whole_weeks(clinic: Clinic) -> None:
    before, _ = clinic.desk.make_plan(
        amira(conditions=["dvt_treated"], weeks_since_dvt=30, dvt_side="left"), by=clinic.therapist
    )
    week_3(clinic)

    assert clinic.get(f"/?from={before}&check_in=yes").value("weeks_since_dvt") == "32", "20 days are 2 weeks"


def test_what_hangs_on_a_safety_answer_is_asked_anew_with_it(clinic: Clinic) -> None:
    before, _ = clinic.desk.make_plan(
        amira(pregnancy_status="pregnant", gestation_weeks=20, pregnancy_high_risk=["none"]), by=clinic.therapist
    )
    week_3(clinic)

    page = clinic.get(f"/?from={before}&check_in=yes")

    assert page.value("gestation_weeks") == ""
    assert page.hidden("gestation_weeks")


def test_chidi_keeps_his_written_clearance_until_its_day(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic, chidi())
    week_3(clinic)

    page = clinic.get(f"/?from={before}&check_in=yes")

    assert "Cleared by family doctor (Doctor), 2 November 2026 to 2 February 2027." in page.main


def test_changed_answers_revise_the_plan_too(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)

    page = clinic.make(amira(leg_pain_nrs_avg=4), **{"from": before})
    again = clinic.make(amira(leg_pain_nrs_avg=4), **{"from": before})

    assert id_in(again) == id_in(page), "the button pressed twice"
    assert clinic.desk.stored_plan(id_in(page), viewer=clinic.therapist).replaces == before
    clinic.post(f"/plans/{id_in(page)}/sign", {})
    assert clinic.desk.stored_plan(before, viewer=clinic.therapist).status.value == "superseded"
    kept = json.loads(clinic.desk.stored_plan(id_in(page), viewer=clinic.therapist).case)
    assert "replaces" not in kept


@pytest.mark.parametrize("to", ["", "&check_in=yes"])
def test_nobody_elsewhere_can_revise_it(clinic: Clinic, to: str) -> None:
    otto = clinic.desk.store.add_therapist(
        "otto", "a long password", clinic="south", by=CommandLine(), at=clinic.clock()
    )
    elsewhere, _ = clinic.desk.make_plan(amira(), by=otto)

    assert clinic.get(f"/?from={elsewhere}{to}").status == 403
    assert clinic.get(f"/?from={'0' * 32}{to}").status == 404
    fields = {**clinic.fields(amira()), "from": [elsewhere], "do": ["plan"]}
    assert clinic.post("/", {**fields, "check_in": ["yes"] if to else []}).status == 403
    assert clinic.kept() == 1


def test_whoever_was_signed_out_goes_on_with_the_check_in(clinic: Clinic) -> None:
    before = signed_on_day_0(clinic)
    form = shown(clinic.get(f"/?from={before}&check_in=yes"))
    clinic.clock.later(hours=13)
    asked = clinic.post("/", {**form, "leg_pain_nrs_avg": ["3"], "do": "plan"})
    assert asked.status == 401

    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.html))
    page = clinic.post("/sign-in", {**carried, "name": "therapist", "password": clinic.password})

    assert page.title == "Check in"
    assert ("leg_pain_nrs_avg", "3") in page.checked()
    assert "As told last time" in page.main
