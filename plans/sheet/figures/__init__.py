"""Drawings: one for every exercise of the library, and the map of the body."""

from __future__ import annotations

from functools import cache

from plans.sheet.figures.body_map import body_map_svg
from plans.sheet.figures.draw import svg
from plans.sheet.figures.poses import exercise_text, exercises, pose

__all__ = ["body_map_svg", "exercises", "figure_alt", "figure_svg"]

SHOWN = {"left": "Shown for the left leg.", "right": "Shown for the right leg."}
EACH = "Shown on one side. The other side is the same."


@cache
def figure_svg(exercise_id: str, side: str = "both") -> str:
    """The drawing of an exercise for one side of the body, or for both.

    Raises:
        LookupError: when there is no such exercise.
    """
    told = pose(exercise_id)
    name, _ = exercise_text(exercise_id)
    return svg(told, title=name, words=figure_alt(exercise_id, side), mirrored=side == "left" and told.sides == "one")


def figure_alt(exercise_id: str, side: str = "both") -> str:
    """What the drawing shows, and on which side where that matters."""
    if side not in ("left", "right", "both"):
        raise ValueError(f"A side is left, right or both; this says {side!r}.")
    sides = pose(exercise_id).sides
    alt = exercise_text(exercise_id)[1]
    if sides == "none":
        return alt
    return f"{alt} {SHOWN.get(side, EACH) if sides == 'one' else EACH}"
