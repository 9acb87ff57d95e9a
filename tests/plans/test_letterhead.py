"""A clinic's name, address and logo at the head of its paper; and of nothing that says go now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.clinic import Clinic
from plans.plan import Plan, Status
from plans.sheet import CannotSet, check_letterhead, sheet_html, sheet_pdf, sheet_text
from plans.sheet.shared import DRAFT, foot
from tests.pictures import chunk, header, png, svg
from tests.plans.conftest import LENA
from tests.plans.readers import more, needs_pdftotext, opened, page_words, pages, paper_words, structure

WORDS = "Rosa Street Practice · 12 Rosa Street, Exampleton EX1 2AB · 020 7946 0000"
ROSA = Clinic(
    name="Rosa Street Practice",
    address=("12 Rosa Street", "Exampleton EX1 2AB"),
    contact="020 7946 0000",
    logo=svg(),
    logo_type="svg",
)
LOGOS = {"svg": ROSA, "png": replace(ROSA, logo=png(), logo_type="png")}
WITH_A_HEAD = ("amira, signed", "amira, a draft", "chidi, signed", "amira, 3 answers missing", "nobody yet")
STOPS = ("ben, now", "amira with a fever, today", "amira who lost weight, within days")

each_logo = pytest.mark.parametrize("clinic", LOGOS.values(), ids=LOGOS)


def told(plan: Plan, audience: str, **how: Any) -> str:
    return " ".join(sheet_text(plan, audience=audience, **how).split())


@needs_pdftotext
@each_logo
@pytest.mark.parametrize("person", WITH_A_HEAD)
@pytest.mark.parametrize("audience", ["client", "therapist"])
def test_paper_page_and_text_bear_it(
    plans: dict[str, Plan], words: Any, clinic: Clinic, person: str, audience: str
) -> None:
    plan = plans[person]
    how = {"audience": audience, "words": words, "therapist": LENA, "clinic": clinic}
    page, pdf = sheet_html(plan, **how), sheet_pdf(plan, **how)

    assert WORDS in " ".join(page_words(page))
    assert WORDS in " ".join(pages(pdf)[0].split())
    assert WORDS in told(plan, **how)
    assert f'<img src="{clinic.logo_address}" alt="Rosa Street Practice">' in page
    assert ("/Figure", "Rosa Street Practice") in structure(pdf)
    on_page, on_paper = page_words(page), paper_words(pdf, foot=foot(plan), mark=DRAFT)
    assert not more(on_page, on_paper)


@pytest.mark.parametrize("person", STOPS)
def test_a_stopped_clients_notice_bears_nothing_of_it(plans: dict[str, Plan], words: Any, person: str) -> None:
    how: dict[str, Any] = {"audience": "client", "words": words, "therapist": LENA}
    plain, branded = plans[person], {**how, "clinic": ROSA}

    assert sheet_html(plain, **branded) == sheet_html(plain, **how)
    assert sheet_text(plain, **branded) == sheet_text(plain, **how)
    assert sheet_pdf(plain, **branded) == sheet_pdf(plain, **how)


@needs_pdftotext
def test_the_letter_bears_it_and_the_notice_before_it_does_not(plans: dict[str, Plan], words: Any) -> None:
    notice, letter = pages(sheet_pdf(plans["ben, now"], words=words, therapist=LENA, clinic=ROSA))
    first, second = sheet_html(plans["ben, now"], words=words, clinic=ROSA).split("<article")[1:]

    assert "Rosa" not in notice
    assert WORDS in " ".join(letter.split())
    assert "<img" not in first
    assert second.count("<img") == 1


@each_logo
def test_the_same_plan_under_the_same_head_gives_the_same_bytes(
    plans: dict[str, Plan], words: Any, clinic: Clinic
) -> None:
    plan, how = plans["amira, signed"], {"audience": "client", "words": words, "clinic": clinic}

    assert sheet_pdf(plan, **how) == sheet_pdf(plan, **how)
    assert sheet_html(plan, **how) == sheet_html(plan, **how)


@pytest.mark.parametrize("link", ["", "https://a.example/7K4Q"])
def test_amiras_plan_still_is_one_sheet_of_a4(plans: dict[str, Plan], words: Any, link: str) -> None:
    how = {"words": words, "therapist": LENA, "client": "Amira", "clinic": ROSA}

    with opened(sheet_pdf(plans["amira, signed"], audience="client", link=link, **how)) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize(
    "broken",
    [
        replace(ROSA, logo=b"<svg", logo_type="svg"),
        replace(
            ROSA, logo=b"\x89PNG\r\n\x1a\n" + header(9, 9) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""), logo_type="png"
        ),
    ],
)
def test_a_logo_that_cannot_be_drawn_costs_the_logo_and_not_the_sheet(
    plans: dict[str, Plan], words: Any, broken: Clinic
) -> None:
    plan, how = plans["amira, signed"], {"audience": "client", "words": words, "therapist": LENA}

    assert sheet_pdf(plan, **how, clinic=broken) == sheet_pdf(plan, **how, clinic=replace(ROSA, logo=b"", logo_type=""))
    with pytest.raises(CannotSet):
        check_letterhead(broken)


def test_a_letter_our_fonts_lack_is_found_before_it_is_kept() -> None:
    check_letterhead(ROSA)

    with pytest.raises(CannotSet, match="no letter for"):
        check_letterhead(replace(ROSA, name="병원"))


def test_words_of_a_head_are_no_markup(plans: dict[str, Plan], words: Any) -> None:
    clinic = Clinic(
        name="<b>#panic()</b> $x$",
        address=("*a*", "@b"),
        contact='"><script>alert(1)</script>',
        logo=svg(),
        logo_type="svg",
    )
    how: dict[str, Any] = {"audience": "client", "words": words, "clinic": clinic}

    assert "<script>" not in sheet_html(plans["amira, signed"], **how)
    assert sheet_pdf(plans["amira, signed"], **how).startswith(b"%PDF")
    assert "<b>#panic()</b> $x$ · *a*, @b" in told(plans["amira, signed"], **how)


def test_whoever_has_to_stop_is_told_how_to_reach_the_clinic(plans: dict[str, Plan], words: Any) -> None:
    stopped = replace(plans["amira, signed"], status=Status.STOPPED)
    lena = replace(LENA, contact="")

    assert "Call your therapist: Lena Voss, 020 7946 0000." in told(stopped, "client", therapist=lena, clinic=ROSA)
    assert "Call your therapist: 020 7946 0000." in told(stopped, "client", clinic=ROSA)
    assert "Call your therapist." in told(stopped, "client")
