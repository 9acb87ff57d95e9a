"""The ten promises of the house, one short check each; the long ones stand in `tests/core` and `tests/knowledge`.

Nothing here can be switched off: the decision takes a case, the knowledge and a prognosis, and no settings.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import recommender.core
from plans.plan import Disposition, Outlook, Plan, Range
from recommender.core.knowledge import Knowledge
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import recommend
from tests.core.deciding import case_of, decide, methods, rules_of, with_rules_in_order
from tests.people import amira, ben, chidi, nobody

CORE = Path(recommender.core.__file__).parent
ROOT = CORE.parent
MOVED = ("sessions", "modalities", "home", "bad_day", "ergonomics", "self_care")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_1_unknown_is_not_no(knowledge: Knowledge) -> None:
    assert decide(knowledge, nobody()).disposition is Disposition.NEEDS_ANSWERS
    assert decide(knowledge, amira(saddle_sensation=None)).disposition is Disposition.NEEDS_ANSWERS
    assert decide(knowledge, amira(saddle_sensation="unsure")).disposition is Disposition.SAME_DAY


def test_2_the_most_severe_rule_wins_and_every_hit_is_shown(knowledge: Knowledge) -> None:
    body = amira(saddle_sensation="unsure", chest_pain_breathless=True)
    for order in (tuple, reversed):
        plan = decide(with_rules_in_order(knowledge, order), body)
        assert plan.disposition is Disposition.EMERGENCY_NOW
        assert {"eng-unsure-saddle-bladder-bowel", "visc-cardiac"} <= rules_of(plan)


def sure(knowledge: Knowledge) -> Prognosis:
    """A model that wants everything."""
    outlook = Outlook(
        label="sure", low=0.4, high=0.7, average=0.5, no_massage=Range(low=0.3, high=0.6), weeks=(), basis="synthetic",
        clear_difference=False,
    )  # fmt: skip
    return Prognosis(model="sure-1", outlook=outlook, gains={item.id: 99.0 for item in knowledge.library.modalities})


@pytest.mark.parametrize("body", [amira(), chidi(), ben(), nobody()], ids=["amira", "chidi", "ben", "nobody"])
def test_3_the_rules_have_the_last_word(body: dict[str, object], knowledge: Knowledge) -> None:
    plain, advised = decide(knowledge, body), decide(knowledge, body, sure(knowledge))

    assert advised.disposition is plain.disposition
    assert not methods(advised) & {each.id for each in plain.excluded if each.level != "limit"}
    assert plain.modalities or not advised.modalities, "with no model there is a plan as well"


def test_4_a_stopped_client_gets_nothing_to_do(knowledge: Knowledge) -> None:
    for body in (ben(), amira(leg_cold_pale="sudden"), amira(cognitive_or_intox=True), nobody(fever_7d=True)):
        plan = decide(knowledge, body)
        assert not plan.disposition.treats
        assert not any(getattr(plan, part) for part in MOVED)


def test_4_there_is_one_decision_and_no_second_path() -> None:
    """Only `recommend` composes plans."""
    users = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if any(each.startswith("recommender.core.compose") for each in imports_of(path))
    }

    assert users == {"core/recommend.py"}


def test_4_a_link_leads_to_the_clients_paper_and_to_nothing_else() -> None:
    """Nobody signs in for it, so one page opens it, and lays it out for clients only: the sheet asks what is signed."""
    calls = {
        (str(path.relative_to(ROOT)), node.func.attr)
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    desk = ast.parse((ROOT / "desk.py").read_text(encoding="utf-8"))
    page = ast.parse((ROOT / "web" / "client_pages.py").read_text(encoding="utf-8"))
    opens = [node for node in ast.walk(desk) if isinstance(node, ast.FunctionDef) and node.name == "open_link"]
    shown = {
        node.value.value
        for part in (page, *opens)
        for node in ast.walk(part)
        if isinstance(node, ast.keyword) and node.arg == "audience" and isinstance(node.value, ast.Constant)
    }

    assert {where for where, call in calls if call == "open_link"} == {"desk.py", "web/client_pages.py"}
    assert shown == {"client"}


def test_5_every_item_says_why_and_what_guidelines_say(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira())

    for method in plan.modalities:
        assert method.because
        assert method.sources
        assert {each.stance for each in method.guidelines} >= {"against", "only_with_exercise"}
        assert method.guidelines[0].stance == "against", "what is against stands first"
    for item in plan.home:
        assert item.because
        assert item.sources
        assert item.certainty
    assert plan.home, "no massage without something active beside it"


def test_6_every_exclusion_is_kept(knowledge: Knowledge) -> None:
    plan = decide(knowledge, chidi())
    offered = {item.id for item in knowledge.library.modalities if item.kind == "hands_on" and item.offered}

    assert offered <= methods(plan) | {each.id for each in plan.excluded}
    assert all(each.because and each.rule for each in plan.excluded)


FORBIDDEN = {
    "time", "random", "secrets", "uuid", "os", "pathlib", "io", "socket", "threading", "asyncio", "subprocess",
    "tempfile", "logging", "locale", "platform",
}  # fmt: skip
TODAY = ("today", "now", "utcnow", "fromtimestamp")


@pytest.mark.parametrize("path", sorted(CORE.glob("*.py")), ids=lambda path: path.stem)
def test_7_the_decision_has_no_clock_no_chance_and_no_files(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {each.attr for each in calls if isinstance(each, ast.Attribute)}
    named = {each.id for each in calls if isinstance(each, ast.Name)}

    assert not {each.split(".")[0] for each in imports_of(path)} & FORBIDDEN
    assert not called & set(TODAY)
    assert not named & {"open", "input", "print", "hash", "id"}


def test_7_the_same_values_give_the_same_plan(knowledge: Knowledge) -> None:
    for body in (amira(), ben(), chidi(), nobody()):
        assert repr(decide(knowledge, body)) == repr(decide(knowledge, body))
    told = decide(knowledge, amira()).provenance
    assert told.profile.startswith("sha256:")
    assert told.knowledge == knowledge.digest
    assert told.engine


def test_8_few_items(knowledge: Knowledge) -> None:
    for minutes in (3, 12, 60, 120):
        plan = decide(knowledge, amira(home_minutes_per_day=minutes))
        assert 1 <= len(plan.home) <= 4
        assert sum(item.minutes for item in plan.home) <= minutes
        assert 1 <= sum(item.minutes for item in plan.bad_day) <= 2


def test_9_honest_numbers(knowledge: Knowledge) -> None:
    assert decide(knowledge, amira()).outlook is None, "no model, no number"
    plan = decide(knowledge, amira(), sure(knowledge))

    assert plan.outlook is not None
    assert plan.outlook.basis == "synthetic"
    assert plan.outlook.low < plan.outlook.high, "ranges instead of points"
    assert plan.outlook.average, "always beside the plain average"
    assert "dis-model" in {each.id for each in plan.disclaimers}


@pytest.mark.parametrize("body", [amira(), chidi(), ben(), nobody()], ids=["amira", "chidi", "ben", "nobody"])
def test_10_disclaimers_and_safety_net_are_part_of_the_plan(body: dict[str, object], knowledge: Knowledge) -> None:
    plan = decide(knowledge, body)

    assert {"dis-not-diagnosis", "dis-emergency-only-phone"} & {each.id for each in plan.disclaimers}
    assert len(plan.safety_net.emergency) >= 3
    assert plan.safety_net.emergency_do
    assert plan.safety_net.contacts
    assert not any("{" in each.text for each in plan.disclaimers)


def test_no_promise_can_be_configured_away() -> None:
    assert list(inspect.signature(recommend).parameters) == ["case", "knowledge", "prognosis"]
    assert dataclasses.is_dataclass(Plan)
    assert Plan.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_a_case_says_everything_that_a_decision_looks_at(knowledge: Knowledge) -> None:
    case = case_of(knowledge, chidi())

    assert {field.name for field in dataclasses.fields(case)} == {
        "profile", "visit_date", "jurisdiction", "language", "clearances", "overrides",
    }  # fmt: skip
