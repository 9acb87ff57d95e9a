"""Short ways from answers to a decision, for the stories of these tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from plans.plan import Certainty, Plan, Source
from recommender.core.condition import NEVER
from recommender.core.facts import Dictionary
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Clearance, Override, Profile
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import recommend
from recommender.core.rules import Contraindication
from recommender.core.second_look import read
from recommender.core.triage import Facts, Verdict
from tests.people import VISIT_DAY

Body = Mapping[str, Any]


def profile_of(dictionary: Dictionary, answers: Mapping[str, Any]) -> Profile:
    """Answers as JSON spells them, as a profile: lists become sets."""
    return Profile.of(
        dictionary, {fact: frozenset(value) if isinstance(value, list) else value for fact, value in answers.items()}
    )


def case_of(knowledge: Knowledge, body: Body) -> Case:
    """The case of a request body that is known to be well formed."""
    return Case(
        profile=profile_of(knowledge.dictionary, body["profile"]),
        visit_date=date.fromisoformat(body.get("visit_date", VISIT_DAY.isoformat())),
        jurisdiction=body.get("jurisdiction", "int"),
        language=body.get("language", "en"),
        clearances=tuple(_clearance(each) for each in body.get("clearances", [])),
        overrides=tuple(Override(**{**each, "on": _day(each["on"])}) for each in body.get("overrides", [])),
    )


def _clearance(record: Mapping[str, Any]) -> Clearance:
    answers = {
        fact: frozenset(value) if isinstance(value, list) else value for fact, value in record["answers"].items()
    }
    return Clearance(**{**record, "on": _day(record["on"]), "until": _day(record["until"]), "answers": answers})


def _day(said: str | date) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)


def record(rule: str, **changes: Any) -> dict[str, Any]:
    """A doctor's word on one rule, given last week and good for a month, that rests on no answer."""
    given = {
        "rule": rule,
        "by": "Dr Okafor",
        "role": "doctor",
        "examined": "history, strength, feeling",
        "on": "2026-11-13",
        "until": "2026-12-13",
        "answers": {},
    }
    return {**given, **changes}


def with_records(body: Body, *records: Body) -> dict[str, Any]:
    """Somebody who brings these records."""
    return {**body, "clearances": list(records)}


def decide(knowledge: Knowledge, body: Body, prognosis: Prognosis | None = None) -> Plan:
    """The plan, referral or questions that a body gets."""
    return recommend(case_of(knowledge, body), knowledge, prognosis)


def look(knowledge: Knowledge, body: Body) -> tuple[Facts, Verdict]:
    """The completed facts of a body, and what triage says of them."""
    return read(case_of(knowledge, body), knowledge)


def facts_of_answers(knowledge: Knowledge, answers: Mapping[str, Any]) -> Facts:
    """The completed facts of some answers, with no decision taken."""
    profile = profile_of(knowledge.dictionary, answers)
    return Facts(knowledge.dictionary, knowledge.reader.read(profile))


def rules_of(plan: Plan) -> set[str]:
    """Every rule that was hit and not opened by a clearance."""
    return {hit.rule for hit in plan.triage.hits if not hit.cleared}


def asked(plan: Plan) -> list[str]:
    """The facts a plan asks for, in its order."""
    return [question.fact for question in plan.questions]


def methods(plan: Plan) -> set[str]:
    return {modality.id for modality in plan.modalities}


def home(plan: Plan) -> set[str]:
    return {item.id for item in plan.home}


def why_not(plan: Plan, item_id: str) -> str:
    """The rule that leaves an item out, or an empty word when nothing does."""
    return next((each.rule for each in plan.excluded if each.id == item_id), "")


def state(name: str = "a-state", **cells: Any) -> Contraindication:
    """Something that holds today; `hands_on` and `stretches` by code, their letters as one word."""
    for table in ("hands_on", "stretches"):
        cells[table] = {code: frozenset(letters) for code, letters in cells.get(table, {}).items()}
    return Contraindication(
        id=name, row=name, says="", when=NEVER, because="", sources=(Source("project"),),
        certainty=Certainty.DESIGN, status="draft", **cells,
    )  # fmt: skip


def with_rules_in_order(knowledge: Knowledge, order: Any) -> Knowledge:
    """The same knowledge as if its rule files had been read in another order."""
    return replace(
        knowledge,
        red_flags=tuple(order(knowledge.red_flags)),
        contraindications=tuple(order(knowledge.contraindications)),
    )
