"""One plan, three readers: paper, page and plain text say the same words."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from plans.sheet import sheet_html, sheet_pdf, sheet_text
from plans.sheet.blocks import Part, Table
from plans.sheet.content import AUDIENCES, sheet_of
from plans.sheet.shared import DRAFT, Making, foot, when_to_go
from tests.plans.conftest import LENA
from tests.plans.readers import more, needs_pdftotext, opened, page_words, pages, paper_words

EVERYBODY = (
    "amira, signed",
    "amira, a draft",
    "chidi, signed",
    "ben, now",
    "amira with a fever, today",
    "amira with a fever, not all asked",
    "amira who lost weight, within days",
    "amira, 3 answers missing",
    "nobody yet",
)
DRAWN = {"M", "T", "W", "F", "S", "Front", "Back", "Left", "Right", "avoid"}
"""Words inside drawings and grids."""

everybody = pytest.mark.parametrize("person", EVERYBODY)
both = pytest.mark.parametrize("audience", AUDIENCES)


@needs_pdftotext
@everybody
@both
def test_paper_and_page_say_the_same_words(plans: dict[str, Plan], words: Any, person: str, audience: str) -> None:
    plan = plans[person]
    how = {"audience": audience, "words": words, "therapist": LENA, "client": "Amira"}
    on_page = page_words(sheet_html(plan, **how))
    on_paper = paper_words(sheet_pdf(plan, **how), foot=foot(plan), mark=DRAFT)
    heads = _heads_of_tables(plan, audience, words)

    assert not more(on_page, on_paper)
    assert not [word for word in more(on_paper, on_page) if word not in heads]


def _heads_of_tables(plan: Plan, audience: str, words: Any) -> set[str]:
    """Paper repeats them on the next page."""
    sheet = sheet_of(plan, audience=audience, paper="a4", making=Making(words=words))
    blocks = itertools.chain.from_iterable(part.everything for part in sheet.parts)
    return {
        word
        for block in blocks
        if isinstance(block, Table)
        for column in block.columns
        for word in column.title.split()
    }


@needs_pdftotext
@everybody
@both
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_large_print_says_them_all(plans: dict[str, Plan], words: Any, person: str, audience: str, paper: str) -> None:
    plan = plans[person]
    how = {"audience": audience, "words": words, "therapist": LENA, "client": "Amira", "large": True}
    on_page = page_words(sheet_html(plan, **how))
    on_paper = paper_words(sheet_pdf(plan, **how, paper=paper), foot=foot(plan), mark=DRAFT)
    heads = _heads_of_tables(plan, audience, words) | _of_boxes_that_break(plan)

    assert on_page == page_words(sheet_html(plan, **how | {"large": False}))
    digests = [word for word in on_page if word.startswith("sha256:")]  # they fill more than a line
    assert all(digest in "".join(on_paper) for digest in digests)
    assert not [word for word in more(on_page, on_paper) if word not in digests]
    assert not [word for word in more(on_paper, on_page) if word not in heads and word not in "".join(digests)]


def _of_boxes_that_break(plan: Plan) -> set[str]:
    """The headline of a danger box stands on both of its pages."""
    return {*plan.safety_net.title.split(), *when_to_go(plan.safety_net).split()}


@everybody
@both
def test_plain_text_says_them_too(plans: dict[str, Plan], words: Any, person: str, audience: str) -> None:
    plan = plans[person]
    on_page = {word.strip(".:,") for word in page_words(sheet_html(plan, audience=audience, words=words))}
    in_text = {word.strip(".:,") for word in sheet_text(plan, audience=audience, words=words).split()}

    assert on_page - in_text <= DRAWN


@everybody
@both
def test_every_sheet_ends_with_the_card_and_the_disclaimers(
    plans: dict[str, Plan], words: Any, person: str, audience: str
) -> None:
    plan = plans[person]
    net = plan.safety_net
    told = " ".join(page_words(sheet_html(plan, audience=audience, words=words)))

    for text in (*net.emergency, *net.other, net.today, net.course, *net.tailored, net.emergency_do, net.emergency_say):
        assert " ".join(text.split()) in told, text
    for disclaimer in plan.disclaimers:
        assert " ".join(disclaimer.text.split()) in told, disclaimer.id
    for contact in net.contacts.values():
        assert contact in told


@everybody
@both
def test_the_same_plan_gives_the_same_bytes(plans: dict[str, Plan], words: Any, person: str, audience: str) -> None:
    plan = plans[person]

    assert sheet_pdf(plan, audience=audience, words=words) == sheet_pdf(plan, audience=audience, words=words)
    assert sheet_html(plan, audience=audience, words=words) == sheet_html(plan, audience=audience, words=words)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_paper_is_a4_or_letter(plans: dict[str, Plan], words: Any, paper: str) -> None:
    with opened(sheet_pdf(plans["ben, now"], audience="client", words=words, paper=paper)) as pdf:
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])

    assert (round(width), round(height)) == {"a4": (595, 842), "letter": (612, 792)}[paper]


def test_another_audience_or_paper_is_refused(plans: dict[str, Plan]) -> None:
    with pytest.raises(ValueError, match="therapist, client"):
        sheet_html(plans["ben, now"], audience="insurer")
    with pytest.raises(ValueError, match="a4, letter"):
        sheet_pdf(plans["ben, now"], paper="a5")


@needs_pdftotext
def test_a_draft_says_so_on_every_page(plans: dict[str, Plan], words: Any) -> None:
    told = pages(sheet_pdf(plans["amira, a draft"], words=words))

    assert len(told) > 1
    assert all(DRAFT in page for page in told)
    assert sheet_html(plans["amira, a draft"], words=words).count(DRAFT) == 2
    assert DRAFT in sheet_text(plans["amira, a draft"], words=words)
    assert not any(DRAFT in page for page in pages(sheet_pdf(plans["amira, signed"], words=words)))


def test_words_that_nobody_gave_are_written_out_from_their_ids(plans: dict[str, Plan]) -> None:
    told = " ".join(page_words(sheet_html(plans["amira, signed"])))

    assert "Lumbar paraspinals" in told
    assert "_" not in told


def test_a_part_reads_in_one_order_everywhere(plans: dict[str, Plan], words: Any) -> None:
    sheet = sheet_of(plans["amira, signed"], audience="client", paper="a4", making=Making(words=words))
    part = sheet.parts[0]

    assert isinstance(part, Part)
    assert part.danger is not None
    assert part.everything.index(part.danger) == len(part.blocks)


def test_every_disposition_has_a_sheet(plans: dict[str, Plan]) -> None:
    seen = {plan.disposition for plan in plans.values()}

    assert seen >= {
        Disposition.EMERGENCY_NOW,
        Disposition.SAME_DAY,
        Disposition.URGENT_DAYS,
        Disposition.NEEDS_ANSWERS,
        Disposition.TREAT_WITH_PRECAUTIONS,
    }
