"""Rules as values: what a knowledge file says, after it has been read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plans.plan import Certainty, Disposition, Source, ids_of
from recommender.core.condition import Condition

HANDS_ON = ("SWE", "DTM", "MFR", "TRP", "NMR", "PSM", "IAS", "HOT", "CLD", "DEV")
STRETCHES = ("HAM", "SLD", "TEN", "GLU", "FLX", "EXT", "ROT", "HFX", "CLF", "PNF")
LETTERS = "AMCLPQ"
AREAS = (
    "upper_back", "low_back", "flank", "abdomen", "buttock", "hip_side", "groin", "thigh_front", "thigh_back",
    "inner_thigh", "knee_back", "shin", "calf", "foot", "arm", "hand", "neck", "chest",
)  # fmt: skip
CLEARANCE_MONTHS = 12
"""How long a clearance holds at most where a rule gives no shorter time (certainty: design; no source gives one)."""
POSITIONS = ("prone", "supine", "side_lying", "semi_reclined", "seated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every clinical row carries, whatever follows from it."""

    id: str
    row: str
    says: str
    when: Condition
    because: str
    sources: tuple[Source, ...]
    certainty: Certainty
    status: str
    note: str = ""
    information: bool = False
    file: str = ""
    source_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_ids", ids_of(self.sources))


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag(Rule):
    """A row of triage. `clearable`: whether a clearance record that names it may open it."""

    disposition: Disposition
    action: str
    parallel: bool = False
    clearable: bool = True
    clearance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a rule holds: fixed body areas, those a fact names (unknown: everywhere), or the whole body.

    `none_is_unknown`: the fact is asked because there is such a place, so its answer "none" leaves the place unknown.
    """

    areas: frozenset[str] = frozenset()
    fact: str = ""
    whole: bool = False
    none_is_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRule:
    avoid: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication(Rule):
    """A state that closes or limits work. Cells hold the letters of the codes; a missing cell is O."""

    hands_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stretches: Mapping[str, frozenset[str]] = field(default_factory=dict)
    area: Area = Area(whole=True)
    local_pressure: bool = False
    position: PositionRule | None = None
    closes: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    max_hold_s: Mapping[str, int] = field(default_factory=dict)
    max_level: int | None = None
    max_level_in: frozenset[str] = frozenset()
    max_minutes: int | None = None
    max_face_down: int | None = None
    excludes: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    disposition: Disposition | None = None
    action: str = ""
    clearance: str = ""
    clearance_months: int = CLEARANCE_MONTHS
    timing: str = ""
    standing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping(Rule):
    """A row of what would help: dose, modifier, programme or review; `then` keeps the words its README lists."""

    folder: str
    order: int = 0
    then: Mapping[str, Any] = field(default_factory=dict)
