"""What every statement is about: the knowledge, a client with and without clearance records, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import z3

from plans.plan import Plan
from recommender.core.clear import rests_on
from recommender.core.facts import Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Clearance, Profile
from recommender.core.recommend import recommend
from recommender.knowledge.strict_yaml import read
from tests.knowledge.proof.client import ALONE, Client
from tests.knowledge.proof.decision import Decision, Records
from tests.knowledge.proof.formulas import Symbol, both, negation
from tests.people import VISIT_DAY

HERE = Path(__file__).parent
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Person:
    """A client the solver found, small enough to read."""

    answers: Mapping[str, Any]
    records: tuple[str, ...] = ()
    """Rules that a clearance record opens."""
    becomes: Mapping[str, Any] = field(default_factory=dict)
    """Answers that change."""

    def lines(self, knowledge: Knowledge) -> Iterator[str]:
        """One line an answer; answers that say nothing is wrong are only counted."""
        calm = [fact_id for fact_id, said in self.answers.items() if quiet(knowledge.dictionary[fact_id]) == said]
        for fact_id, said in self.answers.items():
            if fact_id in self.becomes:
                yield f"{fact_id}: {spelled(said)}  ->  {spelled(self.becomes[fact_id])}"
            elif fact_id not in calm:
                yield f"{fact_id}: {spelled(said)}"
        new = {each: said for each, said in self.becomes.items() if each not in self.answers}
        yield from (f"{each}: not told  ->  {spelled(said)}" for each, said in new.items())
        if calm := [each for each in calm if each not in self.becomes]:
            yield f"({len(calm)} more answers say that nothing is wrong; all else is not told)"
        yield from (f"a clearance record opens {rule}" for rule in self.records)


@dataclass(frozen=True, slots=True)
class Broken:
    """One way in which a statement does not hold: what, and a client for whom."""

    key: str
    what: str
    person: Person | None = None
    seen: str = ""
    """What the decision that ships says of this person."""

    def text(self, knowledge: Knowledge) -> str:
        rows = [self.what]
        if self.person is not None:
            rows += [f"    {line}" for line in self.person.lines(knowledge)]
        return "\n".join([*rows, f"    the decision says: {self.seen}"] if self.seen else rows)


@dataclass(slots=True)
class Outcome:
    """How often a statement was asked, and where it does not hold."""

    asked: int = 0
    broken: list[Broken] = field(default_factory=list)

    def __iadd__(self, other: Outcome) -> Outcome:
        self.asked += other.asked
        self.broken += other.broken
        return self


class World:
    """Everything the statements ask about; parts are made when first needed."""

    def __init__(self, knowledge: Knowledge, folder: Path = HERE) -> None:
        self.knowledge, self.folder = knowledge, folder

    @cached_property
    def records(self) -> Records:
        """Any records that may stand today."""
        return Records(self.knowledge, allowed=True)

    @cached_property
    def no_records(self) -> Records:
        return Records(self.knowledge, allowed=False)

    @cached_property
    def holder(self) -> Client:
        """Anyone at all, with any clearance records."""
        return Client(self.knowledge.dictionary, clearances=self.records.values)

    @cached_property
    def anyone(self) -> Client:
        """The same person without a record."""
        return Client(self.knowledge.dictionary, like=self.holder, changed=["clearances"])

    @cached_property
    def with_records(self) -> Decision:
        return Decision(self.knowledge, self.holder, self.records)

    @cached_property
    def today(self) -> Decision:
        """What is decided when there are no records."""
        return Decision(self.knowledge, self.anyone, self.no_records, like=self.with_records)

    def solver(self, *clients: Client) -> z3.Solver:
        """A solver that knows what a form lets through."""
        solver = z3.Solver()
        for client in dict.fromkeys([self.holder, *clients]):
            solver.add(both(*client.form))
        return solver

    @cached_property
    def answers_fit(self) -> list[Any]:
        """Nobody answered a question that surely does not arise."""
        return answers_fit(self.anyone)

    @cached_property
    def agreed(self) -> Mapping[str, Any]:
        """The exceptions that were looked at, each with its reason."""
        found: Mapping[str, Any] = read(self.folder / "exceptions.yaml", "exceptions.yaml")
        return found

    def listed(self, section: str) -> dict[str, str | None]:
        """What a section of the exceptions names, each with the claim that goes with it."""
        found: dict[str, str | None] = {}
        for row in self.agreed[section]:
            names = row["at"] if isinstance(row["at"], list) else [row["at"]]
            found |= dict.fromkeys(names, row.get("only"))
        return found

    def agree(self, section: str, outcome: Outcome) -> Outcome:
        """Leave out what was agreed on, and complain of an agreement that nothing needs any more."""
        listed = self.listed(section)
        found = {each.key for each in outcome.broken}
        left = [each for each in outcome.broken if each.key not in listed]
        unused = [key for key in listed if key not in found]
        stale = [Broken(key, f"exceptions.yaml, {section}: {key!r} is not needed any more") for key in unused]
        return Outcome(outcome.asked, left + stale)

    def find(self, solver: z3.Solver, *wanted: Any, client: Client | None = None) -> Person | None:
        """A client for whom all this holds, with as few and as quiet answers as can be, or None."""
        if solver.check(*wanted) != z3.sat:
            return None
        client = client or self.anyone
        solver.push()
        solver.add(*wanted)
        try:
            model = _smallest(solver, client, [negation(opened) for opened in self.records.opened.values()])
            records = [rule for rule, opened in self.records.opened.items() if z3.is_true(model.eval(opened))]
            return Person(client.answers_of(model), tuple(records))
        finally:
            solver.pop()

    def decide(self, person: Person) -> Plan:
        """What the decision that ships says of a person."""
        profile = Profile.of(self.knowledge.dictionary, {**person.answers, **person.becomes})
        later = VISIT_DAY + timedelta(30)
        told = {**person.answers, **person.becomes}
        records = tuple(
            Clearance(
                rule=rule,
                by="a doctor",
                role="doctor",
                examined="all of it",
                on=VISIT_DAY,
                until=later,
                answers={each: told[each] for each in self._behind(rule) if each in told},
            )
            for rule in person.records
        )
        return recommend(Case(profile=profile, visit_date=VISIT_DAY, clearances=records), self.knowledge)

    def _behind(self, rule: str) -> list[str]:
        return rests_on(self.knowledge.clearable[rule], self.knowledge.dictionary)

    def broken(self, key: str, what: str, person: Person) -> Broken:
        """A finding, with what the decision that ships says of it."""
        return Broken(key, what, person, str(self.decide(person).disposition))


def answers_fit(client: Client) -> list[Any]:
    return [
        z3.Implies(symbol.told, client.maybe(symbol.fact.asked_when))
        for symbol in client.asked()
        if symbol.fact.asked_when is not None
    ]


def quiet(fact: Fact) -> Any:
    """The answer that says nothing is wrong, or None where no answer says so."""
    match fact.type:
        case FactType.BOOL:
            return fact.worse_to is False
        case FactType.ENUM:
            first = fact.worse_to[0] if isinstance(fact.worse_to, tuple) else ALONE
            return first if first in fact.values else None
        case FactType.SET:
            return frozenset({ALONE}) if ALONE in fact.values else None
    return None


def spelled(said: Any) -> str:
    """An answer as a profile file writes it."""
    match said:
        case bool():
            return str(said).lower()
        case frozenset():
            return f"[{', '.join(sorted(said))}]"
        case None:
            return "not told"
    return str(said)


def says(symbol: Symbol, said: Any) -> Any:
    """That a fact has this value."""
    if symbol.fact.type is FactType.SET:
        return both(*(has if value in said else negation(has) for value, has in symbol.has.items()))
    return symbol.equals(said)


def _smallest(solver: z3.Solver, client: Client, no_records: list[Any]) -> z3.ModelRef:
    """A model with answers taken away, and made quiet, as far as that goes. The solver keeps what was settled."""
    assert solver.check() == z3.sat
    model = solver.model()
    silent = [negation(symbol.told) for symbol in client.asked()]
    calm = [says(symbol, said) for symbol in client.asked() if (said := quiet(symbol.fact)) is not None]
    for wishes in (no_records, silent, calm):
        open_ = list(wishes)
        while open_:
            solver.add(both(*(wish for wish in open_ if z3.is_true(model.eval(wish, model_completion=True)))))
            open_ = [wish for wish in open_ if not z3.is_true(model.eval(wish, model_completion=True))]
            while open_ and solver.check(open_[0]) != z3.sat:
                open_.pop(0)
            if open_:
                model = solver.model()
    return model
