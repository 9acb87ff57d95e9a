"""Two states of the knowledge side by side: what changed, in words, and whose plan changes with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plans.plan import Plan
from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Profile
from recommender.core.recommend import recommend

SKIPPED = frozenset({"file"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was added, taken out or changed."""

    kind: str
    id: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.what in ("added", "removed"):
            return f"{self.kind} {self.id}: {self.what}"
        return f"{self.kind} {self.id}: {self.what} was {self.before or 'empty'}; is now {self.after or 'empty'}"


def differences(old: Knowledge, new: Knowledge) -> Iterator[Difference]:
    """Everything that differs in facts, rules and library, by id."""
    before, after = _everything(old), _everything(new)
    for kind in after:
        for each in sorted(before[kind].keys() | after[kind].keys()):
            yield from _one(kind, each, before[kind].get(each), after[kind].get(each))


def _everything(knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    library = knowledge.library
    return {
        "fact": {fact.id: fact for fact in knowledge.dictionary},
        "red flag": {rule.id: rule for rule in knowledge.red_flags},
        "state": {rule.id: rule for rule in knowledge.contraindications},
        "rule": {rule.id: rule for rule in knowledge.helping},
        "modality": {item.id: item for item in library.modalities},
        "exercise": {item.id: item for item in library.exercises},
        "region": dict(library.regions),
        "recipe": dict(library.recipes),
        "tip": {item.id: item for item in (*library.tips, *library.self_care)},
        "script": dict(library.actions),
        "disclaimer": {item.id: item for item in library.disclaimers},
        "stance": {f"{s.source} on {s.about} ({said(s.when)})": s for s in library.stances},
        "source": dict(knowledge.bibliography),
    }


def _one(kind: str, each: str, before: Any, after: Any) -> Iterator[Difference]:
    if before is None or after is None:
        yield Difference(kind, each, "added" if before is None else "removed")
    elif isinstance(before, str):
        if before != after:
            yield Difference(kind, each, "title", before, after)
    else:
        for field in dataclasses.fields(before):
            old, new = getattr(before, field.name), getattr(after, field.name)
            if old != new and field.name not in SKIPPED:
                yield Difference(kind, each, field.name.replace("_", " "), said(old), said(new))


def said(value: Any) -> str:
    """A value in words: conditions as sentences, sets sorted, nothing of Python's own spelling."""
    match value:
        case Test(fact, word, wanted):
            return f"{fact} {word.replace('_', ' ')} {said(wanted)}"
        case All(parts):
            return " and ".join(_inside(part) for part in parts) or "always"
        case Any_(parts):
            return " or ".join(_inside(part) for part in parts) or "never"
        case Not(part):
            return f"not {_inside(part)}"
        case Surely(part):
            return f"surely {_inside(part)}"
        case AtLeast(n, parts):
            return f"at least {n} of: {'; '.join(said(part) for part in parts)}"
        case Mapping():
            return ", ".join(f"{key} {said(each)}" for key, each in sorted(value.items()))
        case frozenset():
            return ", ".join(sorted(map(str, value)))
        case tuple() | list():
            return "; ".join(said(each) for each in value)
        case None:
            return ""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return ", ".join(f"{name} {said(each)}" for name, each in told if each not in (None, "", (), frozenset()))
    return str(value)


def _inside(part: Condition) -> str:
    many = isinstance(part, All | Any_ | AtLeast) and bool(part.parts)
    return f"({said(part)})" if many else said(part)


def plan_changes(old: Plan, new: Plan) -> list[str]:
    """How one client's plan changes, in words; empty where it stays as it was."""
    if old.disposition is not new.disposition:
        return [f"{_word(old.disposition)} becomes {_word(new.disposition)}"]
    told = []
    for name in ("modalities", "home", "bad_day", "ergonomics", "self_care"):
        before, after = ([each.id for each in getattr(plan, name)] for plan in (old, new))
        told += _list_change(name.replace("_", " "), before, after)
    told += _list_change("rules that hold", [h.rule for h in old.triage.hits], [h.rule for h in new.triage.hits])
    if _dose(old) != _dose(new):
        told.append(f"visits: {_dose(old)} becomes {_dose(new)}")
    told += _list_change(
        "left out", [f"{e.kind} {e.id}" for e in old.excluded], [f"{e.kind} {e.id}" for e in new.excluded]
    )
    return told


def _in_words_of(knowledge: Knowledge, case: Case) -> Case:
    """The same case over another dictionary."""
    known = {fact: value for fact, value in case.profile.answered() if fact in knowledge.dictionary}
    return dataclasses.replace(case, profile=Profile.of(knowledge.dictionary, known))


def _word(value: str) -> str:
    return value.replace("_", " ")


def _list_change(name: str, before: Iterable[str], after: Iterable[str]) -> list[str]:
    one, two = list(before), list(after)
    gone, come = [each for each in one if each not in two], [each for each in two if each not in one]
    parts = [f"without {', '.join(gone)}"] * bool(gone) + [f"with {', '.join(come)}"] * bool(come)
    return [f"{name}: {', '.join(parts)}"] if parts else []


def _dose(plan: Plan) -> str:
    if plan.sessions is None:
        return "none"
    s = plan.sessions
    return f"{s.total} of {s.minutes} minutes, {s.per_week:g} a week"


def changed_plans(cases: Mapping[str, Case], old: Knowledge, new: Knowledge) -> dict[str, list[str]]:
    """By name of the case: how its plan changes; only those that do. What only one dictionary has counts there."""
    told = {}
    for name, case in cases.items():
        changes = plan_changes(*(recommend(_in_words_of(knowledge, case), knowledge) for knowledge in (old, new)))
        if changes:
            told[name] = changes
    return told
