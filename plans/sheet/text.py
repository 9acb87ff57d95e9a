"""The sheet as plain text: for messages, terminals and whoever has nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from textwrap import wrap

from plans.sheet.blocks import (
    Block,
    Bullets,
    Cards,
    Danger,
    Drawing,
    Heading,
    Masthead,
    Notice,
    Pairs,
    Panels,
    Paragraph,
    Sheet,
    Signals,
    Table,
    TickGrid,
    words_of,
)

WIDTH = 76


def as_text(sheet: Sheet) -> str:
    """The whole sheet, 76 signs wide, its parts with a double rule between them."""
    parts = ["\n".join(_blocks(part.everything)) for part in sheet.parts]
    whole = f"\n\n{'=' * WIDTH}\n\n".join(part.strip("\n") for part in parts)
    return "\n".join([whole, "", "-" * WIDTH, *filter(None, [sheet.mark, sheet.foot])]) + "\n"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    headed = False
    for block in blocks:
        if not headed:
            yield ""
        yield from _lines(block)
        headed = isinstance(block, Heading)


def _fill(text: str, first: str = "", rest: str = "") -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest or " " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _named(name: str) -> str:
    return name if name.endswith("?") else f"{name}:"


@singledispatch
def _lines(block: Block) -> Iterator[str]:
    raise TypeError(f"No plain text for {type(block).__name__}")


@_lines.register
def _(block: Masthead) -> Iterator[str]:
    if block.mark:
        yield block.mark
    yield block.title
    yield "=" * len(block.title)
    yield from _fill(words_of(block.message))
    yield from _fill(block.about)
    if block.clinic:
        yield from _fill(" · ".join(filter(None, (block.clinic.name, block.clinic.where))))
    if block.link:
        yield from _fill(f"{block.link_words}: {block.link}")


@_lines.register
def _(block: Heading) -> Iterator[str]:
    yield block.text
    if block.level == 2:
        yield "-" * len(block.text)


@_lines.register
def _(block: Paragraph) -> Iterator[str]:
    yield from _fill(words_of(block.words))


@_lines.register
def _(block: Bullets) -> Iterator[str]:
    for n, item in enumerate(block.items, 1):
        yield from _fill(words_of(item), f"{n} " if block.mark == "number" else "- ")


@_lines.register
def _(block: Pairs) -> Iterator[str]:
    for name, words in block.items:
        yield from _fill(f"{name}: {words_of(words) or '_' * 30}", "", "  ")


@_lines.register
def _(block: Table) -> Iterator[str]:
    yield from _fill(block.caption)
    for row in block.rows:
        cells = [words_of(cell) for cell in row]
        yield from _fill(f"{block.columns[0].title}: {cells[0]}", "* ")
        for column, cell in list(zip(block.columns, cells, strict=True))[1:]:
            if cell:
                yield from _fill(f"{_named(column.title)} {cell}", "  ", "    ")


@_lines.register
def _(block: Cards) -> Iterator[str]:
    for card in block.cards:
        yield f"{card.number} {card.title}"
        for n, step in enumerate(card.steps, 1):
            yield from _fill(step, f"   {n} ")
        if card.feel:
            yield from _fill(words_of(card.feel), "   ")
        yield from _fill(card.dose, "   > ")
        for name, words in card.more:
            yield from _fill(f"{_named(name)} {words_of(words)}", "   ")
        yield ""
    yield from _fill(words_of(block.key))


@_lines.register
def _(block: Drawing) -> Iterator[str]:
    yield from _blocks(block.beside)


@_lines.register
def _(block: Signals) -> Iterator[str]:
    yield from _lines(Heading(block.title))
    for signal in block.signals:
        yield from _fill(words_of(signal.words), "- ")


@_lines.register
def _(block: Panels) -> Iterator[str]:
    for panel in block.panels:
        yield from _lines(Heading(panel.title))
        for each in panel.blocks:
            yield from _lines(each)
        yield ""


@_lines.register
def _(block: Notice) -> Iterator[str]:
    yield f"! {block.headline}"
    for each in block.blocks:
        yield from _lines(each)


@_lines.register
def _(block: Danger) -> Iterator[str]:
    yield "!" * WIDTH
    yield from _fill(block.headline)
    yield "!" * WIDTH
    for each in block.blocks:
        yield from _lines(each)


@_lines.register
def _(block: TickGrid) -> Iterator[str]:
    yield from _fill(f"{block.title}: " + " ".join(block.days))
    for row in block.rows:
        yield words_of(row)
