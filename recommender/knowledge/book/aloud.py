"""Conditions, codes and values in words that two people can read to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recommender.core.condition import ALWAYS, All, Any_, AtLeast, Condition, Not, Surely, Test, read_condition
from recommender.core.facts import COMMON, Dictionary, Fact, FactType
from recommender.knowledge.book.names import CODE_NAMES, FACT_NAMES, LETTER_NAMES, SPELT_OUT, UNITS
from recommender.knowledge.book.values import Line, Link, Part, Words

SHORT_LABELS = range(1, 26)
"""Words for an answer that are short enough to stand in for its name."""
METHOD_FACTS = ("modalities_preferred", "modalities_declined")


def plain(identifier: str) -> str:
    """An id as words."""
    if identifier.endswith("_like"):
        return identifier.replace("_", "-")
    return " ".join(SPELT_OUT.get(word, word) for word in re.split("[_-]", identifier))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str], joint: str = "and") -> str:
    """a, b and c"""
    names = list(names)
    return f" {joint} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def joined(parts: Iterable[Words], between: str = ", ") -> Words:
    """Words after words, links kept."""
    made: list[str | Link] = []
    for n, words in enumerate(parts):
        made += [between] * bool(n) + list(words)
    return tuple(made)


def number(value: float) -> str:
    return f"{value:g}"


def fact_name(fact: Fact) -> str:
    """What a therapist calls it."""
    return FACT_NAMES.get(fact.id) or plain(fact.id)


class Voice:
    """Says conditions: in the words of the dictionary, or `brief`, with names for questions and answers."""

    def __init__(self, dictionary: Dictionary, method_names: Mapping[str, str], *, brief: bool = False) -> None:
        self.dictionary, self.method_names, self.brief = dictionary, method_names, brief

    def fact(self, fact_id: str) -> Link:
        """By its name; a question to be answered with yes or no is asked in full."""
        fact = self.dictionary[fact_id]
        asked = fact.type is FactType.BOOL and fact.ask and not self.brief
        return Link("fact", fact_id, f"“{fact.ask}”" if asked else fact_name(fact))

    def label(self, fact: Fact, value: Any) -> str:
        """One answer, as it is read out."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str):
            return number(value)
        if self.brief and len(fact.labels.get(value, "")) not in SHORT_LABELS:
            return plain(value)
        if fact.id in METHOD_FACTS and value in self.method_names:
            return f"“{self.method_names[value]}”"
        if value == "none" and fact.type is FactType.SET and value not in fact.labels:
            return "“None of these”"
        return f"“{fact.labels.get(value) or COMMON.get(value) or capital(plain(value))}”"

    def labels(self, fact: Fact, values: Iterable[Any], joint: str) -> str:
        order = list(fact.values)
        known = sorted(values, key=lambda each: order.index(each) if each in order else -1)
        return listed((self.label(fact, each) for each in known), joint)

    # -------------------------------------------------------------------------------- conditions

    def when(self, condition: Condition, title: str = "When") -> Part:
        """A condition as a part: what it joins stands in its title."""
        if condition == ALWAYS:
            return Part(title, (Line(("Always, for everyone.",)),))
        match condition:
            case All(parts) if len(told := tuple(self._all(parts))) > 1:
                return Part(f"{title} all of these hold", told)
            case Any_(parts) if parts:
                return Part(f"{title} any of these holds", tuple(self.line(part) for part in parts))
            case AtLeast(n, parts):
                return Part(f"{title} at least {n} of these hold", tuple(self.line(part) for part in parts))
        line = self.line(condition)
        first, *rest = line.words
        return Part(title, (Line((capital(first) if isinstance(first, str) else first, *rest), line.under),))

    def when_raw(self, raw: object, title: str = "When") -> Part:
        return self.when(read_condition(raw, self.dictionary), title)

    def line(self, condition: Condition, lead: str = "") -> Line:
        """A condition as a sentence, with what it joins under it."""
        match condition:
            case Test():
                return Line((lead, *self.test(condition)) if lead else self.test(condition))
            case All(()):
                return Line((f"{lead}always",))
            case Any_(()):
                return Line((f"{lead}never",))
            case All(parts):
                told = tuple(self._all(parts))
                return Line((lead, *told[0].words), told[0].under) if len(told) == 1 else _over(lead, "all", told)
            case Any_(parts):
                return _over(lead, "any", tuple(self.line(part) for part in parts))
            case AtLeast(n, parts):
                return _over(lead, f"at least {n}", tuple(self.line(part) for part in parts))
            case Surely(part):
                return self.line(part, f"{lead}it is certain that ")
            case Not(Surely(part)):
                return self.line(part, f"{lead}it is not certain that ")
            case Not(Any_(parts)) if parts and not lead:
                return Line(("none of these holds:",), tuple(self.line(part) for part in parts))
            case Not(part):
                return self.line(part, f"{lead}not so: ")

    def _all(self, parts: tuple[Condition, ...]) -> Iterator[Line]:
        """Each part; where one number has a lower and an upper end, both in one sentence."""
        ends: dict[str, dict[str, float]] = {}
        for part in parts:
            if isinstance(part, Test) and part.word in ("at_least", "at_most"):
                ends.setdefault(part.fact, {})[part.word] = part.value
        told: set[str] = set()
        for part in parts:
            match part:
                case Test(fact, "at_least" | "at_most") if len(ends[fact]) == 2:
                    if fact not in told:
                        told.add(fact)
                        low, high = number(ends[fact]["at_least"]), number(ends[fact]["at_most"])
                        yield Line((self.fact(fact), f": {low} to {high}{self._unit(self.dictionary[fact])}"))
                case All(inner):
                    yield from self._all(inner)
                case _:
                    yield self.line(part)

    def test(self, test: Test) -> Words:
        """One word about one fact."""
        fact = self.dictionary[test.fact]
        named = self.fact(test.fact)
        if fact.type is FactType.BOOL:
            return named, f": {'not ' if test.word == 'is_not' else ''}{self._bool(fact, test.value)}"
        return named, f": {self._wanted(fact, test)}"

    def _bool(self, fact: Fact, value: Any) -> str:
        return self.label(fact, value) if isinstance(value, bool) else self.labels(fact, value, "or")

    def _wanted(self, fact: Fact, test: Test) -> str:
        match test.word:
            case "is":
                return f"{self.label(fact, test.value)}{self._unit_of(fact)}"
            case "is_not":
                return f"not {self.label(fact, test.value)}{self._unit_of(fact)}"
            case "one_of":
                return self.labels(fact, test.value, "or")
            case "at_least" | "at_most":
                return f"{plain(test.word)} {number(test.value)}{self._unit(fact)}"
            case "includes":
                return f"includes {self.label(fact, test.value)}"
            case "includes_any":
                return f"includes {self.labels(fact, test.value, 'or')}"
            case _:
                return f"includes none of {self.labels(fact, test.value, 'and')}"

    def _unit_of(self, fact: Fact) -> str:
        return self._unit(fact) if fact.type in (FactType.INTEGER, FactType.NUMBER) else ""

    def _unit(self, fact: Fact) -> str:
        """Behind a number, unless the name has said it."""
        word = UNITS.get(fact.unit, "")
        return f" {word}" if word and word not in fact_name(fact) else ""


def _over(lead: str, how_many: str, parts: tuple[Line, ...]) -> Line:
    hold = f" hold{'s' if how_many == 'any' else ''}" if lead else ""
    return Line((f"{lead}{how_many} of these{hold}:",), parts)


def code_words(codes: Iterable[str]) -> str:
    return listed(f"{CODE_NAMES[code]} ({code})" for code in codes)


def letters_in(cell: Iterable[str]) -> tuple[str, ...]:
    """The letters of a cell, the strictest first."""
    return tuple(letter for letter in LETTER_NAMES if letter in set(cell))


def cell_words(cell: Iterable[str]) -> str:
    """What a cell asks for: "not in the area, light only"."""
    return ", ".join(LETTER_NAMES[letter] for letter in letters_in(cell))
