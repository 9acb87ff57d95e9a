"""One plan on paper, on a page and as plain text, for a therapist or a client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, Unpack

from plans.clinic import Clinic
from plans.plan import Plan, SafetyNet
from plans.sheet.blocks import Sheet
from plans.sheet.chart_note import ChartNote
from plans.sheet.content import AUDIENCES, PAPERS, sheet_of, usual_paper
from plans.sheet.names import Words
from plans.sheet.page import Phone, as_page, assets, qr
from plans.sheet.paper import CannotSet, as_pdf, check_letterhead
from plans.sheet.review import review_day
from plans.sheet.safety import safety_sheet
from plans.sheet.shared import Making, Therapist
from plans.sheet.text import as_text

__all__ = [
    "AUDIENCES",
    "PAPERS",
    "Beside",
    "CannotSet",
    "ChartNote",
    "Clinic",
    "Phone",
    "Therapist",
    "Words",
    "assets",
    "check_letterhead",
    "qr",
    "review_day",
    "safety_html",
    "sheet_html",
    "sheet_pdf",
    "sheet_text",
    "usual_paper",
]


class Beside(TypedDict, total=False):
    """What a sheet may be made from, beside the plan.

    words: names of what the plan names by id; therapist: who stands behind it; clinic: its letterhead; client: a
    first name or a code; side: which side hurts, for the drawings; link: address of the phone's sheet; today: the day
    on which it is read, as year-month-day; note: of the visit, for the therapist, a paper of its own that also dates
    a letter.
    """

    words: Words | None
    therapist: Therapist | None
    clinic: Clinic | None
    client: str
    side: str
    link: str
    today: str
    note: ChartNote | None


def sheet_html(
    plan: Plan,
    *,
    audience: str = "therapist",
    paper: str = "a4",
    large: bool = False,
    stylesheet: str | None = None,
    phone: Phone | None = None,
    instead: str = "",
    **beside: Unpack[Beside],
) -> str:
    """A whole page. `stylesheet`: where a door serves `print.css` of `assets()`; without it the page stands alone.

    `large`: in large print, 18 pt and up · `instead`: why there is a page in place of a PDF, for the screen only.
    """
    return as_page(_sheet(plan, audience, beside, paper, large), stylesheet, phone=phone, instead=instead)


def safety_html(
    net: SafetyNet, stop_rules: Iterable[str], *, stylesheet: str, phone: Phone, language: str = "en"
) -> str:
    """The page a phone shows where it has no plan: the danger card and when to stop."""
    return as_page(safety_sheet(net, stop_rules, language=language), stylesheet, phone=phone)


def sheet_pdf(
    plan: Plan, *, audience: str = "therapist", paper: str = "a4", large: bool = False, **beside: Unpack[Beside]
) -> bytes:
    """A PDF for everyone to read; `large` in large print, 18 pt and up.

    Raises:
        CannotSet: when our fonts lack a letter, in a sentence to show beside the page. A logo that cannot be drawn is
            left out.
    """
    return as_pdf(_sheet(plan, audience, beside, paper, large))


def sheet_text(plan: Plan, *, audience: str = "therapist", **beside: Unpack[Beside]) -> str:
    """Plain text, 76 signs wide."""
    return as_text(_sheet(plan, audience, beside))


def _sheet(plan: Plan, audience: str, beside: Beside, paper: str = "a4", large: bool = False) -> Sheet:
    return sheet_of(plan, audience=audience, paper=paper, making=Making(**beside), large=large)
