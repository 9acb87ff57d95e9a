"""Everything the parts of one plan look at, gathered once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plans.plan import Stance
from recommender.core.explain import stances_on
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, limits_of
from recommender.core.profile import Case
from recommender.core.rules import Helping
from recommender.core.speak import Voice
from recommender.core.triage import Facts, Verdict

FOLDERS = ("dose", "modifiers", "programme", "reviews")


@dataclass(frozen=True, slots=True)
class Scene:
    """One client today: the case, its facts, what triage said, what holds, what is closed, and the words to use.

    Attributes:
        holding: names of the library's conditions that hold.
        helping: the rows of what would help that hold, by folder.
    """

    case: Case
    facts: Facts
    verdict: Verdict
    knowledge: Knowledge
    holding: frozenset[str]
    voice: Voice
    limits: Limits
    helping: Mapping[str, list[Helping]]

    @classmethod
    def of(
        cls, case: Case, facts: Facts, verdict: Verdict, knowledge: Knowledge, holding: frozenset[str], voice: Voice
    ) -> Scene:
        helping: dict[str, list[Helping]] = {folder: [] for folder in FOLDERS}
        for n in knowledge.help.read(facts.values)[0]:
            helping[knowledge.helping[n].folder].append(knowledge.helping[n])
        return cls(case, facts, verdict, knowledge, holding, voice, limits_of(verdict, facts), helping)

    def stances(self, *names: str) -> tuple[Stance, ...]:
        """What guidelines say here of something, by its names: itself, its family."""
        return stances_on(names, self.knowledge, self.holding, self.case)

    def rules(self, folder: str, ids: Iterable[str]) -> list[Helping]:
        """Rows of a folder that hold, in the order of `ids`."""
        held = {row.id: row for row in self.helping[folder]}
        return [held[each] for each in ids if each in held]
