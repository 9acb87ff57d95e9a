"""The map of the body: front and back, what is worked on, what is left alone, where it hurts or feels numb.

Every meaning has a shape of its own, so that it survives a grey print: work is a solid tint with its minutes, what is
to be avoided is hatched, pain is dotted, numb skin has thin lines the other way. No ids and no styles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from math import cos, radians, sin

from plans.sheet.figures.angles import Point
from plans.sheet.figures.outline import BACK, FRONT, HALF, HEAD, SITES, WORK, Shape
from plans.sheet.figures.shapes import INK, PAPER, SHIRT, number

WIDTH, HEIGHT, TOP = 100, 113, 8.0
MIDDLE = {"front": 26.0, "back": 74.0}
BODY, EDGE, TINT, SOFT = "#f6f8f9", "#768591", "#c2dade", "#465560"
HATCH, DOTS, LINES = 1.5, 1.7, 1.1
"""Steps of the patterns, in hundredths of the body's height: at 85 mm the hatching is 1.2 mm apart."""
FONT = "Noto Sans, sans-serif"

LABELS = {
    "front": "Front",
    "back": "Back",
    "left": "Left",
    "right": "Right",
    "avoid": "avoid",
    "title": "Map of the body",
}


def body_map_svg(
    worked: Mapping[str, float] | None = None,
    avoid: Collection[str] = (),
    pain: Collection[str] = (),
    side: str = "both",
    *,
    numb: Collection[str] = (),
    words: str = "",
    labels: Mapping[str, str] | None = None,
) -> str:
    """The map as SVG.

    Args:
        worked: minutes by treatment region.
        avoid: body areas or treatment regions to leave alone, on both sides.
        pain: pain sites, as the question about them names them.
        side: the sore side, left or right, or both.
        numb: body areas where the skin is numb.
        words: what the map shows, for those who do not see it; the list beside it says the same.
        labels: the few words on the map, where they are not to be English.

    Raises:
        LookupError: for a region, area or site that is not on the map.
        ValueError: for a side that is none.
    """
    if side not in ("left", "right", "both"):
        raise ValueError(f"A side is left, right or both; this says {side!r}.")
    say = {**LABELS, **(labels or {})}
    minutes = worked or {}
    work = [each for region in minutes for each in _work(region, side)]
    hurt = [each for site in pain for each in _of(SITES, site, side)]
    dull = [each for area in numb for each in _area(area, side)]
    closed = [each for name in avoid for each in (_work(name, "both") if name in WORK else _area(name, "both"))]
    parts = [_outline("front"), _outline("back")]
    parts += [_shape(each, fill=TINT, edge=SHIRT, width=0.6) for each in work]
    parts += [_stripes(each, LINES, 135, 0.25) for each in dull]
    parts += [_dotted(each) for each in hurt]
    parts += [_shape(each, fill=PAPER, edge=INK, width=0.5) + _stripes(each, HATCH, 45, 0.4) for each in closed]
    parts += [_word(_beside(each), say["avoid"], 3.2, INK, bold=True) for each in _largest(closed)]
    parts += [mark for region, told in minutes.items() for mark in _minutes(region, told, side)]
    parts += _captions(say)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="400" height="452" role="img" '
        f'aria-label="{escape(words or say["title"])}"><title>{escape(say["title"])}</title>{"".join(parts)}</svg>'
    )


# Where things are. On the front the client's left is on the right of the picture, on the back it is on the left.


def _sign(view: str, side: str) -> int:
    return (1 if side == "left" else -1) * (1 if view == "front" else -1)


def _at(point: Point, view: str, sign: int) -> Point:
    return MIDDLE[view] + sign * point[0], TOP + point[1]


def _placed(view: str, shape: Shape, side: str) -> Iterator[list[Point]]:
    """A shape on one side or on both; over the middle line both halves are one."""
    if side == "both" and shape[0][0] == shape[-1][0] == 0:
        yield [_at(each, view, 1) for each in shape] + [_at(each, view, -1) for each in reversed(shape[1:-1])]
        return
    for one in ("left", "right") if side == "both" else (side,):
        yield [_at(each, view, _sign(view, one)) for each in shape]


def _of(shapes: Mapping[str, Sequence[tuple[str, Shape]]], name: str, side: str) -> Iterator[list[Point]]:
    if name not in shapes:
        raise LookupError(f"{name!r} is not on the map of the body.")
    for view, shape in shapes[name]:
        yield from _placed(view, shape, side)


def _area(name: str, side: str) -> Iterator[list[Point]]:
    yield from _of(_areas(), name, side)


@cache
def _areas() -> dict[str, list[tuple[str, Shape]]]:
    return {
        name: [(view, shapes[name]) for view, shapes in (("front", FRONT), ("back", BACK)) if name in shapes]
        for name in FRONT | BACK
    }


def _work(region: str, side: str) -> Iterator[list[Point]]:
    if region not in WORK:
        raise LookupError(f"{region!r} is not on the map of the body.")
    for view, shape, _ in WORK[region]:
        yield from _placed(view, shape, _turned(region, side))


def _turned(region: str, side: str) -> str:
    """The side a region is worked on: mostly the sore one, the other one where it is named so, both for the neck."""
    if region == "contralateral":
        return {"left": "right", "right": "left"}.get(side, side)
    return "both" if region == "upper_back_neck" else side


# Drawing


@cache
def _outline(view: str) -> str:
    """One side of the skin, smoothed through its points, its mirror image, and the head."""
    left = [_at(each, view, -1) for each in HALF]
    right = [_at(each, view, 1) for each in reversed(HALF)]
    (x, y), wide, high = HEAD
    centre = _at((x, y), view, 1)
    skin = f'fill="{BODY}" stroke="{EDGE}" stroke-width=".6" stroke-linejoin="round"'
    return (
        f'<path d="{_smooth([*left, *right])}" {skin}/>'
        f'<ellipse cx="{number(centre[0])}" cy="{number(centre[1])}" rx="{number(wide)}" ry="{number(high)}" {skin}/>'
    )


def _smooth(points: Sequence[Point]) -> str:
    """A closed curve through the points (Catmull and Rom), as Bezier curves."""
    count = len(points)
    path = f"M{_spot(points[0])}"
    for n in range(count):
        before, here, there, after = (points[(n + k) % count] for k in (-1, 0, 1, 2))
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        path += f"C{_spot(first)} {_spot(second)} {_spot(there)}"
    return path + "Z"


def _spot(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _shape(points: Sequence[Point], *, fill: str, edge: str, width: float) -> str:
    path = "M" + "L".join(_spot(each) for each in points) + "Z"
    return f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="{number(width)}" stroke-linejoin="round"/>'


def _stripes(points: Sequence[Point], step: float, angle: float, width: float) -> str:
    """Parallel lines inside a shape. They run on from one shape into the next."""
    along = cos(radians(angle)), -sin(radians(angle))
    across = -along[1], along[0]
    heights = [x * across[0] + y * across[1] for x, y in points]
    path = ""
    for n in range(int(min(heights) // step) + 1, int(max(heights) // step) + 1):
        cuts = _cuts(points, along, across, n * step)
        for first, last in zip(cuts[::2], cuts[1::2], strict=False):
            ends = [(t * along[0] + n * step * across[0], t * along[1] + n * step * across[1]) for t in (first, last)]
            path += f"M{_spot(ends[0])}L{_spot(ends[1])}"
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="{width}"/>' if path else ""


def _cuts(points: Sequence[Point], along: Point, across: Point, height: float) -> list[float]:
    """Where a line crosses the edge of a shape, in order."""
    found = []
    for n, first in enumerate(points):
        last = points[(n + 1) % len(points)]
        a, b = (x * across[0] + y * across[1] - height for x, y in (first, last))
        if (a > 0) != (b > 0):
            part = a / (a - b)
            x, y = first[0] + (last[0] - first[0]) * part, first[1] + (last[1] - first[1]) * part
            found.append(x * along[0] + y * along[1])
    return sorted(found)


def _dotted(points: Sequence[Point]) -> str:
    """Dots on a grid that is the same all over the map, each row shifted by half."""
    low, high = min(y for _, y in points), max(y for _, y in points)
    path = ""
    for row in range(int(low // DOTS), int(high // DOTS) + 2):
        y = row * DOTS
        cuts = _cuts(points, (1.0, 0.0), (0.0, 1.0), y)
        shift = DOTS / 2 * (row % 2)
        for first, last in zip(cuts[::2], cuts[1::2], strict=False):
            for column in range(int((first - shift) // DOTS) + 1, int((last - shift) // DOTS) + 1):
                path += f"M{number(column * DOTS + shift)} {number(y)}h0"
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width=".8" stroke-linecap="round"/>' if path else ""


def _minutes(region: str, told: float, side: str) -> Iterator[str]:
    """How long, once, in a small disc on the region."""
    if not told:
        return
    view, _, spot = WORK[region][0]
    here = _turned(region, side)
    x, y = _at(spot, view, _sign(view, "right" if here == "both" else here))
    yield (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="2.2" fill="{PAPER}" stroke="{SHIRT}" stroke-width=".5"/>'
        f"{_word((x, y), f'{told:g}', 2.9, INK, bold=True, halo=False)}"
    )


def _largest(shapes: Sequence[Sequence[Point]]) -> list[Sequence[Point]]:
    """The largest shape of each view, to carry the word."""
    best: dict[bool, Sequence[Point]] = {}
    for each in shapes:
        back = _centre(each)[0] > WIDTH / 2
        if back not in best or _size(each) > _size(best[back]):
            best[back] = each
    return list(best.values())


def _beside(points: Sequence[Point]) -> Point:
    """Where the word for a shape stands: inside where there is room, else outside the body."""
    x, y = _centre(points)
    if max(x for x, _ in points) - min(x for x, _ in points) > 9.5:
        return x, y
    middle = min(MIDDLE.values(), key=lambda each: abs(each - x))
    out = 21.0 if y < TOP + 60 else 13.0
    return (middle + out if x > middle else middle - out), y


def _size(points: Sequence[Point]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _centre(points: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _captions(say: Mapping[str, str]) -> Iterator[str]:
    for view, middle in MIDDLE.items():
        yield _word((middle, 3.0), say[view], 4.2, INK, bold=True)
        for side in ("left", "right"):
            yield _word((middle + 15.0 * _sign(view, side), TOP + 7.0), say[side], 3.4, SOFT)


def _word(point: Point, word: str, size: float, colour: str, *, bold: bool = False, halo: bool = True) -> str:
    weight = ' font-weight="700"' if bold else ""
    edge = f' stroke="{PAPER}" stroke-width=".9" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{number(point[0])}" y="{number(point[1] + size * 0.36)}" font-family="{FONT}" '
        f'font-size="{number(size)}"{weight} text-anchor="middle" fill="{colour}"{edge}>{escape(word)}</text>'
    )
