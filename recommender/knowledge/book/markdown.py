"""The book as Markdown files, one for each chapter, to be read without the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plans.sheet.wording import day
from recommender.knowledge.book.names import CERTAINTIES, LETTER_NAMES
from recommender.knowledge.book.values import Book, Chapter, Entry, Line, Link, Matrix, Part, Words, text_of

INDEX = "README.md"
LISTS = ("facts", "sources")
"""Chapters that only list what its files already list."""
SHORT = 60
"""Lines up to this length stand side by side."""
INTRODUCTION = (
    "What the service knows, written out from its files: what stops a plan, what closes or limits work, what would"
    " help, and where each of these comes from."
)
READING = (
    (
        "* **When** says which answers let a rule hold. “It is certain that” means that an answer shows it: an answer"
        " not given never does."
    ),
    (
        "* At the foot of every entry stand its sources and how sure we are. *Source read*: a copy of the source was"
        " read. *From memory*: well established, not looked up. *Our judgement*: a careful choice that no study has"
        " tested. An entry that a clinician has signed says so."
    ),
)
BRIEF = (
    "This is the short edition. `python3 manage.py knowledge export DIR --full` writes all of it, and the pages of"
    " the service under `/knowledge` show it: also the words for the client, notes, and the cases beside each rule."
    " Which kinds of hands-on work and of exercise a rule closes or limits stands in the two tables."
    " What is asked stands in [the dictionary](../../recommender/knowledge/facts), where it comes from in"
    " [the bibliography](../../plans/sources.yaml)."
)


def export(book: Book, folder: Path, *, full: bool) -> list[Path]:
    """Write the book; chapters that are no more are taken away.

    Returns:
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = as_markdown(book, full=full)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def as_markdown(book: Book, *, full: bool) -> dict[str, str]:
    """Every file of the book by its name; without `full` what is a list elsewhere, or detail, is left out."""
    writer = _Writer(book, full=full)
    return {INDEX: writer.index()} | {f"{chapter.id}.md": writer.chapter(chapter) for chapter in writer.chapters}


class _Writer:
    def __init__(self, book: Book, *, full: bool) -> None:
        self.book, self.full = book, full
        self.chapters = [chapter for chapter in book.chapters if full or chapter.id not in LISTS]
        self.files = {chapter.id for chapter in self.chapters}
        self.here = ""

    def index(self) -> str:
        self.here = INDEX
        book = self.book
        lines = [
            "# The knowledge",
            "",
            f"Version {book.version}, released {day(book.released)}. "
            + ("A draft: no clinician has signed it." if book.status == "draft" else "Signed by clinicians."),
            "",
            INTRODUCTION,
            "",
            *(() if self.full else (BRIEF, "")),
            "| chapter | what is in it |",
            "| --- | --- |",
        ]
        lines += (
            f"| [{chapter.title}]({chapter.id}.md) ({chapter.count}) | {_escaped(chapter.says)} |"
            for chapter in self.chapters
        )
        letters = "; ".join(f"**{letter}** {words}" for letter, words in LETTER_NAMES.items())
        lines += [
            "",
            "## How to read it",
            "",
            *READING,
            f"* Letters in the tables: {letters}. A blank cell is open.",
            "",
            "## What is new",
            "",
            *(f"* {_escaped(note)}" for note in book.notes),
        ]
        return "\n".join(lines) + "\n"

    def chapter(self, chapter: Chapter) -> str:
        self.here = f"{chapter.id}.md"
        lines = [f"# {chapter.title}", "", _escaped(chapter.says), ""]
        if chapter.matrix is not None:
            lines += self._matrix(chapter.matrix)
        for section in chapter.sections:
            lines += [f"## {section.title}", ""]
            if section.says:
                lines += [_escaped(section.says), ""]
            for entry in section.entries:
                lines += [*self._entry(entry), ""]
        return "\n".join(lines).rstrip() + "\n"

    # -------------------------------------------------------------------------------- entries

    def _entry(self, entry: Entry) -> Iterator[str]:
        yield f"### {entry.id}"
        yield ""
        known = entry.kind == "fact" or entry.title == entry.id or entry.says.startswith(entry.title)
        named = "" if known else f"**{_escaped(entry.title)}** "
        tag = f" *({entry.tag})*" if entry.tag else ""
        yield f"{named}{_escaped(entry.says)}{tag}"
        if parts := [part for part in entry.parts if self.full or not part.detail]:
            yield ""
        for part in (*parts, *(entry.stories if self.full else ())):
            yield from self._part(part)
        if foot := self._foot(entry):
            yield ""
            yield foot

    def _part(self, part: Part) -> Iterator[str]:
        """One point of a list; what belongs under it stands under it."""
        lines = [self._words(line.words) for line in part.lines]
        if part.is_sentence:
            yield f"* {part.title}: {lines[0]}"
        elif all(not line.under and len(text_of(line.words)) <= SHORT for line in part.lines):
            between = " " if all(line.endswith(".") for line in lines) else "; "
            yield f"* {part.title}: {between.join(lines)}"
        else:
            yield f"* {part.title}:"
            for line in part.lines:
                yield from self._line(line, 1)

    def _line(self, line: Line, depth: int) -> Iterator[str]:
        yield f"{'  ' * depth}* {self._words(line.words)}"
        for under in line.under:
            yield from self._line(under, depth + 1)

    def _foot(self, entry: Entry) -> str:
        """Where it comes from and how sure we are."""
        cited = [
            self._link(Link("source", source.id, source.id)) + (f" ({_escaped(source.at)})" if source.at else "")
            for source in entry.sources
        ]
        parts = [", ".join(cited)] if cited else []
        if entry.certainty is not None:
            parts.append(CERTAINTIES[entry.certainty])
        if entry.status not in ("", "draft"):
            parts.append(entry.status)
        if entry.review_by:
            parts.append(f"to be reviewed by {entry.review_by}")
        return f"— {' · '.join(parts)}" if parts else ""

    # -------------------------------------------------------------------------------- words

    def _words(self, words: Words) -> str:
        return "".join(self._link(word) if isinstance(word, Link) else _escaped(word) for word in words)

    def _link(self, link: Link) -> str:
        """In the full edition a link into the file of its chapter; else only its words."""
        return self._led(link) if self.full else _escaped(link.text)

    def _led(self, link: Link) -> str:
        chapter = self.book.chapter_of.get((link.kind, link.id))
        if chapter is None or chapter.id not in self.files:
            return _escaped(link.text)
        file = f"{chapter.id}.md"
        return f"[{_escaped(link.text)}]({'' if file == self.here else file}#{link.id})"

    def _matrix(self, matrix: Matrix) -> Iterator[str]:
        yield "; ".join(f"**{letter}** {words}" for letter, words in matrix.letters) + "."
        yield ""
        yield "; ".join(f"**{code}** {name}" for code, name in matrix.columns) + "."
        yield ""
        yield "| state | " + " | ".join(code for code, _ in matrix.columns) + " |"
        yield "| --- |" + " --- |" * len(matrix.columns)
        for link, cells in matrix.rows:
            yield f"| {self._led(link)} | " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    """Text whose signs mean nothing to Markdown."""
    return re.sub(r"([\\`*<>|])", r"\\\1", text)
