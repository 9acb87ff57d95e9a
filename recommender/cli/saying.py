"""Reading files and saying what is wrong with them, in the words of every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
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
        return reader.read(read_body(path), today=datetime.now().astimezone().date(), from_therapist=True)
    except NotUsable as error:
        raise CannotGoOn("\n".join(complaints(str(path), error, knowledge))) from error


def complaints(name: str, error: NotUsable, knowledge: Knowledge) -> Iterator[str]:
    for each in error.complaints:
        said = json.dumps(each.said, ensure_ascii=False, default=str)
        yield f"{name}: {each.pointer or '/'}: {said} was said; allowed: {each.allowed}"
    if (triage := certain_triage(error.readable, knowledge)) is not None and triage.action is not None:
        yield f"{name}: What is already certain: {triage.action.headline}. {' '.join(triage.action.do)}"


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
