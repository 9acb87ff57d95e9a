"""What a plan is: frozen values, standard library only. Field names are the public JSON names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What today's answers allow, most severe first."""

    EMERGENCY_NOW = "emergency_now"
    SAME_DAY = "same_day"
    URGENT_DAYS = "urgent_days"
    ROUTINE_REFERRAL = "routine_referral_before_treatment"
    NEEDS_ANSWERS = "needs_answers"
    TREAT_WITH_PRECAUTIONS = "treat_with_precautions"
    TREAT = "treat"

    @property
    def severity(self) -> int:
        """Higher is more severe; 0 is `treat`."""
        return _SEVERITY[self]

    @property
    def stops(self) -> bool:
        """Whether it ends in a referral: no hands-on work and no exercise by any door."""
        return self.severity > Disposition.NEEDS_ANSWERS.severity

    @property
    def treats(self) -> bool:
        """Whether hands-on work and exercises may be planned."""
        return self.severity < Disposition.NEEDS_ANSWERS.severity


_SEVERITY = {each: n for n, each in enumerate(reversed(Disposition))}


class Status(StrEnum):
    """How far a plan has come: only a signed one is shown to a client."""

    DRAFT = "draft"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    STOPPED = "stopped"

    @property
    def ended(self) -> bool:
        """Whether the plan no longer holds: stopped, or replaced by a newer one."""
        return self in (Status.SUPERSEDED, Status.STOPPED)


class Certainty(StrEnum):
    """How sure we are of a clinical row, as its evidence says."""

    VERIFIED = "verified"
    RECALLED = "recalled"
    DESIGN = "design"


@dataclass(frozen=True)
class Source:
    """A place in the bibliography: the key of an entry, and where in it, in words."""

    id: str
    at: str = ""


def ids_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """The entries of the bibliography, each once, in order."""
    return tuple(dict.fromkeys(source.id for source in sources))


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One red flag or stopping state that holds.

    `facts`: the answers it rests on, by fact · `action`: the id of what the client is told, or empty · `parallel`: a
    check beside treatment · `cleared`: a record lets the work go on.
    """

    rule: str
    disposition: Disposition
    because: str
    says: str
    facts: dict[str, object]
    sources: tuple[str, ...]
    certainty: Certainty
    action: str
    parallel: bool = False
    cleared: bool = False


@dataclass(frozen=True, kw_only=True)
class Action:
    """What the client is told to do, with the contacts of the jurisdiction filled in."""

    id: str
    headline: str
    do: tuple[str, ...]
    say: str
    dont: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Triage:
    """What the safety questions came to.

    `provisional`: an open question could still make it more severe · `action`: what the client is told, None where
    nothing stops · `referrals`: checks by a doctor beside the plan · `note`: one sentence for the top, or empty.
    """

    provisional: bool
    hits: tuple[Hit, ...]
    action: Action | None
    referrals: tuple[Action, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question that is still open. `type`: as in the dictionary of facts; `labels`: words for its `values`."""

    fact: str
    ask: str
    type: str
    values: tuple[str, ...]
    labels: dict[str, str]
    why: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A label that helps to choose; never a diagnosis."""

    id: str
    name: str
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One stretch of minutes of a visit.

    `what`: work, check_in, teach and so on, an id · `pressure`: level 1 to 5, None where no hands are laid on ·
    `region`, `position` and `modality`: ids.
    """

    minutes: int
    what: str
    words: str
    modality: str | None = None
    region: str | None = None
    pressure: int | None = None
    position: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """The visits.

    `per_week`: visits a week, 0.25 and 0.5 too · `minutes`: of one visit · `weeks`: 1 to 12 · `total`: visits in all ·
    `first_review`, `later_reviews`: days, YYYY-MM-DD · `taper`, `stop_rules`, `reviews`, `because`, `notes`: sentences.
    """

    per_week: float
    minutes: int
    weeks: int
    total: int
    taper: str
    first_review: str
    stop_rules: tuple[str, ...]
    later_reviews: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    recipe: tuple[Slot, ...] = ()
    because: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    certainty: Certainty = Certainty.DESIGN


@dataclass(frozen=True, kw_only=True)
class Stance:
    """What one guideline says about one item: against, only_with_exercise, for or silent; `words` are a sentence."""

    jurisdiction: str
    stance: str
    source: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Modality:
    """One method of the visits. `minutes`: in one visit; `pressure`: the highest level, 1 to 5; `regions`: ids."""

    id: str
    name: str
    regions: tuple[str, ...]
    minutes: int
    pressure: int
    position: str
    because: tuple[str, ...]
    certainty: Certainty
    guidelines: tuple[Stance, ...]
    sources: tuple[str, ...]
    techniques: str = ""
    benefit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dose:
    """How much of one exercise: None where a number does not apply to it."""

    hold_s: int | None = None
    reps: int | None = None
    sets: int | None = None
    per_day: int | None = None
    days_per_week: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class HomeItem:
    """One exercise. `kind`: its family; `minutes`: a day; `progress` and `ease_off`: sentences, empty for none."""

    id: str
    name: str
    kind: str
    position: str
    steps: tuple[str, ...]
    dose: Dose
    minutes: int
    feel: str
    progress: str
    ease_off: str
    stop_if: str
    because: tuple[str, ...]
    certainty: Certainty
    guidelines: tuple[Stance, ...]
    sources: tuple[str, ...]
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class BadDayItem:
    """One small thing for a bad day. `minutes`: whole minutes, once."""

    id: str
    name: str
    minutes: int
    steps: tuple[str, ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class Tip:
    """One habit. `context`: the part of the day or of life it belongs to, an id."""

    id: str
    context: str
    tip: str
    because: str
    certainty: Certainty
    sources: tuple[str, ...]
    guidelines: tuple[Stance, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """Why not: one closed modality, region, exercise or position and the rule that closes it.

    `kind`: modality, region, home or position · `level`: avoid (closed), limit (not now) or clearance (ask first).
    """

    kind: str
    id: str
    level: str
    rule: str
    because: str
    sources: tuple[str, ...]
    certainty: Certainty = Certainty.DESIGN


@dataclass(frozen=True, kw_only=True)
class Precaution:
    """A rule that limits the work without closing it: `says` for therapists, `because` for clients."""

    rule: str
    says: str
    because: str
    sources: tuple[str, ...]
    certainty: Certainty
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Range:
    """Shares of people, 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class WeekRange:
    """Shares of people, 0 to 1, that feel clearly better by the end of this week."""

    week: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What the learned model expects.

    `low`, `high`, `average`: shares of people, 0 to 1 · `no_massage`: the same without visits · `basis`: synthetic
    where the model learned from made-up people · `label`: the sentence to show.
    """

    label: str
    low: float
    high: float
    average: float
    no_massage: Range
    weeks: tuple[WeekRange, ...]
    basis: str
    clear_difference: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """An answer that would make it another plan: the fact, its other value, and what would follow, in words."""

    fact: str
    to: str
    then: str


@dataclass(frozen=True, kw_only=True)
class SafetyNet:
    """The card that goes with every answer: what to watch for, when to act, where to go, what to expect."""

    title: str
    emergency: tuple[str, ...]
    emergency_do: str
    emergency_say: str
    other: tuple[str, ...]
    today: str
    course: str
    tailored: tuple[str, ...]
    contacts: dict[str, str]
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Disclaimer:
    """One sentence or more that every paper of this kind of answer carries, with its id in the library."""

    id: str
    text: str


NO_MODEL = "none"
"""In place of the model's digest, where none was asked."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a plan comes from.

    `profile`, `knowledge` and `model`: digests · `engine`: a version · `knowledge_status`: draft or reviewed ·
    `visit_date`: YYYY-MM-DD · `jurisdiction`: int, uk, us, eu, nl, au or nz · `language`: a tag such as en.
    """

    profile: str
    knowledge: str
    model: str
    engine: str
    knowledge_status: str = "draft"
    visit_date: str = ""
    jurisdiction: str = "int"
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One answer to one case. Every key is always there; what does not apply is empty or None.

    `id`: None for a preview, which is not stored · `home`: at most 4 · `sessions` and `outlook`: None where there are
    no visits, or no model spoke.
    """

    id: str | None
    status: Status
    disposition: Disposition
    triage: Triage
    questions: tuple[Question, ...]
    patterns: tuple[Pattern, ...]
    sessions: Sessions | None
    modalities: tuple[Modality, ...]
    home: tuple[HomeItem, ...]
    bad_day: tuple[BadDayItem, ...]
    ergonomics: tuple[Tip, ...]
    self_care: tuple[Tip, ...]
    precautions: tuple[Precaution, ...]
    excluded: tuple[Excluded, ...]
    outlook: Outlook | None
    changes_if: tuple[Change, ...]
    safety_net: SafetyNet
    disclaimers: tuple[Disclaimer, ...]
    provenance: Provenance
