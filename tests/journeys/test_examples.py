"""Every example gives its golden plan, at every door the same, and a stopped one gives nothing to do by hand.

A plan that changed on purpose is accepted with

    UPDATE_GOLDEN=1 python3 manage.py test tests/journeys/test_examples.py

What changed then stands in the diff of `examples/golden`, to be read like any other change.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from plans.plan_json import plan_bytes
from recommender.cli import main
from recommender.core.knowledge import Knowledge
from recommender.core.recommend import recommend
from recommender.intake.case import CaseReader
from tests.people import VISIT_DAY

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDEN = EXAMPLES / "golden"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
REFUSED = sorted((EXAMPLES / "bad").glob("*.json"))
LONGEST_DIFF = 60
CONTENT = ("patterns", "modalities", "home", "bad_day", "ergonomics", "self_care", "precautions", "excluded")
"""What only someone who may be treated gets."""

Body = dict[str, Any]


def body(name: str) -> Body:
    read: Body = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return read


def plan_for(body: Body, knowledge: Knowledge, reader: CaseReader) -> Plan:
    return recommend(reader.read(body, today=VISIT_DAY, from_therapist=True), knowledge)


def golden_text(plan: Plan) -> str:
    """The plan as it is kept for comparing: without the knowledge digest, which changes with every comma."""
    told = json.loads(plan_bytes(plan))
    del told["provenance"]["knowledge"]
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def difference(was: str, now: str, name: str) -> str:
    """What changed, as far as one wants to read it in a test report."""
    lines = list(difflib.unified_diff(was.splitlines(), now.splitlines(), "golden", "now", n=2, lineterm=""))
    more = f"\n… and {len(lines) - LONGEST_DIFF} more lines" if len(lines) > LONGEST_DIFF else ""
    return f"The plan of {name} changed:\n" + "\n".join(lines[:LONGEST_DIFF]) + more


@pytest.mark.parametrize("name", NAMES)
def test_an_example_gives_its_golden_plan(name: str, knowledge: Knowledge, reader: CaseReader) -> None:
    now, kept = golden_text(plan_for(body(name), knowledge, reader)), GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        kept.write_text(now, encoding="utf-8")

    was = kept.read_text(encoding="utf-8") if kept.exists() else ""

    assert was == now, difference(was, now, name)


def test_no_golden_plan_is_without_its_example() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_same_answers_in_another_order_give_the_same_bytes(
    name: str, knowledge: Knowledge, reader: CaseReader
) -> None:
    told = body(name)
    turned = {key: told[key] for key in reversed(told)} | {"profile": dict(reversed(told["profile"].items()))}

    assert plan_bytes(plan_for(told, knowledge, reader)) == plan_bytes(plan_for(turned, knowledge, reader))


@pytest.mark.parametrize("name", NAMES)
def test_a_stopped_client_gets_no_massage_and_no_exercise(name: str, knowledge: Knowledge, reader: CaseReader) -> None:
    plan = plan_for(body(name), knowledge, reader)
    told = plan_bytes(plan).decode()
    steps = [step for item in knowledge.library.exercises for step in item.steps]
    methods = [json.dumps(item.techniques, ensure_ascii=False) for item in knowledge.library.modalities]

    found = [words for words in (*steps, *methods) if words in told]

    if plan.disposition.treats:
        assert plan.home or plan.modalities
    else:
        assert (plan.sessions, plan.outlook, found) == (None, None, [])
        assert [part for part in CONTENT if getattr(plan, part)] == []


def test_the_examples_are_told_of_with_their_dispositions(knowledge: Knowledge, reader: CaseReader) -> None:
    rows = re.findall(r"^\| `([a-z-]+)\.json` \|.*\| `([a-z_]+)` \|$", (EXAMPLES / "README.md").read_text(), flags=re.M)

    assert sorted(rows) == [(name, plan_for(body(name), knowledge, reader).disposition.value) for name in NAMES]
    assert {disposition for _, disposition in rows} == {each.value for each in Disposition}


def without_the_model(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan as it is whatever the learned model says: golden plans are kept without it."""
    told = [each for each in plan["disclaimers"] if each["id"] != "dis-model"]
    same = {"knowledge": "", "model": ""}
    return {**plan, "outlook": None, "disclaimers": told, "provenance": {**plan["provenance"], **same}}


@pytest.mark.parametrize(("name", "code"), [("amira", 0), ("ben", 0), ("vera", 0), ("wren", 3)])
def test_the_command_line_prints_the_plan_and_leaves_with_its_code(
    name: str, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    left = main(["plan", str(EXAMPLES / f"{name}.json"), "--format", "json"])
    told = capfd.readouterr()

    assert (left, told.err) == (code, "")
    kept = json.loads((GOLDEN / f"{name}.json").read_text())
    assert without_the_model(json.loads(told.out)) == without_the_model(kept)


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_refused_example_says_what_to_mend_and_leaves_with_2(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    left = main(["plan", str(path)])
    told = capfd.readouterr()

    assert (left, told.out) == (2, "")
    assert all(line.startswith(f"{path}: ") for line in told.err.splitlines())
    assert "/profile/age_years" in told.err


def test_a_slip_does_not_hide_an_emergency(capfd: pytest.CaptureFixture[str]) -> None:
    main(["plan", str(EXAMPLES / "bad" / "slip-beside-emergency.json")])

    assert "What is already certain: Emergency" in capfd.readouterr().err
