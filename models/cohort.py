"""A synthetic population from published figures. No real person's data is in it.

`Parameters` are read from cohort.yaml. A `World` is one set of values drawn from their intervals; `people` draws
clients of that world; course.py tells what happens to them. What the literature leaves open is the difference
between worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
People = dict[str, NDArray[Any]]
World = dict[str, float]

FILE = Path(__file__).parent / "cohort.yaml"
PHASES = ("acute", "subacute", "chronic")
PHASE_STARTS = (3, 42, 85)
LONGEST_DAYS = 1500
PATTERNS = (
    "disc_like", "stenosis_like", "piriformis_deep_gluteal", "gluteal_myofascial", "postural_muscular", "sij_pelvic",
)  # fmt: skip
LEAST_LEG_PAIN = 3
"""Usual leg pain at which the outcome can be reached at all; nobody below it is in the cohort."""
SECTIONS_DRAWN = (
    "numbers", "shares", "phases", "risk", "patterns", "pattern_seen", "half_life", "minutes", "modifiers", "families",
    "uncertainty", "visits", "adherence", "expectation", "odds", "horizon", "year", "noise", "dropout", "function",
    "exercise", "massage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the literature, with the interval that worlds draw from."""

    value: float
    low: float
    high: float
    log: bool = False

    def at(self, quantile: float) -> float:
        """The value at a quantile of its interval; each side is as wide as the source says."""
        z = float(ndtri(quantile))
        three = (self.value, self.low, self.high)
        middle, low, high = np.log(three) if self.log else three
        drawn = middle + z / 1.96 * (high - middle if z > 0 else middle - low)
        return float(np.exp(drawn)) if self.log else float(drawn)


@dataclass(frozen=True)
class Parameters:
    """Everything in cohort.yaml."""

    raw: Mapping[str, Any]
    drawn: Mapping[str, Parameter]

    def world(self, quantiles: Mapping[str, float] | None = None) -> World:
        """The middle world, or the one at the given quantiles."""
        wanted = quantiles or {}
        return {name: row.at(wanted[name]) if name in wanted else row.value for name, row in self.drawn.items()}

    def worlds(self, count: int, rng: np.random.Generator) -> list[World]:
        """Worlds that together cover every interval evenly (a Latin hypercube)."""
        names = [name for name, row in self.drawn.items() if row.low < row.high]
        grid = {name: (rng.permutation(count) + 0.5) / count for name in names}
        return [self.world({name: float(grid[name][n]) for name in names}) for n in range(count)]

    def rows(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every row with its section and name."""
        for section, rows in self.raw.items():
            if isinstance(rows, dict):
                yield from ((section, name, row) for name, row in rows.items())
            elif isinstance(rows, list):
                yield from ((section, "-".join(row["pair"]), row) for row in rows)


def read_parameters(path: Path = FILE) -> Parameters:
    """Read cohort.yaml."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    drawn = {}
    for section in SECTIONS_DRAWN:
        for name, row in raw[section].items():
            half = 0.5 if row.get("halved") else 1.0
            value, low, high = (float(row.get(key, row["value"])) ** half for key in ("value", "low", "high"))
            drawn[f"{section}.{name}"] = Parameter(value, low, high, log=section == "odds")
    return Parameters(raw, drawn)


# People


def people(world: World, parameters: Parameters, count: int, rng: np.random.Generator, entry: bool = True) -> People:
    """Clients of one world. With `entry`, only those whose leg hurts enough for the outcome to be reached."""
    latent = _latents(world, parameters, count * 2 if entry else count, rng)
    made: People = {}
    for name, row in parameters.raw["numbers"].items():
        made[name] = _on_scale(ndtr(latent[name]), world[f"numbers.{name}"], row["sd"], *row["ends"])
    for name in ("leg", "back", "symptoms", "age", "rmdq", "sbi", "expectation"):
        made[name] = np.round(made[name])
    for name in parameters.raw["shares"]:
        made[name] = latent[name] > -ndtri(np.clip(world[f"shares.{name}"], 0.01, 0.99))
    made["onset_days"] = _onset(ndtr(latent["duration"]), world)
    made["duration"] = latent["duration"]
    made["stenosis_like"] = latent["stenosis_like"] > -ndtri(_pattern_shares(world)[1])
    if entry:
        stay = np.flatnonzero(made["leg"] >= LEAST_LEG_PAIN)[:count]
        made = {name: values[stay] for name, values in made.items()}
    _add_labels(made, world, rng)
    return made


def _latents(world: World, parameters: Parameters, count: int, rng: np.random.Generator) -> dict[str, Floats]:
    """What lies behind the answers: standard normal columns with the imposed rank correlations (a Gaussian copula).

    Each named pair hangs a new column on one that is there; columns that no pair names are linked only through others.
    """
    made: dict[str, Floats] = {}
    for row in parameters.raw["correlations"]:
        one, other = row["pair"]
        if other in made:
            raise ValueError(f"{one} and {other}: the pairs must form a tree, and {other} hangs on something already")
        made.setdefault(one, rng.standard_normal(count))
        r = 2 * np.sin(np.pi / 6 * row["r"]) / (_dimming(one, world) * _dimming(other, world))
        r = float(np.clip(r, -0.95, 0.95))
        made[other] = r * made[one] + np.sqrt(1 - r * r) * rng.standard_normal(count)
    for name in (*parameters.raw["numbers"], *parameters.raw["shares"]):
        made.setdefault(name, rng.standard_normal(count))
    return made


def _dimming(name: str, world: World) -> float:
    """How much a yes or no dims a correlation of what lies behind it."""
    share = _pattern_shares(world)[1] if name == "stenosis_like" else world.get(f"shares.{name}")
    if share is None:
        return 1.0
    z = ndtri(share)
    return float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / np.sqrt(share * (1 - share)))


def _on_scale(u: Floats, mean: float, sd: float, low: float, high: float) -> Floats:
    """A bounded scale with the published mean and SD (a beta distribution)."""
    m, v = (mean - low) / (high - low), (sd / (high - low)) ** 2
    size = m * (1 - m) / v - 1
    grid = np.linspace(0.0, 1.0, 4001)
    return np.asarray(low + (high - low) * np.interp(u, grid, betaincinv(m * size, (1 - m) * size, grid)))


def _onset(u: Floats, world: World) -> Floats:
    """Days since onset: the shares of the phases; evenly spread in acute and subacute, on a log scale in chronic."""
    acute, subacute = world["phases.acute"], world["phases.acute"] + world["phases.subacute"]
    starts = np.log([*PHASE_STARTS, LONGEST_DAYS])
    days = np.exp(np.interp(u, [0.0, acute, subacute, 1.0], starts))
    straight = np.interp(u, [0.0, acute, subacute, 1.0], [*PHASE_STARTS, LONGEST_DAYS])
    return np.floor(np.where(u < subacute, straight, days))


def phase_of(onset_days: Floats) -> Ints:
    """0 acute, 1 subacute, 2 chronic."""
    return np.digitize(onset_days, PHASE_STARTS[1:])


def _pattern_shares(world: World) -> Floats:
    shares = np.maximum([world[f"patterns.{name}"] for name in PATTERNS], 0.01)
    return np.asarray(shares / shares.sum())


def _add_labels(made: People, world: World, rng: np.random.Generator) -> None:
    """First pattern, what the answers show of it, STarT risk, irritability and the course belief as it is asked."""
    count = len(made["leg"])
    shares = _pattern_shares(world)
    others = shares[[0, 2, 3, 4, 5]] / (1 - shares[1])
    drawn = np.array([0, 2, 3, 4, 5])[np.searchsorted(np.cumsum(others)[:-1], rng.random(count))]
    made["pattern"] = np.where(made["stenosis_like"], 1, drawn)
    clear = rng.random(count) < world["pattern_seen.clear"]
    seen = np.stack([clear & (made["pattern"] == n) for n in range(len(PATTERNS))], axis=1)
    points = rng.random(count) < world["pattern_seen.points_too"]
    signs = made["leg_raise"] | made["sensory_sign"] | made["paresis"]
    seen[:, 3] |= seen[:, 0] & points & ~signs
    made["patterns"] = np.column_stack([seen, ~seen.any(axis=1)])
    made["risk"] = np.digitize(rng.random(count), [world["risk.low"], world["risk.low"] + world["risk.medium"]])
    worst = np.minimum(10, made["leg"] + rng.integers(1, 4, count))
    calm = (worst <= np.where(phase_of(made["onset_days"]) == 2, 6, 3)) & ~made["sleep_lost"]
    high = made["slow_to_settle"] | ((worst >= 7) & made["sleep_lost"])
    made["irritability"] = np.where(high, 2, np.where(calm, 0, 1))
    unsure = rng.random(count) < world["shares.belief_unsure"]
    made["belief"] = np.where(made["belief_long"], 0, np.where(unsure, 2, 1))
