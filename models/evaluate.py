"""How well the model does, on people of worlds it was not trained in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

from models import predict, sanity
from models.cohort import PHASES, Bools, Floats, Parameters, phase_of
from models.course import FAMILIES, same_package
from models.design import LABELS, NUMBERS, REVIEWS, WORDS, Layout, matrix
from models.sample import LAYOUTS, Sample, sample
from models.table import log_odds

if TYPE_CHECKING:
    from rich.progress import Progress

    from models.train import Size, Trained

MAIN_WEEK = 6
THRESHOLDS = tuple(round(0.1 + 0.05 * n, 2) for n in range(15))
CHALLENGER_ROWS = 60_000


def auc(y: NDArray[Any], p: Floats) -> float:
    """Chance that someone who improved was given the higher figure."""
    ranks = sanity.ranks(p)
    good = int(y.sum())
    return float((ranks[y.astype(bool)].sum() - good * (good + 1) / 2) / (good * (len(y) - good)))


def brier(y: NDArray[Any], p: Floats) -> float:
    return float(np.mean((p - y) ** 2))


def calibration(y: NDArray[Any], p: Floats) -> dict[str, float]:
    """Slope (1 is right) and level (0 is right: log odds by which all figures are off)."""
    score = np.log(p / (1 - p))
    slope = LogisticRegression(C=1e9, solver="newton-cholesky").fit(score[:, None], y).coef_[0, 0]
    level = 0.0
    for _ in range(25):
        q = 1 / (1 + np.exp(-(score + level)))
        level += float((y - q).sum() / (q * (1 - q)).sum())
    return {"slope": float(slope), "intercept": level}


def interval(
    figure: Callable[[NDArray[Any]], float], count: int, resamples: int, rng: np.random.Generator
) -> dict[str, float]:
    """A figure with its 95 % interval over resampled people."""
    drawn = [figure(rng.integers(0, count, count)) for _ in range(resamples)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": figure(np.arange(count)), "low": float(low), "high": float(high)}


class Fresh:
    """People of worlds that the training never saw, and what the model says of them."""

    def __init__(self, trained: Trained, parameters: Parameters, size: Size, seed: int) -> None:
        streams = np.random.SeedSequence([seed, 1]).spawn(size.fresh_worlds + 1)
        worlds = parameters.worlds(size.fresh_worlds, np.random.default_rng(streams[0]))
        samples = [
            sample(world, parameters, size.fresh_people, np.random.default_rng(stream))
            for world, stream in zip(worlds, streams[1:], strict=True)
        ]
        self.trained = trained
        self.samples = samples
        self.layouts: tuple[Layout, Layout] = LAYOUTS
        self.phase = self.of(lambda each: phase_of(each.who["onset_days"]))
        self.review_week = self.of(lambda each: each.review_week)
        self.age, self.female = self.of(lambda each: each.who["age"]), self.of(lambda each: each.who["female"])
        self.label = self.of(lambda each: each.who["patterns"].argmax(axis=1))
        self.leg = self.of(lambda each: each.who["leg"])
        self.improved = {week: self._improved(week) for week in (6, 12)}
        self.pain6 = self.of(lambda each: each.what.pain[6])
        self.known = (self.rows(False, MAIN_WEEK)[:, : len(NUMBERS) + len(WORDS)] >= 0).sum(
            axis=1
        )  # NaN and -1 are unknown
        self.count = len(self.phase)

    def of(self, part: Callable[[Sample], NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([part(each) for each in self.samples])

    def _improved(self, week: int) -> Bools:
        return self.of(lambda each: each.what.improved[week])

    def rows(self, review: bool, week: int, care: tuple[str | None, int, int] | None = None) -> Floats:
        """Rows under each person's own care, or under one care for all."""
        told = [each.told_later if review else each.told for each in self.samples]
        cares = [each.care if care is None else same_package(len(each.who["leg"]), *care) for each in self.samples]
        pairs = zip(told, cares, strict=True)
        return np.vstack([matrix(self.layouts[review], a, b, self.trained.rule, week) for a, b in pairs])

    def scores(self, review: bool, week: int, care: tuple[str | None, int, int] | None = None) -> Floats:
        """Log odds by world and person, as served."""
        X = self.rows(review, week, care)
        return np.stack([log_odds(model)(X) for model in self.trained.fits[review, week]])

    def chance(self, review: bool, week: int, care: tuple[str | None, int, int] | None = None) -> Floats:
        return np.asarray(1 / (1 + np.exp(-self.scores(review, week, care).mean(axis=0))))


def judge(trained: Trained, parameters: Parameters, size: Size, seed: int, tell: Progress | None) -> dict[str, Any]:
    """All figures of the card."""
    step = tell.add_task("Judging", total=4) if tell else None
    rng = np.random.default_rng([seed, 2])
    fresh = Fresh(trained, parameters, size, seed)
    y, p = fresh.improved[MAIN_WEEK], fresh.chance(False, MAIN_WEEK)
    metrics: dict[str, Any] = {
        "name": trained.raw["name"],
        "data_origin": "synthetic",
        "model": trained.raw["digest"],
        "seed": seed,
        "worlds": size.worlds,
        "people_per_world": size.people,
        "least_age": trained.raw["least_age"],
        "least_leg_pain": trained.raw["least_leg_pain"],
        "judged_on": {"worlds": size.fresh_worlds, "people": fresh.count},
        "strength": trained.strength,
        "nested": _rounded(trained.nested),
    }
    _advance(tell, step)
    metrics |= _rounded(
        {
            "discrimination": _discrimination(fresh, y, p, size, rng),
            "early_change": _early_change(fresh, size, rng),
            "calibration": {**calibration(y, p), "bins": _bins(y, p)},
            "brier": _against_phase_mean(trained, fresh, y, p, size, rng),
            "subgroups": _subgroups(fresh, y, p, size, rng),
            "decision_curve": _decision_curve(trained, fresh, y, p),
        }
    )
    _advance(tell, step)
    metrics |= _rounded(
        {"shown": _shown(fresh), "packages": _packages(trained), "challenger": _challenger(trained, fresh, y, seed)}
    )
    _advance(tell, step)
    metrics["cohort"] = sanity.cohort_checks(parameters, size.sanity_people, seed)
    metrics["correlations"] = sanity.correlations(parameters, size.sanity_people, seed)
    _advance(tell, step)
    return metrics


def _advance(tell: Progress | None, step: Any) -> None:
    if tell is not None:
        tell.advance(step)


def _discrimination(fresh: Fresh, y: Bools, p: Floats, size: Size, rng: np.random.Generator) -> dict[str, Any]:
    made = {"pooled": interval(lambda n: auc(y[n], p[n]), len(y), size.resamples, rng)}
    for number, phase in enumerate(PHASES):
        own = fresh.phase == number
        made[phase] = _auc_within(y[own], p[own], size, rng)
    return made


def _auc_within(y: Bools, p: Floats, size: Size, rng: np.random.Generator) -> dict[str, float]:
    return interval(lambda n: auc(y[n], p[n]), len(y), size.resamples, rng)


def _early_change(fresh: Fresh, size: Size, rng: np.random.Generator) -> dict[str, Any]:
    """What the change so far adds to the AUC within a phase, over all reviews and by their week."""
    made: dict[str, Any] = {}
    for week in (6, 12):
        y, before, after = fresh.improved[week], fresh.chance(False, week), fresh.chance(True, week)

        def added(n: NDArray[Any], y: Bools = y, before: Floats = before, after: Floats = after) -> float:
            phase = fresh.phase[n]
            each = [(y[n][phase == k], before[n][phase == k], after[n][phase == k]) for k in range(len(PHASES))]
            return float(np.mean([auc(a, c) - auc(a, b) for a, b, c in each]))

        by_review = {f"review_{r}": added(np.flatnonzero(fresh.review_week == r)) for r in REVIEWS}
        made[f"week_{week}"] = {**interval(added, fresh.count, size.resamples, rng), **by_review}
        if week == MAIN_WEEK:
            made["calibration"] = calibration(y, after)
    return made


def _bins(y: Bools, p: Floats) -> list[dict[str, float]]:
    """Tenths of people by their figure: said and seen."""
    parts = np.array_split(np.argsort(p, kind="stable"), 10)
    return [{"said": float(p[n].mean()), "seen": float(y[n].mean()), "people": len(n)} for n in parts]


def _phase_mean(trained: Trained, fresh: Fresh) -> Floats:
    """The plain figure to beat: the share of the phase in training, whatever the package."""
    X, y, _ = trained.rows[False, MAIN_WEEK].stacked()
    phase = X[:, fresh.layouts[0].place["phase"]]
    return np.asarray(np.array([y[phase == number].mean() for number in range(len(PHASES))])[fresh.phase])


def _against_phase_mean(
    trained: Trained, fresh: Fresh, y: Bools, p: Floats, size: Size, rng: np.random.Generator
) -> dict[str, Any]:
    plain = _phase_mean(trained, fresh)
    gain = (plain - y) ** 2 - (p - y) ** 2
    return {
        "model": brier(y, p),
        "phase_mean": brier(y, plain),
        "gain": interval(lambda n: float(gain[n].mean()), len(y), size.resamples, rng),
    }


def _subgroups(fresh: Fresh, y: Bools, p: Floats, size: Size, rng: np.random.Generator) -> list[dict[str, Any]]:
    groups = [("age", "under 50", fresh.age < 50), ("age", "50 and over", fresh.age >= 50)]
    groups += [("sex", "female", fresh.female), ("sex", "male", ~fresh.female)]
    groups += [("phase", phase, fresh.phase == n) for n, phase in enumerate(PHASES)]
    groups += [("answers", "up to 9 known", fresh.known <= 9), ("answers", "10 or more known", fresh.known > 9)]
    groups += [("pattern", label, fresh.label == n) for n, label in enumerate(LABELS)]
    return [
        {
            "by": by,
            "group": name,
            "people": int(own.sum()),
            "said": float(p[own].mean()),
            "seen": float(y[own].mean()),
            "auc": _auc_within(y[own], p[own], size, rng),
        }
        for by, name, own in groups
    ]


def _decision_curve(trained: Trained, fresh: Fresh, y: Bools, p: Floats) -> list[dict[str, float]]:
    """Net benefit of acting on a figure above a threshold."""

    def benefit(said: Floats, at: float) -> float:
        acted = said >= at
        return float((acted & y).mean() - (acted & ~y).mean() * at / (1 - at))

    plain, everyone = _phase_mean(trained, fresh), np.ones(len(y))
    return [
        {
            "threshold": at,
            "model": benefit(p, at),
            "phase_mean": benefit(plain, at),
            "all": benefit(everyone, at),
            "none": 0.0,
        }
        for at in THRESHOLDS
    ]


def _shown(fresh: Fresh) -> dict[str, Any]:
    """The figures people are shown for home exercise with a usual course of massage, and how wide the ranges are."""
    scores = fresh.scores(False, MAIN_WEEK, sanity.USUAL)
    chance = 1 / (1 + np.exp(-scores))
    ordered = np.sort(chance, axis=0)
    width = ordered[-2] - ordered[1]
    middle = 1 / (1 + np.exp(-scores.mean(axis=0)))
    low, high = np.quantile(middle, [0.05, 0.95])
    by_phase = {
        phase: [float(each) for each in np.quantile(middle[fresh.phase == n], [0.05, 0.5, 0.95])]
        for n, phase in enumerate(PHASES)
    }
    return {"low": float(low), "high": float(high), "by_phase": by_phase, "range_width": float(np.median(width))}


def _packages(trained: Trained) -> dict[str, Any]:
    """What the served table says of packages, for the average client of each phase."""
    model = predict.Model(trained.raw, trained.raw["digest"])
    made: dict[str, Any] = {"apart": model.apart, "minutes": {}, "families": {}}
    for phase in PHASES:
        packages = {str(m): predict.Package("relaxation", m, 8) for m in (30, 45, 60)} | {"home": predict.HOME_ONLY}
        made["minutes"][phase] = {name: model.average(phase, package, MAIN_WEEK) for name, package in packages.items()}
        made["families"][phase] = {
            family: model.average(phase, predict.Package(family, 60, 6), MAIN_WEEK) for family in FAMILIES
        }
    chronic = model.client({"phase": "chronic"})
    long_, short = (chronic.scores(predict.Package("relaxation", m, 8), MAIN_WEEK) for m in (60, 30))
    made["worlds_for_60"] = sum(a > b for a, b in zip(long_, short, strict=True)) / model.first.worlds
    return made


def _challenger(trained: Trained, fresh: Fresh, y: Bools, seed: int) -> dict[str, Any]:
    """Boosted trees with pairwise interactions on the same rows, and how well both models tell the change in points."""
    X, improved, pain = trained.rows[False, MAIN_WEEK].stacked()
    pick = np.random.default_rng([seed, 3]).permutation(len(X))[:CHALLENGER_ROWS]
    X, improved, pain = X[pick], improved[pick], pain[pick]
    leg = fresh.layouts[0].place["leg_pain"]
    shape: dict[str, Any] = {"learning_rate": 0.06, "max_iter": 150, "max_leaf_nodes": 6, "min_samples_leaf": 200}
    shape |= {"interaction_cst": "pairwise", "random_state": seed}
    rows = fresh.rows(False, MAIN_WEEK)
    p = HistGradientBoostingClassifier(**shape).fit(X, improved).predict_proba(rows)[:, 1]
    told = ~np.isnan(X[:, leg])
    boosted = HistGradientBoostingRegressor(**shape).fit(X[told], (pain - X[:, leg])[told])
    seen = ~np.isnan(rows[:, leg])
    change = (fresh.pain6 - rows[:, leg])[seen]
    linear = trained.pain_fits[False, MAIN_WEEK].predict(rows[seen]) - rows[seen, leg]
    within = [auc(y[fresh.phase == n], p[fresh.phase == n]) for n in range(len(PHASES))]
    return {
        "what": "histogram gradient boosting, pairwise interactions",
        "auc_pooled": auc(y, p),
        "auc_within": float(np.mean(within)),
        "brier": brier(y, p),
        "r2_boosted": _r2(change, boosted.predict(rows[seen])),
        "r2_linear": _r2(change, linear),
    }


def _r2(found: Floats, said: Floats) -> float:
    return float(1 - np.sum((found - said) ** 2) / np.sum((found - found.mean()) ** 2))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value
