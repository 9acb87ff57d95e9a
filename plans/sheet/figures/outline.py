"""The shape of the body on the map, and of its parts, drawn for this house.

One half is written down, x from the middle line outward and y from the crown down, in hundredths of the height; the
other half is its mirror image. Parts belong to the front, to the back or to both.
"""

from __future__ import annotations

from plans.sheet.figures.angles import Point

HALF: tuple[Point, ...] = (
    (2.4, 11.0), (2.4, 14.2), (3.5, 16.0), (6.4, 17.1), (9.6, 18.4), (11.4, 21.6), (12.0, 26.0), (13.2, 31.5),
    (14.2, 36.0), (15.6, 43.0), (16.5, 48.4), (17.9, 51.8), (17.8, 56.2), (16.6, 57.9), (15.5, 56.0), (14.7, 51.4),
    (14.4, 48.8), (12.3, 42.4), (11.0, 37.0), (9.8, 31.0), (8.8, 26.8), (8.5, 31.5), (7.5, 38.0), (8.5, 44.0),
    (9.7, 50.0), (9.5, 57.0), (8.0, 66.0), (6.7, 73.0), (7.1, 79.5), (5.9, 87.5), (4.6, 93.6), (5.6, 97.6),
    (5.0, 99.8), (2.2, 99.6), (1.9, 96.0), (2.1, 92.0), (1.5, 83.0), (1.5, 77.5), (1.9, 73.0), (1.4, 64.0),
    (0.7, 55.0),
)  # fmt: skip
"""From the side of the neck round the arm and the leg to the fork."""

HEAD: tuple[Point, float, float] = ((0.0, 6.6), 4.3, 6.0)

Shape = tuple[Point, ...]

_ARM: Shape = (
    (10.4, 20.8), (11.3, 25.0), (12.6, 31.8), (13.6, 36.2), (15.2, 43.2), (16.1, 48.0), (14.9, 48.4), (12.9, 42.2),
    (11.6, 36.8), (10.4, 30.8), (9.4, 25.0), (9.3, 21.4),
)  # fmt: skip
_HAND: Shape = ((15.0, 49.6), (16.4, 49.3), (17.6, 52.2), (17.4, 56.2), (16.5, 57.3), (15.8, 55.6), (15.2, 51.4))
_NECK: Shape = ((0.0, 13.0), (2.1, 13.0), (2.4, 15.2), (4.0, 16.9), (0.0, 17.6))
_FLANK: Shape = ((5.6, 32.6), (7.9, 32.6), (7.0, 38.0), (7.9, 43.4), (6.2, 43.6), (5.6, 38.0))
_HIP_SIDE: Shape = ((7.3, 45.4), (8.5, 45.4), (9.3, 50.4), (9.1, 56.4), (7.6, 56.6), (7.2, 51.0))

FRONT: dict[str, Shape] = {
    "neck": _NECK,
    "chest": ((0.0, 18.6), (7.6, 18.8), (8.4, 25.4), (8.0, 31.0), (0.0, 31.6)),
    "abdomen": ((0.0, 32.6), (5.0, 32.4), (5.0, 38.0), (6.0, 44.6), (0.0, 49.0)),
    "flank": _FLANK,
    "groin": ((0.9, 50.6), (6.0, 46.0), (6.9, 48.2), (1.7, 54.2)),
    "hip_side": _HIP_SIDE,
    "thigh_front": ((3.4, 55.0), (7.0, 52.0), (8.6, 57.4), (7.2, 66.0), (6.2, 70.4), (3.4, 70.4), (3.0, 64.0)),
    "inner_thigh": ((1.1, 55.6), (2.9, 55.2), (2.5, 64.0), (2.9, 70.4), (2.2, 70.4), (1.8, 64.0)),
    "shin": ((2.2, 75.6), (6.1, 75.6), (6.4, 79.8), (5.3, 87.2), (4.2, 92.4), (2.6, 92.4), (2.2, 84.0)),
    "foot": ((2.4, 95.4), (4.3, 95.2), (5.0, 97.8), (4.6, 99.2), (2.6, 99.1)),
    "arm": _ARM,
    "hand": _HAND,
}

BACK: dict[str, Shape] = {
    "neck": _NECK,
    "upper_back": ((0.0, 18.6), (7.6, 18.8), (8.3, 25.4), (7.6, 33.0), (0.0, 33.0)),
    "low_back": ((0.0, 34.0), (5.0, 34.0), (5.0, 38.0), (5.6, 43.6), (0.0, 44.8)),
    "flank": _FLANK,
    "buttock": ((0.5, 46.0), (4.6, 44.8), (6.6, 46.4), (7.0, 51.0), (5.6, 54.0), (1.8, 54.2), (0.6, 52.8)),
    "hip_side": _HIP_SIDE,
    "thigh_back": ((1.5, 56.0), (5.4, 55.4), (8.6, 58.0), (7.2, 66.0), (6.2, 70.6), (2.4, 70.6), (1.9, 64.0)),
    "knee_back": ((2.4, 71.6), (6.1, 71.6), (6.1, 75.4), (2.1, 75.4)),
    "calf": ((2.1, 76.6), (6.2, 76.6), (6.4, 80.0), (5.3, 87.0), (4.2, 92.4), (2.6, 92.4), (2.1, 84.0)),
    "foot": ((2.6, 94.6), (4.0, 94.6), (4.6, 97.4), (4.2, 99.0), (2.6, 98.8)),
    "arm": _ARM,
    "hand": _HAND,
}

WORK: dict[str, tuple[tuple[str, Shape, Point], ...]] = {
    "lumbar_paraspinals": (("back", ((0.5, 34.0), (3.3, 34.0), (3.4, 43.6), (0.5, 44.4)), (2.0, 36.4)),),
    "ql": (("back", ((4.1, 35.0), (6.5, 35.0), (6.4, 38.4), (6.9, 43.0), (4.2, 43.4)), (5.6, 40.6)),),
    "glute_max": (
        ("back", ((0.5, 46.0), (4.2, 45.4), (5.6, 47.4), (5.2, 53.8), (1.8, 54.2), (0.6, 52.8)), (2.6, 46.9)),
    ),
    "glute_med_min": (("back", ((4.9, 44.8), (7.8, 44.8), (8.8, 48.2), (6.2, 48.4)), (7.5, 46.2)),),
    "piriformis_rotators": (("back", ((2.2, 49.2), (7.8, 49.4), (8.0, 51.6), (2.6, 51.2)), (5.6, 50.7)),),
    "hamstrings": (("back", BACK["thigh_back"], (4.8, 62.0)),),
    "tfl_itb": (("front", ((7.5, 46.6), (8.6, 46.8), (9.3, 52.0), (8.9, 57.4), (7.6, 57.4)), (8.3, 52.0)),),
    "hip_flexors_abdomen": (("front", ((1.6, 43.6), (5.6, 43.0), (6.8, 47.6), (3.0, 52.4), (1.6, 51.0)), (4.1, 47.4)),),
    "calf": (("back", BACK["calf"], (4.2, 82.0)),),
    "foot": (("front", FRONT["foot"], (3.8, 97.2)), ("back", BACK["foot"], (3.5, 96.8))),
    "contralateral": (("back", BACK["low_back"], (2.8, 38.4)), ("back", BACK["buttock"], (3.8, 49.6))),
    "upper_back_neck": (("back", _NECK, (1.6, 15.2)), ("back", BACK["upper_back"], (4.0, 25.4))),
}
"""The regions hands work on: where they stand, and where their minutes are written (the first place only)."""

SITES: dict[str, tuple[tuple[str, Shape], ...]] = {
    "mid_back": (("back", ((0.0, 26.0), (8.0, 26.0), (7.6, 33.0), (0.0, 33.0))),),
    "low_back": (("back", BACK["low_back"]),),
    "sacrum": (("back", ((0.0, 44.6), (3.0, 44.4), (1.4, 49.6), (0.0, 50.4))),),
    "buttock": (("back", BACK["buttock"]),),
    "sit_bone": (("back", ((2.2, 51.4), (5.4, 51.4), (5.2, 55.0), (2.2, 55.0))),),
    "post_thigh": (("back", BACK["thigh_back"]),),
    "ant_thigh": (("front", FRONT["thigh_front"]),),
    "lateral_thigh": tuple(
        (view, ((7.6, 57.4), (9.0, 57.4), (7.8, 66.0), (6.8, 70.6), (6.2, 70.6), (7.0, 64.0)))
        for view in ("front", "back")
    ),
    "lateral_hip": (("front", _HIP_SIDE), ("back", _HIP_SIDE)),
    "groin": (("front", FRONT["groin"]),),
    "calf": (("back", BACK["calf"]),),
    "shin": (("front", FRONT["shin"]),),
    "foot": (("front", FRONT["foot"]), ("back", BACK["foot"])),
    "flank": (("front", _FLANK), ("back", _FLANK)),
    "abdomen": (("front", FRONT["abdomen"]),),
    "pelvis": (("front", ((0.0, 44.4), (5.8, 44.0), (2.2, 50.4), (0.0, 51.2))),),
    "chest": (("front", FRONT["chest"]),),
}
"""Where it hurts, in the words of the question about it."""
