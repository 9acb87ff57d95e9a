"""Everything a decision knows, compiled once at start-up and handed to it as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recommender.core import derive
from recommender.core.condition import Condition, Test, asserted, facts_of, tests_of
from recommender.core.facts import Dictionary, Fact, Tier
from recommender.core.items import GOOD_VISIT, Exercise, GuidelineStance, Library
from recommender.core.logic import Compiled, Values, compile_all
from recommender.core.profile import Reader
from recommender.core.rules import Contraindication, Helping, RedFlag, Rule
from recommender.core.speak import Voice
from recommender.core.variants import Prepared


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """A family of conditions of library items, answered together: what surely holds."""

    compiled: Compiled
    place: Mapping[str, int]

    @classmethod
    def of(cls, named: Sequence[tuple[str, Condition]], dictionary: Dictionary) -> Conditions:
        return cls(compile_all(named, dictionary.place), {name: n for n, (name, _) in enumerate(named)})

    def holding(self, values: Values) -> frozenset[str]:
        """Names of the conditions that surely hold."""
        return frozenset(map(self.compiled.names.__getitem__, self.compiled.read(values)[0]))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Knowledge:
    """Facts, rules and library, with their compiled conditions and the digest that a plan cites.

    What is made in `__post_init__` is what every decision would otherwise work out again: compiled conditions, texts
    with their contacts filled in, the facts each rule names.
    """

    dictionary: Dictionary
    red_flags: tuple[RedFlag, ...]
    contraindications: tuple[Contraindication, ...]
    helping: tuple[Helping, ...]
    caps: Mapping[str, int]
    library: Library
    bibliography: Mapping[str, str]
    digest: str
    status: str
    reader: Reader = field(init=False)
    red: Compiled = field(init=False)
    contra: Compiled = field(init=False)
    help: Compiled = field(init=False)
    items: Conditions = field(init=False)
    follow_ups: Mapping[str, Mapping[str, frozenset[str]]] = field(init=False)
    exercise: Mapping[str, Exercise] = field(init=False)
    exercises: tuple[Prepared, ...] = field(init=False)
    clearable: Mapping[str, RedFlag | Contraindication] = field(init=False)
    voices: Mapping[str, Voice] = field(init=False)
    safety_places: tuple[int, ...] = field(init=False)
    asked_later: tuple[tuple[int, Fact], ...] = field(init=False)
    arises: Compiled = field(init=False)
    askable: Mapping[str, tuple[tuple[int, Fact], ...]] = field(init=False)
    stances: Mapping[str, tuple[tuple[str, GuidelineStance], ...]] = field(init=False)
    named: Mapping[str, tuple[str, ...]] = field(init=False)
    rule: Mapping[str, Rule] = field(init=False)
    shaping: frozenset[str] = field(init=False)
    thresholds: Mapping[str, frozenset[int]] = field(init=False)
    tests: Mapping[str, tuple[Test, ...]] = field(init=False)

    def __post_init__(self) -> None:
        place = self.dictionary.place
        made = {
            "reader": Reader(self.dictionary),
            "red": compile_all([(rule.id, rule.when) for rule in self.red_flags], place),
            "contra": compile_all([(rule.id, rule.when) for rule in self.contraindications], place),
            "help": compile_all([(rule.id, rule.when) for rule in self.helping], place),
            "items": Conditions.of(item_conditions(self.library), self.dictionary),
            "follow_ups": {rule.id: self._follow_ups(rule) for rule in self.contraindications},
            "exercises": tuple(Prepared.of(each) for each in self.library.exercises),
            "exercise": {each.id: each for each in self.library.exercises},
            "clearable": self._clearable(),
            "voices": {each: Voice(self.library, each) for each in self.library.contacts},
            "asked_later": tuple((n, fact) for n, fact in enumerate(self.dictionary) if fact.asked_when),
            "arises": compile_all([(fact.id, fact.asked_when) for fact in self.dictionary if fact.asked_when], place),
            "askable": {rule.id: self._askable(rule) for rule in (*self.red_flags, *self.contraindications)},
            "stances": self._stances(),
            "safety_places": tuple(n for n, fact in enumerate(self.dictionary) if fact.is_safety),
            "shaping": self._shaping(),
            "thresholds": self._thresholds(),
            "tests": self._tests(),
            "rule": {rule.id: rule for rule in (*self.red_flags, *self.contraindications)},
            "named": {
                rule.id: tuple(sorted(facts_of(rule.when))) for rule in (*self.red_flags, *self.contraindications)
            },
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def out_of_place(self, told: Values, values: Values) -> list[Fact]:
        """Follow-ups that were answered (`told`) although by other answers (`values`) their questions do not arise."""
        sure, unknown = self.arises.read(values)
        arising = {*sure, *unknown}
        return [
            fact for n, (place, fact) in enumerate(self.asked_later) if n not in arising and told[place] is not None
        ]

    def waiting(self, values: Values) -> frozenset[str]:
        """Follow-ups whose questions surely arise and that are not answered."""
        arising = (self.asked_later[n] for n in self.arises.read(values)[0])
        return frozenset([fact.id for place, fact in arising if values[place] is None])

    def _askable(self, rule: Rule) -> tuple[tuple[int, Fact], ...]:
        """Facts that a rule names and the client can be asked, with their places."""
        named = [self.dictionary[each] for each in sorted(facts_of(rule.when))]
        return tuple((self.dictionary.place[fact.id], fact) for fact in named if fact.tier in (Tier.T1, Tier.T2))

    def _follow_ups(self, rule: Rule) -> Mapping[str, frozenset[str]]:
        """Facts of a rule that rest on intake questions asked only after another answer, with those questions."""
        found = {}
        for each in facts_of(rule.when):
            inputs = derive.inputs(each) if self.dictionary[each].tier is Tier.DERIVED else frozenset({each})
            asked = frozenset(i for i in inputs if self.dictionary[i].asked_when and self.dictionary[i].tier is Tier.T2)
            if asked:
                found[each] = asked
        return found

    def _stances(self) -> dict[str, tuple[tuple[str, GuidelineStance], ...]]:
        """What guidelines say, by what it is about: the name of its condition, and the stance."""
        found: dict[str, tuple[tuple[str, GuidelineStance], ...]] = {}
        for n, stance in enumerate(self.library.stances):
            if stance.stance != "silent":
                found[stance.about] = (*found.get(stance.about, ()), (f"stance:{n}", stance))
        return found

    def _shaping(self) -> frozenset[str]:
        """Facts that shape a plan: what anything but a red flag names, down to the answers it is derived from."""
        conditions = [rule.when for rule in (*self.contraindications, *self.helping)]
        conditions += [condition for _, condition in item_conditions(self.library)]
        named = {fact for condition in conditions for fact in facts_of(condition)}
        derived = {each for each in named if self.dictionary[each].tier is Tier.DERIVED}
        return frozenset(named.union(*(derive.inputs(each) for each in derived)))

    def _thresholds(self) -> dict[str, frozenset[int]]:
        """Numbers at which some rule changes its mind, by fact."""
        found: dict[str, set[int]] = {}
        for rule in (*self.red_flags, *self.contraindications, *self.helping):
            for test in tests_of(rule.when):
                if test.word in ("at_least", "at_most"):
                    found.setdefault(test.fact, set()).add(int(test.value))
        return {fact: frozenset(marks) for fact, marks in found.items()}

    def _tests(self) -> dict[str, tuple[Test, ...]]:
        """What red flags and states look for in each fact."""
        found: dict[str, tuple[Test, ...]] = {}
        for rule in (*self.red_flags, *self.contraindications):
            for test in asserted(rule.when):
                found[test.fact] = (*found.get(test.fact, ()), test)
        return found

    def _clearable(self) -> dict[str, RedFlag | Contraindication]:
        """Rules a clearance record may name: red flags that allow it, and states whose file names a clearance."""
        states = {rule.id: rule for rule in self.contraindications if rule.clearance}
        return states | {rule.id: rule for rule in self.red_flags if rule.clearable and not rule.information}


def item_conditions(library: Library) -> list[tuple[str, Condition]]:
    """Every condition of the library under a name of its own."""
    named: list[tuple[str, Condition]] = []
    for item in library.exercises:
        named += Prepared.of(item).conditions()
    for tip in (*library.tips, *library.self_care):
        named.append((tip.name, tip.when))
        named += [(name, boost.when) for name, boost in tip.boosted]
    named.append((GOOD_VISIT, library.good_visit))
    named += [(f"recipe:{each.id}", each.when) for each in library.recipes.values() if each.when is not None]
    named += [(f"stance:{n}", stance.when) for n, stance in enumerate(library.stances)]
    named += [(f"notice:{each.id}", each.when) for each in (*library.disclaimers, *library.safety_net.tailored)]
    return named
