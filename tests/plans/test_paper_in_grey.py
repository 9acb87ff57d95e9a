"""Black and white: words stand out by 4.5 to 1 and marks by 3 to 1, by the colours and on the printed page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import plans.sheet as sheets
from plans.plan import Plan
from plans.sheet import sheet_pdf
from plans.sheet.figures.contact_sheet import GREY
from tests.plans.conftest import LENA
from tests.plans.readers import needs_pdftotext, words_with_boxes

HERE = Path(sheets.__file__).parent
PDFTOPPM = shutil.which("pdftoppm")
DOTS = 200
"""To the inch; small print is then 12 dots high."""

TEXT = ("ink", "soft", "stop", "today", "days", "refer", "ask")
MARKS = ("rule", "brand", "care", "stop", "today", "days", "refer", "ask", "work", "far")
GROUNDS = ("tint", "care-ground")
"""Words on them are in ink."""


def tokens() -> dict[str, str]:
    """The colours of the paper, and those of the drawings that its own do not have."""
    own = dict(re.findall(r'#let ([\w-]+) = rgb\("(#\w{6})"\)', (HERE / "look.typ").read_text()))
    return {"white": "#ffffff", "work": "#c8470b", "far": "#838f9b", **own}


def light(grey: float) -> float:
    """Relative luminance of a grey from 0 to 255, as WCAG measures it."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def apart(one: float, other: float) -> float:
    """Contrast of two greys."""
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def printed(colour: str) -> float:
    """The grey of a printer without colour."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_colour_stands_out_in_grey() -> None:
    grey = {name: printed(colour) for name, colour in tokens().items()}

    assert all(apart(grey[name], grey["white"]) >= 4.5 for name in TEXT)
    assert all(apart(grey[name], grey["white"]) >= 3 for name in MARKS)
    assert all(apart(grey["ink"], grey[ground]) >= 4.5 for ground in GROUNDS)
    assert all(apart(grey["soft"], grey[ground]) >= 4.5 for ground in GROUNDS)


def test_paper_page_and_drawings_share_their_colours() -> None:
    style = (HERE / "assets" / "print.css").read_text()
    of_page = dict(re.findall(r"--([\w-]+): (#\w+);", style[style.index("@media print") :]))
    names = {"rule": "line", "care-ground": "care-bg"}
    of_paper = {
        names.get(name, name): colour for name, colour in tokens().items() if name not in ("white", "work", "far")
    }

    assert {name: of_page[name] for name in of_paper} == of_paper
    assert {tokens()["work"], tokens()["far"], tokens()["ink"], tokens()["brand"]} <= set(GREY)


@needs_pdftotext
@pytest.mark.skipif(PDFTOPPM is None, reason="no pdftoppm here: apt-get install poppler-utils")
@pytest.mark.parametrize("person", ["amira, signed", "ben, now"])
def test_on_a_page_printed_in_grey_every_word_can_be_read(plans: dict[str, Plan], words: Any, person: str) -> None:
    pdf = sheet_pdf(plans[person], audience="client", words=words, therapist=LENA)
    shot = subprocess.run(
        [str(PDFTOPPM), "-gray", "-r", str(DOTS), "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    page = Image.open(io.BytesIO(shot.stdout))
    scale = DOTS / 72

    read = [word for word in words_with_boxes(pdf) if word.page == 1]
    assert len(read) > 100
    for word in read:
        dark, bright = page.crop(tuple(round(edge * scale) for edge in word[2:6])).getextrema()  # type: ignore[misc]
        assert apart(dark, bright) >= 4.5, word
