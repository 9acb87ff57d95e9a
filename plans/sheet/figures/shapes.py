"""Pieces of a drawing: SVG text and the box it fills. Poses have y up; it is turned over here, once.

Only presentation attributes, no ids, one decimal: the same pose gives the same bytes, and pieces may stand many times
on one page under a strict content policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import acos, degrees

from plans.sheet.figures.angles import Point, bearing, distance, go, mix

INK, SHIRT, FAR, WORK = "#14212b", "#0b6b78", "#838f9b", "#c8470b"
DASHED, FURNITURE, GROUND, PAPER = "#465560", "#c9d1d8", "#eef4f5", "#ffffff"

ARROW, HEAD_LONG, HEAD_WIDE, HALO = 2.4, 5.2, 3.5, 1.2


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    box: Box


def around(circles: Iterable[tuple[Point, float]]) -> Box:
    """The box about circles: centres and radii."""
    seen = list(circles)
    return Box(
        min(x - r for (x, _), r in seen),
        min(y - r for (_, y), r in seen),
        max(x + r for (x, _), r in seen),
        max(y + r for (_, y), r in seen),
    )


def together(boxes: Iterable[Box]) -> Box:
    seen = list(boxes)
    return Box(
        min(each.left for each in seen),
        min(each.bottom for each in seen),
        max(each.right for each in seen),
        max(each.top for each in seen),
    )


def number(value: float) -> str:
    """One decimal at most, no minus before nothing."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def spot(point: Point) -> str:
    return f"{number(point[0])} {number(-point[1])}"


def capsule(first: Point, last: Point, wide: float, narrow: float) -> str:
    """A limb between two joints, round at both ends."""
    long = max(distance(first, last), 0.01)
    if long <= abs(wide - narrow) + 0.05:
        centre, radius = (first, wide) if wide >= narrow else (last, narrow)
        return disc(centre, radius)
    along = bearing(first, last)
    lean = degrees(acos((wide - narrow) / long))
    a, b = go(first, along + lean, wide), go(last, along + lean, narrow)
    c, d = go(last, along - lean, narrow), go(first, along - lean, wide)
    r, s = number(wide), number(narrow)
    far_big, near_big = int(lean > 90), int(lean < 90)
    return f"M{spot(a)}L{spot(b)}A{s} {s} 0 {far_big} 1 {spot(c)}L{spot(d)}A{r} {r} 0 {near_big} 1 {spot(a)}Z"


def disc(centre: Point, radius: float) -> str:
    left, right = go(centre, 180, radius), go(centre, 0, radius)
    r = number(radius)
    return f"M{spot(left)}A{r} {r} 0 1 1 {spot(right)}A{r} {r} 0 1 1 {spot(left)}Z"


def polyline(points: Sequence[Point], *, closed: bool = False) -> str:
    return "M" + "L".join(spot(each) for each in points) + ("Z" if closed else "")


def filled(path: str, box: Box, fill: str, *, halo: float = 0.0) -> Piece:
    """A solid shape, kept apart from what lies behind it by a white edge."""
    edge = f' stroke="{PAPER}" stroke-width="{number(2 * halo)}" stroke-linejoin="round" paint-order="stroke"'
    return Piece(f'<path d="{path}" fill="{fill}"{edge if halo else ""}/>', box)


def drawn(points: Sequence[Point], width: float, colour: str, *, halo: float = 0.0, path: str = "") -> Piece:
    """A line of some width; `path` where it is no polyline."""
    shape = path or polyline(points)
    rounded = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    text = f'<path d="{shape}" {rounded} stroke="{colour}" stroke-width="{number(width)}"/>'
    if halo:
        under = f'<path d="{shape}" {rounded} stroke="{PAPER}" stroke-width="{number(width + 2 * halo)}"/>'
        text = under + text
    return Piece(text, around((each, width / 2) for each in points))


def outline(path: str, box: Box) -> Piece:
    """Where the body was at the start. The fill is painted last, so only the outer edge of joined limbs is seen."""
    return Piece(
        f'<path d="{path}" fill="{PAPER}" stroke="{DASHED}" stroke-width="2" stroke-dasharray="2.6 2" '
        f'stroke-linejoin="round" paint-order="stroke"/>',
        box,
    )


def lens(first: Point, last: Point, side: int, bulge: float, radius: float) -> Piece:
    """A muscle at work or pulled long: it swells out of the limb; shape says it too. `side` 1: left of the way."""
    out = bearing(first, last) + 90 * side
    middle = mix(first, last, 0.5)
    a, b = go(first, out, radius * 0.55), go(last, out, radius * 0.55)
    inner, outer = go(middle, out, radius * 0.2), go(middle, out, radius + 2 * bulge)
    path = f"M{spot(a)}Q{spot(outer)} {spot(b)}Q{spot(inner)} {spot(a)}Z"
    box = around([(a, 0.7), (b, 0.7), (go(middle, out, radius * 0.8 + bulge), 0.7)])
    return filled(path, box, WORK, halo=0.7)


def arc_arrow(centre: Point, radius: float, first: float, last: float, *, both: bool = False, size: float = 1) -> Piece:
    """From one angle to another about a joint; `both`: to and fro."""
    turn = 1 if last > first else -1
    head = degrees(HEAD_LONG * size / radius) * turn
    begin = first + head if both else first
    stop = last - head
    start, end = go(centre, begin, radius), go(centre, stop, radius)
    heads = [_head_on_arc(centre, radius, stop, last + head * 0.2, size)]
    if both:
        heads.append(_head_on_arc(centre, radius, begin, first - head * 0.2, size))
    big, sweep = int(abs(stop - begin) > 180), int(turn < 0)
    r = number(radius)
    line = f"M{spot(start)}A{r} {r} 0 {big} {sweep} {spot(end)}"
    steps = 12
    way = [go(centre, first + (last - first) * n / steps, radius) for n in range(steps + 1)]
    return _arrow(line, heads, around((each, HEAD_WIDE * size + HALO) for each in way), size)


def line_arrow(first: Point, last: Point, *, both: bool = False, size: float = 1) -> Piece:
    along = bearing(first, last)
    long = HEAD_LONG * size
    end = go(last, along, -long)
    start = go(first, along, long) if both else first
    heads = [_head(end, last, along, size)]
    if both:
        heads.append(_head(start, first, along + 180, size))
    return _arrow(
        polyline([start, end]), heads, around((each, HEAD_WIDE * size + HALO) for each in (first, last)), size
    )


def _head_on_arc(centre: Point, radius: float, base: float, tip: float, size: float) -> str:
    wide = HEAD_WIDE * size
    outer, inner = go(centre, base, radius + wide), go(centre, base, radius - wide)
    return polyline([go(centre, tip, radius), outer, inner], closed=True)


def _head(base: Point, tip: Point, along: float, size: float) -> str:
    wide = HEAD_WIDE * size
    return polyline([tip, go(base, along + 90, wide), go(base, along - 90, wide)], closed=True)


def _arrow(line: str, heads: list[str], box: Box, size: float) -> Piece:
    width = ARROW * size
    ends = "".join(heads)
    return Piece(
        f'<path d="{line}{ends}" fill="none" stroke="{PAPER}" '
        f'stroke-width="{number(width + 2 * HALO)}" stroke-linejoin="round"/>'
        f'<path d="{line}" fill="none" stroke="{WORK}" stroke-width="{number(width)}"/>'
        f'<path d="{ends}" fill="{WORK}"/>',
        box,
    )
