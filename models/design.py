"""What the model looks at, and the scikit-learn pipeline that learns from it.

A row of the matrix is one client under one package at one week: numbers (NaN unknown), words (their place in the list,
-1 unknown), pattern labels (0 or 1), and the care. What is unknown adds nothing to the score: the base stands for a
client of whom nothing is known, so silence has its own level and is never read as a value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, SplineTransformer

from models.cohort import PATTERNS, PHASES, Floats, People, World, phase_of
from models.course import FAMILIES, MINUTES, FollowUp, visit_share

NUMBERS: dict[str, tuple[float, ...]] = {
    "leg_pain": (3, 5, 7, 10),
    "back_pain": (0, 4, 7, 10),
    "age": (18, 40, 60, 90),
    "rmdq": (0, 8, 16, 24),
    "sbi": (0, 8, 16, 24),
    "symptoms": (0, 4, 6, 7),
    "expectation": (0, 4, 6, 8, 10),
}
"""Scales and the knots between which the line is straight."""
WORDS: dict[str, tuple[str, ...]] = {
    "phase": PHASES,
    "sex": ("female", "male"),
    "smoker": ("no", "yes"),
    "belief": ("will_last_long", "will_not_last_long", "unsure"),
    "irritability": ("low", "moderate", "high"),
    "risk": ("low", "medium", "high"),
    "reflex": ("normal", "reduced"),
}
LABELS = (*PATTERNS, "mixed_unclear")
LATER: dict[str, tuple[float, ...]] = {
    "leg_pain_change": (-5, -2, 0, 2, 4, 7, 10),
    "adherence": (0, 50, 100),
}
"""What a review adds: points of leg pain gained since the start, and per cent of the exercises done."""
REVIEWS = (2, 3, 4, 5)
FIRST_WEEKS, REVIEW_WEEKS = (2, 4, 6, 12), (6, 12)


class Layout:
    """Where each feature stands in the matrix, at a first visit or at a review."""

    def __init__(self, review: bool) -> None:
        self.review = review
        self.numbers = {**NUMBERS, **LATER} if review else NUMBERS
        names = [*self.numbers, *WORDS, *LABELS, "family", "minutes", "dose"]
        self.place = {name: n for n, name in enumerate(names)}
        self.weeks = REVIEW_WEEKS if review else FIRST_WEEKS

    def blank(self, count: int) -> Floats:
        """Rows of which nothing is known, with home exercise only."""
        made = np.zeros((count, len(self.place)))
        made[:, : len(self.numbers)] = np.nan
        made[:, [self.place[name] for name in (*WORDS, "family")]] = -1
        return made


class Care:
    """The middle values by which visits turn into a dose; the served table carries them too."""

    def __init__(self, world: World) -> None:
        halves = [world[f"half_life.{name}"] for name in PHASES]
        self.half_life = np.array([*halves, sum(halves) / len(halves)])  # the last is for a phase that is not known
        self.saturation = world["visits.saturation"]

    def dose(self, care: People, phase: NDArray[Any], week: float) -> Floats:
        """Part of a full course that is felt at a week."""
        share = visit_share(care["visits"], care["per_week"], week, self.half_life[phase], self.saturation)
        return np.where(care["family"] >= 0, share, 0.0)


def answers(who: People, left_out: dict[str, float], rng: np.random.Generator) -> People:
    """The answers as a client gives them: some are left out."""
    phase = phase_of(who["onset_days"])
    told: People = {
        "leg_pain": who["leg"], "back_pain": who["back"], "age": who["age"], "rmdq": who["rmdq"], "sbi": who["sbi"],
        "symptoms": who["symptoms"], "expectation": who["expectation"], "phase": phase,
        "sex": (~who["female"]).astype(int), "smoker": who["smoker"].astype(int), "belief": who["belief"],
        "irritability": who["irritability"], "risk": who["risk"], "reflex": who["reflex_low"].astype(int),
    }  # fmt: skip
    for name, share in left_out.items():
        gone = rng.random(len(phase)) < share
        told[name] = np.where(gone, np.nan if name in NUMBERS else -1, told[name])
    told["patterns"] = who["patterns"]
    return told


def review_answers(
    who: People, told: People, what: FollowUp, left_out: dict[str, float], rng: np.random.Generator
) -> tuple[People, Floats]:
    """The answers at one review by lot, with the change so far; and the week of the review."""
    weeks = rng.choice(REVIEWS, len(who["leg"]))
    now = np.round(np.select([weeks == week for week in REVIEWS], [what.pain[week] for week in REVIEWS]))
    later = {**told, "leg_pain_change": who["leg"] - now, "adherence": np.round(what.adherence * 10) * 10}
    later["phase"] = np.where(told["phase"] < 0, -1, phase_of(who["onset_days"] + 7 * weeks))
    for name, share in left_out.items():
        later[name] = np.where(rng.random(len(weeks)) < share, np.nan, later[name])
    return later, weeks.astype(float)


def matrix(layout: Layout, told: People, care: People, rule: Care, week: float) -> Floats:
    """Clients and their care at one week, as rows."""
    made = layout.blank(len(told["phase"]))
    for name in (*layout.numbers, *WORDS):
        made[:, layout.place[name]] = told[name]
    first = layout.place[LABELS[0]]
    made[:, first : first + len(LABELS)] = told["patterns"]
    made[:, layout.place["family"]] = care["family"]
    made[:, layout.place["minutes"]] = care["minutes"]
    made[:, layout.place["dose"]] = rule.dose(care, told["phase"].astype(int), week)
    return made


# The pipeline


def _columns(layout: Layout) -> ColumnTransformer:
    place = layout.place
    first = place[LABELS[0]]
    numbers = [
        (
            name,
            SplineTransformer(knots=np.array(knots, float)[:, None], degree=1, handle_missing="zeros"),
            [place[name]],
        )
        for name, knots in layout.numbers.items()
    ]
    words = [
        (
            name,
            OneHotEncoder(categories=[list(range(len(values)))], handle_unknown="ignore", sparse_output=False),
            [place[name]],
        )
        for name, values in WORDS.items()
    ]
    labels = ("patterns", "passthrough", list(range(first, first + len(LABELS))))
    massage = ("massage", FunctionTransformer(massage_terms, kw_args={"place": place}), list(range(len(place))))
    return ColumnTransformer([*numbers, *words, labels, massage])


def massage_terms(X: Floats, place: dict[str, int]) -> Floats:
    """What massage may add, in proportion to the dose: minutes, minutes by phase, family, pattern and risk."""
    dose = X[:, [place["dose"]]]
    minutes = X[:, [place["minutes"]]] == np.array(MINUTES)
    phase = X[:, [place["phase"]]] == np.arange(len(PHASES))
    family = X[:, [place["family"]]] == np.arange(len(FAMILIES))
    risk = X[:, [place["risk"]]] == np.arange(len(WORDS["risk"]))
    both = (phase[:, :, None] & minutes[:, None, :]).reshape(len(X), -1)
    first = place[LABELS[0]]
    return np.asarray(dose * np.hstack([minutes, both, family, X[:, first : first + len(LABELS)], risk]))


def improvement(layout: Layout, strength: float) -> Pipeline:
    """Penalised logistic regression on straight-line splines."""
    return make_pipeline(_columns(layout), LogisticRegression(C=strength, solver="newton-cholesky", max_iter=100))


def calibrated(layout: Layout, strength: float) -> CalibratedClassifierCV:
    """The same, with its slope and level set on people that the fit has not seen."""
    return CalibratedClassifierCV(improvement(layout, strength), method="sigmoid", cv=4, ensemble=False)


def leg_pain(layout: Layout, strength: float) -> Pipeline:
    """Penalised linear regression on the same terms."""
    return make_pipeline(_columns(layout), Ridge(alpha=1 / strength))
