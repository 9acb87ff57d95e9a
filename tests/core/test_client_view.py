"""What a client's app may show of a plan that nobody has signed: what to watch, what to answer, what to know."""

from __future__ import annotations

from dataclasses import replace

from plans.plan import Change, Outlook, Range
from recommender.core.client_view import for_clients
from recommender.core.knowledge import Knowledge
from tests.core.deciding import decide
from tests.people import chidi


def test_everything_that_treats_is_left_out_and_all_else_stays(knowledge: Knowledge) -> None:
    outlook = Outlook(
        label="About 5 to 7 in 10.", low=0.5, high=0.7, average=0.6, no_massage=Range(low=0.5, high=0.6), weeks=(),
        basis="synthetic", clear_difference=False,
    )  # fmt: skip
    change = Change(fact="smoker", to="yes", then="Without it.")
    plan = replace(decide(knowledge, chidi(smoker=None)), outlook=outlook, changes_if=(change,))
    seen = for_clients(plan)

    assert plan.home
    assert plan.bad_day
    assert plan.precautions
    assert plan.excluded
    assert plan.patterns
    left_out = (
        seen.patterns,
        seen.modalities,
        seen.home,
        seen.bad_day,
        seen.precautions,
        seen.excluded,
        seen.changes_if,
    )
    assert set(left_out) == {()}
    assert (seen.sessions, seen.outlook) == (None, None)
    for name in (
        "disposition",
        "triage",
        "questions",
        "ergonomics",
        "safety_net",
        "disclaimers",
        "provenance",
        "status",
    ):
        assert getattr(seen, name) == getattr(plan, name), name


def test_self_care_that_informs_stays_and_self_care_that_treats_goes(knowledge: Knowledge) -> None:
    plan = decide(knowledge, chidi())
    contexts = {tip.context for tip in plan.self_care}

    assert contexts - {"health", "mind_and_sleep"}
    assert for_clients(plan).self_care == tuple(t for t in plan.self_care if t.context in ("health", "mind_and_sleep"))
