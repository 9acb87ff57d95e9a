"""What may be known about a client: one `Fact` per question, and the `Dictionary` that holds them in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from recommender.core.condition import Condition


class NotApplicable:
    """The value of a fact whose own question does not arise: it equals nothing, includes nothing, reaches no threshold.

    A man has no pregnancy status; someone who never had cancer has no cancer treatment. Unlike an unknown (None),
    `is_not` and `includes_none` hold for it.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return 0

    def __ge__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __lt__ = __ge__

    def __contains__(self, item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "not applicable"


NA: Final = NotApplicable()


class FactType(StrEnum):
    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    ENUM = "enum"
    SET = "set"
    TEXT = "text"


class Tier(StrEnum):
    """How a fact is come by, and what its absence means (see the head of the dictionary)."""

    T1 = "t1"
    T2 = "t2"
    EXAM = "exam"
    PLAN = "plan"
    DERIVED = "derived"


COMMON = {"prefer_not_say": "I would rather not say", "unsure": "Not sure", "na": "Does not apply"}
"""Plain words for answers that many facts share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the service may know about a client. `value_labels`: plain words for each of its values."""

    id: str
    type: FactType
    tier: Tier
    group: str
    ask: str = ""
    help: str = ""
    values: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    unit: str = ""
    gate: bool = False
    stable: bool = False
    each_visit: bool = False
    checklist: str = ""
    asked_when: Condition | None = None
    worse_to: bool | str | tuple[str, ...] | None = None
    derive: str = ""
    value_labels: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value_labels", {value: self.label(value) for value in self.values})

    @property
    def is_safety(self) -> bool:
        """Whether a plan waits for it (tier t1, or a gate)."""
        return self.tier is Tier.T1 or self.gate

    @property
    def is_asked_each_visit(self) -> bool:
        """Whether an answer holds for its day only: safety, findings, and how the client is just now."""
        return self.each_visit or self.tier is Tier.EXAM or (self.tier is Tier.T1 and not self.stable)

    @property
    def is_input(self) -> bool:
        return self.tier is not Tier.DERIVED

    def label(self, value: str) -> str:
        """Plain words for one of its values."""
        return self.labels.get(value) or COMMON.get(value) or value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    id: str
    ask: str
    none: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dictionary:
    """All facts in the order of asking; derived facts stand last."""

    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    checklists: Mapping[str, Checklist]
    place: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", {fact.id: n for n, fact in enumerate(self.facts)})

    def __getitem__(self, fact_id: str) -> Fact:
        return self.facts[self.place[fact_id]]

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self.place

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)
