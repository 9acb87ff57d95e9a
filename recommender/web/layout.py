"""The intake form as it follows from the dictionary: sections, and in each the questions in the order of asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from recommender.core import derive
from recommender.core.condition import Condition, facts_of
from recommender.core.facts import Dictionary, Fact, FactType, Tier

FILLED_BY_THE_FORM = frozenset({"clearances", "confirmed_unsure"})
"""Facts with no question of their own: records stand beside the profile, a repeated "not sure" beside its question."""
SAFETY = "safety_now"
SCALE = "0-10"


class Kind(StrEnum):
    """What a question looks like."""

    CHECKLIST = "checklist"
    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One question of the form: one fact, or several yes-or-no facts under one lead-in that are asked together."""

    id: str
    kind: Kind
    facts: tuple[Fact, ...]
    ask: str
    lead: str = ""
    help: str = ""
    none: str = ""

    @property
    def fact(self) -> Fact:
        return self.facts[0]

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"list-{self.id}" if self.kind is Kind.CHECKLIST else self.id

    @property
    def asked_when(self) -> Condition | None:
        """Holds for every fact of the block alike."""
        return self.fact.asked_when

    @property
    def is_needed(self) -> bool:
        """Whether a plan waits for it."""
        return any(fact.is_safety for fact in self.facts)

    def apart(self) -> Iterator[Block]:
        """A checklist as single questions, for answers that do not cover all of it."""
        return (single(fact, lead=self.ask) for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Every section with its blocks; by derived fact, the questions it rests on."""

    sections: tuple[tuple[str, str, tuple[Block, ...]], ...]
    behind: Mapping[str, frozenset[str]]

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for _, _, blocks in self.sections for block in blocks)

    def questions_in(self, condition: Condition | None) -> frozenset[str]:
        """The questions a condition looks at, through derived facts as well."""
        if condition is None:
            return frozenset()
        return frozenset().union(*(self.behind.get(each, frozenset({each})) for each in facts_of(condition)))


def layout_of(dictionary: Dictionary) -> Layout:
    asked = [fact for fact in dictionary if fact.is_input and fact.id not in FILLED_BY_THE_FORM]
    sections = tuple(
        (group.id, group.title, tuple(_blocks([fact for fact in asked if fact.group == group.id], dictionary)))
        for group in dictionary.groups
    )
    return Layout(sections=tuple(each for each in sections if each[2]), behind=_behind(dictionary))


def single(fact: Fact, *, lead: str = "") -> Block:
    return Block(id=fact.id, kind=_kind(fact), facts=(fact,), ask=fact.ask, lead=lead, help=fact.help)


def _blocks(facts: Iterable[Fact], dictionary: Dictionary) -> Iterator[Block]:
    """Facts of one checklist that are asked under one condition become a block, where the first of them stands."""
    together: dict[tuple[str, str], list[Fact]] = {}
    facts = list(facts)
    for fact in facts:
        if fact.checklist:
            together.setdefault(_list_of(fact), []).append(fact)
    named: set[str] = set()
    for fact in facts:
        if not fact.checklist:
            yield single(fact)
            continue
        members = together[_list_of(fact)]
        checklist = dictionary.checklists[fact.checklist]
        if len(members) == 1:
            yield single(fact, lead=checklist.ask)
        elif fact is members[0]:
            block_id = fact.checklist if fact.checklist not in named else f"{fact.checklist}-{fact.id}"
            named.add(block_id)
            yield Block(id=block_id, kind=Kind.CHECKLIST, facts=tuple(members), ask=checklist.ask, none=checklist.none)


def _list_of(fact: Fact) -> tuple[str, str]:
    return fact.checklist, repr(fact.asked_when)


def _kind(fact: Fact) -> Kind:
    match fact.type:
        case FactType.BOOL | FactType.ENUM:
            return Kind.ONE
        case FactType.SET:
            return Kind.MANY
        case FactType.TEXT:
            return Kind.TEXT
        case FactType.INTEGER if fact.unit == SCALE:
            return Kind.SCALE
        case _:
            return Kind.NUMBER


def _behind(dictionary: Dictionary) -> dict[str, frozenset[str]]:
    made = derive.functions(fact.id for fact in dictionary if fact.tier is Tier.DERIVED)

    def questions(fact_id: str) -> frozenset[str]:
        if fact_id not in made:
            return frozenset({fact_id})
        return frozenset().union(*(questions(each) for each in made[fact_id][1]))

    return {fact_id: questions(fact_id) for fact_id in made}
