"""All drawings side by side, large and at 3 cm in grey, to be looked at.

python -m plans.sheet.figures.contact_sheet OUT.svg
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path

from plans.sheet.figures import exercises, figure_svg
from plans.sheet.figures.draw import HEIGHT, WIDTH
from plans.sheet.figures.poses import exercise_text

COLUMNS, GAP = 4, 14
LARGE, SMALL = 0.56, 113.4 / WIDTH
"""Pixels to a tenth of a millimetre; the small ones are 3 cm wide at 96 to the inch."""
CAPTION = 22

GREY = {
    "#14212b": "#202020", "#0b6b78": "#616161", "#838f9b": "#8d8d8d", "#c8470b": "#727272",
    "#465560": "#535353", "#c9d1d8": "#d0d0d0", "#eef4f5": "#f3f3f3",
}  # fmt: skip
"""What each colour prints as."""


def contact_sheet(side: str = "both") -> str:
    """One large SVG."""
    wide = WIDTH * (LARGE + SMALL) + 2 * GAP
    high = HEIGHT * LARGE + CAPTION + GAP
    cells = []
    for n, exercise in enumerate(exercises()):
        x, y = GAP + n % COLUMNS * wide, GAP + n // COLUMNS * high
        drawn = figure_svg(exercise, side)
        small_x, small_y = x + WIDTH * LARGE + GAP, y + HEIGHT * (LARGE - SMALL)
        name = escape(exercise_text(exercise)[0])
        cells.append(_at(drawn, x, y, LARGE) + _at(in_grey(drawn), small_x, small_y, SMALL))
        cells.append(f'<text x="{x:.1f}" y="{y + HEIGHT * LARGE + CAPTION - 6:.1f}">{name}</text>')
    width = COLUMNS * wide + GAP
    height = -(-len(exercises()) // COLUMNS) * high + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="Noto Sans, sans-serif" font-size="12"><title>All drawings</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(cells)}</svg>\n'
    )


def in_grey(drawn: str) -> str:
    """The drawing as a printer without colour gives it."""
    for colour, grey in GREY.items():
        drawn = drawn.replace(colour, grey)
    return drawn


def _at(drawn: str, x: float, y: float, scale: float) -> str:
    size = f'width="{WIDTH * scale:.1f}" height="{HEIGHT * scale:.1f}"'
    placed = drawn.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" ', 1)
    return re.sub(r'width="\d+" height="\d+"', size, placed, count=1)


def main(words: list[str]) -> int:
    if len(words) != 1:
        sys.stderr.write("Say where the sheet is to go: contact_sheet OUT.svg\n")
        return 2
    Path(words[0]).write_text(contact_sheet(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
