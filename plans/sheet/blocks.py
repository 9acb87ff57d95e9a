"""What a sheet is made of: a small tree of blocks in final words, for the page, the paper and the plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from plans.clinic import Clinic
from plans.sheet.pace import Pace


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one weight."""

    text: str
    strong: bool = False


Line = tuple[Run, ...]


def strong(text: str) -> Run:
    """Words in bold."""
    return Run(text, strong=True)


def line(*parts: str | Run) -> Line:
    """One line of words: plain strings and strong runs, with a space between them."""
    runs = [Run(part) if isinstance(part, str) else part for part in parts if part]
    runs = [run for run in runs if run.text]
    return tuple(run if n == 0 else Run(" " + run.text, run.strong) for n, run in enumerate(runs))


def words_of(words: Line) -> str:
    """A line without its weights."""
    return "".join(run.text for run in words)


class Block:
    """Anything that stands on a sheet."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Masthead(Block):
    """The head of the first page. `mark`: why it is not to be followed as it is; `link` is drawn as a code.

    `clinic`: whose paper it is.
    """

    title: str
    message: Line = ()
    about: str = ""
    mark: str = ""
    link: str = ""
    link_words: str = ""
    clinic: Clinic | None = None


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """`level`: 2, or 3 below it; 1 is the masthead's, or that of a notice that stands first."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """`role`: body, small (small print) or lead."""

    words: Line
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Bullets(Block):
    """A list. `mark`: dot, number, cross, open, none or prose (paper runs it together); `columns` where it is wide."""

    items: tuple[Line, ...]
    mark: str = "dot"
    columns: int = 1
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Pairs(Block):
    """Names and what belongs to them, in so many columns; an empty line is a place to write."""

    items: tuple[tuple[str, Line], ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title and its share of the width."""

    title: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table(Block):
    """`bars`: per row the part of the whole, drawn as a bar in the first column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str
    role: str = "body"
    bars: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Card(Block):
    """One thing to do at home. `figure` is a drawing as SVG, `alt` what it shows; `more` opens on a page only, and
    `pace` is for a phone that keeps time.
    """

    number: int
    title: str
    steps: tuple[str, ...]
    feel: Line
    dose: str
    figure: str = ""
    alt: str = ""
    more: tuple[tuple[str, Line], ...] = ()
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class Cards(Block):
    """`key` tells how to read the drawings."""

    cards: tuple[Card, ...]
    key: Line = ()


@dataclass(frozen=True, slots=True)
class Drawing(Block):
    """A drawing as SVG, what it shows, and the words that stand beside it."""

    svg: str
    alt: str
    beside: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """`shape`: ring (go on), triangle (do half) or octagon (stop)."""

    shape: str
    words: Line


@dataclass(frozen=True, slots=True)
class Signals(Block):
    """How it should feel: go on, do half, stop, in this order."""

    title: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One tinted box."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Panels(Block):
    """Tinted boxes, side by side where there is room."""

    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Notice(Block):
    """A banner. `tone`: a disposition, or the status `stopped` or `superseded`; shape, border and words say it, colour
    last. `call`: a number to ring.
    """

    tone: str
    headline: str
    blocks: tuple[Block, ...] = ()
    call: str = ""


@dataclass(frozen=True, slots=True)
class Danger(Block):
    """The danger box, full width. `anchor` is where links to it lead."""

    headline: str
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TickGrid(Block):
    """Boxes to tick: one column for each day, by its first letter, and one row for each thing to do."""

    title: str
    days: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of a sheet, starting on a page of its own.

    `danger` stands at the foot of its first page; of `maybe`, what still fits above it stands there too, the rest
    before `then` on the next page.
    """

    blocks: tuple[Block, ...]
    danger: Danger | None = None
    maybe: tuple[Block, ...] = ()
    then: tuple[Block, ...] = ()

    @property
    def everything(self) -> tuple[Block, ...]:
        """All blocks in the order in which they are read."""
        return (*self.blocks, *((self.danger,) if self.danger else ()), *self.maybe, *self.then)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`mark` and `foot` stand on every page of paper. `large`: set in large print."""

    title: str
    language: str
    paper: str
    parts: tuple[Part, ...]
    large: bool = False
    mark: str = ""
    foot: str = ""
    help_link: str = ""


def as_data(value: Any) -> Any:
    """Plain lists and mappings for the paper; every block says its `kind`."""
    if is_dataclass(value) and not isinstance(value, type):
        made = {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
        return {"kind": type(value).__name__, **made}
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, Iterable):
        return [as_data(each) for each in value]
    return value
