"""From the form to a plan: what is shown, kept, refused, repeated and changed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from recommender.access import CommandLine
from tests.people import amira, ben, chidi, nobody
from tests.web.conftest import Clinic, Page


def plan_id(page: Page) -> str:
    """The plan that a page shows, not one that it leads to."""
    found = re.search(r"<dt>Plan</dt><dd><code>([0-9a-f]{32})</code>", page.html)
    assert found
    return found[1]


def test_the_first_page_is_an_empty_form_with_safety_first(clinic: Clinic) -> None:
    page = clinic.get("/")

    assert page.status == 200
    assert page.title == "New client"
    assert page.checked() == set()
    titles = ["Safety first", *(group.title for group in clinic.desk.knowledge.dictionary.groups[1:])]
    places = [page.html.index(f">{title}") for title in titles]
    assert places[0] == min(places)
    assert "24 of" not in page.main
    assert "answers missing" in page.main


def test_without_a_script_the_follow_ups_come_with_the_update(clinic: Clinic) -> None:
    assert clinic.get("/").hidden("ces_symptom_days")

    page = clinic.post("/", {"saddle_sensation": "numb_or_tingling", "do": "update"})

    assert page.status == 200
    assert not page.hidden("ces_symptom_days")
    assert page.checked() == {("saddle_sensation", "numb_or_tingling")}
    assert "Emergency: go to hospital now" in page.main
    assert clinic.kept() == 0


def test_an_answer_can_be_taken_back(clinic: Clinic) -> None:
    page = clinic.post("/", {"saddle_sensation": "normal", "leg_weakness": "none", "clear": "saddle_sensation"})

    assert page.checked() == {("leg_weakness", "none")}


def test_ben_is_an_emergency_after_a_few_answers(clinic: Clinic) -> None:
    page = clinic.make(ben())

    assert page.status == 200
    assert page.title == "Emergency: go to hospital now"
    assert clinic.kept() == 1


def test_amira_gets_the_plan_that_the_desk_makes_in_her_therapists_name(clinic: Clinic) -> None:
    page = clinic.make(amira())
    kept = clinic.desk.store.find_plan(plan_id(page), viewer=clinic.therapist)
    assert kept.made_by == clinic.therapist.signature
    again, _ = clinic.desk.make_plan(amira(), by=clinic.therapist)

    assert kept.digests == clinic.desk.store.find_plan(again, viewer=clinic.therapist).digests
    assert page.title.startswith("Treat, with ")


def test_an_empty_form_makes_no_plan_but_says_what_it_waits_for(clinic: Clinic) -> None:
    page = clinic.make(nobody())

    assert "No plan yet." in page.title
    assert re.search(r'href="/\?from=[0-9a-f]{32}#f-age_years"', page.html)


def test_what_cannot_be_used_is_told_at_the_top_and_nothing_typed_is_lost(clinic: Clinic) -> None:
    fields = {**clinic.fields(amira()), "age_years": ["412"], "onset_days": ["a while"], "goal_text": ["x" * 501]}
    page = clinic.post("/", {**fields, "do": "plan"})

    assert page.status == 422
    assert page.title == "Error: New client"
    assert "There are 3 things to mend" in page.main
    assert "Type a whole number from 0 to 120. You typed 412." in page.main
    assert '<a href="#f-age_years">' in page.html
    assert (page.value("age_years"), page.value("onset_days")) == ("412", "a while")
    assert "x" * 501 in page.html
    assert ("leg_pain_laterality", "left") in page.checked()
    assert clinic.kept() == 0


def test_a_typing_mistake_does_not_hide_an_emergency(clinic: Clinic) -> None:
    page = clinic.post("/", {**clinic.fields(ben()), "age_years": ["4l"], "do": "plan"})

    assert page.status == 422
    assert "Emergency: go to hospital now" in page.main
    assert clinic.kept() == 0


def test_none_of_these_beside_a_tick_is_asked_about(clinic: Clinic) -> None:
    fields = {
        **clinic.fields(amira()),
        "list-leg_signs": ["none", "hot_swollen_joint"],
        "bladder_change": ["none", "cannot_pass"],
    }
    page = clinic.post("/", {**fields, "do": "plan"})

    assert page.status == 422
    assert page.main.count("cannot stand beside other answers") == 4  # both in the summary and at their questions
    assert {("list-leg_signs", "none"), ("list-leg_signs", "hot_swollen_joint")} <= page.checked()
    assert clinic.kept() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"age_years": "9" * 400},
        {"sex_at_birth": "dragon"},
        {"bladder_change": ["a", "b", "a"]},
        {"list-leg_signs": "dragon"},
        {"visit_date": "tomorrow"},
        {"jurisdiction": "mars"},
        {"from": "../../etc"},
        {"from": "0" * 32},
        {"clear-rule": "nothing", "clear-on": "x"},
        {"goal_text": "\x00 \ud7ff \U0001f600"},
        {"no_such_fact": "x", "confirmed_unsure": ["age_years", "dragon"]},
        {"tearing_pain": "perhaps"},
    ],
)
def test_nonsense_is_never_our_mistake(clinic: Clinic, fields: dict[str, Any]) -> None:
    for do in ("plan", "update"):
        page = clinic.post("/", {**fields, "do": do})
        assert page.status in (200, 303, 404, 422), fields
    assert clinic.post("/follow-ups", fields).status in (200, 404)


def test_what_is_typed_is_never_read_as_a_page(clinic: Clinic) -> None:
    mark = '"><script>alert(1)</script>'
    page = clinic.post("/", {"goal_text": mark, "age_years": mark, "key": mark, "clear-by": mark, "do": "plan"})

    assert "<script>alert" not in page.html


def test_a_body_too_long_is_refused_as_a_page(clinic: Clinic) -> None:
    page = clinic.post("/", {"goal_text": "x" * 300_000, "do": "plan"})

    assert page.status == 413
    assert "Too much text" in page.main


def test_pressing_the_button_twice_makes_one_plan(clinic: Clinic) -> None:
    first, second = (clinic.make(ben(), key="k1") for _ in range(2))
    other = clinic.make(ben(age_years=42), key="k1")

    assert plan_id(first) == plan_id(second)
    assert plan_id(other) != plan_id(first)
    assert clinic.kept() == 2


def test_answers_of_a_plan_come_back_into_the_form(clinic: Clinic) -> None:
    made = plan_id(clinic.make(amira()))
    page = clinic.get(f"/?from={made}")

    assert page.title == "Change answers"
    assert page.value("age_years") == "34"
    assert page.value("visit_date") == "2026-11-20"
    assert {
        ("leg_pain_laterality", "left"),
        ("list-emergency_signs", "none"),
        ("aggravators", "sitting"),
    } <= page.checked()
    assert "Treat, with " in page.main

    changed = clinic.make(amira(tearing_pain=True), **{"from": made})
    assert changed.title.startswith("Emergency")
    assert plan_id(changed) != made


def test_clearances_stay_when_answers_change(clinic: Clinic) -> None:
    made, plan = clinic.desk.make_plan(chidi(), by=clinic.therapist)
    page = clinic.get(f"/?from={made}")
    assert "Cleared by family doctor (Doctor), 2 November 2026 to 2 February 2027." in page.main

    again = clinic.make(chidi(), **{"from": made})

    kept = clinic.desk.store.find_plan(plan_id(again), viewer=clinic.therapist)
    assert kept.digests.case == plan.provenance.profile


def test_a_written_clearance_opens_what_it_names(clinic: Clinic) -> None:
    lena = json.loads(Path("examples/lena.json").read_text())
    page = clinic.make(lena)
    assert page.title.startswith("Within days")
    made = plan_id(page)
    assert f'href="/?from={made}#f-clear-rule"' in page.html
    rule = re.search(r'id="f-clear-rule" name="clear-rule" value="([^"]+)"', clinic.get(f"/?from={made}").html)
    assert rule

    record = {"clear-by": "Dr Ode", "clear-role": "doctor", "clear-examined": "all", "clear-on": "2026-11-19"}
    page = clinic.make(lena, **record, **{"clear-until": "2026-11-01", "clear-rule": rule[1], "from": made})
    assert page.status == 422
    assert "not before the day it was given" in page.main
    assert page.value("clear-by") == "Dr Ode"

    page = clinic.make(lena, **record, **{"clear-until": "2026-12-19", "clear-rule": rule[1], "from": made})
    assert page.title.startswith("Treat, with")
    assert f"Rule {rule[1]} ." in page.main.partition("Opened by a written clearance")[2]
    kept = json.loads(clinic.desk.store.find_plan(plan_id(page), viewer=clinic.therapist).case)
    assert kept["clearances"][0]["answers"]  # today's safety answers: the record holds while none of them is worse


def test_after_a_day_changed_answers_are_a_check_in(clinic: Clinic) -> None:
    """Nobody asked the rest again either: it is gone through before it counts, and days have moved on."""
    made = plan_id(clinic.make(amira()))
    clinic.clock.later(hours=25)
    clinic.sign_in()

    page = clinic.get(f"/?from={made}")

    assert page.title == "Check in"
    names = {name for name, _ in page.checked()}
    assert {"saddle_sensation", "list-emergency_signs", "pain_trend"}.isdisjoint(names)
    assert {"sex_at_birth", "cancer_history", "aggravators", "conditions"} <= names
    assert page.value("age_years") == "34"
    assert page.value("visit_date") == ""
    assert page.value("onset_days") == "25"
    assert "Is all of this still so" in page.main


def test_not_sure_twice_ends_at_the_doctor_today(clinic: Clinic) -> None:
    unsure = amira(cancer_history="unsure", bone_mets_known=False)
    page = clinic.make(unsure)
    assert "No plan yet." in page.title
    made = plan_id(page)
    assert "Asked again, and still not sure" not in clinic.get("/").main
    assert "Asked again, and still not sure" in clinic.get(f"/?from={made}").main

    page = clinic.make(unsure, confirmed_unsure="cancer_history", **{"from": made})

    assert page.title.startswith("Today")


def test_a_colleague_elsewhere_sees_nothing_of_it(clinic: Clinic) -> None:
    store, at = clinic.desk.store, clinic.clock()
    otto = store.add_therapist("otto", "a long password", clinic="south", by=CommandLine(), at=at)
    made, _ = clinic.desk.make_plan(ben(), by=otto)

    for path in (f"/plans/{made}", f"/?from={made}", f"/plans/{made}/sheet", f"/plans/{made}/sheet.pdf"):
        assert clinic.get(path).status == 403, path
    assert clinic.post("/", {"from": made, "do": "plan"}).status == 403
    assert made not in clinic.get("/plans").html


def test_for_the_script_the_follow_ups_come_as_a_list(clinic: Clinic) -> None:
    told = clinic.post("/follow-ups", {"sex_at_birth": "male", "age_years": "30"}).answer.get_json()
    assert "testicular_pain_sudden" in told["shown"]
    assert "pregnancy_status" not in told["shown"]
    assert told["progress"]["safety_now"][0] == 2
    assert told["button"] == "Make the plan"

    told = clinic.post("/follow-ups", clinic.fields(ben())).answer.get_json()
    assert 'role="alert"' in told["beside"]
    assert told["button"] == "Show what to do"
    assert clinic.kept() == 0
