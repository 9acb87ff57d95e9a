"""Every row of the evidence is somewhere: in a rule, an item, the code that does it, or left out with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recommender.knowledge.load import HERE, PLANS
from recommender.knowledge.strict_yaml import read

ROOT = HERE.parent.parent
TABLE = read(Path(__file__).parent / "rows.yaml", "rows.yaml")
LEFT_OUT = {row: group["because"] for group in TABLE["left_out"] for row in group["rows"]}
STANDS_IN = {row: file for file, rows in TABLE["stands_in"].items() for row in rows}


def named_in(value: Any) -> Iterator[str]:
    """The ids that a file gives to rules and items: `id`, `row`, and the names of mappings that hold an entry each."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("id", "row") and isinstance(part, str):
                yield part
            elif isinstance(part, dict):
                yield key
            yield from named_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from named_in(part)


@pytest.fixture(scope="module")
def places() -> dict[str, set[str]]:
    """Every id of the rules and the library, as the evidence spells it, with the files that bear it."""
    found: dict[str, set[str]] = {}
    for base in (HERE, PLANS / "library"):
        for path in sorted(base.rglob("*.yaml")):
            if path.name.endswith(".cases.yaml") or path.parent.name == "facts":
                continue
            for name in named_in(read(path, path.name)):
                found.setdefault(name.replace("_", "-"), set()).add(str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("chapter", TABLE["rows"])
def test_no_row_is_silently_missing(chapter: str, places: dict[str, set[str]]) -> None:
    missing = [
        row for row in TABLE["rows"][chapter] if row not in places and row not in STANDS_IN and row not in LEFT_OUT
    ]

    assert missing == []


def test_a_row_stands_once_in_the_table() -> None:
    rows = Counter(row for chapter in TABLE["rows"].values() for row in chapter)

    assert [row for row, times in rows.items() if times > 1] == []


def test_what_is_left_out_has_a_reason_and_no_file(places: dict[str, set[str]]) -> None:
    known = {row for chapter in TABLE["rows"].values() for row in chapter}

    for row, because in LEFT_OUT.items():
        assert row in known, row
        assert len(because) > 20, row
        assert row not in places, f"{row} has a file now: {places.get(row)}"
        assert row not in STANDS_IN, row


def test_what_stands_elsewhere_stands_in_a_file_that_exists(places: dict[str, set[str]]) -> None:
    known = {row for chapter in TABLE["rows"].values() for row in chapter}

    for row, file in STANDS_IN.items():
        assert row in known, row
        assert (ROOT / file).is_file(), file


def test_both_halves_of_a_state_stand_together(places: dict[str, set[str]]) -> None:
    """Hands-on and stretch cells of a contraindication are in the one file that bears its name."""
    for state in TABLE["rows"]["contraindications"]:
        assert f"recommender/knowledge/contraindications/{state}.yaml" in places[state], state


def test_all_modalities_and_exercises_of_the_evidence_are_there(places: dict[str, set[str]]) -> None:
    assert len(TABLE["rows"]["methods"]) == 23
    assert len(TABLE["rows"]["exercises"]) == 53
    for method in TABLE["rows"]["methods"]:
        assert f"plans/library/modalities/{method}.yaml" in places[method]
    for exercise in TABLE["rows"]["exercises"]:
        assert f"plans/library/stretches/{exercise}.yaml" in places[exercise]
