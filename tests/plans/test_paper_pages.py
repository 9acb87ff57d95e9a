"""How many pages a client takes home: one sheet, printed on both sides, wherever the plan allows it at full size.

What stands in the way is told in millimetres: two pages of A4 hold 552, two of Letter 516, and a box is never cut.
Edith, with two checks by a doctor beside her plan, needs 599. On Letter, Chidi's blocks come to 541, Kofi's to 523;
those of Joan, who has been cleared, come to 514 but leave 23 of the first page unused.
"""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Plan
from plans.sheet import sheet_pdf
from tests.plans.conftest import EXAMPLES, LENA
from tests.plans.readers import needs_pdftotext, pages

A4, LETTER, A4_LARGE, LETTER_LARGE = range(4)
PAGES = {
    "amira": (2, 2, 7, 9),
    "chidi": (2, 3, 8, 8),
    "dara": (2, 2, 7, 7),
    "edith": (3, 3, 8, 10),
    "finn": (2, 2, 7, 8),
    "grace": (2, 2, 7, 7),
    "hugo": (2, 2, 7, 8),
    "ines": (2, 2, 7, 8),
    "joan": (2, 2, 7, 7),
    "joan-cleared": (2, 3, 7, 7),
    "kofi": (2, 3, 7, 8),
    "lena-cleared": (2, 2, 7, 8),
    "maya": (2, 2, 7, 8),
    "noor": (2, 2, 7, 8),
    "oscar": (2, 2, 7, 7),
    "petra": (2, 2, 7, 7),
    "quentin": (2, 2, 7, 8),
    "rosa": (2, 2, 7, 7),
    "xavi": (2, 2, 7, 8),
    "zora": (2, 2, 7, 8),
    "zora-override": (2, 2, 7, 8),
}
"""At most, for each signed plan among the examples: A4, Letter, large print on A4, large print on Letter."""


def sheet(plan: Plan, words: Any, *, paper: str = "a4", large: bool = False) -> list[str]:
    """The client's sheet, page by page, with all that can stand in its head."""
    link = "https://a.example/7K4Q"
    made = sheet_pdf(
        plan, audience="client", paper=paper, large=large, words=words, therapist=LENA, client="Amira", link=link
    )
    return [" ".join(page.split()) for page in pages(made)]


def test_every_signed_plan_is_in_the_table(example_plans: dict[str, Plan]) -> None:
    assert {name for name, plan in example_plans.items() if plan.disposition.treats} == set(PAGES)
    assert len(EXAMPLES) > len(PAGES)


@needs_pdftotext
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_signed_plan(example_plans: dict[str, Plan], words: Any, name: str) -> None:
    plan = example_plans[name]
    told = {
        A4: sheet(plan, words),
        LETTER: sheet(plan, words, paper="letter"),
        A4_LARGE: sheet(plan, words, large=True),
        LETTER_LARGE: sheet(plan, words, paper="letter", large=True),
    }

    assert [len(told[which]) <= most for which, most in enumerate(PAGES[name])] == [True] * 4
    for papers in told.values():
        for number, page in enumerate(papers, 1):
            assert f"Page {number} of {len(papers)}" in page
        assert all(sign in papers[0] for sign in plan.safety_net.emergency), "the danger box is on the first page"
    for which in (A4, LETTER):
        assert plan.safety_net.title in told[which][-1], "and the card on the last"
        assert all(item.name in " ".join(told[which][:2]) for item in plan.home)
    if len(told[A4]) == 2:
        assert all(item.steps[-1] in told[A4][0] for item in plan.home), "what to do is on the first page"


def test_nearly_all_go_home_with_one_sheet_of_paper() -> None:
    assert [name for name, most in PAGES.items() if most[A4] > 2] == ["edith"]
    assert [name for name, most in PAGES.items() if most[LETTER] > 2] == ["chidi", "edith", "joan-cleared", "kofi"]
