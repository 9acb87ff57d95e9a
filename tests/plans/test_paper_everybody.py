"""Everybody among the examples, on every paper: tagged, sound, whole, nothing cut, nothing over anything else."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Plan
from plans.sheet import sheet_pdf
from tests.plans.conftest import EXAMPLES, LENA
from tests.plans.readers import Word, needs_pdftotext, opened, structure, words_with_boxes

QPDF = shutil.which("qpdf")
needs_qpdf = pytest.mark.skipif(
    QPDF is None and os.environ.get("CI") != "true", reason="no qpdf here: apt-get install qpdf"
)
NAMES = [path.stem for path in EXAMPLES]
USUAL = (("client", "a4", False), ("client", "letter", False), ("client", "a4", True), ("therapist", "a4", False))
ALL = tuple(itertools.product(("client", "therapist"), ("a4", "letter"), (False, True)))
SIDE, TOP, FOOT = 36.0, 17.0, 8.0
"""Points of white at the edges: the margins of 13 mm at the sides; head and foot stand in theirs."""

Paper = tuple[str, bytes]

everybody = pytest.mark.parametrize("name", NAMES)


def papers_of(plan: Plan, words: Any, choices: tuple[tuple[str, str, bool], ...]) -> Iterator[Paper]:
    for audience, paper, large in choices:
        pdf = sheet_pdf(plan, audience=audience, paper=paper, large=large, words=words, therapist=LENA)
        yield f"{audience}, {paper}{', large print' if large else ''}", pdf


@needs_pdftotext
@needs_qpdf
@everybody
def test_on_usual_papers(example_plans: dict[str, Plan], words: Any, name: str, tmp_path: Path) -> None:
    for which, pdf in papers_of(example_plans[name], words, USUAL):
        check(pdf, which, tmp_path)


@pytest.mark.long
@needs_pdftotext
@needs_qpdf
@everybody
def test_on_all_papers(example_plans: dict[str, Plan], words: Any, name: str, tmp_path: Path) -> None:
    for which, pdf in papers_of(example_plans[name], words, ALL):
        check(pdf, which, tmp_path)


def check(pdf: bytes, which: str, folder: Path) -> None:
    tagged(pdf, which)
    sound(pdf, which, folder)
    words = words_with_boxes(pdf)
    assert words, which
    inside_the_margins(words, which)
    nothing_over_anything_else(words, which)


def tagged(pdf: bytes, which: str) -> None:
    """A language, a title to show, a tree of tags that skips no level, and words for every drawing."""
    with opened(pdf) as document:
        assert str(document.Root.Lang) == "en", which
        assert document.Root.MarkInfo.Marked, which
        assert document.Root.ViewerPreferences.DisplayDocTitle, which
        with document.open_metadata(set_pikepdf_as_editor=False) as told:
            assert told["dc:title"].strip(), which
            assert told["pdfuaid:part"] == "1", which
        assert all("/StructParents" in page for page in document.pages), which
    elements = structure(pdf)
    assert all(alt.strip() for kind, alt in elements if kind == "/Figure"), which
    levels = [int(kind[2:]) for kind, _ in elements if re.fullmatch(r"/H\d", kind)]
    assert levels, which
    assert levels[0] == 1, which
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), which


def sound(pdf: bytes, which: str, folder: Path) -> None:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    told = subprocess.run([str(QPDF), "--check", str(path)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"{which}: {told.stderr}"


def inside_the_margins(words: list[Word], which: str) -> None:
    for word in words:
        assert word.left >= SIDE, (which, word)
        assert word.right <= word.width - SIDE, (which, word)
        assert word.top >= TOP, (which, word)
        assert word.bottom <= word.height - FOOT, (which, word)


def nothing_over_anything_else(words: list[Word], which: str) -> None:
    """No two words share a spot: boxes of one height hold all that is in them."""
    ordered = sorted(words, key=lambda word: (word.page, _middle(word)[0]))
    for n, one in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.page != one.page or _middle(other)[0] >= _middle(one)[1]:
                break
            shared = min(one.right, other.right) - max(one.left, other.left)
            assert shared <= 1, f"{which}: {one} and {other}"


def _middle(word: Word) -> tuple[float, float]:
    """From and to in height, of its small letters: lines stand closer than the full height of a font."""
    high = word.bottom - word.top
    return word.top + 0.35 * high, word.bottom - 0.35 * high


def test_overlapping_words_would_be_seen() -> None:
    line = Word("one", 1, 40, 100, 60, 114, 595, 842)

    nothing_over_anything_else([line, line._replace(top=112.5, bottom=126.5)], "the next line")
    with pytest.raises(AssertionError, match="too close"):
        nothing_over_anything_else([line, line._replace(top=104, bottom=118)], "too close")
    with pytest.raises(AssertionError):
        inside_the_margins([line._replace(left=30)], "over the edge")
