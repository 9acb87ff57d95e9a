"""One plan on paper, on a page and as plain text, for a therapist or a client."""

from __future__ import annotations

from plans.plan import Plan
from plans.sheet.content import PAPERS, sheet_of, usual_paper
from plans.sheet.names import Names, Words
from plans.sheet.page import as_page, assets
from plans.sheet.paper import CannotSet, as_pdf
from plans.sheet.shared import Making, Therapist
from plans.sheet.text import as_text

__all__ = [
    "PAPERS",
    "CannotSet",
    "Therapist",
    "Words",
    "assets",
    "sheet_html",
    "sheet_pdf",
    "sheet_text",
    "usual_paper",
]


def sheet_html(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    paper: str = "a4",
    large: bool = False,
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
    stylesheet: str | None = None,
    note: str = "",
) -> str:
    """A whole page. `stylesheet`: where a door serves `print.css` of `assets()`; without it the page stands alone.

    `large`: in large print, 18 pt and up · `note`: why there is a page instead of a PDF, for the screen only.
    """
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link)
    return as_page(sheet_of(plan, audience=audience, paper=paper, making=making, large=large), stylesheet, note)


def sheet_pdf(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    paper: str = "a4",
    large: bool = False,
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
) -> bytes:
    """A PDF for everyone to read; `large` in large print, 18 pt and up.

    Raises:
        CannotSet: when our fonts lack a letter, in a sentence to show beside the page.
    """
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link)
    return as_pdf(sheet_of(plan, audience=audience, paper=paper, making=making, large=large))


def sheet_text(
    plan: Plan,
    *,
    audience: str = "therapist",
    words: Words | None = None,
    therapist: Therapist | None = None,
    client: str = "",
    side: str = "both",
    link: str = "",
) -> str:
    """Plain text, 76 signs wide."""
    making = Making(names=Names(words or {}), therapist=therapist, client=client, side=side, link=link)
    return as_text(sheet_of(plan, audience=audience, paper="a4", making=making))
