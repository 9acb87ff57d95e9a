"""The PDF: tagged for screen readers, whole to the last line, and honest about letters it cannot draw."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import plans.sheet as sheets
from plans.plan import Plan, Status
from plans.sheet import CannotSet, Therapist, sheet_html, sheet_pdf
from plans.sheet.shared import foot
from recommender.core.knowledge import Knowledge
from tests.plans.conftest import LENA
from tests.plans.readers import (
    more,
    needs_pdftotext,
    opened,
    page_words,
    pages,
    paper_words,
    structure,
    words_with_boxes,
)
from tests.plans.test_paper_everybody import inside_the_margins, nothing_over_anything_else

QPDF = shutil.which("qpdf")


@pytest.fixture(scope="module")
def amira_sheet(plans: dict[str, Plan], words: Any) -> bytes:
    return sheet_pdf(
        plans["amira, signed"],
        audience="client",
        words=words,
        therapist=LENA,
        client="Amira",
        link="https://a.example/7K4Q",
    )


def test_it_has_a_language_a_title_and_tags(amira_sheet: bytes) -> None:
    with opened(amira_sheet) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            assert told["dc:title"] == "Your plan"
            assert told["pdfuaid:part"] == "1"
            assert "xmp:CreateDate" not in told


def test_headings_lists_tables_and_drawings_are_what_they_say(plans: dict[str, Plan], amira_sheet: bytes) -> None:
    elements = structure(amira_sheet)
    kinds = [kind for kind, _ in elements]
    drawings = [alt for kind, alt in elements if kind == "/Figure"]

    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= len(plans["amira, signed"].home)
    assert kinds.count("/L") >= len(plans["amira, signed"].home)
    assert kinds.count("/TH") == 15
    assert len(drawings) > len(plans["amira, signed"].home)
    assert all(alt.strip() for alt in drawings)


@pytest.mark.skipif(QPDF is None, reason="no qpdf here: apt-get install qpdf")
def test_its_inside_is_sound(amira_sheet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(amira_sheet)

    subprocess.run([str(QPDF), "--check", str(path)], check=True, capture_output=True)


def test_every_font_is_ours_and_inside(amira_sheet: bytes) -> None:
    with opened(amira_sheet) as pdf:
        fonts = {
            str(each.BaseFont) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }

    assert fonts
    assert all("NotoSans" in name and "+" in name for name in fonts)


@needs_pdftotext
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_danger_box_stands_on_the_first_page_and_the_card_on_the_last(
    plans: dict[str, Plan], words: Any, paper: str
) -> None:
    for person in ("amira, signed", "chidi, signed"):
        plan = plans[person]
        told = [" ".join(page.split()) for page in pages(sheet_pdf(plan, audience="client", words=words, paper=paper))]

        assert all(sign in told[0] for sign in plan.safety_net.emergency)
        assert plan.safety_net.emergency_do in told[0]
        assert plan.safety_net.title in told[-1]
        assert all(sign in told[-1] for sign in plan.safety_net.other)


@needs_pdftotext
def test_amiras_plan_is_one_sheet_of_a4_printed_on_both_sides(plans: dict[str, Plan], words: Any) -> None:
    for link in ("", "https://a.example/7K4Q"):
        plan = plans["amira, signed"]
        told = pages(sheet_pdf(plan, audience="client", words=words, therapist=LENA, client="Amira", link=link))

        assert len(told) == 2
        assert all(item.name in told[0] for item in plan.home)


@needs_pdftotext
@pytest.mark.parametrize("person", ["ben, now", "amira with a fever, today", "amira, a draft"])
def test_a_notice_is_one_page(plans: dict[str, Plan], words: Any, person: str) -> None:
    assert len(pages(sheet_pdf(plans[person], audience="client", words=words))) == 1


@needs_pdftotext
@pytest.mark.parametrize("status", [Status.STOPPED, Status.SUPERSEDED])
@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed"])
def test_that_a_plan_no_longer_holds_is_one_page(
    plans: dict[str, Plan], words: Any, person: str, status: Status
) -> None:
    ended = replace(plans[person], status=status)

    assert len(pages(sheet_pdf(ended, audience="client", words=words, therapist=LENA))) == 1


@needs_pdftotext
@pytest.mark.parametrize("person", ["amira, signed", "amira, a draft", "ben, now", "nobody yet"])
def test_small_print_loses_no_line(plans: dict[str, Plan], words: Any, person: str) -> None:
    plan = plans[person]
    told = " ".join(" ".join(pages(sheet_pdf(plan, audience="client", words=words, therapist=LENA))).split())

    assert not [each.id for each in plan.disclaimers if " ".join(each.text.split()) not in told]


@needs_pdftotext
def test_what_to_do_now_is_one_page_and_the_letter_another(plans: dict[str, Plan], words: Any) -> None:
    told = pages(sheet_pdf(plans["ben, now"], words=words, therapist=LENA))

    assert len(told) == 2
    assert plans["ben, now"].triage.action.headline in told[0]
    assert "Referral letter" in told[1]


@needs_pdftotext
@pytest.mark.parametrize("large", [False, True])
def test_the_most_there_can_be_still_loses_nothing(plans: dict[str, Plan], words: Any, large: bool) -> None:
    """4 long items, long names, 9 notes for the client: it grows by pages, never over an edge."""
    plan = plans["chidi, signed"]
    long = "Move slowly and stop well before it pulls or tingles in any way"
    home = tuple(
        replace(item, name=f"{item.name} with a very long name to carry", steps=(long,) * 6, feel=f"{long}. " * 4)
        for item in plan.home
    )
    net = replace(plan.safety_net, tailored=(f"{long}. " * 3,) * 9)
    most = replace(plan, home=home, safety_net=net, bad_day=plan.bad_day * 2)
    name = "Wilhelmina Featherstonehaugh-Cholmondeley van der Westhuizen"
    who = Therapist(name=name, contact=name)
    pdf = sheet_pdf(most, audience="client", words=words, client=name, therapist=who, large=large)

    told = " ".join(paper_words(pdf, foot=foot(most), mark=""))
    assert told.count(long) == 4 * 6 + 4 * 4 + 9 * 3
    assert name in told
    inside_the_margins(words_with_boxes(pdf), name)
    nothing_over_anything_else(words_with_boxes(pdf), name)


@needs_pdftotext
@pytest.mark.parametrize("large", [False, True])
def test_the_most_of_the_library_is_set_whole(
    plans: dict[str, Plan], knowledge: Knowledge, words: Any, large: bool
) -> None:
    """The 4 wordiest exercises, the 3 wordiest tips and every line of the safety net that may be added to it."""
    plan = plans["chidi, signed"]
    stretches = sorted(knowledge.library.exercises, key=_wordy)[-4:]
    home = tuple(
        replace(item, id=each.id, name=each.name, steps=each.steps, feel=each.feel, stop_if=each.stop_if)
        for item, each in zip(plan.home, stretches, strict=True)
    )
    most = replace(plan, home=home)
    how = {"audience": "client", "words": words, "therapist": LENA, "client": "W" * 60}  # in one piece
    pdf = sheet_pdf(most, **how, large=large)
    on_paper = paper_words(pdf, foot=foot(most), mark="")

    assert not [word for word in more(page_words(sheet_html(most, **how)), on_paper) if word != how["client"]]
    assert how["client"] in "".join(on_paper)
    inside_the_margins(words_with_boxes(pdf), "the most")
    nothing_over_anything_else(words_with_boxes(pdf), "the most")


def _wordy(exercise: Any) -> int:
    return len(" ".join((*exercise.steps, exercise.feel, exercise.stop_if)))


@pytest.mark.parametrize("name", ["아미라", "李娜", "Amira 🙂", "Ami\u0007ra"])
def test_a_letter_we_cannot_draw_gives_no_pdf_but_the_page_shows_it(
    plans: dict[str, Plan], words: Any, name: str
) -> None:
    plan = plans["amira, signed"]

    with pytest.raises(CannotSet) as refused:
        sheet_pdf(plan, audience="client", words=words, client=name)

    sentence = str(refused.value)
    assert sentence.endswith(("The page shows it.", "The page shows the same words."))
    assert all(unicodedata.category(sign) != "Cc" for sign in sentence)
    assert name in sheet_html(plan, audience="client", words=words, client=name)


@needs_pdftotext
@pytest.mark.parametrize(
    ("name", "font"),
    [("أميرة الحسن", "NotoNaskhArabic"), ("אמירה לוי", "NotoSansHebrew"), ("अमीरा शर्मा", "NotoSans")],
)
@pytest.mark.parametrize("large", [False, True])
def test_names_in_arabic_hebrew_and_devanagari_are_set(
    plans: dict[str, Plan], words: Any, name: str, font: str, large: bool
) -> None:
    who = Therapist(name=name)
    pdf = sheet_pdf(plans["amira, signed"], audience="client", words=words, client=name, therapist=who, large=large)
    signs = {sign for sign in unicodedata.normalize("NFKC", " ".join(pages(pdf))) if sign.isalpha()}

    with opened(pdf) as document:
        fonts = {
            str(each.BaseFont)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }
    assert {f"{font}-Bold", f"{font}-Regular"} <= {each.partition("+")[2] for each in fonts}
    assert {sign for sign in name if sign.isalpha()} <= signs
    inside_the_margins(words_with_boxes(pdf), name)


@pytest.mark.parametrize(
    "name", ["Zoë Ångström-Ñuñez", "Амира", "Αμίρα", "Amira\u0301", "Nguyễn Thị", "#strong[x] $y$ *z*"]
)
def test_other_names_are_set_as_they_are(plans: dict[str, Plan], words: Any, name: str) -> None:
    assert sheet_pdf(plans["amira, signed"], audience="client", words=words, client=name).startswith(b"%PDF")


@needs_pdftotext
def test_words_are_never_read_as_markup(plans: dict[str, Plan], words: Any) -> None:
    name = "#panic() *bold* $x^2$ <b>b</b> \\ [a] @b"
    told = pages(sheet_pdf(plans["amira, signed"], audience="client", words=words, client=name))

    assert name in " ".join(told[0].split())


def test_fonts_come_with_their_licence() -> None:
    fonts = Path(sheets.__file__).parent / "fonts"

    families = ("NotoNaskhArabic", "NotoSans", "NotoSansHebrew")
    weights = {f"{family}-{weight}.ttf" for family in families for weight in ("Bold", "Regular")}
    licence = (fonts / "OFL.txt").read_text()

    assert {each.name for each in fonts.iterdir()} == weights | {"OFL.txt"}
    assert "SIL Open Font License" in licence
    assert licence.count("Copyright 2022 The Noto Project Authors") == len(families)
