"""How a person, a printer and a screen reader meet a sheet: its words, page by page."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import pikepdf
import pytest

PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(
    PDFTOTEXT is None and os.environ.get("CI") != "true", reason="no pdftotext here: apt-get install poppler-utils"
)

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
SILENT = {"title", "desc"}
INLINE = {"strong", "span"}
NOT_ON_PAPER = {"details"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        self.open.append((tag, tag in SILENT | NOT_ON_PAPER or "furniture" in classes))
        self._apart(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag, f"</{tag}> closes something else"
            self._apart(tag)

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self.open):
            self.said.append(data)

    def _apart(self, tag: str) -> None:
        if tag not in INLINE:
            self.said.append(" ")


def page_words(html: str) -> list[str]:
    """The words of a page that also stand on paper: without what only a screen needs."""
    reader = _Reader()
    reader.feed(html)
    assert not reader.open, "every tag is closed"
    return "".join(reader.said).split()


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as it copies out."""
    assert PDFTOTEXT
    made = subprocess.run([PDFTOTEXT, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return made.stdout.decode().replace("\u200b", "").split("\f")[:-1]


def paper_words(pdf: bytes, *, foot: str, mark: str) -> list[str]:
    """The words on paper, without the foot of each page and the mark at the head of the later ones."""
    told = pages(pdf)
    words: list[str] = []
    for number, page in enumerate(told, 1):
        for each in (foot, f"Page {number} of {len(told)}", mark if number > 1 and mark in page else ""):
            before, found, after = page.rpartition(each) if each else (page, "", "")
            assert found == each
            page = before + after
        words += re.sub(r"(?<=\w)-\n", "-", page).split()
    return words


def more(left: list[str], right: list[str]) -> Counter[str]:
    """Words that are on the left more often than on the right."""
    return Counter(left) - Counter(right)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


class Word(NamedTuple):
    """A word on paper: its page, the box it is set in, the size of the page; all in points."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float


def words_with_boxes(pdf: bytes) -> list[Word]:
    """Every word on paper and where it stands."""
    assert PDFTOTEXT
    made = subprocess.run([PDFTOTEXT, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found: list[Word] = []
    page, size = 0, (0.0, 0.0)
    number = r'="([\d.]+)"'
    for each in made.splitlines():
        if opens := re.search(f"<page width{number} height{number}", each):
            page, size = page + 1, (float(opens[1]), float(opens[2]))
        elif word := re.search(f"<word xMin{number} yMin{number} xMax{number} yMax{number}>(.*)</word>", each):
            left, top, right, bottom = map(float, word.groups()[:4])
            found.append(Word(unescape(word[5]), page, left, top, right, bottom, *size))
    return found


def structure(pdf: bytes) -> list[tuple[str, str]]:
    """Every element of the structure tree: what it is, and what it is called for those who do not see it."""
    found: list[tuple[str, str]] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for each in element:
                walk(each)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), str(element.get("/Alt", ""))))
            if "/K" in element:
                walk(element.K)

    with opened(pdf) as document:
        walk(document.Root.StructTreeRoot)
    return found
