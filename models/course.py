"""What happens to the people of a cohort: packages of care by lot, leg pain over 12 weeks, losses, and one year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.cohort import PATTERNS, PHASES, Bools, Floats, Ints, Parameters, People, World, phase_of

FAMILIES = (
    "relaxation", "structural", "myofascial", "trigger_point", "stretch_and_mobilise", "thai_and_tuina",
    "tools_and_touch",
)  # fmt: skip
MINUTES = (30, 45, 60)
RHYTHMS = (0.5, 1.0, 2.0)
MOST_VISITS = 10
WEEKS = (2, 4, 6, 12)
FOLLOWED = (2, 3, 4, 5, 6, 12)
"""Weeks at which the cohort is looked at: those that are told, and the reviews between them."""
IMPROVED_SHARE, IMPROVED_POINTS = 0.30, 2.0
LOGIT_SD = 1.7
"""SD of the normal noise that makes a shift of 1 about an odds ratio of e."""


# Packages and what follows


def packages(count: int, rng: np.random.Generator) -> People:
    """Care by lot: one in five home only, the rest home and one kind of massage. Minutes and visits by lot too."""
    massage = rng.random(count) >= 0.2
    return {
        "family": np.where(massage, rng.integers(0, len(FAMILIES), count), -1),
        "minutes": np.where(massage, rng.choice(MINUTES, count), 0),
        "visits": np.where(massage, rng.integers(1, MOST_VISITS + 1, count), 0),
        "per_week": rng.choice(RHYTHMS, count, p=[0.2, 0.6, 0.2]),
    }


def same_package(
    count: int, family: str | None = None, minutes: int = 0, visits: int = 0, per_week: float = 1.0
) -> People:
    """One package for everybody; without a family it is home exercise only."""
    number = FAMILIES.index(family) if family else -1
    return {
        "family": np.full(count, number),
        "minutes": np.full(count, minutes),
        "visits": np.full(count, visits),
        "per_week": np.full(count, per_week),
    }


def visit_share(visits: Floats, per_week: Floats, week: float, half_life: Floats, saturation: float) -> Floats:
    """Part of the full effect that the visits so far give at a week; it fades after the last visit."""
    done = np.minimum(visits, per_week * week)
    since = np.maximum(0.0, week - visits / per_week)
    return np.asarray((1 - np.exp(-done / saturation)) * 0.5 ** (since / half_life))


def minutes_share(world: World, minutes: NDArray[Any], phase: Ints) -> Floats:
    """Part of the effect of a 60-minute visit; subacute stands half way between acute and chronic."""
    acute, chronic = world["minutes.m30_acute"], world["minutes.m30_chronic"]
    short = np.array([acute, (acute + chronic) / 2, chronic])[phase]
    return np.select([minutes >= 60, minutes >= 45, minutes >= 30], [1.0, world["minutes.m45"], short], 0.0)


def massage_effect(world: World, who: People, care: People, week: float) -> Floats:
    """Points that massage adds by a week (0 or less)."""
    phase = phase_of(who["onset_days"])
    peak = _by_phase(world, "massage", phase) * np.maximum(0.0, world["uncertainty.massage"])
    pattern = np.array([world[f"modifiers.{name}"] for name in PATTERNS])[who["pattern"]]
    high_risk = np.where(who["risk"] == 2, world["modifiers.high_risk"], 1.0)
    family = np.array([*(world[f"families.{name}"] for name in FAMILIES), 0.0])[care["family"]]
    dose = visit_share(
        care["visits"], care["per_week"], week, _by_phase(world, "half_life", phase), world["visits.saturation"]
    )
    return np.asarray(peak * pattern * high_risk * family * dose * minutes_share(world, care["minutes"], phase))


def _by_phase(world: World, section: str, phase: Ints) -> Floats:
    return np.array([world[f"{section}.{name}"] for name in PHASES])[phase]


def outlook_at_entry(world: World, who: People) -> Floats:
    """Log odds of improvement at one year that a person brings along, around the mean of those beside them."""
    odds = {
        name: np.log(world[f"odds.{name}"])
        for name in ("belief_long", "symptom", "male", "smoker", "back", "reflex_low")
    }
    sum_of = (
        odds["belief_long"] * who["belief_long"]
        + odds["symptom"] * who["symptoms"]
        + odds["male"] * ~who["female"]
        + odds["smoker"] * who["smoker"]
        + odds["back"] * who["back"]
        + odds["reflex_low"] * who["reflex_low"]
    )
    phase = phase_of(who["onset_days"])
    means = np.array([sum_of[phase == n].mean() if (phase == n).any() else 0.0 for n in range(len(PHASES))])
    return np.asarray(sum_of - means[phase])


@dataclass(frozen=True)
class FollowUp:
    """What happened: leg pain at each followed week, improved or not, who was lost, adherence, and one year."""

    pain: dict[int, Floats]
    improved: dict[int, Bools]
    lost_by: Floats
    adherence: Floats
    improved_at_year: Bools


def follow(
    world: World,
    parameters: Parameters,
    who: People,
    care: People,
    rng: np.random.Generator,
) -> FollowUp:
    """Leg pain over 12 weeks under each person's package, with losses that are a little more likely without gain."""
    count = len(who["leg"])
    phase = phase_of(who["onset_days"])
    adherence = rng.beta(4 * world["adherence.share"], 4 * (1 - world["adherence.share"]), count)
    hope = np.clip(
        world["expectation.per_point"] * (who["expectation"] - world["expectation.centre"]),
        -world["expectation.cap"],
        world["expectation.cap"],
    )
    brought = outlook_at_entry(world, who)
    noise = _noise(world, count, rng)
    pain, improved = {}, {}
    needed = np.maximum(IMPROVED_POINTS, IMPROVED_SHARE * who["leg"])
    for n, week in enumerate(FOLLOWED):
        shift = (
            brought
            * np.interp(week, [2, 6, 12], [world[f"horizon.w{w}"] for w in (2, 6, 12)])
            * world["noise.sd"]
            / LOGIT_SD
        )
        rest = np.sqrt(max(0.5, world["noise.sd"] ** 2 - shift.var() - hope.var()))
        change = (
            natural_course(world, parameters, phase, week)
            + exercise_effect(world, phase, adherence, week)
            + massage_effect(world, who, care, week)
            - hope
            - shift
            + rest * noise[n]
        )
        pain[week] = np.clip(who["leg"] + change, 0.0, 10.0)
        improved[week] = who["leg"] - pain[week] >= needed
    return FollowUp(
        pain, improved, _lost(world, who, pain, improved, rng), adherence, _at_year(world, brought, noise[-1], rng)
    )


def natural_course(world: World, parameters: Parameters, phase: Ints, week: float) -> Floats:
    """Mean change without treatment."""
    means = [np.interp(week, [0, *WEEKS], [0.0, *parameters.raw["course"][name]["weeks"]]) for name in PHASES]
    return np.array(means)[phase] * world["uncertainty.natural"]


def exercise_effect(world: World, phase: Ints, adherence: Floats, week: float) -> Floats:
    """Points that home exercise adds (0 or less); adherence falls after week 4."""
    kept = np.interp(week, [4, 12], [1.0, world["adherence.late"]])
    full = _by_phase(world, "exercise", phase) * max(0.0, world["uncertainty.exercise"])
    return np.asarray(full * world["adherence.use"] * adherence * kept)


def _noise(world: World, count: int, rng: np.random.Generator) -> Floats:
    """What no question foretells: part lasts, part is of the day, the rest fades. Variance 1 at each week."""
    weeks = np.array(FOLLOWED, dtype=float)
    fading = np.exp(-np.abs(weeks[:, None] - weeks[None, :]) / world["noise.memory_weeks"])
    lasting = world["noise.lasting"]
    reading = min(world["noise.reading"], 0.97 - lasting)
    root = np.linalg.cholesky(lasting + (1 - lasting - reading) * fading + reading * np.eye(len(weeks)))
    return np.asarray(root @ rng.standard_normal((len(weeks), count)))


def _lost(
    world: World, who: People, pain: dict[int, Floats], improved: dict[int, Bools], rng: np.random.Generator
) -> Floats:
    """Week by which a person is lost; infinity for those who stay."""
    chance = np.full(len(who["leg"]), world["dropout.by_12_weeks"])
    chance *= np.where(improved[6], 1.0, world["dropout.not_improving"])
    chance *= np.where((pain[6] <= 1) & (who["age"] < 35), world["dropout.young_and_well"], 1.0)
    chance *= world["dropout.by_12_weeks"] / chance.mean()
    return np.where(rng.random(len(chance)) < chance, rng.uniform(0, 12, len(chance)), np.inf)


def _at_year(world: World, brought: Floats, last: Floats, rng: np.random.Generator) -> Bools:
    """Improved at one year: the published share, the published odds, and some of the luck of week 12."""
    kept = world["year.carried"]
    luck = -kept * last + np.sqrt(1 - kept**2) * rng.standard_normal(len(last))
    score = brought + LOGIT_SD * luck
    return np.asarray(score > np.quantile(score, 1 - world["year.improved"]))
