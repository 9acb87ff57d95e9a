"""One plan on paper, on a page and as plain text, for a therapist or a client."""

from __future__ import annotations

from plans.plan import Plan
from plans.sheet.chart_note import ChartNote
from plans.sheet.content import sheet_of
from plans.sheet.names import Names, Words
from plans.sheet.page import as_page, assets
from plans.sheet.paper import CannotSet, as_pdf
from plans.sheet.shared import Making, Therapist
from plans.sheet.text import as_text

__all__ = ["CannotSet", "ChartNote", "Therapist", "Words", "assets", "sheet_html", "sheet_pdf", "sheet_text"]


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
    note: ChartNote | None = None,
    stylesheet: str | None = None,
) -> str:
    """A whole page. `stylesheet`: where a door serves `print.css` of `assets()`; without it the page stands alone.

    `note`: of the visit, for the therapist; it is a paper of its own behind the sheet of a plan, and dates a letter.
    """
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, note=note)
    return as_page(sheet_of(plan, audience=audience, paper=paper, making=making), stylesheet)


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
    note: ChartNote | None = None,
) -> bytes:
    """A PDF for everyone to read.

    Raises:
        CannotSet: when our fonts lack a letter, in a sentence to show beside the page.
    """
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, note=note)
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
    note: ChartNote | None = None,
) -> str:
    """Plain text, 76 signs wide."""
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link, note=note)
    return as_text(sheet_of(plan, audience=audience, paper="a4", making=making))
