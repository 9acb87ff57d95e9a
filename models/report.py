"""What must hold of an honest model, and the report that says whether it does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models import predict
from models.cohort import PHASES
from models.design import REVIEWS
from models.sanity import Check, check


def targets(metrics: dict[str, Any]) -> list[Check]:
    """The limits of an honest model: not better than real cohorts allow."""
    found, early, shown, packages = (metrics[name] for name in ("discrimination", "early_change", "shown", "packages"))
    challenger = metrics["challenger"]
    within = [
        check("auc-phase", f"AUC within {phase}, first visit", found[phase]["value"], 0.55, 0.65) for phase in PHASES
    ]
    return [
        *within,
        check("auc-pooled", "AUC over all phases", found["pooled"]["value"], 0.5, 0.75),
        check(
            "r2",
            "R2 on change, better of both models",
            max(challenger[name] for name in ("r2_linear", "r2_boosted")),
            0,
            0.25,
        ),
        check("early", "AUC added by the change so far, week 6", early["week_6"]["value"], 0.08, 0.20),
        check("early-5", "the same at a week-5 review", early["week_6"]["review_5"], 0.08, 0.20),
        check("early-12", "AUC added by the change so far, week 12", early["week_12"]["value"], 0.08, 0.20),
        check("slope", "calibration slope", metrics["calibration"]["slope"], 0.9, 1.1),
        check("level", "calibration intercept", metrics["calibration"]["intercept"], -0.05, 0.05),
        check("slope-review", "calibration slope at a review", early["calibration"]["slope"], 0.9, 1.1),
        check("level-review", "calibration intercept at a review", early["calibration"]["intercept"], -0.05, 0.05),
        check(
            "brier",
            "Brier gain on the phase mean, lower end of its interval",
            metrics["brier"]["gain"]["low"],
            0.0001,
            1,
        ),
        check("shown-low", "shown chance, 5th percentile", shown["low"], 0.23, 1),
        check("shown-high", "shown chance, 95th percentile", shown["high"], 0, 0.82),
        check(
            "m-type",
            "structural ranked apart from relaxation (1 yes, 0 no)",
            float(packages["apart"]["structural"]),
            0,
            0,
        ),
        check("m-minutes", "worlds in which 60 minutes beat 30, chronic", packages["worlds_for_60"], 0.75, 1),
    ]


def all_met(metrics: dict[str, Any]) -> bool:
    """Whether every check of the cohort and every target holds."""
    return all(each["met"] for each in (*metrics["cohort"], *metrics["targets"]))


def report(metrics: dict[str, Any]) -> str:
    """The sanity table, for a terminal."""
    lines = [
        f"{metrics['name']}: trained on a synthetic cohort drawn from published figures; no real client is in it.",
        "{worlds} worlds of {people_per_world} people.".format_map(metrics),
        "Judged on {people} people of {worlds} other worlds.".format_map(metrics["judged_on"]),
        "",
        "The model",
        *_lines(metrics["targets"]),
        "",
        "The cohort beside the literature",
        *_lines(metrics["cohort"]),
        "",
        "Rank correlations: cohort, imposed, published",
    ]
    for row in metrics["correlations"]:
        published = "-" if row["published"] is None else f"{row['published']:.2f}"
        lines.append(f"  {' and '.join(row['pair']):<34} {row['cohort']:>6.2f} {row['imposed']:>6.2f} {published:>6}")
    early = metrics["early_change"]["week_6"]
    reviews = [f"review in week {week} {early[f'review_{week}']:.3f}" for week in REVIEWS]
    gain = metrics["brier"]["gain"]
    briers = (metrics["brier"]["model"], metrics["brier"]["phase_mean"], metrics["challenger"]["brier"])
    lines += [
        "",
        "Brier: model {:.4f}, phase mean {:.4f}, challenger {:.4f}".format(*briers),
        "Brier gain on the phase mean: {value:.4f}, 95 % interval {low:.4f} to {high:.4f}".format_map(gain),
        "Nested cross-validation: AUC {auc:.3f}, slope {slope:.2f}".format_map(metrics["nested"]),
        "Change so far adds at week 6: " + ", ".join(reviews),
        f"Median width of the shown range: {metrics['shown']['range_width']:.2f}",
        f"Model file: {metrics['model']}",
        "All checks are met." if all_met(metrics) else "NOT ALL CHECKS ARE MET.",
    ]
    return "\n".join(lines)


def _lines(checks: list[Check]) -> list[str]:
    return [
        f"  {_met(each)} {each['found']:>8.3f}  in {each['low']:g} to {each['high']:g}  {each['what']}"
        for each in checks
    ]


def _met(each: Check) -> str:
    return "met" if each["met"] else "NOT"


def main(argv: Sequence[str] | None = None) -> int:
    """`model report`: print what the training found; 1 when a check is not met."""
    parser = argparse.ArgumentParser(prog="model report", description="Print how the model did in training.")
    parser.add_argument(
        "--model", type=Path, default=predict.FOLDER, help="folder of the model (default models/response-v1)"
    )
    folder = parser.parse_args(argv).model
    try:
        metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        digest = predict.load(folder).digest
    except (OSError, ValueError, predict.ArtefactNotUsable) as error:
        print(f"There is no report to print: {error}", file=sys.stderr)
        return 2
    print(report(metrics))
    if metrics["model"] != digest:
        print("This report is of another model file than the one beside it.", file=sys.stderr)
        return 2
    return 0 if all_met(metrics) else 1


if __name__ == "__main__":
    sys.exit(main())
