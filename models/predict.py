"""The served model: a table read from JSON. Standard library only; no scikit-learn and nothing executable in the file.

The score of a client is a sum of rows: one for each answer that is known, and for massage a sum in proportion to the
dose. Each row holds one number for every world, so one sum gives the whole range.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "response-table/1"
FOLDER = Path(__file__).parent / "response-v1"
LARGEST_FILE = 4_000_000
COMMON = "relaxation"
"""The family that the others are compared with; it also stands for massage in general."""
Figures = tuple[float, ...]
Row = tuple[Figures, ...]
"""Figures by week; in each, one for every world and one for leg pain."""


class ArtefactNotUsable(Exception):
    """The file of the model is missing, damaged or not ours; the sentence says which."""


class Package(NamedTuple):
    """Home exercise, with or without a course of one kind of massage."""

    family: str | None = None
    minutes: int = 0
    visits: int = 0
    per_week: float = 1.0


HOME_ONLY = Package()


class Chance(NamedTuple):
    """Share of such people who are clearly better by a week. All worlds but the two outermost lie from low to high."""

    week: int
    low: float
    middle: float
    high: float

    def overlaps(self, other: Chance) -> bool:
        return self.low <= other.high and other.low <= self.high


class Pain(NamedTuple):
    """Leg pain (0 to 10) to expect at a week; 8 in 10 such people lie from low to high."""

    week: int
    low: float
    middle: float
    high: float


class Table:
    """The rows for a first visit, or for a review that knows the change so far."""

    def __init__(self, raw: Mapping[str, Any], worlds: int) -> None:
        self.weeks: tuple[int, ...] = tuple(int(week) for week in raw["weeks"])
        self.worlds = worlds
        self.spread = tuple((float(low), float(high)) for low, high in raw["pain_spread"])
        if len(self.spread) != len(self.weeks):
            raise ValueError("pain_spread does not fit the weeks")
        self.base = self._row(raw["base"])
        self.numbers = {name: self._scale(points) for name, points in raw["numbers"].items()}
        self.words = {name: self._rows(rows) for name, rows in raw["words"].items()}
        self.labels = self._rows(raw["labels"])
        massage = raw["massage"]
        self.massage_labels, self.massage_risk = self._rows(massage["labels"]), self._rows(massage["risk"])
        self.families = self._rows(massage["families"])
        self.kinds = dict(self._kinds(self._rows(massage["minutes"]), massage["minutes_by_phase"]))

    def _kinds(self, minutes: Mapping[str, Row], by_phase: Mapping[str, Any]) -> Iterator[tuple[Any, Row]]:
        """What massage of one family and length adds in one phase (None: the phase is not known)."""
        phases: dict[str | None, dict[str, Row] | None] = {None: None}
        phases |= {phase: self._rows(rows) for phase, rows in by_phase.items()}
        for phase, own in phases.items():
            for family, row in self.families.items():
                for length, usual in minutes.items():
                    rows = [row, usual, own[length]] if own else [row, usual]
                    yield (phase, family, int(length)), tuple(_sum(rows, n) for n in range(len(self.weeks)))

    def mean_kind(self, phase: str | None, package: Package, n: int) -> float:
        """The part of a kind and length of massage that is the same for everyone, in the mean of the worlds."""
        row: Figures = self.kinds[phase, package.family, package.minutes][n]
        return sum(row[: self.worlds]) / self.worlds

    def _row(self, values: Any) -> Row:
        """By week: one figure for each world, then leg pain. In the file all worlds of all weeks stand first."""
        figures, weeks = [float(value) for value in values], len(self.weeks)
        if len(figures) != (self.worlds + 1) * weeks or not all(map(math.isfinite, figures)):
            raise ValueError("a row has the wrong length or a value that is no number")
        pain = figures[self.worlds * weeks :]
        return tuple((*figures[n * self.worlds : (n + 1) * self.worlds], pain[n]) for n in range(weeks))

    def _rows(self, rows: Mapping[str, Any]) -> dict[str, Row]:
        return {name: self._row(values) for name, values in rows.items()}

    def _scale(self, points: list[Any]) -> Scale:
        knots = tuple(float(at) for at, _ in points)
        if list(knots) != sorted(set(knots)):
            raise ValueError("knots must rise")
        return Scale(knots, tuple(self._row(row) for _, row in points))


class Scale:
    """A number on a scale: straight lines between knots, level beyond the ends; whole numbers are looked up."""

    def __init__(self, knots: tuple[float, ...], rows: tuple[Row, ...]) -> None:
        self.knots, self.rows = knots, rows
        self.whole = {n: self._between(n) for n in range(math.ceil(knots[0]), math.floor(knots[-1]) + 1)}

    def at(self, value: float) -> Row:
        return self.whole.get(value) or self._between(value)  # type: ignore[call-overload]

    def _between(self, value: float) -> Row:
        knots = self.knots
        if value <= knots[0]:
            return self.rows[0]
        for n in range(1, len(knots)):
            if value <= knots[n]:
                part = (value - knots[n - 1]) / (knots[n] - knots[n - 1])
                ends = zip(self.rows[n - 1], self.rows[n], strict=True)
                return tuple(tuple([a + part * (b - a) for a, b in zip(*both, strict=True)]) for both in ends)
        return self.rows[-1]


class Client:
    """One client: the rows of what is known, summed up week by week as it is asked for."""

    __slots__ = ("_extra", "_rows", "_sums", "care", "phase", "table")

    def __init__(self, table: Table, care: Care, features: Mapping[str, Any]) -> None:
        rows, extra = [table.base], []
        for name, scale in table.numbers.items():
            value = features.get(name)
            if value is not None:
                rows.append(scale.at(value))
        for name, words in table.words.items():
            value = features.get(name)
            if value is not None:
                rows.append(words[value])
        for label in features.get("patterns", ()):
            rows.append(table.labels[label])
            extra.append(table.massage_labels[label])
        risk = features.get("risk")
        if risk is not None:
            extra.append(table.massage_risk[risk])
        self.table, self.care, self.phase = table, care, features.get("phase")
        self._rows, self._extra = rows, extra
        self._sums: dict[int, tuple[Figures, Figures]] = {}

    def _sum(self, n: int) -> tuple[Figures, Figures]:
        """What holds whatever is done, and what massage adds for this client beyond its kind, at the n-th week."""
        found = self._sums.get(n)
        if found is None:
            nothing = (0.0,) * (self.table.worlds + 1)
            found = self._sums[n] = _sum(self._rows, n), _sum(self._extra, n) if self._extra else nothing
        return found

    def _figures(self, package: Package, week: int) -> list[float]:
        """Log odds in each world, then leg pain."""
        n = self.table.weeks.index(week)
        base, extra = self._sum(n)
        if package.family is None:
            return list(base)
        dose = self.care.dose(package, self.phase, week)
        kind = self.table.kinds[self.phase, package.family, package.minutes][n]
        return [a + dose * (b + c) for a, b, c in zip(base, extra, kind, strict=True)]

    def scores(self, package: Package, week: int) -> list[float]:
        """Log odds of being clearly better by a week, one for each world."""
        return self._figures(package, week)[:-1]

    def chance(self, package: Package, week: int) -> Chance:
        """The share that is clearly better by a week, as a range over the worlds."""
        scores = self._figures(package, week)
        del scores[-1]
        middle = sum(scores) / len(scores)
        scores.sort()
        return Chance(week, _logistic(scores[1]), _logistic(middle), _logistic(scores[-2]))

    def pain(self, package: Package, week: int) -> Pain:
        """Leg pain to expect at a week."""
        value = self._figures(package, week)[-1]
        low, high = self.table.spread[self.table.weeks.index(week)]
        return Pain(week, _on_scale(value + low), _on_scale(value), _on_scale(value + high))


class Care:
    """How visits turn into a dose: the first ones count most, and the effect fades after the last."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.saturation = float(raw["saturation"])
        self.half_life: dict[str | None, float] = {name: float(value) for name, value in raw["half_life"].items()}
        self.half_life[None] = float(raw["half_life_unknown"])

    def dose(self, package: Package, phase: str | None, week: float) -> float:
        """Part of a full course that is felt at a week."""
        done = min(package.visits, package.per_week * week)
        since = week - package.visits / package.per_week
        share = 1 - math.exp(-done / self.saturation)
        return share if since <= 0 else share * 0.5 ** (since / self.half_life[phase])


class Average:
    """The counted shares of a phase as log odds by week: with home exercise, and what a full dose adds to its kind."""

    def __init__(self, raw: Mapping[str, Any], table: Table) -> None:
        self.home, self.massage = (tuple(float(value) for value in raw[name]) for name in ("home", "massage"))
        if not len(self.home) == len(self.massage) == len(table.weeks):
            raise ValueError("the averages do not fit the weeks")
        if not all(map(math.isfinite, (*self.home, *self.massage))):
            raise ValueError("an average is no number")


class Model:
    """What was learned, ready to be asked."""

    def __init__(self, raw: Mapping[str, Any], digest: str) -> None:
        self.name, self.digest = str(raw["name"]), digest
        self.data_origin = str(raw["data_origin"])
        self.least_leg_pain, self.least_age = int(raw["least_leg_pain"]), int(raw["least_age"])
        worlds = int(raw["worlds"])
        if worlds < 3 or self.data_origin != "synthetic":
            raise ValueError("too few worlds, or the origin of the data is not given as synthetic")
        self.care = Care(raw["care"])
        self.first, self.review = Table(raw["first"], worlds), Table(raw["review"], worlds)
        self._averages = {
            phase: Average(raw["averages"][phase], self.first) for phase in ("any", *self.first.words["phase"])
        }
        self.apart = {family: self._apart(family) for family in self.first.families}

    def client(self, features: Mapping[str, Any]) -> Client:
        """Sum up one client. With `leg_pain_change` it is a review, and the change so far counts."""
        table = self.first if features.get("leg_pain_change") is None else self.review
        return Client(table, self.care, features)

    def predict(self, features: Mapping[str, Any], packages: Iterable[Package], week: int = 6) -> tuple[Chance, ...]:
        """The chance under each package by a week."""
        client = self.client(features)
        return tuple([client.chance(package, week) for package in packages])

    def average(self, phase: str | None, package: Package, week: int) -> float:
        """The plain share of all people of a phase who are clearly better by a week under a package."""
        known = self._averages[phase or "any"]
        n = self.first.weeks.index(week)
        if package.family is None:
            return _logistic(known.home[n])
        kind = self.first.mean_kind(phase, package, n)
        return _logistic(known.home[n] + self.care.dose(package, phase, week) * (known.massage[n] + kind))

    def _apart(self, family: str) -> bool:
        """Whether all worlds but one agree that a family does better, or worse, than plain relaxation by week 6."""
        n = self.first.weeks.index(6)
        own, other = (self.first.families[each][n][:-1] for each in (family, COMMON))
        pairs = list(zip(own, other, strict=True))
        return max(sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)) >= len(pairs) - 1


def load(folder: Path = FOLDER) -> Model:
    """Read the model of a folder.

    Raises:
        ArtefactNotUsable: it is missing, damaged, cut short, or not a file of ours.
    """
    path = folder / "model.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArtefactNotUsable(
            f"The model could not be read: {path.name}: {error.strerror or 'no such file'}."
        ) from error
    if len(content) > LARGEST_FILE:
        raise ArtefactNotUsable(f"{path.name} is larger than any model of ours; plans are made without it.")
    try:
        raw = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ArtefactNotUsable(f"{path.name} is damaged or cut short: it is not complete JSON.") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ArtefactNotUsable(f"{path.name} is not a {FORMAT} file; plans are made without it.")
    digest = raw.pop("digest", None)
    if digest != digest_of(raw):
        raise ArtefactNotUsable(f"{path.name} was changed after training: its digest does not match what is in it.")
    try:
        return Model(raw, digest)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise ArtefactNotUsable(f"{path.name} does not hold a whole model: {error}.") from error


def digest_of(raw: Mapping[str, Any]) -> str:
    """Digest of everything in the file but the digest."""
    whole = json.dumps(raw, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _sum(rows: list[Row], n: int) -> Figures:
    return tuple(map(sum, zip(*[row[n] for row in rows], strict=True)))


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


def _on_scale(value: float) -> float:
    return min(10.0, max(0.0, value))
