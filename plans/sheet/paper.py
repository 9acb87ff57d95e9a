"""The sheet as PDF, tagged for screen readers (PDF/UA-1). The same sheet gives the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from plans.clinic import Clinic
from plans.sheet.blocks import Block, Masthead, Part, Sheet, as_data
from plans.sheet.page import qr

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
PRESS = HERE / "sheet.typ"
FONTS = HERE / "fonts"

_one_at_a_time = Lock()


class CannotSet(Exception):
    """The PDF would not be readable for everyone, so there is none. The page shows the same words."""


def as_pdf(sheet: Sheet) -> bytes:
    """Set the sheet. A logo that cannot be drawn is left out: the clinic's name says the same.

    Raises:
        CannotSet: when a letter has no form in our fonts, in a sentence to show beside the page.
    """
    try:
        return _set(sheet)
    except CannotSet:
        plain = _without_logos(sheet)
        if plain == sheet:
            raise
        return _set(plain)


def check_letterhead(clinic: Clinic) -> None:
    """Set it alone, as it will stand on every sheet.

    Raises:
        CannotSet: when our fonts lack a letter of it, or its logo cannot be drawn.
    """
    head = Masthead(title="Letterhead", clinic=clinic)
    _set(Sheet(title="Letterhead", language="en", paper="a4", parts=(Part((head,)),)))


def _set(sheet: Sheet) -> bytes:
    from typst import TypstError

    data = json.dumps({**as_data(sheet), "qr": _codes(sheet)}, ensure_ascii=False)
    try:
        with _one_at_a_time:
            made = _press().compile(format="pdf", sys_inputs={"sheet": data}, pdf_standards=["ua-1"])
    except TypstError as error:
        raise CannotSet(_sentence(str(error))) from error
    if not isinstance(made, bytes):
        raise CannotSet("This sheet cannot be set as a PDF.")
    return made


def _without_logos(sheet: Sheet) -> Sheet:
    def plain(block: Block) -> Block:
        if isinstance(block, Masthead) and block.clinic:
            return replace(block, clinic=replace(block.clinic, logo=b"", logo_type=""))
        return block

    parts = (replace(part, blocks=tuple(plain(block) for block in part.blocks)) for part in sheet.parts)
    return replace(sheet, parts=tuple(parts))


@cache
def _press() -> typst.Compiler:
    """Kept warm: the first sheet of a process takes longest. Loaded only by a process that sets sheets."""
    from typst import Compiler

    return Compiler(str(PRESS), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _codes(sheet: Sheet) -> dict[str, str]:
    links = {block.link for part in sheet.parts for block in part.blocks if isinstance(block, Masthead) and block.link}
    return {link: qr(link) for link in sorted(links)}


def _sentence(complaint: str) -> str:
    found = re.search(r'the text `"(.+?)"` could not be displayed', complaint)
    if found and found[1].isprintable() and "\\u" not in found[1]:
        return f"The PDF has no letter for “{found[1]}”. The page shows it."
    return "This sheet cannot be set as a PDF. The page shows the same words."
