"""The one decision: a case, the knowledge and what the model thinks, turned into a plan. Same values in, same plan out.

No clock, no chance, no files, no request: what is needed is handed in.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from plans.plan import NO_MODEL, Disposition, Outlook, Plan, Provenance, Status, Triage
from recommender import ENGINE
from recommender.core.compose import compose
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.questions import questions_of
from recommender.core.scene import Scene
from recommender.core.second_look import Reading, read
from recommender.core.speak import disclaimers, other_actions, safety_net, top_action
from recommender.core.triage import shown

ANSWER_FIRST = "Answer these first; it may be more urgent."
PARTS = ("patterns", "modalities", "home", "bad_day", "ergonomics", "self_care", "precautions", "excluded")
NOTHING_TO_DO: dict[str, Any] = {"sessions": None, **dict.fromkeys(PARTS, ())}
SPELLING = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def recommend(case: Case, knowledge: Knowledge, prognosis: Prognosis | None = None) -> Plan:
    """Turn a case into a plan, a referral, or the questions that a plan waits for."""
    return recommend_read(case, read(case, knowledge), knowledge, prognosis)


def recommend_read(case: Case, reading: Reading, knowledge: Knowledge, prognosis: Prognosis | None) -> Plan:
    """The same for a case that was read already."""
    facts, verdict = reading
    holding = knowledge.items.holding(facts.values)
    voice = knowledge.voices.get(case.jurisdiction) or knowledge.voices["int"]
    disposition = verdict.disposition
    top = top_action(verdict.hits, disposition, voice)
    parts = NOTHING_TO_DO
    outlook: Outlook | None = None
    if disposition.treats:
        parts = compose(Scene.of(case, facts, verdict, knowledge, holding, voice), prognosis)
        if prognosis is not None:
            outlook = prognosis.outlook if parts["sessions"] else prognosis.alone
    return Plan(
        id=None,
        status=Status.DRAFT,
        disposition=disposition,
        triage=Triage(
            provisional=verdict.provisional,
            hits=verdict.hits,
            action=top,
            referrals=other_actions(verdict.hits, top, voice),
            note=ANSWER_FIRST if verdict.provisional else "",
        ),
        questions=questions_of(case.profile, facts, verdict, knowledge),
        outlook=outlook,
        changes_if=(),
        safety_net=safety_net(voice, disposition, holding),
        disclaimers=disclaimers(voice, disposition, holding, modelled=outlook is not None),
        provenance=provenance(case, knowledge, prognosis),
        **parts,
    )


def certain_triage(readable: Case | None, knowledge: Knowledge) -> Triage | None:
    """What readable answers already say when it cannot wait: a typo elsewhere must not hide an emergency."""
    if readable is None:
        return None
    plan = recommend(readable, knowledge)
    return plan.triage if plan.disposition.severity >= Disposition.SAME_DAY.severity else None


def provenance(case: Case, knowledge: Knowledge, prognosis: Prognosis | None) -> Provenance:
    return Provenance(
        profile=f"sha256:{hashlib.sha256(case_bytes(case)).hexdigest()}",
        knowledge=knowledge.digest,
        model=prognosis.model if prognosis else NO_MODEL,
        engine=ENGINE,
        knowledge_status=knowledge.status,
        visit_date=case.visit_date.isoformat(),
        jurisdiction=case.jurisdiction,
        language=case.language,
    )


def case_bytes(case: Case) -> bytes:
    """The whole case in one canonical spelling, for its digest and its replay."""
    return SPELLING.encode(case_values(case)).encode()


def case_values(case: Case) -> dict[str, Any]:
    """The case as plain values: the body of a request that would make it."""
    return {
        "profile": {fact_id: shown(value) for fact_id, value in case.profile.answered()},
        "visit_date": case.visit_date.isoformat(),
        "jurisdiction": case.jurisdiction,
        "language": case.language,
        "clearances": [
            {
                "rule": each.rule,
                "by": each.by,
                "role": each.role,
                "examined": each.examined,
                "on": each.on.isoformat(),
                "until": each.until.isoformat(),
                "answers": {key: shown(value) for key, value in each.answers.items()},
            }
            for each in case.clearances
        ],
        "overrides": [
            {"rule": each.rule, "reason_code": each.reason_code, "by": each.by, "on": each.on.isoformat()}
            for each in case.overrides
        ],
    }
