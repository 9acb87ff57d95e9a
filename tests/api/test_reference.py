"""What the API says of itself: a valid OpenAPI document, a page without a script, and the dictionary."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from plans.plan import Disposition
from recommender.api.problems import KINDS
from recommender.core.knowledge import Knowledge
from recommender.intake.case import CaseReader
from tests.api.conftest import API, Caller
from tests.people import amira, ben, chidi, nobody

REF = "#/components/schemas/"


@pytest.fixture(scope="module")
def document(stranger: Caller) -> dict[str, Any]:
    """The OpenAPI document, which needs no token."""
    found: dict[str, Any] = stranger.get("/openapi.json").get_json()
    return found


def holds(document: dict[str, Any], name: str, value: object) -> list[str]:
    """What keeps a value from being what the document says it is."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": REF + name, **document}
    checker = jsonschema_rs.Draft202012Validator({key: schema[key] for key in ("$schema", "$ref", "components")})
    return [f"{list(error.instance_path)}: {error.message}" for error in checker.iter_errors(value)]


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"{API}/previews",
        f"{API}/plans",
        f"{API}/plans/{{plan_id}}",
        f"{API}/plans/{{plan_id}}/sheet",
        f"{API}/plans/{{plan_id}}/sheet.pdf",
        f"{API}/facts",
    }
    ids = [
        told["operationId"] for item in document["paths"].values() for told in item.values() if "operationId" in told
    ]
    assert len(ids) == len(set(ids)) == 6


def test_every_shape_is_a_valid_schema_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    for shape in shapes.values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})
    for name in set(re.findall(rf'"{REF}(\w+)"', str(document).replace("'", '"'))):
        assert name in shapes


def test_every_answer_that_can_be_said_is_described(document: dict[str, Any], reader: CaseReader) -> None:
    described = document["components"]["schemas"]["Profile"]["properties"]
    assert list(described) == list(reader.profile_schema.fields)
    assert all(each["description"] for each in described.values())


@pytest.mark.parametrize("body", [amira(), ben(), chidi(), nobody()], ids=["amira", "ben", "chidi", "nobody"])
def test_the_people_we_know_and_their_plans_are_as_described(
    document: dict[str, Any], clinic: Caller, body: object
) -> None:
    assert holds(document, "Case", body) == []
    assert holds(document, "Plan", clinic.post("/previews", body).get_json()) == []


def test_what_is_refused_is_not_described(document: dict[str, Any]) -> None:
    for wrong in (
        {"bladder_change": []},
        {"bladder_change": ["none", "unsure"]},
        {"age_years": "41"},
        {"fever_7d": 1},
        {"clearances": ["anticoagulant"]},
    ):
        assert holds(document, "Case", {"profile": wrong})


def test_a_problem_is_as_described(document: dict[str, Any], clinic: Caller) -> None:
    told = clinic.post("/plans", ben(age_years="x")).get_json()
    assert "triage" in told
    assert holds(document, "Problem", told) == []


def test_every_disposition_is_described(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["Disposition"]["enum"] == [each.value for each in Disposition]


# Pages


def test_the_reference_needs_no_token_and_no_script(stranger: Caller, document: dict[str, Any]) -> None:
    answer = stranger.get("/docs")

    page = answer.text
    assert answer.status_code == 200
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert "//" not in re.sub(r"application/\S+", "", "".join(re.findall(r'(?:src|href)="([^"]*)"', page)))
    for path in document["paths"]:
        assert path in page
    for name in document["components"]["schemas"]:
        assert f'id="shape-{name}"' in page


def test_links_of_the_reference_lead_somewhere(stranger: Caller, app: Flask) -> None:
    page = stranger.get("/docs").text
    for target in set(re.findall(r'href="#([^"]+)"', page)):
        assert f'id="{target}"' in page
    for path in set(re.findall(r'href="(/[^"]+)"', page)):
        assert app.test_client().get(path).status_code == 200


def test_every_kind_of_problem_has_its_page(app: Flask) -> None:
    for kind in KINDS.values():
        answer = app.test_client().get(f"/problems/{kind.name}")
        assert answer.status_code == 200
        assert kind.title in answer.text
    assert app.test_client().get("/problems/none-such").status_code in (302, 303, 404)


# The dictionary


def test_the_dictionary_says_what_to_ask_and_when(clinic: Caller, knowledge: Knowledge) -> None:
    told = clinic.get("/facts").get_json()

    facts = {fact["id"]: fact for fact in told["facts"]}
    asked = [fact.id for fact in knowledge.dictionary if fact.is_input and fact.id != "clearances"]
    assert list(facts) == asked
    assert told["knowledge"] == knowledge.digest
    bladder = facts["bladder_change"]
    assert bladder["safety"] is True
    assert {"value": "cannot_pass", "label": "I cannot pee at all"} in bladder["values"]
    assert "bladder_change" in str(facts["ces_symptom_days"]["asked_when"])
    assert (facts["leg_pain_nrs_avg"]["min"], facts["leg_pain_nrs_avg"]["max"]) == (0, 10)
    assert {fact["group"] for fact in told["facts"]} <= {group["id"] for group in told["groups"]}
    assert {fact["checklist"] for fact in told["facts"] if "checklist" in fact} == {
        each["id"] for each in told["checklists"]
    }


def test_a_phone_may_read_the_dictionary(phone: Caller) -> None:
    assert phone.get("/facts").status_code == 200


def test_what_is_asked_at_each_visit_is_said(clinic: Caller) -> None:
    facts = {each["id"]: each for each in clinic.get("/facts").get_json()["facts"]}

    asked = {name for name, each in facts.items() if each["each_visit"]}
    assert {"saddle_sensation", "slr_deg", "leg_pain_nrs_avg", "after_last_massage"} <= asked
    assert asked.isdisjoint({"age_years", "cancer_history", "medicines", "conditions", "leg_pain_nrs_avg_at_start"})
    assert all(not each["stable"] for name, each in facts.items() if name in asked)
