"""The store, as commands open it: the one that the service uses too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from recommender.access.refusal import NotAllowed
from recommender.cli.saying import CannotGoOn
from recommender.store.store import Store, open_store
from recommender.store.values import StoreProblem


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
