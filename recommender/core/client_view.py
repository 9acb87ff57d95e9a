"""What a client's app may show of a plan that no therapist has signed: triage, questions and education."""

from __future__ import annotations

from dataclasses import replace

from plans.plan import Plan


def for_clients(plan: Plan) -> Plan:
    """The same answer without the parts that a therapist has to sign first.

    Left in: disposition, triage, questions, habits and self-care, the safety net and the disclaimers.
    """
    return replace(
        plan,
        patterns=(),
        sessions=None,
        modalities=(),
        home=(),
        bad_day=(),
        precautions=(),
        excluded=(),
        outlook=None,
        changes_if=(),
    )
