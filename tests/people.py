"""The people our tests tell stories about. Each builder gives a request body; changes are answers, None takes one away.

amira(pain_trend="worsening", heel_walk=None)
"""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from recommender.knowledge.strict_yaml import read

PEOPLE = Path(__file__).parent / "people.yaml"
VISIT_DAY = date(2026, 11, 20)

Body = dict[str, Any]


def amira(**changes: Any) -> Body:
    """34, at a desk, in the fourth week of a disc-like sciatica that is getting better. Treatable, with precautions."""
    return changed(person("amira"), **changes)


def ben(**changes: Any) -> Body:
    """41, numb in the saddle and hard to pass water since yesterday. An emergency after a few answers."""
    return changed(person("ben"), **changes)


def chidi(**changes: Any) -> Body:
    """68, known stenosis, a blood thinner, thin bones; cleared by his doctor. Treatable, with precautions."""
    return changed(person("chidi"), **changes)


def nobody(**changes: Any) -> Body:
    """Somebody who has answered nothing yet."""
    return changed({"profile": {}, "visit_date": VISIT_DAY.isoformat()}, **changes)


def person(name: str) -> Body:
    """The whole body of somebody we know, to do with as you like."""
    return copy.deepcopy(_everybody()[name])


def changed(body: Body, **changes: Any) -> Body:
    """The same person with other answers; None takes an answer away."""
    answers = {**body["profile"], **changes}
    return {**body, "profile": {fact: value for fact, value in answers.items() if value is not None}}


@cache
def _everybody() -> dict[str, Body]:
    return {name: _plain(body) for name, body in read(PEOPLE, PEOPLE.name).items()}


def _plain(value: Any) -> Any:
    """Without the line numbers that the reader of our files keeps."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
