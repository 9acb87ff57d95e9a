"""Saying no is one exception with one sentence; asking beforehand is the same check with its mouth shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from recommender.access.people import Person

P = ParamSpec("P")


class NotAllowed(Exception):
    """This person may not do this; the message says why and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def allowed(check: Callable[Concatenate[Person, P], None], person: Person, *args: P.args, **kwargs: P.kwargs) -> bool:
    """Would this check let the person through?"""
    try:
        check(person, *args, **kwargs)
    except NotAllowed:
        return False
    return True
