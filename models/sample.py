"""People of one world with everything that is known of them afterwards, and the rows a model learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.cohort import Floats, Parameters, People, World, people
from models.course import FollowUp, follow, packages
from models.design import Care, Layout, answers, matrix, review_answers

LAYOUTS = (Layout(review=False), Layout(review=True))


@dataclass
class Sample:
    """People of one world with what they answered, what they got and what followed."""

    who: People
    care: People
    what: FollowUp
    told: People
    told_later: People
    review_week: Floats


def sample(world: World, parameters: Parameters, count: int, rng: np.random.Generator) -> Sample:
    """Draw people of a world, give them care by lot and follow them."""
    who = people(world, parameters, count, rng)
    care = packages(len(who["leg"]), rng)
    what = follow(world, parameters, who, care, rng)
    told = answers(who, shares_of(parameters, "left_out"), rng)
    later, week = review_answers(who, told, what, shares_of(parameters, "left_out_later"), rng)
    return Sample(who, care, what, told, later, week)


def shares_of(parameters: Parameters, section: str) -> dict[str, float]:
    return {name: float(row["value"]) for name, row in parameters.raw[section].items()}


def rows_of(drawn: Sample, rule: Care, review: bool, week: int) -> tuple[Floats, Any, Floats]:
    """The rows of those who were still there at a week."""
    layout = LAYOUTS[review]
    there = drawn.what.lost_by > week
    X = matrix(layout, drawn.told_later if review else drawn.told, drawn.care, rule, week)
    return X[there], drawn.what.improved[week][there], drawn.what.pain[week][there]
