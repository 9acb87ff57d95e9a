"""The names a plan does not carry: what to write for an id. Handed in by the doors, which hold the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from plans.sheet.wording import measured, plain

Words = Mapping[str, Mapping[str, str]]
"""By kind, then by id.

regions_exact, modalities_exact, exercises: names for therapists · sources: titles · facts: questions · units: of facts
that are numbers · values: answers, by "fact.value" · feel: how an exercise should feel, by its words: go on, do half.
Whatever is missing is written out from its id, or left out where it is a text. Other kinds are not read.
"""


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id, for one reader."""

    words: Words = field(default_factory=dict)

    def of(self, kind: str, identifier: str) -> str:
        """The name of an id of this kind, or the id as words."""
        return self.words.get(kind, {}).get(identifier) or plain(identifier)

    def region(self, region: str | None) -> str:
        """Where on the body; nothing for no region."""
        return self.of("regions_exact", region) if region else ""

    def title(self, source: str) -> str:
        """Of a source, where it is known."""
        return self.words.get("sources", {}).get(source, "")

    def left_out(self, kind: str, identifier: str) -> str:
        """The name of something closed."""
        if kind == "home":
            return self.of("exercises", identifier)
        if kind == "region":
            return self.region(identifier)
        if kind == "position":
            return plain(identifier)
        return self.of("modalities_exact", identifier)

    def question(self, fact: str) -> str:
        """A fact as it was asked."""
        return self.of("facts", fact)

    def answer(self, fact: str, value: object) -> str:
        """What was said, in words."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, str):
            return self.words.get("values", {}).get(f"{fact}.{value}") or plain(value)
        if isinstance(value, Iterable):
            return "; ".join(self.answer(fact, each) for each in value)
        if isinstance(value, int | float):
            return measured(value, self.words.get("units", {}).get(fact, ""))
        return str(value)

    def answers(self, facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """The answers that a rule rests on, as questions and words."""
        return ((self.question(fact), self.answer(fact, value)) for fact, value in facts.items())

    def texts(self, kind: str) -> tuple[tuple[str, str], ...]:
        """All texts of a kind by name, in their order; nothing where there are none."""
        return tuple(self.words.get(kind, {}).items())
