"""What one person told us, today: a frozen row over the dictionary's order, and its completion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recommender.core import derive
from recommender.core.facts import NA, Dictionary, Tier
from recommender.core.logic import asking_order, compile_reading, in_order


@dataclass(frozen=True, slots=True)
class Profile:
    """One value per fact of the dictionary; None where nothing was answered. Sets are frozen."""

    dictionary: Dictionary = field(repr=False, compare=False)
    values: tuple[Any, ...]

    @classmethod
    def of(cls, dictionary: Dictionary, answers: Mapping[str, Any]) -> Profile:
        """From answers by fact id, already of the right type.

        Raises:
            KeyError: a fact that the dictionary does not have.
        """
        row: list[Any] = [None] * len(dictionary)
        for fact_id, value in answers.items():
            row[dictionary.place[fact_id]] = value
        return cls(dictionary, tuple(row))

    def __getitem__(self, fact_id: str) -> Any:
        return self.values[self.dictionary.place[fact_id]]

    def answered(self) -> list[tuple[str, Any]]:
        """Fact id and value of everything that was answered, in order."""
        values = zip(self.dictionary.place, self.values, strict=True)
        return [(fact_id, value) for fact_id, value in values if value is not None]

    def with_one(self, fact_id: str, value: Any) -> Profile:
        """The same person with one other answer."""
        place = self.dictionary.place[fact_id]
        return Profile(self.dictionary, (*self.values[:place], value, *self.values[place + 1 :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A clinician's written word that opens exactly one rule until a day, while its answers are no worse."""

    rule: str
    by: str
    role: str
    examined: str
    on: date
    until: date
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A therapist's coded reason to depart from a guideline or a dose; never from safety."""

    rule: str
    reason_code: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything one decision looks at beside the knowledge and the prognosis."""

    profile: Profile
    visit_date: date
    jurisdiction: str = "int"
    language: str = "en"
    clearances: tuple[Clearance, ...] = ()
    overrides: tuple[Override, ...] = ()


class Reader:
    """Completes profiles: questions that do not arise become NA, derived facts are computed. Compiled once."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        asked = {fact.id: fact.asked_when for fact in dictionary if fact.asked_when}
        made = derive.functions(fact.id for fact in dictionary if fact.tier is Tier.DERIVED)
        order = in_order({fact_id: frozenset(inputs) for fact_id, (_, inputs) in made.items()})
        self._read: Callable[[tuple[Any, ...]], list[Any]] = compile_reading(
            dictionary.place,
            {each: asked[each] for each in asking_order(asked)},
            {each: made[each] for each in order},
            NA,
        )

    def read(self, profile: Profile) -> list[Any]:
        """The completed row: None unknown, NA not applicable, derived facts filled in."""
        return self._read(profile.values)
