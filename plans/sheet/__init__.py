"""One plan on paper, on a page and as plain text, for a therapist or a client."""

from __future__ import annotations

from collections.abc import Iterable

from plans.plan import Plan, SafetyNet
from plans.sheet.chart_note import ChartNote
from plans.sheet.content import sheet_of
from plans.sheet.names import Names, Words
from plans.sheet.page import Phone, as_page, assets, qr
from plans.sheet.paper import CannotSet, as_pdf
from plans.sheet.review import review_day
from plans.sheet.safety import safety_sheet
from plans.sheet.shared import Making, Therapist
from plans.sheet.text import as_text

__all__ = [
    "CannotSet",
    "ChartNote",
    "Phone",
    "Therapist",
    "Words",
    "assets",
    "qr",
    "review_day",
    "safety_html",
    "sheet_html",
    "sheet_pdf",
    "sheet_text",
]


def sheet_html(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    paper: str = "a4",
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
    today: str = "",
    note: ChartNote | None = None,
    stylesheet: str | None = None,
    phone: Phone | None = None,
) -> str:
    """A whole page. `stylesheet`: where a door serves `print.css` of `assets()`; without it the page stands alone.

    `note`: of the visit, for the therapist's own record; it is a paper of its own behind the sheet of a plan.
    """
    making = Making(
        names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, today=today, note=note
    )
    return as_page(sheet_of(plan, audience=audience, paper=paper, making=making), stylesheet, phone)


def safety_html(
    net: SafetyNet, stop_rules: Iterable[str], *, stylesheet: str, phone: Phone, language: str = "en"
) -> str:
    """The page a phone shows where it has no plan: the danger card and when to stop."""
    return as_page(safety_sheet(net, stop_rules, language=language), stylesheet, phone)


def sheet_pdf(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    paper: str = "a4",
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
    today: str = "",
    note: ChartNote | None = None,
) -> bytes:
    """A PDF for everyone to read.

    Raises:
        CannotSet: when our fonts lack a letter, in a sentence to show beside the page.
    """
    making = Making(
        names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, today=today, note=note
    )
    return as_pdf(sheet_of(plan, audience=audience, paper=paper, making=making))


def sheet_text(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
    today: str = "",
    note: ChartNote | None = None,
) -> str:
    """Plain text, 76 signs wide."""
    making = Making(
        names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, today=today, note=note
    )
    return as_text(sheet_of(plan, audience=audience, paper="a4", making=making))
