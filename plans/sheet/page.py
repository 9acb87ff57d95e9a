"""The sheet as a page: for phones, for the screen and for printing from it. No script and no style inside."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from plans.sheet.blocks import Sheet

HERE = Path(__file__).parent
STYLE = HERE / "assets" / "print.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What a page for a phone has beside the sheet: addresses of files, and what its scripts are told."""

    icon: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    told: Mapping[str, str]


def assets() -> dict[str, Path]:
    """What a door serves under one folder: the stylesheet, and the fonts it asks for."""
    fonts = {f"fonts/{path.name}": path for path in sorted((HERE / "fonts").glob("*.ttf"))}
    return {STYLE.name: STYLE, **fonts}


def as_page(sheet: Sheet, stylesheet: str | None, *, phone: Phone | None = None, instead: str = "") -> str:
    """The whole document. Without the address of a stylesheet it carries its own, and stands alone as a file."""
    style = stylesheet or _own_style()
    return _template().render(sheet=sheet, stylesheet=style, phone=phone, instead=instead, qr=qr)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["kind"] = lambda block, kind: type(block).__name__ == kind
    return environment.get_template("sheet.html")


@cache
def _own_style() -> str:
    return "data:text/css;base64," + b64encode(STYLE.read_bytes()).decode()


@cache
def qr(link: str) -> str:
    """A link as a square of dots, as SVG."""
    out = io.BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(out, kind="svg", border=0, svgclass="qr", lineclass=None, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
