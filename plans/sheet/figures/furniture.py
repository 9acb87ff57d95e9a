"""What the body lies, sits or leans on, and what it holds. Furniture is pale, straps have the colour of the arrows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, radians, sin
from typing import Any

from plans.sheet.figures.angles import SEGMENTS, Body, Point, mix
from plans.sheet.figures.shapes import (
    FURNITURE,
    GROUND,
    PAPER,
    WORK,
    Box,
    Piece,
    around,
    drawn,
    number,
    polyline,
    spot,
)

BAR = 3.4

Thing = Mapping[str, Any]


def thing(told: Thing, body: Body, floor: float) -> Piece:
    return KINDS[told["kind"]](told, body, floor)


def place(told: Any, body: Body) -> Point:
    """A point, a joint, or the part of the way along a segment."""
    if isinstance(told, str):
        return body[told]
    if isinstance(told[0], str):
        first, last = body.ends(told[0]) if told[0] in SEGMENTS else (body[told[0]], body[told[0]])
        along = mix(first, last, told[1])
        return (along[0] + told[2], along[1] + told[3]) if len(told) == 4 else along
    return float(told[0]), float(told[1])


def slab(left: float, bottom: float, right: float, top: float, *, round_: float, fill: str = FURNITURE) -> Piece:
    text = (
        f'<rect x="{number(left)}" y="{number(-top)}" width="{number(right - left)}" '
        f'height="{number(top - bottom)}" rx="{number(round_)}" fill="{fill}"/>'
    )
    return Piece(text, Box(left, bottom, right, top))


def _mat(told: Thing, _: Body, floor: float) -> Piece:
    top = told.get("y", floor)
    return slab(told["from"], top - 3.2, told["to"], top, round_=1.6)


def _floor(told: Thing, _: Body, floor: float) -> Piece:
    return slab(told["from"], floor - 1.8, told["to"], floor, round_=0.9)


def _bed(told: Thing, _: Body, floor: float) -> Piece:
    """A mattress from the side, on two feet."""
    left, right, top = told["from"], told["to"], told.get("y", floor)
    mattress = slab(left, top - 8, right, top, round_=2.4)
    feet = drawn([(left + 4, top - 9), (left + 4, top - 14)], BAR, FURNITURE)
    more = drawn([(right - 4, top - 9), (right - 4, top - 14)], BAR, FURNITURE)
    return Piece(mattress.text + feet.text + more.text, Box(left, top - 15.7, right, top))


def _above(told: Thing, _: Body, __: float) -> Piece:
    """A mat or bed seen from above."""
    (left, bottom), (right, top) = told["from"], told["to"]
    text = (
        f'<rect x="{number(left)}" y="{number(-top)}" width="{number(right - left)}" height="{number(top - bottom)}" '
        f'rx="3" fill="none" stroke="{FURNITURE}" stroke-width="2"/>'
    )
    return Piece(text, Box(left - 1, bottom - 1, right + 1, top + 1))


def _chair(told: Thing, _: Body, floor: float) -> Piece:
    """From the side. `x`: the front edge of the seat, `y`: its top; `back`: left or right."""
    turn = 1 if told.get("back", "left") == "left" else -1
    x, seat, tall = told["x"], told["y"] - BAR / 2, told.get("tall", 35)
    deep = told.get("deep", 27)
    foot = floor + BAR / 2

    def at(back: float, y: float) -> Point:
        return x - turn * back, y

    back_top, corner, front = at(deep + 2.5, seat + tall), at(deep, seat), at(0, seat)
    rear, ahead = [at(deep - 0.5, seat), at(deep + 2.5, foot)], [at(1.5, seat), at(-0.5, foot)]
    path = polyline([back_top, corner, front]) + polyline(rear) + polyline(ahead)
    return drawn([back_top, corner, front, *rear, *ahead], BAR, FURNITURE, path=path)


def _stool(told: Thing, _: Body, floor: float) -> Piece:
    """A chair from the front: seat and two legs, and the back behind the body where `tall` says how high."""
    left, right, seat = told["from"], told["to"], told["y"] - BAR / 2
    foot = floor + BAR / 2
    legs = [[(left + 1, seat), (left, foot)], [(right - 1, seat), (right, foot)]]
    path = polyline([(left, seat), (right, seat)]) + "".join(polyline(each) for each in legs)
    points = [(left, seat), (right, seat), *legs[0], *legs[1]]
    if "tall" in told:
        top = seat + told["tall"]
        rail = [(left + 1, seat), (left + 2, top), (right - 2, top), (right - 1, seat)]
        path += polyline(rail)
        points += rail
    return drawn(points, BAR, FURNITURE, path=path)


def _block(told: Thing, _: Body, __: float) -> Piece:
    """Something solid: a step, a counter, a wall."""
    (left, bottom), (right, top) = told["from"], told["to"]
    return slab(left, bottom, right, top, round_=told.get("round", 1.0))


def _bar(told: Thing, body: Body, _: float) -> Piece:
    return drawn([place(each, body) for each in told["points"]], told.get("wide", BAR), FURNITURE)


def _pillow(told: Thing, body: Body, _: float) -> Piece:
    """`at`: its middle; `turn` in degrees."""
    (x, y), (wide, high) = place(told["at"], body), told["size"]
    turn = told.get("turn", 0)
    rotated = f' transform="rotate({number(-turn)} {spot((x, y))})"' if turn else ""
    edge = f' stroke="{PAPER}" stroke-width="1"' if told.get("edge") else ""
    text = (
        f'<rect x="{number(x - wide / 2)}" y="{number(-y - high / 2)}" width="{number(wide)}" height="{number(high)}" '
        f'rx="{number(min(wide, high) / 2.2)}" fill="{FURNITURE}"{edge}{rotated}/>'
    )
    c, s = abs(cos(radians(turn))), abs(sin(radians(turn)))
    across, tall = (wide * c + high * s) / 2, (wide * s + high * c) / 2
    return Piece(text, Box(x - across, y - tall, x + across, y + tall))


def _band(told: Thing, body: Body, _: float) -> Piece:
    """A strap or towel, or with `wide` a stick."""
    return drawn([place(each, body) for each in told["points"]], told.get("wide", 1.8), WORK, halo=0.9)


def _water(told: Thing, _: Body, floor: float) -> Piece:
    """A pool: water up to `y`, with a line of small waves."""
    left, right, top = told["from"], told["to"], told["y"]
    long = 8.0
    waves, x = f"M{spot((left, top))}", left
    while x + long <= right + 0.01:
        waves += f"q{number(long / 4)} -2.6 {number(long / 2)} 0t{number(long / 2)} 0"
        x += long
    fill = f'<path d="{waves}V{number(-floor)}H{number(left)}Z" fill="{GROUND}"/>'
    line = f'<path d="{waves}" fill="none" stroke="{FURNITURE}" stroke-width="2"/>'
    text = line if told.get("only_line") else fill + line
    return Piece(text, Box(left, floor, right, top + 2.4))


def _wheel(told: Thing, _: Body, __: float) -> Piece:
    x, y = told["at"]
    radius = told["radius"]
    text = (
        f'<circle cx="{number(x)}" cy="{number(-y)}" r="{number(radius)}" fill="none" stroke="{FURNITURE}" '
        f'stroke-width="{number(told.get("wide", BAR))}"/>'
    )
    return Piece(text, around([((x, y), radius + told.get("wide", BAR) / 2)]))


KINDS: dict[str, Callable[[Thing, Body, float], Piece]] = {
    "mat": _mat,
    "floor": _floor,
    "bed": _bed,
    "above": _above,
    "chair": _chair,
    "stool": _stool,
    "block": _block,
    "bar": _bar,
    "pillow": _pillow,
    "band": _band,
    "water": _water,
    "wheel": _wheel,
}
