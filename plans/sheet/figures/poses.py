"""Poses as they are written down: one YAML file for each exercise, read once. What is misspelt is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plans.sheet.figures.angles import SEGMENTS, Bone, Limb, Point, Posture
from plans.sheet.figures.furniture import KINDS, Thing

LIBRARY = Path(__file__).resolve().parents[2] / "library"
POSES = LIBRARY / "poses"
EXERCISES = LIBRARY / "stretches"

VIEWS = ("side", "front", "back", "above")
SHOWS = ("one", "dashed", "beside", "stacked")
SIDES = ("one", "each", "none")
NUMBERS = ("corner", "aside")
LAYERS = ("behind", "between", "over", "front")
WAYS = {"front": 1, "back": -1, "left": 1, "right": -1}
"""The side of a limb a muscle lies on; on the trunk front and back are the other way round."""

BODY = ("view", "trunk", "near", "far", "near_arm", "far_arm", "hip", "seen", "face", "floor", "things", "person")
MARKS = ("step", "dashed", "muscles", "arrows")


class BadPose(Exception):
    """A pose that cannot be drawn; the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class Muscle:
    segment: str
    part: tuple[float, float]
    way: int
    bulge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    posture: Posture
    floor: float
    things: tuple[Thing, ...] = ()
    persons: tuple[Posture, ...] = ()
    step: int | None = None
    dashed: tuple[str, ...] = ()
    muscles: tuple[Muscle, ...] = ()
    arrows: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """`pin`: the joint that stays where it is while the body moves over it, in a drawing with a dashed start.
    `numbers`: those of the steps stand in the corner of their frame, or aside where the corner is taken."""

    id: str
    sides: str
    shows: str
    start: Frame | None
    end: Frame
    pin: str | None = None
    numbers: str


@cache
def pose(exercise: str) -> Pose:
    """Raises: LookupError for an exercise that has none, BadPose for one that cannot be drawn."""
    path = POSES / f"{exercise.replace('_', '-')}.yaml"
    if not path.is_file():
        raise LookupError(f"There is no drawing for {exercise!r}.")
    return read(told_by(path), path.name)


@cache
def exercise_text(exercise: str) -> tuple[str, str]:
    """The name of an exercise and what its drawing shows."""
    told = told_by(EXERCISES / f"{exercise.replace('_', '-')}.yaml")
    return told["name"], told["alt"]


def exercises() -> tuple[str, ...]:
    """Every exercise of the library, in the order of its files."""
    return tuple(path.stem.replace("-", "_") for path in sorted(EXERCISES.glob("*.yaml")) if path.stem[0] != "_")


def told_by(path: Path) -> Any:
    """What a file of the library says."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read(told: Mapping[str, Any], name: str) -> Pose:
    """A pose from what its file says."""
    allowed(told, ("id", "view", "sides", "shows", "pin", "numbers", "start", "end"), name)
    for key, values in (("view", VIEWS), ("sides", SIDES), ("shows", SHOWS), ("numbers", NUMBERS)):
        if told.get(key, values[0]) not in values or (key not in told and key != "numbers"):
            raise BadPose(f"{name}: {key} is one of {', '.join(values)}")
    if ("start" in told) == (told["shows"] == "one"):
        raise BadPose(f"{name}: there is a start, unless it shows one picture")
    first = told.get("start") or {}
    last = joined(first, told["end"])
    return Pose(
        id=told["id"],
        sides=told["sides"],
        shows=told["shows"],
        pin=told.get("pin"),
        numbers=told.get("numbers", "corner"),
        start=_frame(first, told["view"], f"{name} start") if first else None,
        end=_frame(last, told["view"], f"{name} end"),
    )


def joined(first: Mapping[str, Any], last: Mapping[str, Any]) -> dict[str, Any]:
    """The end, with what it does not say as at the start: the body, never the marks."""
    made = {key: value for key, value in first.items() if key in BODY} | dict(last)
    for limb in ("near", "far"):
        if limb in first and limb in last and "hip" in first[limb] and set(last[limb]) <= LEG_JOINTS:
            made[limb] = {**first[limb], **last[limb]}
    return made


LEG_JOINTS = {"hip", "knee", "ankle", "seen"}


def _frame(told: Mapping[str, Any], view: str, where: str) -> Frame:
    allowed(told, BODY + MARKS, where)
    view = told.get("view", view)
    things = tuple(told.get("things", ()))
    for each in things:
        if each.get("kind") not in KINDS or each.get("layer", "behind") not in LAYERS:
            raise BadPose(f"{where}: no such thing as {each}")
    return Frame(
        posture=posture(told, view, where),
        floor=told.get("floor", -5.4),
        things=things,
        persons=tuple(posture(each, each["view"], f"{where} person") for each in told.get("person", ())),
        step=told.get("step"),
        dashed=tuple(told.get("dashed", ())),
        muscles=tuple(_muscle(each, where) for each in told.get("muscles", ())),
        arrows=tuple(told.get("arrows", ())),
    )


def posture(told: Mapping[str, Any], view: str, where: str) -> Posture:
    missing = [key for key in ("trunk", "near", "far", "near_arm") if key not in told]
    if missing:
        raise BadPose(f"{where}: {missing[0]} is missing")
    direction, bend, chin = told["trunk"]
    return Posture(
        trunk=(direction, bend, chin),
        near=_leg(told["near"], f"{where} near"),
        far=_leg(told["far"], f"{where} far"),
        near_arm=_arm(told["near_arm"], f"{where} near_arm"),
        far_arm=_arm(told.get("far_arm", told["near_arm"]), f"{where} far_arm"),
        hip=_point(told.get("hip", (0, 0))),
        profile=view == "side",
        seen=told.get("seen", 1.0),
        face=told.get("face", True),
        near_first=view != "back",
    )


def _leg(told: Mapping[str, Any], where: str) -> Limb:
    if "hip" in told:
        allowed(told, tuple(LEG_JOINTS), where)
        joints = (float(told["hip"]), float(told["knee"]), float(told.get("ankle", 0)))
        return Limb(joints=joints, seen=tuple(told.get("seen", ())))
    if "thigh" in told:
        allowed(told, ("thigh", "shin", "foot"), where)
        return Limb(bones=tuple(_bone(told[key]) for key in ("thigh", "shin", "foot")))
    allowed(told, ("ankle_at", "bends", "foot"), where)
    return Limb(holds=_holds(told["ankle_at"], where), elbow=told.get("bends", 1), foot=told["foot"])


def _arm(told: Mapping[str, Any], where: str) -> Limb:
    if "shoulder" in told:
        allowed(told, ("shoulder", "elbow", "seen"), where)
        joints = (float(told["shoulder"]), float(told["elbow"]))
        return Limb(joints=joints, seen=tuple(told.get("seen", ())))
    if "upper" in told:
        allowed(told, ("upper", "fore"), where)
        return Limb(bones=(_bone(told["upper"]), _bone(told["fore"])))
    allowed(told, ("holds", "bends"), where)
    return Limb(holds=_holds(told["holds"], where), elbow=told.get("bends", 1))


def _bone(told: Any) -> Bone:
    return Bone(*told) if isinstance(told, list) else Bone(float(told))


def _holds(told: Any, where: str) -> Point | tuple[str, float]:
    if isinstance(told[0], str):
        if told[0] not in SEGMENTS:
            raise BadPose(f"{where}: no segment {told[0]}")
        return told[0], float(told[1])
    return _point(told)


def _point(told: Any) -> Point:
    return float(told[0]), float(told[1])


def _muscle(told: Mapping[str, Any], where: str) -> Muscle:
    allowed(told, ("segment", "from", "to", "side", "bulge"), where)
    way = WAYS[told["side"]]
    if told["segment"] in ("trunk", "near_upper", "far_upper") and told["side"] in ("front", "back"):
        way = -way
    return Muscle(told["segment"], (told["from"], told["to"]), way, told.get("bulge", 3.6))


def allowed(told: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    strange = sorted(set(told) - set(keys))
    if strange:
        raise BadPose(f"{where}: what is {strange[0]!r}?")
