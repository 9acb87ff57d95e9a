"""The form as a value: every question has its place, follow-ups show when they apply, answers survive both ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.core.facts import Tier
from recommender.core.knowledge import Knowledge
from recommender.core.questions import questions_of
from recommender.core.second_look import read
from recommender.intake.case import CaseReader
from recommender.web.fields import Fields, clashes_in, fields_of, profile_in
from recommender.web.form import Form, Question
from recommender.web.layout import FILLED_BY_THE_FORM, Kind, Layout, layout_of
from tests.people import VISIT_DAY, amira, ben, chidi, nobody

EXAMPLES = sorted(Path("examples").glob("*.json"))
PEOPLE = {"amira": amira, "ben": ben, "chidi": chidi, "nobody": nobody}


@pytest.fixture(scope="module")
def layout(knowledge: Knowledge) -> Layout:
    return layout_of(knowledge.dictionary)


@pytest.fixture(scope="module")
def form_with(knowledge: Knowledge, reader: CaseReader, layout: Layout) -> Any:
    def made(fields: Fields, asked_before: frozenset[str] = frozenset()) -> Form:
        body = {"profile": profile_in(fields, layout)}
        case = reader.read(body, today=VISIT_DAY, from_therapist=True)
        return Form(knowledge, layout, fields, case.profile, asked_before=asked_before)

    return made


def shown(form: Form) -> dict[str, Question]:
    return {question.id: question for question in form.questions if question.shown}


def test_every_fact_that_can_be_said_has_exactly_one_place(knowledge: Knowledge, layout: Layout) -> None:
    placed = [fact.id for block in layout.blocks for fact in block.facts]

    assert len(placed) == len(set(placed))
    assert set(placed) == {fact.id for fact in knowledge.dictionary if fact.is_input} - FILLED_BY_THE_FORM


def test_no_two_controls_share_an_id(form_with: Any) -> None:
    controls = [
        choice.id
        for question in form_with({}).questions
        for group in (*(group.choices for group in question.groups), question.beside)
        for choice in group
    ]

    assert len(controls) == len(set(controls))


def test_safety_stands_first_and_findings_in_a_section_of_their_own(form_with: Any, knowledge: Knowledge) -> None:
    sections = form_with({}).sections

    assert sections[0].is_safety
    findings = next(section for section in sections if section.is_for_therapist)
    tiers = {
        knowledge.dictionary[question.id].tier for question in findings.questions if question.id in knowledge.dictionary
    }
    assert tiers == {Tier.EXAM}


def test_nothing_is_chosen_at_first(form_with: Any) -> None:
    for question in form_with({}).questions:
        assert not question.answered
        assert not question.typed
        assert not any(choice.chosen for group in question.groups for choice in group.choices)


def test_at_first_no_follow_up_shows(form_with: Any, knowledge: Knowledge) -> None:
    for question in shown(form_with({})).values():
        assert question.id not in knowledge.dictionary or knowledge.dictionary[question.id].asked_when is None


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({"saddle_sensation": ["numb_or_tingling"]}, {"ces_symptom_days", "ces_symptom_trend"}),
        ({"leg_pain_laterality": ["bilateral"]}, {"leg_pain_laterality_trend", "bilateral_onset_days"}),
        ({"list-leg_signs": ["rash_one_side"]}, {"rash_days", "rash_saddle_area"}),
        ({"sex_at_birth": ["female"], "age_years": ["30"]}, {"pregnancy_status"}),
        (
            {"list-history_signs": ["recent_spinal_procedure"]},
            {"after_procedure_signs", "recent_spinal_procedure_days"},
        ),
        ({"sex_at_birth": ["male"], "age_years": ["30"]}, {"testicular_pain_sudden"}),
    ],
)
def test_a_follow_up_shows_once_it_applies(form_with: Any, said: Fields, follows: set[str]) -> None:
    assert not follows & shown(form_with({})).keys()
    assert follows <= shown(form_with(said)).keys()


def test_a_question_that_does_not_apply_goes_but_an_answer_never_vanishes(form_with: Any) -> None:
    man = {"sex_at_birth": ["male"], "age_years": ["40"]}

    assert "pregnancy_status" not in shown(form_with(man))
    stray = shown(form_with({**man, "pregnancy_status": ["pregnant"]}))["pregnancy_status"]
    assert stray.stray
    assert stray.answered


def test_a_follow_up_is_found_through_the_question_that_decides_it(form_with: Any) -> None:
    form = form_with({})

    assert form.place_of("ces_symptom_days") == "f-saddle_sensation"
    assert form.place_of("vaginal_bleeding") == "f-age_years"
    assert form.place_of("tearing_pain") == "f-list-emergency_signs"
    assert form_with({"saddle_sensation": ["numb_or_tingling"]}).place_of("ces_symptom_days") == "f-ces_symptom_days"


def test_ticking_one_sign_answers_its_list_and_leaving_it_answers_nothing(layout: Layout) -> None:
    assert profile_in({}, layout) == {}
    none = profile_in({"list-leg_signs": ["none"]}, layout)
    assert none
    assert not any(none.values())
    one = profile_in({"list-leg_signs": ["rash_one_side"]}, layout)
    assert {fact for fact, is_so in one.items() if is_so} == {"rash_one_side"}
    assert one.keys() == none.keys()


def test_none_of_these_beside_a_tick_is_refused_and_the_tick_still_counts(layout: Layout) -> None:
    both = {"list-emergency_signs": ["none", "tearing_pain"]}

    assert [each.pointer for each in clashes_in(both, layout)] == ["/profile/list-emergency_signs"]
    assert profile_in(both, layout) == {"tearing_pain": True}


def test_a_list_answered_in_part_is_asked_one_by_one(form_with: Any, layout: Layout) -> None:
    fields = fields_of({"tearing_pain": False, "very_unwell": True}, layout)
    form = form_with(fields)
    questions = shown(form)

    assert "emergency_signs" not in questions
    assert questions["tearing_pain"].answered
    assert not questions["chest_pain_breathless"].answered
    assert profile_in(fields, layout) == {"tearing_pain": False, "very_unwell": True}


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("7", 7), (" 7 ", 7), ("7.9", "7.9"), ("seven", "seven"), ("٧", "٧"), ("1e3", "1e3"), ("-1", -1), ("1_0", "1_0")],
)
def test_a_whole_number_is_read_as_one_or_left_as_it_was_typed(layout: Layout, typed: str, read_as: object) -> None:
    assert profile_in({"age_years": [typed]}, layout) == {"age_years": read_as}


@pytest.mark.parametrize(
    ("typed", "read_as"), [("37", 37), ("37.5", 37.5), ("37,5", 37.5), ("1,200", "1,200"), ("nan", "nan")]
)
def test_a_decimal_may_have_a_comma_but_never_a_thousand(layout: Layout, typed: str, read_as: object) -> None:
    assert profile_in({"temp_c": [typed]}, layout) == {"temp_c": read_as}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_profile_comes_through_the_form_unchanged(layout: Layout, name: str) -> None:
    told = PEOPLE[name]()["profile"]

    assert _alike(profile_in(fields_of(told, layout), layout)) == _alike(told)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_comes_through_the_form_unchanged(layout: Layout, path: Path) -> None:
    told = json.loads(path.read_text())["profile"]

    assert _alike(profile_in(fields_of(told, layout), layout)) == _alike(told)


def test_whatever_a_plan_waits_for_shows_on_the_form(
    form_with: Any, knowledge: Knowledge, reader: CaseReader, layout: Layout
) -> None:
    """Amira without any one of the answers a plan waits for: the form shows what is missing, at its place."""
    whole = amira()["profile"]
    for fact in knowledge.dictionary:
        if not fact.is_safety or fact.id not in whole:
            continue
        body = amira(**{fact.id: None})
        case = reader.read(body, today=VISIT_DAY, from_therapist=True)
        asked = questions_of(case.profile, *read(case, knowledge), knowledge)
        form = form_with(fields_of(body["profile"], layout))
        missing = {question.anchor for section in form.sections for question in section.missing}
        assert form.place_of(fact.id) in missing, fact.id
        assert {form.place_of(question.fact) for question in asked} == missing, fact.id


def test_an_unsure_answer_is_asked_again_only_after_a_plan_came_back_for_it(form_with: Any) -> None:
    unsure = {"cancer_history": ["unsure"]}

    assert shown(form_with(unsure))["cancer_history"].confirm is None
    again = shown(form_with(unsure, frozenset({"cancer_history"})))["cancer_history"].confirm
    assert again is not None
    assert not again.chosen
    sure = {"cancer_history": ["never"], "confirmed_unsure": ["cancer_history"]}
    assert shown(form_with(sure, frozenset({"cancer_history"})))["cancer_history"].confirm is None


def test_a_confirmed_not_sure_goes_when_the_answer_becomes_sure(layout: Layout) -> None:
    said = {"cancer_history": ["unsure"], "confirmed_unsure": ["cancer_history"]}

    assert profile_in(said, layout)["confirmed_unsure"] == ["cancer_history"]
    assert "confirmed_unsure" not in profile_in({**said, "cancer_history": ["never"]}, layout)


def test_scales_have_eleven_buttons(form_with: Any) -> None:
    scales = [question for question in form_with({}).questions if question.kind is Kind.SCALE]

    assert scales
    for question in scales:
        assert [choice.value for choice in question.groups[0].choices] == [str(n) for n in range(11)]


def test_none_stands_last_after_the_others(form_with: Any) -> None:
    for question in form_with({}).questions:
        ordinary = [choice.value for group in question.groups for choice in group.choices]
        assert not {"unsure", "prefer_not_say"} & set(ordinary), question.id
        if question.many:
            assert "none" not in ordinary
            assert "none" not in [choice.value for choice in question.beside[:-1]]


def _alike(profile: dict[str, Any]) -> dict[str, Any]:
    return {fact: sorted(value) if isinstance(value, list) else value for fact, value in profile.items()}
