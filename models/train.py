"""Training: many plausible worlds, one penalised fit in each, one table for all. Everything follows from the seed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from models import card, evaluate, figures, predict, report
from models.cohort import LEAST_LEG_PAIN, PHASES, Floats, Parameters, People, World, phase_of, read_parameters
from models.course import follow, same_package
from models.design import (
    FIRST_WEEKS,
    LABELS,
    REVIEW_WEEKS,
    WORDS,
    Care,
    calibrated,
    improvement,
    leg_pain,
)  # fmt: skip
from models.sample import LAYOUTS, rows_of, sample, shares_of
from models.sanity import USUAL
from models.table import log_odds, points, table_of

NAME = "response-v1"
SEED = 20261120
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
LEAST_AGE = 18


@dataclass(frozen=True)
class Size:
    """How much is drawn and fitted."""

    worlds: int
    people: int
    tuning: int
    folds: int
    fresh_worlds: int
    fresh_people: int
    sanity_people: int
    resamples: int


FULL = Size(
    worlds=12,
    people=24_000,
    tuning=24_000,
    folds=5,
    fresh_worlds=24,
    fresh_people=1_500,
    sanity_people=120_000,
    resamples=200,
)
QUICK = Size(
    worlds=4, people=3_000, tuning=2_400, folds=3, fresh_worlds=4, fresh_people=500, sanity_people=20_000, resamples=20
)


@dataclass
class Rows:
    """Rows for one head (first visit or review, one week), stacked over worlds."""

    X: list[Floats] = field(default_factory=list)
    improved: list[Any] = field(default_factory=list)
    pain: list[Floats] = field(default_factory=list)

    def add(self, X: Floats, improved: Any, pain: Floats) -> None:
        self.X.append(X)
        self.improved.append(improved)
        self.pain.append(pain)

    def stacked(self) -> tuple[Floats, Any, Floats]:
        return np.vstack(self.X), np.concatenate(self.improved), np.concatenate(self.pain)


HEADS = [(False, week) for week in FIRST_WEEKS] + [(True, week) for week in REVIEW_WEEKS]


def choose_strength(X: Floats, y: Any, folds: int, seed: int) -> tuple[float, dict[str, float]]:
    """How much penalty, by nested cross-validation: the inner folds choose, the outer ones judge."""
    search = GridSearchCV(
        improvement(LAYOUTS[0], 1.0),
        {"logisticregression__C": list(STRENGTHS)},
        scoring="neg_log_loss",
        cv=KFold(3, shuffle=True, random_state=seed),
    )
    outer = KFold(folds, shuffle=True, random_state=seed + 1)
    unseen = cross_val_predict(search, X, y, cv=outer, method="predict_proba")[:, 1]
    found = float(search.fit(X, y).best_params_["logisticregression__C"])
    return found, {
        "auc": evaluate.auc(y, unseen),
        "brier": evaluate.brier(y, unseen),
        **evaluate.calibration(y, unseen),
    }


@dataclass
class Trained:
    """A served table with the fits it was read from (one list of worlds for each head)."""

    raw: dict[str, Any]
    fits: dict[tuple[bool, int], list[Any]]
    pain_fits: dict[tuple[bool, int], Any]
    rows: dict[tuple[bool, int], Rows]
    strength: float
    nested: dict[str, float]
    rule: Care


def fit(parameters: Parameters, size: Size, seed: int, tell: Progress | None = None) -> Trained:
    """Draw the worlds, fit every head in each, and read the table off the fits."""
    streams = np.random.SeedSequence(seed).spawn(size.worlds + 1)
    worlds = parameters.worlds(size.worlds, np.random.default_rng(streams[0]))
    rule = Care(parameters.world())
    rows = {head: Rows() for head in HEADS}
    shares = []
    for world, stream in _counted(zip(worlds, streams[1:], strict=True), "People", size.worlds, tell):
        people = sample(world, parameters, size.people, np.random.default_rng(stream))
        for head in HEADS:
            X, improved, pain = rows_of(people, rule, *head)
            rows[head].add(X, improved, pain)
        shares.append(phase_shares(world, parameters, people.who, stream.spawn(1)[0]))
    per_world = size.tuning // size.worlds
    first = rows[False, 6]
    strength, nested = choose_strength(
        np.vstack([X[:per_world] for X in first.X]),
        np.concatenate([y[:per_world] for y in first.improved]),
        size.folds,
        seed,
    )
    fits: dict[tuple[bool, int], list[Any]] = {head: [] for head in HEADS}
    pain_fits = {}
    for head in _counted(HEADS, "Fits", len(HEADS), tell):
        layout = LAYOUTS[head[0]]
        fits[head] = [
            calibrated(layout, strength).fit(X, y) for X, y in zip(rows[head].X, rows[head].improved, strict=True)
        ]
        X, _, pain = rows[head].stacked()
        pain_fits[head] = leg_pain(layout, strength).fit(X, pain)
    raw = artefact(rule, fits, pain_fits, rows, np.mean(shares, axis=0), size.worlds)
    return Trained(raw, fits, pain_fits, rows, strength, nested, rule)


def _counted(items: Any, what: str, total: int, tell: Progress | None) -> Iterator[Any]:
    return iter(tell.track(items, total=total, description=what)) if tell else iter(items)


def phase_shares(world: World, parameters: Parameters, who: People, stream: np.random.SeedSequence) -> Floats:
    """Counted shares improved, by care (home, usual course), phase (the last is any) and week."""
    phase = phase_of(who["onset_days"])
    counted = []
    for care in (same_package(len(phase)), same_package(len(phase), *USUAL)):
        improved = follow(world, parameters, who, care, np.random.default_rng(stream)).improved
        groups = [*(phase == n for n in range(len(PHASES))), np.full(len(phase), True)]
        counted.append([[improved[week][group].mean() for week in FIRST_WEEKS] for group in groups])
    return np.array(counted)


def artefact(
    rule: Care,
    fits: dict[tuple[bool, int], list[Any]],
    pain_fits: dict[tuple[bool, int], Any],
    rows: dict[tuple[bool, int], Rows],
    shares: Floats,
    worlds: int,
) -> dict[str, Any]:
    """The file that is served, with its digest."""
    tables = {}
    for review in (False, True):
        heads = [head for head in HEADS if head[0] is review]
        scorers = [log_odds(model) for head in heads for model in fits[head]] + [
            points(pain_fits[head]) for head in heads
        ]
        tables[review] = table_of(LAYOUTS[review], scorers, [_spread(pain_fits[head], rows[head]) for head in heads])
    raw: dict[str, Any] = {
        "format": predict.FORMAT,
        "name": NAME,
        "data_origin": "synthetic",
        "worlds": worlds,
        "least_leg_pain": LEAST_LEG_PAIN,
        "least_age": LEAST_AGE,
        "care": {
            "saturation": rule.saturation,
            "half_life": {phase: float(rule.half_life[n]) for n, phase in enumerate(PHASES)},
            "half_life_unknown": float(rule.half_life[-1]),
        },
        "averages": _averages(shares, tables[False], rule, worlds),
        "first": tables[False],
        "review": tables[True],
    }
    raw["digest"] = predict.digest_of(raw)
    return raw


def _averages(shares: Floats, table: dict[str, Any], rule: Care, worlds: int) -> dict[str, Any]:
    """The counted shares as they are served: log odds at home, and what a full dose adds beyond family and minutes."""
    family, minutes, _ = USUAL
    home, usual = np.log(shares / (1 - shares))
    made = {}
    for n, phase in enumerate((*PHASES, "any")):
        place = np.array([n if n < len(PHASES) else -1])
        added = []
        for k, week in enumerate(FIRST_WEEKS):
            massage = table["massage"]
            kinds = [massage["minutes"][str(minutes)], massage["families"][family]]
            kinds += [massage["minutes_by_phase"][phase][str(minutes)]] if n < len(PHASES) else []
            kind = sum(sum(row[k * worlds : (k + 1) * worlds]) for row in kinds) / worlds
            dose = float(rule.dose(same_package(1, *USUAL), place, week)[0])
            added.append(float(usual[n, k] - home[n, k]) / dose - kind)
        made[phase] = {"home": _plain(home[n]), "massage": _plain(np.array(added))}
    return made


def _plain(values: Floats) -> list[float]:
    return [round(float(each), 6) for each in values]


def _spread(model: Any, rows: Rows) -> list[float]:
    """How far from the expected leg pain 8 in 10 people end."""
    X, _, pain = rows.stacked()
    return [round(float(each), 3) for each in np.quantile(pain - model.predict(X), [0.1, 0.9])]


FEATURES_SAY = {
    "leg_pain": (
        "leg_pain_nrs_avg, at a review leg_pain_nrs_avg_at_start",
        "usual leg pain at the start of the course",
    ),
    "back_pain": (
        "back_pain_nrs_avg, at a review back_pain_nrs_avg_at_start",
        "usual back pain at the start of the course",
    ),
    "age": ("age_years", "age"),
    "rmdq": ("rmdq_total, at a review rmdq_total_at_start", "Roland-Morris score"),
    "sbi": ("sbi_total", "Sciatica Bothersomeness Index"),
    "symptoms": ("symptom_count", "symptoms put down to it, 0 to 7"),
    "expectation": ("massage_expectation_nrs", "hope that massage will help"),
    "phase": ("phase", "time since onset"),
    "sex": ("sex_at_birth", "sex at birth; other answers are unknown"),
    "smoker": ("smoker", "smokes now"),
    "belief": ("course_belief", "belief that it will last long"),
    "irritability": ("irritability", "irritability"),
    "risk": ("startback_risk", "STarT Back risk"),
    "reflex": ("reflex_knee, reflex_ankle", "a reduced or absent reflex"),
    "patterns": ("patterns", "pattern labels"),
    "leg_pain_change": (
        "leg_pain_nrs_avg_at_start, leg_pain_nrs_avg",
        "points of leg pain gained so far (reviews only)",
    ),
    "adherence": ("home_adherence_pct", "exercises done, per cent (reviews only)"),
}
"""The facts of the dictionary behind each feature."""


def features_file(parameters: Parameters) -> list[dict[str, Any]]:
    """What the model looks at, for readers and for the page about it."""
    left_out = {**shares_of(parameters, "left_out"), **shares_of(parameters, "left_out_later")}
    made: list[dict[str, Any]] = []
    for name, (facts, says) in FEATURES_SAY.items():
        entry: dict[str, Any] = {
            "name": name,
            "says": says,
            "facts": facts,
            "unknown_in_training": left_out.get(name, 0.0),
        }
        if name in WORDS:
            entry["values"] = list(WORDS[name])
        elif name == "patterns":
            entry["values"] = list(LABELS)
        else:
            entry["knots"] = list(LAYOUTS[1].numbers[name])
        made.append(entry)
    return made


def train(out: Path, size: Size = FULL, seed: int = SEED, tell: Progress | None = None) -> dict[str, Any]:
    """Train, judge and write everything into a folder; returns the metrics."""
    parameters = read_parameters()
    with threadpool_limits(limits=1):
        trained = fit(parameters, size, seed, tell)
        metrics = evaluate.judge(trained, parameters, size, seed, tell)
    metrics["targets"] = report.targets(metrics)
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "model.json", json.dumps(trained.raw, separators=(",", ":"), allow_nan=False))
    _write(out / "features.json", json.dumps(features_file(parameters), indent=1, allow_nan=False))
    _write(out / "metrics.json", json.dumps(metrics, indent=1, allow_nan=False))
    for name, svg in figures.figures(metrics).items():
        _write(out / name, svg)
    _write(out / "card.md", card.text(metrics, features_file(parameters)))
    return metrics


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """`model train`: train on one core in a few minutes, then print how it did."""
    parser = argparse.ArgumentParser(prog="model train", description="Train the model on a synthetic cohort.")
    parser.add_argument("--seed", type=int, default=SEED, help=f"same seed, same files (default {SEED})")
    parser.add_argument(
        "--out", type=Path, default=predict.FOLDER, help="folder to write to (default models/response-v1)"
    )
    parser.add_argument("--quick", action="store_true", help="a small run that shows the way; not for use")
    wanted = parser.parse_args(argv)
    if wanted.quick and wanted.out == predict.FOLDER:
        parser.error("--quick needs --out: a small run must not replace the model in use")
    bars = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bars, console=Console(stderr=True), disable=not sys.stderr.isatty()) as tell:
        metrics = train(wanted.out, QUICK if wanted.quick else FULL, wanted.seed, tell)
    print(report.report(metrics))
    return 0 if wanted.quick or report.all_met(metrics) else 1


if __name__ == "__main__":
    sys.exit(main())
