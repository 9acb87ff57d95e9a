"""Reading files and saying what is wrong with them, in the words of every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.recommend import certain_triage
from recommender.intake.case import CaseReader, NotUsable
from recommender.intake.json_text import NotJson, read_json


class CannotGoOn(Exception):
    """Why a command ends here, for the person who typed it."""


def read_file(path: Path) -> bytes:
    """The bytes of a file the person named.

    Raises:
        CannotGoOn: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotGoOn(f"{path}: {error.strerror or error}") from error


def today() -> date:
    """The day at this keyboard."""
    return datetime.now().astimezone().date()


def read_body(path: Path) -> Any:
    try:
        return read_json(read_file(path))
    except NotJson as error:
        raise CannotGoOn(f"{path}: {error}") from error


def read_case(path: Path, knowledge: Knowledge, reader: CaseReader) -> Case:
    """The case in a file.

    Raises:
        CannotGoOn: one line for each thing that is wrong, and what is already certain.
    """
    try:
        return reader.read(read_body(path), today=today(), from_therapist=True, any_day=True)
    except NotUsable as error:
        raise CannotGoOn("\n".join(complaints(str(path), error, knowledge))) from error


def complaints(name: str, error: NotUsable, knowledge: Knowledge) -> Iterator[str]:
    for each in error.complaints:
        said = json.dumps(each.said, ensure_ascii=False, default=str)
        yield f"{name}: {each.pointer or '/'}: {said} was said; allowed: {each.allowed}"
    yield from (f"{name}: {words}" for words in certain(error, knowledge))


def certain(error: NotUsable, knowledge: Knowledge) -> Iterator[str]:
    """What cannot wait, whatever else is wrong: one line, or none."""
    if (triage := certain_triage(error.readable, knowledge)) is not None and triage.action is not None:
        yield f"What is already certain: {triage.action.headline}. {' '.join(triage.action.do)}"


def write(text: bytes, to: Path | None) -> None:
    """To the file, or to standard output.

    Raises:
        CannotGoOn: the file cannot be written.
    """
    import sys

    if to is None:
        sys.stdout.buffer.write(text if text.endswith(b"\n") or text.startswith(b"%PDF") else text + b"\n")
        sys.stdout.flush()
        return
    try:
        to.write_bytes(text)
    except OSError as error:
        raise CannotGoOn(f"{to}: {error.strerror or error}") from error
