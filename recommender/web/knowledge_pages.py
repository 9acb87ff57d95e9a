"""The pages where a therapist reads the knowledge: its chapters, and every rule, item, question and source in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template

from recommender.knowledge.book import Book, Entry, make_book
from recommender.knowledge.book.names import CERTAINTIES
from recommender.knowledge.book.values import Link
from recommender.web import signing_in
from recommender.web.signing_in import desk

shelf = Blueprint("knowledge", __name__, template_folder="templates", url_prefix="/knowledge")
signing_in.let_in(shelf, free=())
_books: dict[str, Book] = {}


def book() -> Book:
    """The book of the knowledge that is served, made when it is first asked for."""
    knowledge = desk().knowledge
    if knowledge.digest not in _books:
        _books[knowledge.digest] = make_book(knowledge)
    return _books[knowledge.digest]


@shelf.get("")
def show_book() -> str:
    return render_template("knowledge/book.html")


@shelf.get("/<chapter_id>")
def show_chapter(chapter_id: str) -> str:
    chapter = book().chapter(chapter_id) or abort(404)
    return render_template("knowledge/matrix.html" if chapter.matrix else "knowledge/chapter.html", chapter=chapter)


@shelf.get("/<any(rule, item, fact, source):kind>/<entry_id>")
def show_entry(kind: str, entry_id: str) -> str:
    """One entry in full, with those before and after it in its chapter."""
    entry = book().entry.get((kind, entry_id)) or abort(404)
    chapter = book().chapter_of[kind, entry_id]
    beside = list(chapter.entries)
    at = beside.index(entry)
    return render_template(
        "knowledge/entry.html",
        entry=entry,
        chapter=chapter,
        before=beside[at - 1] if at else None,
        after=beside[at + 1] if at + 1 < len(beside) else None,
        leads_here=leads_to(entry),
    )


def leads_to(entry: Entry) -> Sequence[Link]:
    """What cites a source, or names an item or a rule; a question tells it among its own words."""
    if entry.kind == "source":
        return book().cited.get(entry.id, ())
    return () if entry.kind == "fact" else book().named.get((entry.kind, entry.id), ())


def rest_of(entry: Entry) -> str:
    """What an entry says, without what its title says already."""
    return entry.says.removeprefix(entry.title).strip()


@shelf.context_processor
def on_these_pages() -> dict[str, Any]:
    return {"book": book(), "sureness": CERTAINTIES, "rest_of": rest_of}
