"""The card of the learned model as a page: what it is for and what not, how well it does and for whom."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template, send_file, url_for
from markupsafe import Markup

from models.predict import FOLDER
from recommender.web import signing_in
from recommender.web.signing_in import desk

if TYPE_CHECKING:
    from markdown_it.token import Token

SVG = "{http://www.w3.org/2000/svg}"
ROLES = {"table": "table", "tr": "row", "td": "cell"}
"""Said aloud as a table also where the style sheet lays its rows out as cards."""

model = Blueprint("model", __name__, template_folder="templates", url_prefix="/model")
signing_in.let_in(model, free=())


@model.get("")
def show_card() -> str:
    """The card that training wrote. Whether that model is in use is said first."""
    body, sections = card()
    return render_template("web/model.html", card=body, sections=sections, in_use=desk().has_model)


@model.get("/figures/<name>")
def show_figure(name: str) -> Response:
    """A drawing of the card, as training wrote it."""
    known = {path.name: path for path in FOLDER.glob("*.svg")}
    return send_file(known.get(name) or abort(404), mimetype="image/svg+xml", max_age=3600)


@cache
def card() -> tuple[Markup, tuple[tuple[str, str], ...]]:
    """The card as HTML, and its sections: id and title. It is a file of ours; what looks like HTML in it stays text."""
    from markdown_it import MarkdownIt  # only here: a worker that shows no card does without

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((FOLDER / "card.md").read_text(encoding="utf-8"))
    sections = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[at + 1].content
            token.attrSet("id", _anchor(title))
            if token.tag == "h2":
                sections.append((_anchor(title), title))
        for image in token.children or ():
            if image.type == "image":
                _show(image)
    _tell_cells(tokens)
    return Markup(reader.renderer.render(tokens, reader.options, {})), tuple(sections)  # noqa: S704 (made above)


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _show(image: Token) -> None:
    """An image from our own address, with what it shows in words."""
    name = str(image.attrs["src"])
    drawing = ET.fromstring((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S314 (a file of ours)
    told = [drawing.findtext(f"{SVG}{part}") or "" for part in ("title", "desc")]
    (image.children or [])[0].content = ". ".join(told)
    _, _, width, height = drawing.attrib["viewBox"].split()
    image.attrs |= {"src": url_for("model.show_figure", name=name), "width": width, "height": height}


def _tell_cells(tokens: Sequence[Token]) -> None:
    """The first cell of a row heads it; every other says which column it stands in, for screens without room for it."""
    heads: list[str] = []
    column, in_body = 0, False
    for at, token in enumerate(tokens):
        match token.type:
            case "table_open":
                heads = []
            case "thead_open" | "tbody_open":
                in_body = token.type == "tbody_open"
            case "tr_open":
                column = 0
            case "th_open":
                heads.append(tokens[at + 1].content)
                token.attrs |= {"scope": "col", "role": "columnheader"}
            case "td_open" if in_body and column == 0:
                token.tag = tokens[at + 2].tag = "th"
                token.attrs |= {"scope": "row", "role": "rowheader"}
                column += 1
            case "td_open":
                if len(heads) > 2:
                    token.attrSet("data-label", heads[column])
                column += 1
        if token.nesting == 1 and token.tag in ROLES:
            token.attrSet("role", ROLES[token.tag])
