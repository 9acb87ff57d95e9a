"""The served table is what scikit-learn learned; the same seed learns the same."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from models import card, evaluate, figures, predict, report, sanity, train
from models.cohort import Parameters
from models.course import FAMILIES, MINUTES
from models.design import LABELS, LATER, NUMBERS, WORDS, Layout
from models.predict import HOME_ONLY, Model, Package
from models.sample import LAYOUTS
from tests.models.conftest import SEED, SMALL

PROFILES = 10_000
CLOSE = 1e-9


def invented(chance: random.Random, review: bool) -> tuple[dict[str, Any], Package]:
    """A client with answers and gaps by lot, beyond the scales too, and a package by lot."""
    scales = {**NUMBERS, **LATER} if review else NUMBERS
    features: dict[str, Any] = {}
    for name, knots in scales.items():
        whole = chance.randint(int(knots[0]) - 1, int(knots[-1]) + 1)
        features[name] = chance.choice([None, whole, whole, chance.uniform(knots[0], knots[-1])])
    for name, words in WORDS.items():
        features[name] = chance.choice([None, *words])
    features["patterns"] = frozenset(chance.sample(LABELS, chance.randint(0, 3)))
    if review and features["leg_pain_change"] is None:
        features["leg_pain_change"] = chance.randint(-5, 10)
    visits, rhythm = chance.randint(1, 10), chance.choice([0.25, 0.5, 1.0, 2.0])
    package = Package(chance.choice(FAMILIES), chance.choice(MINUTES), visits, rhythm)
    return features, chance.choice([HOME_ONLY, package, package, package])


def as_row(layout: Layout, features: dict[str, Any], package: Package, dose: float) -> Any:
    """The same client as scikit-learn reads it."""
    row = layout.blank(1)[0]
    for name, value in features.items():
        if name == "patterns" or value is None:
            continue
        row[layout.place[name]] = WORDS[name].index(value) if name in WORDS else value
    for label in features["patterns"]:
        row[layout.place[label]] = 1
    if package.family:
        row[layout.place["family"]], row[layout.place["minutes"]] = FAMILIES.index(package.family), package.minutes
        row[layout.place["dose"]] = dose
    return row


@pytest.mark.parametrize("review", [False, True], ids=["first visit", "review"])
def test_the_table_says_what_scikit_learn_says(small: train.Trained, review: bool) -> None:
    model, layout, chance = Model(small.raw, small.raw["digest"]), LAYOUTS[review], random.Random(1)
    clients = [invented(chance, review) for _ in range(PROFILES)]
    asked = [(model.client(features), package) for features, package in clients]

    for week in layout.weeks:
        doses = [
            model.care.dose(package, features["phase"], week) if package.family else 0.0
            for features, package in clients
        ]
        rows = np.stack([as_row(layout, *client, dose) for client, dose in zip(clients, doses, strict=True)])
        scores = np.array([client.scores(package, week) for client, package in asked])
        served = 1 / (1 + np.exp(-scores))
        learned = np.stack([fit.predict_proba(rows)[:, 1] for fit in small.fits[review, week]], axis=1)
        pain = np.array([client.pain(package, week).middle for client, package in asked])
        expected = np.clip(small.pain_fits[review, week].predict(rows), 0, 10)

        assert np.abs(served - learned).max() < CLOSE
        assert np.abs(pain - expected).max() < CLOSE


def test_the_dose_of_the_table_is_the_dose_of_the_cohort(small: train.Trained) -> None:
    model, chance = Model(small.raw, small.raw["digest"]), random.Random(2)
    for _ in range(200):
        features, package = invented(chance, review=False)
        phase = WORDS["phase"].index(features["phase"]) if features["phase"] else -1
        care = {
            "family": np.array([FAMILIES.index(package.family) if package.family else -1]),
            "visits": np.array([package.visits]),
            "per_week": np.array([package.per_week]),
        }
        if package.family:
            learned = small.rule.dose(care, np.array([phase]), 6)[0]
            assert model.care.dose(package, features["phase"], 6) == pytest.approx(learned, abs=1e-12)


def test_the_same_seed_learns_the_same(small: train.Trained, parameters: Parameters) -> None:
    with threadpool_limits(limits=1):
        again = train.fit(parameters, SMALL, SEED)

    assert again.raw["digest"] == small.raw["digest"]


def test_training_writes_model_metrics_card_and_figures(
    small: train.Trained, parameters: Parameters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "fit", lambda *_: small)

    metrics = train.train(tmp_path, SMALL, SEED)

    names = {
        "model.json",
        "features.json",
        "metrics.json",
        "card.md",
        "calibration.svg",
        "decision-curve.svg",
        "shown.svg",
    }
    assert {path.name for path in tmp_path.iterdir()} == names
    assert predict.load(tmp_path).digest == metrics["model"] == small.raw["digest"]
    for name in names:
        if name.endswith(".svg"):
            ET.fromstring((tmp_path / name).read_text(encoding="utf-8"))
    assert "*synthetic*" in (tmp_path / "card.md").read_text(encoding="utf-8").split(".")[0]
    assert "trained on a synthetic cohort" in report.report(metrics)


def test_a_small_run_does_not_replace_the_model_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.main(["--quick"])

    assert "needs --out" in capsys.readouterr().err


def test_area_under_the_curve_by_counting() -> None:
    y, p = np.array([1, 0, 1, 0, 1]), np.array([0.9, 0.9, 0.4, 0.1, 0.6])
    pairs = [(a > b) + 0.5 * (a == b) for a in p[y == 1] for b in p[y == 0]]

    assert evaluate.auc(y, p) == pytest.approx(np.mean(pairs))


def test_calibration_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(0)
    score = rng.normal(0, 1, 200_000)
    y = rng.random(len(score)) < 1 / (1 + np.exp(-(0.3 + 0.5 * score)))

    found = evaluate.calibration(y, 1 / (1 + np.exp(-score)))

    assert found["slope"] == pytest.approx(0.5, abs=0.02)
    assert found["intercept"] == pytest.approx(0.3, abs=0.05)


def test_a_check_out_of_range_is_not_met() -> None:
    assert sanity.check("x", "x", 0.551, 0.55, 0.65)["met"]
    assert not sanity.check("x", "x", 0.66, 0.55, 0.65)["met"]


def test_the_card_is_made_of_the_metrics_beside_it() -> None:
    folder = predict.FOLDER
    metrics, features = (
        json.loads((folder / name).read_text(encoding="utf-8")) for name in ("metrics.json", "features.json")
    )

    assert (folder / "card.md").read_text(encoding="utf-8") == card.text(metrics, features)
    for name, svg in figures.figures(metrics).items():
        assert (folder / name).read_text(encoding="utf-8") == svg + "\n"
