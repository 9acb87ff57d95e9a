"""Whether the cohort agrees with the literature: each check has a range from the evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.cohort import PATTERNS, PHASES, Floats, Parameters, People, World, people, phase_of
from models.course import (
    FAMILIES,
    IMPROVED_POINTS,
    IMPROVED_SHARE,
    WEEKS,
    follow,
    massage_effect,
    natural_course,
    same_package,
)  # fmt: skip

Check = dict[str, Any]
ARMS = {
    "sim-none": ("no treatment", (26, 35, 40, 49), (69, 51, 28)),
    "sim-home": ("home exercise, half adherence", (29, 37, 43, 51), (71, 54, 30)),
    "sim-both": ("home exercise and massage", (37, 46, 52, 60), (78, 63, 40)),
}
"""Shares improved at weeks 2, 4, 6 and 12, and at week 12 by phase, in per cent."""
NEAR = 2.0
USUAL = ("relaxation", 60, 6)


def check(id_: str, what: str, found: float, low: float, high: float) -> Check:
    """One line of the table: what was found and between what it must lie."""
    return {
        "id": id_,
        "what": what,
        "found": round(float(found), 3),
        "low": low,
        "high": high,
        "met": bool(low <= round(float(found), 3) <= high),
    }


def cohort_checks(parameters: Parameters, count: int, seed: int) -> list[Check]:
    """Every check of the cohort against sections 5 and 8 of the prognosis evidence, in the middle world."""
    world, rng = parameters.world(), np.random.default_rng(seed)
    who = people(world, parameters, count, rng)
    return [
        *_plain_arms(world, parameters, who, rng),
        *_one_year(world, parameters, who, rng),
        *_function(world, who),
        *_hope(world, parameters, who, seed),
    ]


def _plain_arms(world: World, parameters: Parameters, who: People, rng: np.random.Generator) -> list[Check]:
    """Section 5 as it was simulated: full effect at once, no fading, hope and personal outlook left out."""
    phase = phase_of(who["onset_days"])
    luck = rng.standard_normal(len(phase)) * world["noise.sd"]
    home = _of(world, "exercise", phase) * world["adherence.use"] * 0.5
    massage = _of(world, "massage", phase) * (1 - np.exp(-6 / world["visits.saturation"]))
    added = {"sim-none": 0.0 * home, "sim-home": home, "sim-both": home + massage}
    made = []
    for arm, (words, shares, by_phase) in ARMS.items():
        for week, share in zip(WEEKS, shares, strict=True):
            gained = _improved(who["leg"], natural_course(world, parameters, phase, week) + added[arm] + luck)
            made.append(
                check(
                    arm, f"{words}: improved at week {week}, per cent", 100 * gained.mean(), share - NEAR, share + NEAR
                )
            )
        for n, share in enumerate(by_phase):
            found = 100 * gained[phase == n].mean()
            made.append(check(arm, f"{words}: {PHASES[n]} at week 12, per cent", found, share - NEAR, share + NEAR))
    return made


def _of(world: World, section: str, phase: NDArray[Any]) -> Floats:
    return np.asarray(np.array([world[f"{section}.{name}"] for name in PHASES])[phase])


def _improved(leg: Floats, change: Floats) -> NDArray[np.bool_]:
    gained = leg - np.clip(leg + change, 0, 10)
    return np.asarray(gained >= np.maximum(IMPROVED_POINTS, IMPROVED_SHARE * leg))


def _one_year(world: World, parameters: Parameters, who: People, rng: np.random.Generator) -> list[Check]:
    what = follow(world, parameters, who, same_package(len(who["leg"])), rng)
    X = np.column_stack(
        [~who["female"], who["smoker"], who["belief_long"], who["symptoms"], who["back"], who["reflex_low"]]
        + [phase_of(who["onset_days"]) == n for n in (1, 2)]
    ).astype(float)
    odds = np.exp(LogisticRegression(C=1e6, solver="newton-cholesky").fit(X, what.improved_at_year).coef_[0])
    return [
        check("sn-12m", "improved at one year, per cent", 100 * what.improved_at_year.mean(), 52, 58),
        check("sn-male", "men, odds ratio of no success at one year", 1 / odds[0], 1.2, 1.4),
        check("sn-smoke", "smokers, odds ratio of no success at one year", 1 / odds[1], 1.3, 1.6),
        check("sn-belief", "belief that it lasts, odds ratio of improvement", odds[2], 0.25, 0.55),
        check("sn-drop", "lost by week 12, per cent", 100 * np.isfinite(what.lost_by).mean(), 15, 22),
    ]


def _function(world: World, who: People) -> list[Check]:
    chronic = {name: values[phase_of(who["onset_days"]) == 2] for name, values in who.items()}
    count = len(chronic["leg"])
    postural = {**chronic, "pattern": np.full(count, PATTERNS.index("postural_muscular"))}
    ten = same_package(count, "structural", 60, 10)
    back = {**world, "massage.chronic": world["function.back_pain_peak"]}
    per_point = world["function.rmdq_per_point"]
    pain, sciatica = (per_point * massage_effect(each, postural, ten, 10).mean() for each in (back, world))
    long_, short = (
        massage_effect(world, chronic, same_package(count, "relaxation", minutes, 8), 8).mean() for minutes in (60, 30)
    )
    return [
        check("sn-rmdq-clbp", "massage against usual, RMDQ at week 10, back pain", pain, -3.2, -1.8),
        check("sn-rmdq-sci", "the same with the sciatica discount", sciatica, -1.8, -0.8),
        check("sn-min", "chronic, 60 against 30 minutes, 8 visits, leg points", long_ - short, -0.4, -0.2),
    ]


def _hope(world: World, parameters: Parameters, who: People, seed: int) -> list[Check]:
    """High expectation shifts the outcome of every package, and of each by about the same."""
    hopeful, shifts = who["expectation"] >= 8, []
    count = len(hopeful)
    cares = [same_package(count), *(same_package(count, family, 60, 6) for family in FAMILIES)]
    for care in cares:
        improved = follow(world, parameters, who, care, np.random.default_rng(seed)).improved[6]
        shifts.append(100 * (improved[hopeful].mean() - improved[~hopeful].mean()))
    massage = shifts[1 + FAMILIES.index(USUAL[0])]
    return [
        check("sn-expect", "expectation 8 or more against less, points improved at week 6", massage, 4, 9),
        check("m-expect", "largest difference of that between any two packages", max(shifts) - min(shifts), 0, 2),
    ]


def correlations(parameters: Parameters, count: int, seed: int) -> list[dict[str, Any]]:
    """Rank correlations of the cohort beside the imposed and the published ones, before the entry criterion."""
    who = people(parameters.world(), parameters, count, np.random.default_rng(seed), entry=False)
    made = []
    for row in parameters.raw["correlations"]:
        one, other = row["pair"]
        made.append(
            {
                "pair": list(row["pair"]),
                "imposed": row["r"],
                "published": row.get("r_published"),
                "cohort": round(_spearman(who[one], who[other]), 3),
            }
        )
    return made


def _spearman(a: NDArray[Any], b: NDArray[Any]) -> float:
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def ranks(values: NDArray[Any]) -> Floats:
    """Ranks from 1; equals share their mean."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[place])
