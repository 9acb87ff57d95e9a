"""The note for the therapist's record: what was told and found, what nobody asked, what follows. Nothing made up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Plan, Status
from plans.sheet import ChartNote, sheet_text
from recommender.core.knowledge import Knowledge
from recommender.intake.case import CaseReader
from recommender.knowledge.chart_note import note_of
from tests.journeys.test_examples import NAMES, body, plan_for
from tests.people import amira, ben, chidi, nobody
from tests.plans.conftest import Printer


def noted(person: dict[str, Any], plan_of: Printer, knowledge: Knowledge) -> tuple[Plan, ChartNote]:
    plan = plan_of(person)
    return plan, note_of(plan, person["profile"], knowledge)


def said(note: ChartNote, part: str, name: str) -> str:
    """What the note says under one name of one part."""
    return " ".join(words for each, words in getattr(note, part) if each == name)


def test_amira_is_told_in_her_own_answers(plan_of: Printer, knowledge: Knowledge) -> None:
    _, note = noted(amira(), plan_of, knowledge)

    pain = said(note, "subjective", "Your pain")
    assert "How many days have you had this episode? 24 days." in pain
    assert "how bad was your usual leg pain? 0 is none, 10 is the worst you can think of: 5 of 10." in pain
    assert "saddle sensation, bladder change" in said(note, "subjective", "Answered no, none, never or normal").lower()
    assert [name for name, _ in note.subjective][-1] == "Not asked"


def test_what_was_measured_has_its_value_and_the_rest_is_called_not_measured(
    plan_of: Printer, knowledge: Knowledge
) -> None:
    _, note = noted(amira(reflex_ankle=None), plan_of, knowledge)
    unmeasured = said(note, "objective", "Not measured")

    assert ("Straight leg raise (or slump), sore side", "Reproduces leg pain.") in note.objective
    assert "Ankle reflex, affected side" in unmeasured
    assert "Straight leg raise (or slump), sore side" not in unmeasured

    _, note = noted(amira(reflex_ankle="reduced", mrc_ehl=4), plan_of, knowledge)
    unmeasured = said(note, "objective", "Not measured")

    assert ("Ankle reflex, affected side", "Reduced.") in note.objective
    assert ("Big toe extension strength, weaker side", "Grade 4 of 5.") in note.objective
    assert "Ankle reflex" not in unmeasured
    assert "Big toe" not in unmeasured


def test_silence_is_not_asked_never_no(plan_of: Printer, knowledge: Knowledge) -> None:
    """With a stop that is certain, some safety questions may still be open: the note names them."""
    person = amira(fever_7d=True, heel_walk=None)
    _, note = noted(person, plan_of, knowledge)
    denied = said(note, "subjective", "Answered no, none, never or normal").lower()

    assert "Heel walk" in said(note, "subjective", "Not asked, a safety question")
    assert "heel walk" not in denied
    assert "fever" not in denied


def test_what_does_not_arise_is_neither_asked_nor_missing(plan_of: Printer, knowledge: Knowledge) -> None:
    _, note = noted(chidi(), plan_of, knowledge)

    assert "bleeding" not in note.text.lower()
    assert "Not asked, a safety question" not in dict(note.subjective)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_an_example_stands_in_its_note_once_and_every_finding_is_measured_or_not(
    name: str, knowledge: Knowledge, reader: CaseReader
) -> None:
    answers = body(name)["profile"]
    plan = plan_for(body(name), knowledge, reader)
    note = note_of(plan, answers, knowledge)
    findings = [fact for fact in knowledge.dictionary if fact.tier == "exam" and fact.id != "clearances"]
    measured = {each for each, _ in note.objective}
    unmeasured = said(note, "objective", "Not measured")
    for fact in findings:
        assert (fact.ask.rstrip("?.") in measured) == (fact.id in answers), fact.id
    assert sum(fact.id in answers for fact in findings) == len(note.objective) - bool(unmeasured)


def test_labels_are_never_called_a_diagnosis_and_the_plan_is_the_plans(plan_of: Printer, knowledge: Knowledge) -> None:
    plan, note = noted(amira(), plan_of, knowledge)
    assert plan.sessions

    assert any("never a diagnosis" in name for name, _ in note.assessment)
    assert all(each.says.rstrip(".") in note.text for each in (*plan.precautions, *plan.triage.hits))
    assert all(item.name in note.text for item in plan.home)
    assert all(method.name in dict(note.plan) for method in plan.modalities)
    assert "Reviews: 4 December 2026, 1 January 2027 and 12 February 2027." in note.text
    assert "It makes no diagnosis." in note.text
    assert note.text.startswith("Chart note, 20 November 2026. Plan not stored. Draft, not reviewed.\n")


def test_a_referral_is_noted_without_a_plan(plan_of: Printer, knowledge: Knowledge) -> None:
    plan, note = noted(amira(fever_7d=True), plan_of, knowledge)
    assert plan.triage.action

    assert [name for name, _ in note.plan] == ["Told to do", "Not done"]
    assert said(note, "assessment", "Today").startswith(plan.triage.action.headline)
    assert "No massage and no exercises were planned." in note.text


@pytest.mark.parametrize("person", [ben(), nobody()])
def test_without_a_plan_nothing_is_noted_as_planned(
    person: dict[str, Any], plan_of: Printer, knowledge: Knowledge, words: Any
) -> None:
    plan, note = noted(person, plan_of, knowledge)

    assert "No massage and no exercises were planned." in said(note, "plan", "Not done")
    assert "Visits" not in dict(note.plan)
    assert "S: what was reported" not in sheet_text(plan, words=words, note=note)


def test_a_letter_says_since_when(plan_of: Printer, knowledge: Knowledge, words: Any) -> None:
    for days, told in ((24, "Since when: 24 days, since about 27 October 2026."), (None, "Since when: Not told.")):
        plan, note = noted(amira(fever_7d=True, onset_days=days), plan_of, knowledge)
        assert told in sheet_text(plan, words=words, note=note).split("Referral letter")[-1]


def test_on_paper_it_stands_behind_the_therapists_sheet_and_never_on_the_clients(
    plan_of: Printer, knowledge: Knowledge, words: Any
) -> None:
    plan, note = noted(amira(), plan_of, knowledge)
    signed = replace(plan, status=Status.SIGNED, id="7k4q2m9b0c1d2e3f")

    sheet = sheet_text(plan, words=words, note=note)
    mine = sheet_text(signed, audience="client", words=words, note=note)

    assert "\nChart note\n==========\n" in sheet
    assert sheet.index("Where this comes from") < sheet.index("S: what was reported")
    assert "Chart note" not in mine
