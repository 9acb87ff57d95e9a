"""Plans on the desk, ready to be printed: made by the decision itself from people we know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition, Plan, Status
from plans.sheet import Therapist
from recommender.core.knowledge import Knowledge
from recommender.core.recommend import recommend
from recommender.intake.case import CaseReader
from recommender.intake.json_text import read_json
from recommender.knowledge.words import sheet_words
from tests.people import VISIT_DAY, amira, ben, chidi, nobody

LENA = Therapist(name="Lena Voss", contact="020 7946 0000", signed_on="2026-11-20")
"""Lena Voss is invented; so is everybody here."""

Printer = Callable[..., Plan]

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
"""Everybody among the examples, as a request body."""


@pytest.fixture(scope="session")
def plan_of(knowledge: Knowledge, reader: CaseReader) -> Printer:
    """`plan_of(body, signed=True)`: what the service says of somebody."""

    def made(body: dict[str, Any], *, signed: bool = False) -> Plan:
        plan = recommend(reader.read(body, today=VISIT_DAY, from_therapist=True), knowledge)
        return replace(plan, status=Status.SIGNED, id="7k4q2m9b0c1d2e3f") if signed else plan

    return made


@pytest.fixture(scope="session")
def example_plans(plan_of: Printer) -> dict[str, Plan]:
    """What the service says of everybody among the examples, signed where there is something to sign."""
    made = {path.stem: plan_of(read_json(path.read_bytes()), signed=True) for path in EXAMPLES}
    waits = Disposition.NEEDS_ANSWERS
    return {
        name: replace(plan, status=Status.DRAFT) if plan.disposition is waits else plan for name, plan in made.items()
    }


@pytest.fixture(scope="session")
def words(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """The names a plan does not carry."""
    return sheet_words(knowledge)


@pytest.fixture(scope="session")
def plans(plan_of: Printer) -> dict[str, Plan]:
    """Every kind of answer the service gives, by the person it is for."""
    return {
        "amira, signed": plan_of(amira() | {"jurisdiction": "uk"}, signed=True),
        "amira, a draft": plan_of(amira()),
        "chidi, signed": plan_of(chidi(), signed=True),
        "ben, now": plan_of(ben() | {"jurisdiction": "uk"}),
        "amira with a fever, today": plan_of(amira(fever_7d=True)),
        "amira with a fever, not all asked": plan_of(amira(fever_7d=True, heel_walk=None)),
        "amira who lost weight, within days": plan_of(amira(weight_loss="ge_5pct_6mo")),
        "amira, 3 answers missing": plan_of(amira(heel_walk=None, bladder_change=None, leg_swelling=None)),
        "nobody yet": plan_of(nobody()),
    }
