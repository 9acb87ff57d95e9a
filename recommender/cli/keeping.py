"""The store, as commands open it: the one that the service uses too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from recommender.access.refusal import NotAllowed
from recommender.cli.saying import CannotGoOn
from recommender.intake.case import CaseReader
from recommender.knowledge.load import load_knowledge
from recommender.store.store import Store, open_store
from recommender.store.values import StoreProblem

if TYPE_CHECKING:
    from recommender.desk import Desk


def now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


@contextmanager
def kept() -> Iterator[Store]:
    """The store of RECOMMENDER_DATA or DATABASE_URL, for as long as the command needs it.

    Raises:
        CannotGoOn: it cannot be opened, or refuses what is done inside, in its own words.
    """
    try:
        with open_store(os.environ) as store:
            yield store
    except (StoreProblem, NotAllowed) as error:
        raise CannotGoOn(str(error)) from error


@contextmanager
def desk_here() -> Iterator[Desk]:
    """The desk of this installation, for what has to go by its rules. `CannotGoOn` as above."""
    from recommender.desk import Desk  # brings what sets paper, which other commands need not wait for

    knowledge = load_knowledge()
    with kept() as store:
        yield Desk(knowledge, CaseReader(knowledge), store, now)
