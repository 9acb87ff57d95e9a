"""From a pose to SVG: layer by layer, back to front, then fitted into a frame of the card's shape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from plans.sheet.figures.angles import RADIUS, SEGMENTS, Body, bearing, body, go, mix
from plans.sheet.figures.furniture import Thing, place, thing
from plans.sheet.figures.poses import Frame, Muscle, Pose
from plans.sheet.figures.shapes import (
    FAR,
    INK,
    PAPER,
    SHIRT,
    Box,
    Piece,
    arc_arrow,
    around,
    capsule,
    disc,
    drawn,
    filled,
    lens,
    line_arrow,
    number,
    outline,
    polyline,
    spot,
    together,
)

WIDTH, HEIGHT, MARGIN, GAP = 400, 285, 6, 16
"""Tenths of a millimetre on the card: the frame is 40 by 28.5 mm."""
LARGEST, BOLD_BELOW = 4.6, 3.4
"""Tenths of a millimetre to a unit: at most; and where arrows are drawn bolder, so that they stay seen."""

HALO_LEG, HALO_ARM, HALO_TRUNK = 1.3, 1.1, 1.2
LENS = {"thigh": 4.4, "shin": 3.3, "foot": 2.4, "trunk": 5.3, "upper": 2.8, "fore": 2.4, "neck": 2.4}
LEG, ARM = ("thigh", "shin", "foot"), ("upper", "fore")
PELVIS, WAIST, CHEST, ROUND = 6.4, 4.9, 5.9, 2.6

DIGITS = {
    1: "M2 5L8 0V21",
    2: "M1 5.8A5.5 5.6 0 0 1 12 6C12 10 6 13 1 21H12.5",
    3: "M1 0H12L6 8A6.4 6.4 0 1 1 .5 18",
    4: "M9.5 21V0L.5 14.5H13",
    5: "M12 0H2.5L1.5 9.5A6.3 6.2 0 1 1 .5 18.3",
    6: "M9 0L2 11.5A6 6 0 1 0 1.8 11.8",
}
ASIDE = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a frame stands in the drawing."""

    x: float
    y: float
    scale: float
    box: Box


def svg(pose: Pose, *, title: str, words: str, mirrored: bool) -> str:
    """One drawing. `words` is what it shows, for those who do not see it."""
    frames = [pose.end] if pose.shows in ("one", "dashed") or pose.start is None else [pose.start, pose.end]
    pieces = [list(layers(pose, frame, 1.0)) for frame in frames]
    scale = fit([boxed(each) for each in pieces], frames, pose)[0].scale
    if scale < BOLD_BELOW:
        pieces = [list(layers(pose, frame, min(1.5, BOLD_BELOW / scale))) for frame in frames]
    cells = fit([boxed(each) for each in pieces], frames, pose)
    inside = "".join(_placed(each, cell, mirrored) for each, cell in zip(pieces, cells, strict=True))
    if len(frames) > 1:
        inside += _numerals(frames, cells, pose)
    top, high = _rows(cells)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {WIDTH} {high}" width="{WIDTH}" height="{high}" '
        f'role="img" aria-label="{escape(words)}"><title>{escape(title)}</title>{inside}</svg>'
    )


def _rows(cells: Sequence[Cell]) -> tuple[int, int]:
    """The top and the height that the frames fill: who lies down leaves no empty room above and below."""
    top = math.floor(min(cell.y - cell.scale * cell.box.top for cell in cells)) - MARGIN
    foot = math.ceil(max(cell.y - cell.scale * cell.box.bottom for cell in cells)) + MARGIN
    return top, foot - top


def boxed(pieces: Sequence[Piece]) -> Box:
    return together(piece.box for piece in pieces)


# Layers, back to front


def layers(pose: Pose, frame: Frame, bold: float) -> Iterator[Piece]:
    """All pieces of one frame; `bold`: how much larger arrows are drawn than usual."""
    now = body(frame.posture)
    yield from _things(frame, now, "behind")
    for each in frame.persons:
        yield from _other(body(each))
    if pose.shows == "dashed" and pose.start and frame.dashed:
        yield _dashed(frame.dashed, started(pose))
    yield _limb(now, "far", ARM, FAR, HALO_ARM)
    yield _limb(now, "far", LEG, FAR, HALO_LEG)
    yield from _things(frame, now, "between")
    yield from _trunk(now, SHIRT, INK)
    yield _limb(now, "near", LEG, INK, HALO_LEG)
    for muscle in frame.muscles:
        yield _swollen(muscle, now)
    yield from _things(frame, now, "over")
    yield _limb(now, "near", ARM, INK, HALO_ARM)
    yield from _things(frame, now, "front")
    for arrow in frame.arrows:
        yield _arrow(arrow, now, bold)


def started(pose: Pose) -> Body:
    """The body at the start, moved so that what stays put stays put."""
    assert pose.start
    first = body(pose.start.posture)
    if pose.pin is None:
        return first
    here, there = first[pose.pin], body(pose.end.posture)[pose.pin]
    return first.moved(there[0] - here[0], there[1] - here[1])


def _things(frame: Frame, now: Body, layer: str) -> Iterator[Piece]:
    return (thing(each, now, frame.floor) for each in frame.things if each.get("layer", "behind") == layer)


def _segment(now: Body, name: str) -> tuple[str, Box]:
    first, last = SEGMENTS[name]
    wide, narrow = RADIUS[first.partition("_")[2]], RADIUS[last.partition("_")[2]]
    ends = now[first], now[last]
    return capsule(*ends, wide, narrow), around([(ends[0], wide), (ends[1], narrow)])


def _limb(now: Body, side: str, names: Sequence[str], fill: str, halo: float) -> Piece:
    parts = [_segment(now, f"{side}_{name}") for name in names]
    return filled("".join(path for path, _ in parts), together(box for _, box in parts), fill, halo=halo)


def _trunk(now: Body, shirt: str, skin: str) -> Iterator[Piece]:
    if now.profile:
        hip, middle, shoulder = now["hip"], now["mid"], now["shoulder"]
        curve = f"M{spot(hip)}Q{spot(middle)} {spot(shoulder)}"
        half = mix(mix(hip, shoulder, 0.5), middle, 0.5)
        yield drawn([hip, half, shoulder], 2 * RADIUS["trunk"], shirt, halo=HALO_TRUNK, path=curve)
    else:
        yield drawn([now["shoulder"], now["head"]], 5.4, skin)
        yield _front(now, shirt)
    yield filled(disc(now["head"], RADIUS["head"]), around([(now["head"], RADIUS["head"])]), skin, halo=0.6)
    if "nose" in now.points:
        nose = now["nose"]
        yield filled(disc(nose, RADIUS["nose"]), around([(nose, RADIUS["nose"])]), skin)


def _front(now: Body, shirt: str) -> Piece:
    """The trunk from the front or behind: pelvis, waist, chest."""
    low = bearing(now["far_hip"], now["near_hip"])
    high = bearing(now["far_shoulder"], now["near_shoulder"])
    middle = low + ((high - low + 180) % 360 - 180) / 2
    levels = [(now["hip"], low, PELVIS), (now["mid"], middle, WAIST), (now["shoulder"], high, CHEST)]
    one_side = [go(point, angle, half) for point, angle, half in levels]
    other = [go(point, angle + 180, half) for point, angle, half in reversed(levels)]
    points = [*one_side, *other]
    path = polyline(points, closed=True)
    rounded = f'stroke-linejoin="round" fill="{shirt}"'
    text = (
        f'<path d="{path}" {rounded} stroke="{PAPER}" stroke-width="{number(2 * (ROUND + HALO_TRUNK))}"/>'
        f'<path d="{path}" {rounded} stroke="{shirt}" stroke-width="{number(2 * ROUND)}"/>'
    )
    return Piece(text, around((each, ROUND) for each in points))


def _other(now: Body) -> Iterator[Piece]:
    """Somebody beside the client, all in one pale tone."""
    yield _limb(now, "far", ARM, FAR, HALO_ARM)
    yield _limb(now, "far", LEG, FAR, HALO_LEG)
    yield from _trunk(now, FAR, FAR)
    yield _limb(now, "near", LEG, FAR, HALO_LEG)
    yield _limb(now, "near", ARM, FAR, HALO_ARM)


def _dashed(names: Sequence[str], first: Body) -> Piece:
    parts = []
    for name in names:
        if name == "head":
            circles = [(first["head"], RADIUS["head"])]
            parts.append((disc(*circles[0]), around(circles)))
        elif name == "trunk":
            ends = first["hip"], first["shoulder"]
            parts.append((capsule(*ends, 5.3, 5.3), around((each, 5.3) for each in ends)))
        else:
            parts.append(_segment(first, name))
    return outline("".join(path for path, _ in parts), together(box for _, box in parts))


def _swollen(muscle: Muscle, now: Body) -> Piece:
    first, last = now.ends(muscle.segment)
    kind = muscle.segment.partition("_")[2] or muscle.segment
    return lens(
        mix(first, last, muscle.part[0]), mix(first, last, muscle.part[1]), muscle.way, muscle.bulge, LENS[kind]
    )


def _arrow(told: Thing, now: Body, bold: float) -> Piece:
    both = bool(told.get("both"))
    if "about" in told:
        centre = place(told["about"], now)
        return arc_arrow(centre, told["radius"], told["from"], told["to"], both=both, size=bold)
    return line_arrow(place(told["from"], now), place(told["to"], now), both=both, size=bold)


# Into the frame


def fit(boxes: Sequence[Box], frames: Sequence[Frame], pose: Pose) -> list[Cell]:
    """The places of one frame, of two side by side on one floor, or of two one above the other."""
    aside = ASIDE if pose.numbers == "aside" else 0
    wide, high = WIDTH - 2 * MARGIN - aside, HEIGHT - 2 * MARGIN
    if pose.shows == "stacked":
        left, right = min(each.left for each in boxes), max(each.right for each in boxes)
        scale = min(wide / (right - left), (high - GAP) / sum(each.height for each in boxes), LARGEST)
        spare = (high - GAP - scale * sum(each.height for each in boxes)) / (len(boxes) + 1)
        x = (WIDTH + aside - scale * (left + right)) / 2
        cells, top = [], MARGIN + spare
        for each in boxes:
            cells.append(Cell(x, top + scale * each.top, scale, Box(left, each.bottom, right, each.top)))
            top += scale * each.height + spare + GAP
        return cells
    above = max(each.top - frame.floor for each, frame in zip(boxes, frames, strict=True))
    below = max(frame.floor - each.bottom for each, frame in zip(boxes, frames, strict=True))
    room = wide - (GAP + aside) * (len(boxes) - 1)
    scale = min(room / sum(each.width for each in boxes), high / (above + below), LARGEST)
    spare = (room + GAP * (len(boxes) - 1) - scale * sum(each.width for each in boxes)) / (len(boxes) + 1)
    line = (HEIGHT + scale * (above - below)) / 2
    cells, left = [], MARGIN + spare + aside
    for each, frame in zip(boxes, frames, strict=True):
        cells.append(Cell(left - scale * each.left, line + scale * frame.floor, scale, each))
        left += scale * each.width + spare + aside
    return cells


def _placed(pieces: Sequence[Piece], cell: Cell, mirrored: bool) -> str:
    """Mirrored, the frame turns over where it stands, so that the first stays first."""
    x, turn = cell.x, f"{cell.scale:.3f}"
    if mirrored:
        x, turn = cell.x + cell.scale * (cell.box.left + cell.box.right), f"-{turn} {turn}"
    text = "".join(piece.text for piece in pieces)
    return f'<g transform="translate({number(x)} {number(cell.y)}) scale({turn})">{text}</g>'


def _numerals(frames: Sequence[Frame], cells: Sequence[Cell], pose: Pose) -> str:
    """The number of the step each frame shows, upright and at its left also where it is mirrored."""
    tops = [cell.y - cell.scale * cell.box.top for cell in cells]
    made = []
    for frame, cell, top in zip(frames, cells, tops, strict=True):
        assert frame.step
        x = cell.x + cell.scale * cell.box.left - (ASIDE if pose.numbers == "aside" else 0)
        y = min(tops) if pose.shows == "beside" else top
        made.append(
            f'<path transform="translate({number(x)} {number(max(y, MARGIN))})" d="{DIGITS[frame.step]}" fill="none" '
            f'stroke="{INK}" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>'
        )
    return "".join(made)
