"""Joint angles to points. x runs to the right, y up, lengths in units: feet to crown is about 100.

Side views follow the body's own angles: flexion of hip, knee and ankle, the arm forward, the chin down. Views from the
front, from behind and from above name the direction of each limb on the picture instead, and how much of its length
is seen: `[270, 0.6]` points down, seen at six tenths because it also points toward or away from the viewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, radians, sin

Point = tuple[float, float]

LENGTH = {"trunk": 30.0, "neck": 10.2, "thigh": 23.5, "shin": 23.0, "foot": 8.2, "upper": 14.5, "fore": 15.0}
RADIUS = {
    "hip": 5.0, "knee": 3.9, "ankle": 2.7, "toe": 2.1, "shoulder": 3.1, "elbow": 2.6, "hand": 2.1,
    "head": 6.4, "nose": 1.9, "trunk": 5.3,
}  # fmt: skip
HALF_PELVIS, HALF_SHOULDERS = 4.6, 7.4
FRONT_NECK = 11.4
SHRUG = 4.0
"""So far the shoulder blade glides when a hand reaches for something."""

SEGMENTS = {
    f"{side}_{name}": (f"{side}_{first}", f"{side}_{last}")
    for side in ("near", "far")
    for name, first, last in (
        ("thigh", "hip", "knee"),
        ("shin", "knee", "ankle"),
        ("foot", "ankle", "toe"),
        ("upper", "shoulder", "elbow"),
        ("fore", "elbow", "hand"),
    )
} | {"trunk": ("hip", "shoulder"), "neck": ("shoulder", "head")}


class CannotReach(Exception):
    """A hand or foot is asked to be where it cannot be; the message names the limb."""


@dataclass(frozen=True, slots=True)
class Bone:
    """A direction on the picture and the part of its length that is seen."""

    direction: float
    seen: float = 1.0


@dataclass(frozen=True, slots=True)
class Limb:
    """A leg or an arm, in one of three ways: by its joints, by its bones, or by what its end holds."""

    joints: tuple[float, ...] = ()
    """Hip, knee, ankle; or shoulder, elbow."""
    seen: tuple[float, ...] = ()
    """Part of the length seen, bone by bone, beside `joints`."""
    bones: tuple[Bone, ...] = ()
    holds: Point | tuple[str, float] | None = None
    """A point, or a segment and the part of the way along it."""
    elbow: int = 1
    """The side the middle joint bends to, 0: straight and seen short."""
    foot: float | None = None
    """Direction of the foot, where `holds` says where the ankle is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """One body. `trunk`: direction from hips to shoulders, how far it bends forward, how far the chin is down."""

    trunk: tuple[float, float, float]
    near: Limb
    far: Limb
    near_arm: Limb
    far_arm: Limb
    hip: Point = (0.0, 0.0)
    seen: float = 1.0
    """Part of the length of trunk and neck that is seen, when the body leans toward or away from the viewer."""
    profile: bool = True
    face: bool = True
    """Off where the head is turned out of the profile; from the front and from behind no face is seen either."""
    near_first: bool = True
    """From the front or behind: the near side stands left of the direction of the trunk."""


@dataclass(frozen=True, slots=True)
class Body:
    """Where everything is."""

    points: Mapping[str, Point]
    profile: bool

    def __getitem__(self, joint: str) -> Point:
        return self.points[joint]

    def ends(self, segment: str) -> tuple[Point, Point]:
        first, last = SEGMENTS[segment]
        return self.points[first], self.points[last]

    def moved(self, dx: float, dy: float) -> Body:
        return Body({name: (x + dx, y + dy) for name, (x, y) in self.points.items()}, self.profile)


def go(start: Point, direction: float, length: float) -> Point:
    return start[0] + length * cos(radians(direction)), start[1] + length * sin(radians(direction))


def mix(first: Point, last: Point, part: float) -> Point:
    return first[0] + (last[0] - first[0]) * part, first[1] + (last[1] - first[1]) * part


def distance(first: Point, last: Point) -> float:
    return hypot(last[0] - first[0], last[1] - first[1])


def bearing(first: Point, last: Point) -> float:
    return degrees(atan2(last[1] - first[1], last[0] - first[0]))


def body(posture: Posture) -> Body:
    """All joints of one posture.

    Raises:
        CannotReach: when a hand or foot is to hold what is too far away.
    """
    direction, bend, chin = posture.trunk
    points = {"hip": posture.hip}
    half = LENGTH["trunk"] / 2 * posture.seen
    points["mid"] = go(posture.hip, direction, half)
    up = direction - bend
    points["shoulder"] = go(points["mid"], up, half)
    neck = (LENGTH["neck"] if posture.profile else FRONT_NECK) * posture.seen
    points["head"] = go(points["shoulder"], up - chin, neck)
    if posture.profile and posture.face:
        points["nose"] = go(points["head"], up - chin - 96, RADIUS["head"] + 0.2)
    turn = 0.0 if posture.profile else (90.0 if posture.near_first else -90.0)
    for side, sign in (("near", 1), ("far", -1)):
        out = 0.0 if posture.profile else sign
        points[f"{side}_hip"] = go(posture.hip, direction + turn, HALF_PELVIS * out)
        points[f"{side}_shoulder"] = go(points["shoulder"], up + turn, HALF_SHOULDERS * out)
    for side, leg in (("near", posture.near), ("far", posture.far)):
        _leg(points, side, leg, direction)
    for side, arm in (("near", posture.near_arm), ("far", posture.far_arm)):
        _arm(points, side, arm, up)
    return Body(points, posture.profile)


def _leg(points: dict[str, Point], side: str, leg: Limb, trunk: float) -> None:
    hip = points[f"{side}_hip"]
    if leg.holds is not None:
        knee, ankle = _chain(hip, _target(points, leg.holds), (LENGTH["thigh"], LENGTH["shin"]), leg.elbow, side)
        toe = go(ankle, leg.foot or 0.0, LENGTH["foot"])
    else:
        knee, ankle, toe = _follow(hip, _leg_bones(leg, trunk), ("thigh", "shin", "foot"))
    points |= {f"{side}_knee": knee, f"{side}_ankle": ankle, f"{side}_toe": toe}


def _leg_bones(leg: Limb, trunk: float) -> tuple[Bone, ...]:
    if leg.bones:
        return leg.bones
    hip, knee, ankle = leg.joints
    thigh = trunk + 180 + hip
    shin = thigh - knee
    seen = leg.seen or (1.0, 1.0, 1.0)
    return Bone(thigh, seen[0]), Bone(shin, seen[1]), Bone(shin + 90 + ankle, seen[2])


def _arm(points: dict[str, Point], side: str, arm: Limb, up: float) -> None:
    shoulder = points[f"{side}_shoulder"]
    if arm.holds is not None:
        target = _target(points, arm.holds)
        missing = distance(shoulder, target) - LENGTH["upper"] - LENGTH["fore"] + 0.1
        if 0 < missing <= SHRUG:
            points[f"{side}_shoulder"] = shoulder = go(shoulder, bearing(shoulder, target), missing)
        elbow, hand = _chain(shoulder, target, (LENGTH["upper"], LENGTH["fore"]), arm.elbow, f"{side} arm")
    else:
        elbow, hand = _follow(shoulder, _arm_bones(arm, up), ("upper", "fore"))
    points |= {f"{side}_elbow": elbow, f"{side}_hand": hand}


def _arm_bones(arm: Limb, up: float) -> tuple[Bone, ...]:
    if arm.bones:
        return arm.bones
    forward, bend = arm.joints
    seen = arm.seen or (1.0, 1.0)
    return Bone(up + 180 + forward, seen[0]), Bone(up + 180 + forward + bend, seen[1])


def _follow(start: Point, bones: tuple[Bone, ...], names: tuple[str, ...]) -> tuple[Point, ...]:
    made = []
    for bone, name in zip(bones, names, strict=True):
        start = go(start, bone.direction, LENGTH[name] * bone.seen)
        made.append(start)
    return tuple(made)


def _target(points: Mapping[str, Point], holds: Point | tuple[str, float]) -> Point:
    if isinstance(holds[0], str):
        first, last = SEGMENTS[holds[0]]
        return mix(points[first], points[last], holds[1])
    return holds[0], holds[1]


def _chain(start: Point, end: Point, lengths: tuple[float, float], side: int, name: str) -> tuple[Point, Point]:
    """Two bones between two points, the law of cosines for the joint between."""
    first, second = lengths
    far = distance(start, end)
    if far > first + second or (side and far < abs(first - second)):
        raise CannotReach(f"{name}: {far:.1f} units away, {first + second:.1f} at most")
    if side == 0:
        return mix(start, end, first / (first + second)), end
    bend = degrees(acos((first**2 + far**2 - second**2) / (2 * first * far)))
    return go(start, bearing(start, end) - side * bend, first), end
