"""The dictionary, read from `facts/`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from recommender.core.condition import facts_of
from recommender.core.facts import Checklist, Dictionary, Fact, FactType, Group, Tier
from recommender.core.logic import asking_order
from recommender.knowledge.fields import Entry
from recommender.knowledge.strict_yaml import UnreadableFile, read


def load_dictionary(folder: Path) -> Dictionary:
    """Read every fact.

    Raises:
        UnreadableFile: the first thing that is wrong.
    """
    order = Entry(read(folder / "_order.yaml", "facts/_order.yaml"), "facts/_order.yaml")
    order.get("version")
    ids, group_ids = order.texts("order"), order.texts("groups")
    order.done()
    facts: dict[str, tuple[Fact, Entry]] = {}
    groups, checklists = [], {}
    for group_id in group_ids:
        name = f"facts/{group_id}.yaml"
        file = Entry(read(folder / f"{group_id}.yaml", name), name)
        groups.append(Group(id=file.one_of("group", [group_id]), title=file.text("title")))
        for checklist_id, raw in file.mapping("checklists").items():
            entry = Entry(raw, name)
            checklists[checklist_id] = Checklist(id=checklist_id, ask=entry.text("ask"), none=entry.text("none"))
        for entry in file.parts("facts"):
            fact = _fact(entry, group_id)
            if fact.id in facts:
                raise entry.refuse("id", f"the fact {fact.id} stands twice")
            facts[fact.id] = fact, entry
        file.done()
    if set(ids) != set(facts) or len(set(ids)) != len(ids):
        odd = sorted(set(ids) ^ set(facts)) or sorted(each for each in ids if ids.count(each) > 1)
        raise order.refuse("order", f"every fact stands here once; look at {', '.join(odd)}")
    return _with_conditions(ids, facts, tuple(groups), checklists)


def _with_conditions(
    ids: tuple[str, ...],
    facts: dict[str, tuple[Fact, Entry]],
    groups: tuple[Group, ...],
    checklists: dict[str, Checklist],
) -> Dictionary:
    bare = Dictionary(tuple(facts[each][0] for each in ids), groups, checklists)
    made = []
    for fact in bare:
        entry = facts[fact.id][1]
        if fact.checklist and fact.checklist not in checklists:
            raise entry.refuse("checklist", f"{fact.checklist!r} is no checklist; there are {', '.join(checklists)}")
        if entry.has("asked_when"):
            entry.dictionary = bare
            condition = entry.condition("asked_when")
            fact = dataclasses.replace(fact, asked_when=condition)
            if any(bare[each].tier is Tier.DERIVED for each in facts_of(condition)):
                raise entry.refuse("asked_when", "a question may not depend on a derived fact")
        entry.done()
        made.append(fact)
    dictionary = Dictionary(tuple(made), groups, checklists)
    try:
        asking_order({fact.id: fact.asked_when for fact in dictionary if fact.asked_when})
    except ValueError as error:
        raise UnreadableFile("facts", None, "asked_when", str(error)) from error
    return dictionary


def _fact(entry: Entry, group: str) -> Fact:
    entry.get("asked_when")
    kind = FactType(entry.one_of("type", [each.value for each in FactType]))
    tier = Tier(entry.one_of("tier", [each.value for each in Tier]))
    values = entry.texts("values")
    if (kind in (FactType.ENUM, FactType.SET)) != bool(values):
        raise entry.refuse("values", f"a {kind} has {'values' if kind in (FactType.ENUM, FactType.SET) else 'none'}")
    labels = dict(entry.mapping("labels"))
    for value in labels:
        if value not in values:
            raise entry.refuse("labels", f"{value!r} is no value of this fact")
    sections = {title: tuple(each) for title, each in entry.mapping("sections").items()}
    if sections and sorted(v for part in sections.values() for v in part) != sorted(set(values) - {"none"}):
        raise entry.refuse("sections", "the sections together hold every value but none, each once")
    return Fact(
        id=entry.text("id"),
        type=kind,
        tier=tier,
        group=entry.one_of("group", [group]),
        ask=entry.text("ask", "" if tier is Tier.DERIVED else None),
        help=entry.text("help", ""),
        values=values,
        labels=labels,
        sections=sections,
        min=entry.get("min"),
        max=entry.get("max"),
        unit=entry.text("unit", ""),
        gate=entry.flag("gate"),
        stable=entry.flag("stable"),
        each_visit=entry.flag("each_visit"),
        checklist=entry.text("checklist", ""),
        worse_to=_worse_to(entry, kind, values),
        derive=entry.text("derive", "" if tier is not Tier.DERIVED else None),
    )


def _worse_to(entry: Entry, kind: FactType, values: tuple[str, ...]) -> bool | str | tuple[str, ...] | None:
    raw = entry.get("worse_to")
    match kind, raw:
        case _, None:
            return None
        case FactType.BOOL, bool():
            return raw
        case FactType.SET, "more":
            return "more"
        case ((FactType.INTEGER | FactType.NUMBER), ("up" | "down")):
            return str(raw)
        case FactType.ENUM, list() if all(each in values for each in raw):
            return tuple(raw)
    raise entry.refuse("worse_to", "true or false (bool), values mild to worst (enum), more (set), up or down (number)")
