"""The cases beside the rules: stories that say what a rule answers, run against the real reading of a profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.core.facts import Dictionary, FactType
from recommender.core.profile import Profile, Reader
from recommender.core.reference import holds
from recommender.core.rules import Rule
from recommender.knowledge.fields import Entry, entries
from recommender.knowledge.strict_yaml import UnreadableFile

EXPECTATIONS = {"fires": True, "does_not_fire": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One story about one rule."""

    rule: Rule
    name: str
    profile: Profile
    expect: str
    file: str


def cases_of(root: Path, rules: Iterable[Rule], dictionary: Dictionary) -> Iterator[RuleCase | UnreadableFile]:
    """Every case of these rules; a case that cannot be read comes out as its error."""
    by_file: dict[str, list[Rule]] = {}
    for rule in rules:
        by_file.setdefault(rule.file, []).append(rule)
    for file, found in by_file.items():
        path = root / file.replace(".yaml", ".cases.yaml")
        if not path.exists():
            continue
        name = str(path.relative_to(root))
        try:
            read = entries(path, name, dictionary)
        except UnreadableFile as error:
            yield error
            continue
        for entry in read:
            try:
                yield _case(entry, name, {rule.id: rule for rule in found}, dictionary)
            except UnreadableFile as error:
                yield error


def _case(entry: Entry, file: str, rules: dict[str, Rule], dictionary: Dictionary) -> RuleCase:
    name = entry.text("name")
    rule = rules[entry.one_of("rule", rules, next(iter(rules)))]
    expect = entry.one_of("expect", EXPECTATIONS)
    values = {fact: _value(entry, fact, raw, dictionary) for fact, raw in entry.mapping("profile").items()}
    entry.done()
    return RuleCase(rule, name, Profile.of(dictionary, values), expect, file)


def _value(entry: Entry, fact_id: str, raw: Any, dictionary: Dictionary) -> Any:
    where = f"profile.{fact_id}"
    if fact_id not in dictionary:
        raise entry.refuse(where, f"{fact_id!r} is no fact of the dictionary")
    fact = dictionary[fact_id]
    if not fact.is_input and fact.id != "clearances":
        raise entry.refuse(where, f"{fact_id} is derived: give the answers it comes from")
    match fact.type:
        case FactType.BOOL:
            right = isinstance(raw, bool)
        case FactType.ENUM:
            right = raw in fact.values
        case FactType.SET:
            right = isinstance(raw, list) and bool(raw) and all(each in fact.values for each in raw)
        case FactType.INTEGER:
            right = type(raw) is int and fact.min is not None and fact.max is not None and fact.min <= raw <= fact.max
        case FactType.NUMBER:
            right = type(raw) in (int, float)
        case _:
            right = isinstance(raw, str)
    if not right:
        allowed = ", ".join(fact.values) or f"{fact.type} {fact.min} to {fact.max}"
        raise entry.refuse(where, f"{raw!r} is not allowed; {allowed}")
    return frozenset(raw) if fact.type is FactType.SET else raw


def answer(case: RuleCase, reader: Reader) -> str:
    """What the rule says of the case's person."""
    facts = reader.read(case.profile)
    truth = holds(case.rule.when, lambda fact_id: facts[reader.dictionary.place[fact_id]])
    return next(word for word, value in EXPECTATIONS.items() if value is truth)
