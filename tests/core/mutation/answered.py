"""Mutants that no test can kill, or need not: what was changed, and why that is all right (`answered.yaml`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.knowledge.strict_yaml import read
from tests.core.mutation.mutants import Mutant

ANSWERED = Path(__file__).parent / "answered.yaml"
Key = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Answers:
    """The reason for each answered mutant."""

    reasons: dict[Key, str]

    def __contains__(self, mutant: Mutant) -> bool:
        return mutant.key in self.reasons

    def stale(self, mutants: Iterable[Mutant], names: Collection[str]) -> list[str]:
        """Answers for mutants of these modules that there are no more."""
        there = {each.key for each in mutants}
        return [f"{key[0]}.{key[1]}: {key[3]}" for key in self.reasons if key[0] in names and key not in there]


def read_answers(path: Path = ANSWERED) -> Answers:
    """Answers by mutant.

    Raises:
        ValueError: an answer without a reason, or one that is given twice.
    """
    reasons: dict[Key, str] = {}
    for place, rows in (read(path, path.name) or {}).items():
        module, _, function = str(place).partition(".")
        for row in rows:
            key = (module, function, str(row["was"]), str(row["now"]), int(row.get("nth", 1)))
            why: Any = row.get("why")
            if not why or key in reasons:
                raise ValueError(f"{path.name}, {place}: {key[3]!r} {'is answered twice' if why else 'has no reason'}")
            reasons[key] = str(why)
    return Answers(reasons)
