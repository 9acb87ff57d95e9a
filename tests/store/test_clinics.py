"""A clinic's letterhead is kept whole, with a line in the audit, and belongs to that clinic alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from plans.clinic import Clinic
from recommender.access import CommandLine, NotAllowed, Scope, Therapist, Token
from recommender.store import BadName, Store
from recommender.store import audit as audit_room
from recommender.store.tables import audit
from tests.pictures import png
from tests.store.conftest import later

ROSA = Clinic(
    name="Praxis Größe", address=("12 Rosa Street", "Exampleton"), contact="020 7946 0000", logo=png(), logo_type="png"
)


def test_a_letterhead_comes_back_byte_for_byte(store: Store, vera: Therapist, morning: datetime) -> None:
    assert store.find_clinic("north") is None

    store.keep_clinic(ROSA, by=vera, at=morning)

    assert store.find_clinic("north") == ROSA
    assert store.find_clinic("south") is None


def test_each_clinic_has_its_own_and_the_last_word_counts(
    store: Store, vera: Therapist, otto: Therapist, morning: datetime
) -> None:
    plain = Clinic(name="South")
    store.keep_clinic(ROSA, by=vera, at=morning)
    store.keep_clinic(plain, by=otto, at=morning)
    changed = replace(ROSA, name="Rosa", logo=b"", logo_type="")
    store.keep_clinic(changed, by=vera, at=later(days=1))

    assert (store.find_clinic("north"), store.find_clinic("south")) == (changed, plain)


def test_every_change_leaves_an_audit_line(store: Store, vera: Therapist, morning: datetime) -> None:
    store.keep_clinic(ROSA, by=vera, at=morning)
    store.keep_clinic(ROSA, by=CommandLine(clinic="north"), at=morning)
    store.keep_clinic(replace(ROSA, logo=png(10, 10)), by=vera, at=morning)

    with store.reading() as connection:
        lines = connection.execute(select(audit).order_by(audit.c.seq)).all()
    assert [(line.did, line.who, line.about) for line in lines] == [
        ("clinic changed", vera.signature, "north"),
        ("clinic changed", "command-line", "north"),
        ("clinic changed", vera.signature, "north"),
    ]
    first, second, third = (line.body for line in lines)
    assert first == second != third
    assert first.startswith("sha256:")
    assert store.check_audit() == 3


def test_an_audit_that_fails_leaves_the_old_letterhead(
    store: Store, vera: Therapist, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep_clinic(ROSA, by=vera, at=morning)

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr(audit_room.AuditTrail, "add", refuse)
    for by in (vera, CommandLine(clinic="new")):
        with pytest.raises(RuntimeError):
            store.keep_clinic(replace(ROSA, name="Changed"), by=by, at=morning)

    assert store.find_clinic("north") == ROSA
    assert store.find_clinic("new") is None


@pytest.mark.parametrize("scope", list(Scope))
def test_a_program_changes_no_letterhead(store: Store, morning: datetime, scope: Scope) -> None:
    with pytest.raises(NotAllowed, match="Only a therapist who has signed in"):
        store.keep_clinic(ROSA, by=Token(id="a1", name="app", clinic="north", scope=scope), at=morning)

    assert store.find_clinic("north") is None
    assert store.check_audit() == 0


def test_a_clinic_goes_by_a_word_that_can_be_shown(store: Store, morning: datetime) -> None:
    with pytest.raises(BadName):
        store.keep_clinic(ROSA, by=CommandLine(clinic=" "), at=morning)
