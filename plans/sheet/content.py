"""From a plan to the blocks of its sheet. Every door that shows or prints a plan passes here."""

from __future__ import annotations

from plans.plan import Disposition, Plan
from plans.sheet.blocks import Sheet
from plans.sheet.client import client_parts
from plans.sheet.shared import CARD, ENDED, Making, foot, mark
from plans.sheet.therapist import therapist_parts

AUDIENCES = ("therapist", "client")
PAPERS = ("a4", "letter")


def usual_paper(plan: Plan) -> str:
    """What printers hold where the plan is for: Letter in the USA, A4 elsewhere."""
    return "letter" if plan.provenance.jurisdiction == "us" else "a4"


def sheet_of(plan: Plan, *, audience: str, paper: str, making: Making, large: bool = False) -> Sheet:
    """The whole sheet; `large` in large print, of the same words.

    Raises:
        ValueError: for an audience or a paper that does not exist.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"A sheet is for one of {', '.join(AUDIENCES)}; this says {audience!r}.")
    if paper not in PAPERS:
        raise ValueError(f"Paper is one of {', '.join(PAPERS)}; this says {paper!r}.")
    for_client = audience == "client"
    stopped = plan.disposition.stops
    says_itself = stopped or plan.status.ended
    return Sheet(
        title=_title(plan, for_client),
        language=plan.provenance.language,
        paper=paper,
        parts=client_parts(plan, making) if for_client else therapist_parts(plan, making),
        large=large,
        mark="" if for_client and says_itself else mark(plan),
        foot=foot(plan),
        help_link=CARD if for_client and not stopped else "",
    )


def _title(plan: Plan, for_client: bool) -> str:
    if plan.disposition.stops:
        action = plan.triage.action
        return action.headline if action else "Referral letter"
    if for_client and plan.status.ended:
        return ENDED[plan.status]
    if plan.disposition is Disposition.NEEDS_ANSWERS:
        return "Safety answers missing"
    return "Your plan" if for_client else "Therapist sheet"
