"""The book of the knowledge as values: chapters of entries, whose words may lead on to other entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plans.plan import Certainty, Source


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an entry: a rule, an item, a fact or a source."""

    kind: str
    id: str
    text: str


Words = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, with the sentences that belong under it."""

    words: Words
    under: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What an entry says under one heading. `detail`: left out where space is short."""

    title: str
    lines: tuple[Line, ...]
    detail: bool = False

    @property
    def is_sentence(self) -> bool:
        """Whether it reads as one sentence and needs no list."""
        return len(self.lines) == 1 and not self.lines[0].under


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule, item, fact or source, told in full. `stories`: its cases as sentences."""

    kind: str
    id: str
    title: str
    says: str
    tag: str = ""
    parts: tuple[Part, ...] = ()
    stories: tuple[Part, ...] = ()
    sources: tuple[Source, ...] = ()
    certainty: Certainty | None = None
    status: str = ""
    review_by: str = ""
    file: str = ""

    @property
    def link(self) -> Link:
        return Link(self.kind, self.id, self.title)

    @property
    def links(self) -> Iterator[Link]:
        """Where its words lead."""
        for part in self.parts:
            for line in part.lines:
                yield from links_of(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    entries: tuple[Entry, ...]
    says: str = ""

    @property
    def id(self) -> str:
        """As an anchor on a page."""
        kept = "".join(sign if sign.isalnum() else " " for sign in self.title.lower())
        return "-".join(kept.split())


@dataclass(frozen=True, slots=True)
class Matrix:
    """States by codes: in each cell the letters that hold there."""

    columns: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Link, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    id: str
    title: str
    says: str
    sections: tuple[Section, ...] = ()
    matrix: Matrix | None = None

    @property
    def entries(self) -> Iterator[Entry]:
        for section in self.sections:
            yield from section.entries

    @property
    def count(self) -> int:
        return len(self.matrix.rows) if self.matrix else sum(1 for _ in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything the service knows, to be read.

    `cited`: by source, the entries that rest on it. `named`: by kind and id, the rules and items whose
    words lead to it.
    """

    version: str
    released: str
    notes: tuple[str, ...]
    digest: str
    status: str
    chapters: tuple[Chapter, ...] = field(repr=False)
    entry: Mapping[tuple[str, str], Entry] = field(init=False, repr=False)
    chapter_of: Mapping[tuple[str, str], Chapter] = field(init=False, repr=False)
    cited: Mapping[str, tuple[Link, ...]] = field(init=False, repr=False)
    named: Mapping[tuple[str, str], tuple[Link, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        told = [(chapter, entry) for chapter in self.chapters for entry in chapter.entries]
        cited: dict[str, dict[Link, None]] = {}
        named: dict[tuple[str, str], dict[Link, None]] = {}
        for _, entry in told:
            for source in entry.sources:
                cited.setdefault(source.id, {})[entry.link] = None
            for link in entry.links if entry.kind != "fact" else ():
                named.setdefault((link.kind, link.id), {})[entry.link] = None
        object.__setattr__(self, "entry", {(entry.kind, entry.id): entry for _, entry in told})
        object.__setattr__(self, "chapter_of", {(entry.kind, entry.id): chapter for chapter, entry in told})
        object.__setattr__(self, "cited", {source: tuple(links) for source, links in cited.items()})
        object.__setattr__(self, "named", {each: tuple(links) for each, links in named.items()})

    def chapter(self, chapter_id: str) -> Chapter | None:
        return next((each for each in self.chapters if each.id == chapter_id), None)


def links_of(line: Line) -> Iterator[Link]:
    """The links of a line and of all that stands under it."""
    yield from (word for word in line.words if isinstance(word, Link))
    for under in line.under:
        yield from links_of(under)


def text_of(words: Words) -> str:
    """Words without their links."""
    return "".join(word.text if isinstance(word, Link) else word for word in words)


def plain_line(text: str) -> Line:
    return Line((text,))


def sentence_part(title: str, text: str, *, detail: bool = False) -> Part:
    return Part(title, (plain_line(text),), detail)
