"""Conditions compiled to Python, once, at start-up.

Every condition becomes two plain expressions over the fact values: *surely* (certainly true) and *maybe* (not certainly
false). Negation swaps them, so Kleene's three values cost no more than two. None is unknown; `NA` answers every
comparison by itself. `python -m recommender knowledge check --show-generated` prints what is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test, facts_of

Values = Sequence[Any]
"""One value per fact, in the dictionary's order: None is unknown, NA not applicable."""


class Source:
    """Collects the constants and fact places that generated expressions need."""

    def __init__(self, place: Mapping[str, int]) -> None:
        self.place = place
        self.used: set[str] = set()
        self.constants: dict[str, Any] = {}

    def fact(self, fact_id: str) -> str:
        self.used.add(fact_id)
        return f"f_{fact_id}"

    def constant(self, value: Any) -> str:
        if isinstance(value, str | bool | int | float):
            return repr(value)
        name = f"C{len(self.constants)}"
        self.constants[name] = value
        return name

    def unpack(self, values: str = "v") -> list[str]:
        """Lines that bind every used fact to a local."""
        return [f"    f_{fact_id} = {values}[{self.place[fact_id]}]" for fact_id in sorted(self.used)]


def surely(condition: Condition, source: Source) -> str:
    """The expression that is True exactly when the condition is certainly true."""
    match condition:
        case Test():
            return _test(condition, source, unknown=False)
        case All(parts):
            return _join("and", [surely(part, source) for part in parts], "True")
        case Any_(parts):
            return _join("or", [surely(part, source) for part in parts], "False")
        case Not(part):
            return f"(not {maybe(part, source)})"
        case Surely(part):
            return surely(part, source)
        case AtLeast(n, parts):
            return f"({' + '.join(surely(part, source) for part in parts)} >= {n})"


def maybe(condition: Condition, source: Source) -> str:
    """The expression that is True unless the condition is certainly false."""
    match condition:
        case Test():
            return _test(condition, source, unknown=True)
        case All(parts):
            return _join("and", [maybe(part, source) for part in parts], "True")
        case Any_(parts):
            return _join("or", [maybe(part, source) for part in parts], "False")
        case Not(part):
            return f"(not {surely(part, source)})"
        case Surely(part):
            return surely(part, source)
        case AtLeast(n, parts):
            return f"({' + '.join(maybe(part, source) for part in parts)} >= {n})"


def _join(word: str, parts: list[str], empty: str) -> str:
    return f"({f' {word} '.join(parts)})" if parts else empty


def _test(test: Test, source: Source, *, unknown: bool) -> str:
    x, c = source.fact(test.fact), source.constant(test.value)
    known = {
        "is": f"{x} == {c}",
        "is_not": f"{x} != {c}",
        "one_of": f"{x} in {c}",
        "at_least": f"{x} >= {c}",
        "at_most": f"{x} <= {c}",
        "includes": f"{c} in {x}",
        "includes_any": f"not {c}.isdisjoint({x})",
        "includes_none": f"{c}.isdisjoint({x})",
    }[test.word]
    if unknown:
        return f"({x} is None or {known})"
    return f"({known})" if test.word in ("is", "one_of") else f"({x} is not None and {known})"


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """Many conditions behind one call: which hold for sure, and which are unknown."""

    names: tuple[str, ...]
    text: str
    run: Callable[[Values], tuple[list[int], list[int]]]

    def read(self, values: Values) -> tuple[list[int], list[int]]:
        """(places that surely hold, places that are unknown), each ascending."""
        return self.run(values)


def compile_all(conditions: Sequence[tuple[str, Condition]], place: Mapping[str, int]) -> Compiled:
    """Compile named conditions into one function."""
    source = Source(place)
    body: list[str] = []
    for n, (_, condition) in enumerate(conditions):
        sure, may = surely(condition, source), maybe(condition, source)
        if sure == may:
            body += [f"    if {sure}:", f"        sure({n})"]
        else:
            body += [f"    if {may}:", f"        (sure if {sure} else open_)({n})"]
    head = ["def run(v):", "    holds, unknown = [], []", "    sure, open_ = holds.append, unknown.append"]
    text = "\n".join([*head, *source.unpack(), *body, "    return holds, unknown"])
    return Compiled(tuple(name for name, _ in conditions), text, _function(text, "run", source.constants))


def _function(text: str, name: str, names: Mapping[str, Any]) -> Callable[..., Any]:
    space: dict[str, Any] = dict(names)
    exec(compile(text, "<knowledge>", "exec"), space)  # noqa: S102  # nosec B102  text is made above from checked trees
    made: Callable[..., Any] = space[name]
    return made


def compile_reading(
    place: Mapping[str, int],
    asked_when: Mapping[str, Condition],
    derive: Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]],
    na: object,
) -> Callable[[Values], list[Any]]:
    """Compile the completion of a profile: questions that do not arise become NA, derived facts are computed.

    Args:
        asked_when: by fact, in an order where a condition's facts come before it.
        derive: by derived fact, the function and the facts it takes, in an order where each comes after its inputs.
    """
    source = Source(place)
    body = []
    for fact_id, condition in asked_when.items():
        source.fact(fact_id)
        body += [f"    if f_{fact_id} is None and not {maybe(condition, source)}:", f"        f_{fact_id} = NA"]
    names: dict[str, Any] = {"NA": na}
    settled = list(asked_when)
    for fact_id, (function, inputs) in derive.items():
        names[f"derive_{fact_id}"] = function
        body.append(f"    f_{fact_id} = derive_{fact_id}({', '.join(source.fact(i) for i in inputs)})")
    unpack = [line for line in source.unpack() if line.split(" = ")[0].strip()[2:] not in derive]
    write = [f"    v[{place[fact_id]}] = f_{fact_id}" for fact_id in [*settled, *derive]]
    text = "\n".join(["def read(v):", "    v = list(v)", *unpack, *body, *write, "    return v"])
    return _function(text, "read", {**names, **source.constants})


def in_order(needs: Mapping[str, frozenset[str]]) -> list[str]:
    """Order ids so that each stands after those it needs.

    Raises:
        ValueError: a circle, named.
    """
    done: list[str] = []
    left = dict(needs)
    while left:
        ready = [each for each, need in left.items() if not (need & left.keys()) - {each}]
        if not ready:
            raise ValueError(f"these questions wait for each other: {', '.join(sorted(left))}")
        for each in ready:
            done.append(each)
            del left[each]
    return done


def asking_order(asked_when: Mapping[str, Condition]) -> list[str]:
    return in_order({fact_id: facts_of(condition) for fact_id, condition in asked_when.items()})
