"""A clinician's written clearance, as it is typed beside the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plans.plan import Plan
from recommender.core.clear import opens, rests_on
from recommender.core.knowledge import Knowledge
from recommender.intake.case import Complaint
from recommender.web.fields import Fields

FIELDS = ("clear-rule", "clear-by", "clear-role", "clear-examined", "clear-on", "clear-until")
MISSING = {
    "rule": "Choose what the clinician has cleared.",
    "by": "Write who cleared it.",
    "role": "Choose the role of the clinician. A pharmacist clears medicines only.",
    "examined": "Write what was examined.",
    "on": "Write the day it was given as year-month-day, such as 2026-11-20. It is not after the visit.",
    "until": "Write the day it ends as year-month-day, not before the day it was given and at most 12 months later.",
}


def clearable(plan: Plan, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Rules that hold here and that a clinician's written word could open, with what they say."""
    rules = [hit.rule for hit in plan.triage.hits if not hit.cleared]
    rules += [each.rule for each in plan.excluded if each.level == "clearance"]
    for rule_id in dict.fromkeys(rules):
        rule = knowledge.clearable.get(rule_id)
        if rule is not None and opens(rule):
            yield rule_id, rule.says


def new_record(fields: Fields, profile: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any] | None:
    """The record that was typed, resting on today's safety answers to its rule; nothing if nothing was typed."""
    said = {name.removeprefix("clear-"): (fields.get(name) or [""])[-1].strip() for name in FIELDS}
    if not any(said.values()):
        return None
    rule = knowledge.clearable.get(said["rule"])
    behind = rests_on(rule, knowledge.dictionary) if rule else []
    return {**said, "answers": {each: profile[each] for each in behind if each in profile}}


def record_troubles(complaints: Iterable[Complaint], *, at: int) -> Iterator[tuple[str, str]]:
    """What is wrong with the record typed last, by the anchor of its field."""
    for complaint in complaints:
        name = complaint.pointer.removeprefix(f"/clearances/{at}/")
        if name in MISSING:
            yield f"f-clear-{name}", MISSING[name]
