"""What was typed and ticked: posted fields into a request body, and a kept case back into fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recommender.core.facts import Fact, FactType
from recommender.intake.case import Complaint
from recommender.web.layout import Block, Kind, Layout

Fields = Mapping[str, Sequence[str]]
"""Every field of the form by name, as its list of values."""

NONE, YES, NO = "none", "yes", "no"
CONFIRMED = "confirmed_unsure"
UNSURE = "unsure"
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15}|,[0-9]{1,2})?")


def profile_in(fields: Fields, layout: Layout) -> dict[str, Any]:
    """The answers, each of the type it should have where that can be read, else as it was typed."""
    profile: dict[str, Any] = {}
    for block in layout.blocks:
        if block.kind is Kind.CHECKLIST:
            profile.update(_ticked(fields, block))
        for fact in block.facts:
            said = [text for text in map(str.strip, fields.get(fact.id, ())) if text]
            if said:
                profile[fact.id] = _value(fact, said)
    confirmed = [each for each in fields.get(CONFIRMED, ()) if is_unsure(profile.get(each))]
    if confirmed:
        profile[CONFIRMED] = sorted(set(confirmed))
    return profile


def clashes_in(fields: Fields, layout: Layout) -> Iterator[Complaint]:
    """Checklists where "None of these" stands beside a tick."""
    for block in layout.blocks:
        said = fields.get(block.name, ())
        if block.kind is Kind.CHECKLIST and NONE in said and len(set(said)) > 1:
            yield Complaint(f"/profile/{block.name}", list(said), "none stands alone")


def fields_of(profile: Mapping[str, Any], layout: Layout) -> dict[str, list[str]]:
    """A kept profile as the form would have posted it."""
    fields: dict[str, list[str]] = {}
    for block in layout.blocks:
        told = {fact.id: profile[fact.id] for fact in block.facts if fact.id in profile}
        if block.kind is Kind.CHECKLIST and len(told) == len(block.facts):
            fields[block.name] = [fact_id for fact_id, value in told.items() if value] or [NONE]
        else:
            fields.update({fact_id: _texts(value) for fact_id, value in told.items()})
    if CONFIRMED in profile:
        fields[CONFIRMED] = _texts(profile[CONFIRMED])
    return fields


def is_unsure(value: Any) -> bool:
    """Whether an answer is "not sure" and nothing else."""
    return value == UNSURE or (isinstance(value, list | frozenset) and set(value) == {UNSURE})


def _ticked(fields: Fields, block: Block) -> dict[str, bool]:
    """A checklist that was answered: what is ticked is so, the rest is not. Untouched, it says nothing."""
    said = set(fields.get(block.name, ()))
    ticked = {fact.id: fact.id in said for fact in block.facts}
    if any(ticked.values()) and NONE in said:
        return {fact_id: True for fact_id, is_so in ticked.items() if is_so}
    return ticked if any(ticked.values()) or NONE in said else {}


def _value(fact: Fact, said: list[str]) -> Any:
    text = said[-1]
    match fact.type:
        case FactType.BOOL:
            return {YES: True, NO: False}.get(text, text)
        case FactType.INTEGER if _WHOLE.fullmatch(text):
            return int(text)
        case FactType.NUMBER if _WHOLE.fullmatch(text):
            return int(text)
        case FactType.NUMBER if _DECIMAL.fullmatch(text):
            return float(text.replace(",", "."))
        case FactType.SET:
            return list(dict.fromkeys(said))
        case _:
            return text


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [YES if value else NO]
    if isinstance(value, list | tuple | frozenset):
        return [str(each) for each in value]
    return [f"{value:g}" if isinstance(value, float) else str(value)]
