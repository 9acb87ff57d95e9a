"""What a client's app may show of a plan that no therapist has signed: triage, questions and education."""

from __future__ import annotations

from dataclasses import replace

from plans.plan import Plan

EDUCATION = ("health", "mind_and_sleep")
"""Contexts of self-care that inform and treat nothing. Others may tell to exercise or to use a device, heat, cold."""


def for_clients(plan: Plan) -> Plan:
    """The same answer without the parts that a therapist has to sign first.

    Left in: disposition, triage, questions, habits, self-care that is education, the safety net and the disclaimers.
    """
    return replace(
        plan,
        patterns=(),
        sessions=None,
        modalities=(),
        home=(),
        bad_day=(),
        self_care=tuple(tip for tip in plan.self_care if tip.context in EDUCATION),
        precautions=(),
        excluded=(),
        outlook=None,
        changes_if=(),
    )
