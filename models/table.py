"""From fitted pipelines to the table that is served: each is asked about one answer at a time."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.cohort import PHASES, Floats
from models.course import FAMILIES, MINUTES
from models.design import LABELS, WORDS, Layout

DIGITS = 12


class Scorer(Protocol):
    """A fitted pipeline, asked for its linear score."""

    def __call__(self, X: Floats) -> Floats: ...


class Probes:
    """Rows that differ from a client of whom nothing is known in one answer each."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._rows: list[dict[str, float]] = [{}]
        self.number = {name: [self._add({name: at}) for at in knots] for name, knots in layout.numbers.items()}
        self.word = {name: [self._add({name: n}) for n in range(len(values))] for name, values in WORDS.items()}
        self.label = {name: self._add({name: 1}) for name in LABELS}
        plain = {"dose": 1.0, "family": 0, "minutes": MINUTES[0]}
        self.minutes = [self._add({**plain, "minutes": minutes}) for minutes in MINUTES]
        self.family = [self._add({**plain, "family": n}) for n in range(len(FAMILIES))]
        self.label_massage = {name: self._add({**plain, name: 1}) for name in LABELS}
        self.risk_massage = [self._add({**plain, "risk": n}) for n in range(len(WORDS["risk"]))]
        self.phase_massage = [
            [self._add({**plain, "phase": n, "minutes": minutes}) for minutes in MINUTES] for n in range(len(PHASES))
        ]

    def _add(self, answers: dict[str, float]) -> int:
        self._rows.append(answers)
        return len(self._rows) - 1

    def matrix(self) -> Floats:
        made = self.layout.blank(len(self._rows))
        for n, answers in enumerate(self._rows):
            for name, value in answers.items():
                made[n, self.layout.place[name]] = value
        return made


def table_of(layout: Layout, scorers: list[Scorer], pain_spread: list[list[float]]) -> dict[str, Any]:
    """The rows of one layout; `scorers` in the order of the columns (weeks by worlds, then pain by weeks)."""
    probes = Probes(layout)
    X = probes.matrix()
    scores = np.stack([scorer(X) for scorer in scorers], axis=1)
    added = scores - scores[0]

    def row(n: int, *without: int) -> list[float]:
        return _rounded(added[n] - sum(added[each] for each in without))

    plain = probes.minutes[0]
    return {
        "weeks": list(layout.weeks),
        "pain_spread": pain_spread,
        "base": _rounded(scores[0]),
        "numbers": {
            name: [[at, row(n)] for at, n in zip(layout.numbers[name], places, strict=True)]
            for name, places in probes.number.items()
        },
        "words": {
            name: {value: row(n) for value, n in zip(WORDS[name], places, strict=True)}
            for name, places in probes.word.items()
        },
        "labels": {name: row(n) for name, n in probes.label.items()},
        "massage": {
            "minutes": {str(m): row(n) for m, n in zip(MINUTES, probes.minutes, strict=True)},
            "minutes_by_phase": {
                phase: {
                    str(m): row(n, probes.minutes[j], probes.word["phase"][p])
                    for j, (m, n) in enumerate(zip(MINUTES, probes.phase_massage[p], strict=True))
                }
                for p, phase in enumerate(PHASES)
            },
            "families": {name: row(n, plain) for name, n in zip(FAMILIES, probes.family, strict=True)},
            "labels": {name: row(n, plain, probes.label[name]) for name, n in probes.label_massage.items()},
            "risk": {
                value: row(n, plain, probes.word["risk"][j])
                for j, (value, n) in enumerate(zip(WORDS["risk"], probes.risk_massage, strict=True))
            },
        },
    }


def log_odds(model: Any) -> Scorer:
    """The linear score of a calibrated classifier."""

    def score(X: Floats) -> Floats:
        fitted = model.calibrated_classifiers_[0]
        sigmoid = fitted.calibrators[0]
        return np.asarray(-(sigmoid.a_ * fitted.estimator.decision_function(X) + sigmoid.b_))

    return score


def points(model: Any) -> Scorer:
    """The linear score of a regression is its prediction."""
    return lambda X: np.asarray(model.predict(X))


def _rounded(values: NDArray[Any]) -> list[float]:
    return [float(value) for value in np.round(values, DIGITS) + 0.0]
