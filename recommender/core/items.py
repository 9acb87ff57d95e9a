"""Library items as values: what may be offered, in the words of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plans.plan import Certainty, Dose, Source, ids_of
from recommender.core.condition import Condition

LEVELS = ("low", "moderate", "high")
GOOD_VISIT = "good-visit"
"""Name of the condition that a visit in this course went well."""
"""Irritability, from calm to easily stirred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item of the library carries."""

    id: str
    because: str
    sources: tuple[Source, ...]
    certainty: Certainty
    status: str
    source_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_ids", ids_of(self.sources))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalityItem(Item):
    """A kind of massage. `indication`: by pattern and irritability, 0 (not suggested) to 3 (preferred)."""

    name: str
    client_name: str
    techniques: str
    kind: str
    codes: tuple[str, ...]
    indication: Mapping[str, Mapping[str, int]]
    regions: tuple[str, ...]
    minutes: tuple[int, int]
    pressure: tuple[int, int]
    alone: bool
    after_good_visit: bool
    offered: bool
    benefit: str
    grade: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Item):
    """A treatment region and the body areas it covers."""

    name: str
    client_name: str
    areas: frozenset[str]
    positions: tuple[str, ...]
    minutes: tuple[int, int]
    max_level: int
    avoid: str
    other_side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTemplate:
    """One part of a session recipe."""

    minutes: int
    what: str
    words: str
    region: str = ""
    modality: str = ""
    level: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Item):
    """How the minutes of a visit are laid out; one with `when` is the only one where that holds."""

    minutes: int
    when: Condition | None
    slots: tuple[SlotTemplate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suit:
    """A reason to offer an item, and its weight."""

    when: Condition
    weight: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWhen:
    """A reason of the item's own not to offer it."""

    id: str
    when: Condition
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Item):
    """A home exercise. `irritability` is the most irritable state it is allowed in; `doses` by irritability.

    `harder_loads`: what a harder variant of it loads, beside its own loads.
    """

    name: str
    kind: str
    position: str
    irritability: str
    doses: Mapping[str, Dose | None]
    equipment: frozenset[str] = frozenset()
    or_equipment: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    needs: str = ""
    loads: tuple[str, ...] = ()
    end_range: bool = False
    stays_under_p: Condition | None = None
    eased_in: Condition | None = None
    suits: tuple[Suit, ...] = ()
    not_when: tuple[NotWhen, ...] = ()
    steps: tuple[str, ...] = ()
    feel: str = ""
    stop_if: str = ""
    ease_off: str = ""
    progress: str | None = None
    harder_loads: tuple[str, ...] = ()
    regress: str | None = None
    alt: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    when: Condition
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TipItem(Item):
    """An ergonomics tip or a piece of self-care.

    `areas`: where a tip with codes is used. `exercise`: what a tip tells to do, so that it falls with that exercise.
    `name`, `boosted`: its conditions by the names they are answered under.
    """

    context: str
    kind: str
    when: Condition
    tip: str
    boosts: tuple[Boost, ...] = ()
    against: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    exercise: str = ""
    jurisdiction: str = ""
    grade: str = ""
    name: str = field(init=False, repr=False, compare=False)
    boosted: tuple[tuple[str, Boost], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        Item.__post_init__(self)
        object.__setattr__(self, "name", f"tip:{self.id}")
        object.__setattr__(self, "boosted", tuple((f"boost:{self.id}:{n}", each) for n, each in enumerate(self.boosts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionText:
    """The script of a disposition, before the contacts of a jurisdiction are filled in."""

    id: str
    headline: str
    do: tuple[str, ...]
    say: str
    dont: tuple[str, ...] = ()
    do_parallel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineStance:
    """What one guideline says about an item or a family, and when."""

    source: str
    jurisdiction: str
    about: str
    when: Condition
    stance: str
    overridable: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tailored:
    """A safety-net or disclaimer text for those it concerns."""

    id: str
    when: Condition
    text: str
    where: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNetText:
    title: str
    emergency: tuple[str, ...]
    emergency_do: str
    emergency_say: str
    other: tuple[str, ...]
    today: str
    course: str
    tailored: tuple[Tailored, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that may be offered or said."""

    modalities: tuple[ModalityItem, ...]
    regions: Mapping[str, Region]
    positions: Mapping[str, str]
    good_visit: Condition
    recipes: Mapping[str, Recipe]
    exercises: tuple[Exercise, ...]
    tips: tuple[TipItem, ...]
    self_care: tuple[TipItem, ...]
    stances: tuple[GuidelineStance, ...]
    actions: Mapping[str, ActionText]
    contacts: Mapping[str, Mapping[str, str]]
    disclaimers: tuple[Tailored, ...]
    safety_net: SafetyNetText
    feel: Mapping[str, str]
