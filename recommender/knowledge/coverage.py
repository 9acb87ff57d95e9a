"""Which file carries which row of the evidence, and why some rows have none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.knowledge.load import HERE, PLANS
from recommender.knowledge.strict_yaml import read

ROOT = HERE.parent.parent
HEAD = """\
# Where each row of the evidence is

The knowledge was written from tables of evidence. Every row of them is here, with the file that carries it, or with the
reason why none does. `python3 manage.py knowledge coverage tests/knowledge/rows.yaml docs/coverage.md` writes this
page; the tests hold it current.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the files that carry it, or why it was left out."""

    id: str
    files: tuple[str, ...]
    because: str = ""


def coverage(rows: Path, root: Path = HERE, plans: Path = PLANS) -> dict[str, list[Row]]:
    """By chapter of the evidence, its rows. `rows` lists them, and what carries out those that are no rule or item."""
    table = read(rows, rows.name)
    stands_in = {row: file for file, found in table["stands_in"].items() for row in found}
    left_out = {row: " ".join(group["because"].split()) for group in table["left_out"] for row in group["rows"]}
    found = places(root, plans)
    return {
        chapter: [
            Row(row, found.get(row) or ((stands_in[row],) if row in stands_in else ()), left_out.get(row, ""))
            for row in listed
        ]
        for chapter, listed in table["rows"].items()
    }


def places(root: Path = HERE, plans: Path = PLANS) -> dict[str, tuple[str, ...]]:
    """By row, as the evidence spells it, the rule and library files that bear it.

    A file bears the ids and rows it gives; a row that no file gives so may be the name of an entry, as dose templates
    are.
    """
    given: dict[str, dict[str, None]] = {}
    named: dict[str, dict[str, None]] = {}
    for base in (root, plans / "library"):
        for path in sorted(base.rglob("*.yaml")):
            if path.name.endswith(".cases.yaml") or path.parent.name in ("facts", "poses"):
                continue
            raw, file = read(path, path.name), path.relative_to(root.parent.parent).as_posix()
            for name in _given(raw):
                given.setdefault(name.replace("_", "-"), {})[file] = None
            for name in _named(raw):
                named.setdefault(name.replace("_", "-"), {})[file] = None
    return {row: tuple(files) for row, files in (named | given).items()}


def _given(value: Any) -> Iterator[str]:
    """What stands as `id` or `row`, but for the ids of sources and the like that are only referred to."""
    if isinstance(value, Mapping):
        for field, part in value.items():
            if field in ("id", "row") and isinstance(part, str):
                yield part
            elif field not in ("sources", "emergency_sources", "recipe"):
                yield from _given(part)
    elif isinstance(value, list):
        for part in value:
            yield from _given(part)


def _named(value: Any) -> Iterator[str]:
    """Names of the mappings at the top of a file."""
    if isinstance(value, Mapping):
        yield from (name for name, part in value.items() if isinstance(part, Mapping))


def as_markdown(table: Mapping[str, list[Row]], folder: Path) -> str:
    """The table as a page that stands in `folder`."""
    rows = [row for chapter in table.values() for row in chapter]
    carried = sum(1 for row in rows if row.files)
    lines = [HEAD, f"{len(rows)} rows: {carried} carried, {len(rows) - carried} left out with a reason."]
    for chapter, found in table.items():
        lines += ["", f"## {chapter.capitalize()}", "", "| row | where |", "| --- | --- |"]
        lines += [f"| {row.id} | {_where(row, folder)} |" for row in found]
    return "\n".join(lines) + "\n"


def _where(row: Row, folder: Path) -> str:
    if not row.files:
        return f"Left out. {row.because}" if row.because else "**Missing**"
    return ", ".join(f"[{_short(file)}]({Path(os.path.relpath(ROOT / file, folder)).as_posix()})" for file in row.files)


def _short(file: str) -> str:
    return file.removeprefix("recommender/knowledge/").removeprefix("plans/")
