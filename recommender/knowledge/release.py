"""Which release of the knowledge this is, and which parts of it are due for another look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recommender.knowledge.fields import Entry
from recommender.knowledge.load import KnowledgeNotUsable
from recommender.knowledge.strict_yaml import Marked, UnreadableFile, line_of, read

RELEASE = "release.yaml"
REVIEW = "review_by"


@dataclass(frozen=True, slots=True)
class Release:
    """A version, the day it was released, and what was new in it."""

    version: str
    released: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that should have been looked at again by a day that has passed."""

    file: str
    line: int | None
    id: str
    by: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.id} was to be reviewed by {self.by}"


def load_release(root: Path) -> Release:
    """The release whose files stand under `root`.

    Raises:
        KnowledgeNotUsable: the file is missing or says something that is not allowed.
    """
    try:
        entry = Entry(read(root / RELEASE, RELEASE), RELEASE)
        made = Release(version=entry.text("version"), released=entry.day("released"), notes=entry.texts("notes"))
        entry.done()
    except UnreadableFile as error:
        raise KnowledgeNotUsable([error]) from error
    return made


def overdue(root: Path, plans: Path, on: date) -> Iterator[Due]:
    """Everything whose review date lies before `on`, in the order of files.

    Raises:
        UnreadableFile: a review date is no date.
    """
    for base in (root, plans):
        for path in sorted(base.rglob("*.yaml")):
            if not path.name.endswith(".cases.yaml"):
                name = str(path.relative_to(base))
                yield from _overdue(read(path, name), name, on, name)


def _overdue(value: Any, file: str, on: date, named: str) -> Iterator[Due]:
    if isinstance(value, Marked):
        named = str(value.get("id") or value.get("source") or named)
        if REVIEW in value and date.fromisoformat(Entry(value, file).day(REVIEW)) < on:
            yield Due(file, line_of(value, REVIEW), named, value[REVIEW])
        for key, each in value.items():
            yield from _overdue(each, file, on, key if isinstance(each, Marked) else named)
    elif isinstance(value, list):
        for each in value:
            yield from _overdue(each, file, on, named)
