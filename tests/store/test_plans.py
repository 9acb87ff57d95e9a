"""Plans are kept whole, found by those who may, signed once, and never changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from recommender.access import CommandLine, NotAllowed, Scope, Therapist, Token
from recommender.store import (
    KeyUsedDifferently,
    NewPlan,
    PlanCannotChange,
    Retry,
    Status,
    Store,
    UnknownPlan,
)
from recommender.store import audit as audit_room
from recommender.store.tables import audit, plans
from tests.store.conftest import a_plan, later


def count(store: Store, table: Any) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def token(scope: Scope, clinic: str = "north") -> Token:
    return Token(id="a1", name="app", clinic=clinic, scope=scope)


def test_a_kept_plan_comes_back_byte_for_byte(store: Store, vera: Therapist, morning: datetime) -> None:
    given = a_plan(plan='{"why":"größer, 痛み","n":1.10}'.encode())
    kept = store.keep_plan(given, by=vera, at=morning)

    found = store.find_plan(kept.id, viewer=vera)

    assert (found.case, found.plan, found.digests) == (given.case, given.plan, given.digests)
    assert (found.status, found.disposition, found.clinic) == (Status.DRAFT, "treat", "north")
    assert (found.made_at, found.made_by) == (morning, vera.signature)
    assert found.made_at.utcoffset() == timedelta(0)
    assert (found.course, found.replaces) == (kept.id, None)
    assert not kept.again


def test_ids_cannot_be_guessed_from_one_another(store: Store, vera: Therapist, morning: datetime) -> None:
    ids = [store.keep_plan(a_plan(), by=vera, at=morning).id for _ in range(20)]

    assert len(set(ids)) == 20
    assert all(len(each) == 32 for each in ids)


def test_a_plan_and_its_audit_line_are_one_deed(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)

    (line,) = store.audit_of_plan(kept.id, viewer=vera)

    assert (line.did, line.who, line.body, line.at) == ("plan made", vera.signature, "sha256:p", morning)


def test_an_audit_that_fails_leaves_no_plan(
    store: Store, vera: Therapist, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr(audit_room.AuditTrail, "add", refuse)

    with pytest.raises(RuntimeError):
        store.keep_plan(a_plan(), by=vera, at=morning, retry=Retry(key="k", request_digest="d"))

    monkeypatch.undo()
    assert (count(store, plans), count(store, audit)) == (0, 0)
    assert not store.keep_plan(a_plan(), by=vera, at=morning, retry=Retry(key="k", request_digest="d")).again


def test_a_plan_that_fails_leaves_no_audit_line(store: Store, vera: Therapist, morning: datetime) -> None:
    broken = NewPlan(case=b"{}", plan=b"{}", disposition=None, digests=a_plan().digests)  # type: ignore[arg-type]

    with pytest.raises(DBAPIError) as told:
        store.keep_plan(broken, by=vera, at=morning)

    assert (count(store, plans), count(store, audit), store.check_audit()) == (0, 0, 0)
    assert "sha256:c" not in str(told.value), "values of a row stay out of messages"


@pytest.mark.parametrize("plan_id", ["0" * 32, "", "no such", "0" * 31 + "\0", "é" * 32, "'; --", "A" * 32])
def test_an_id_that_leads_nowhere_says_so(store: Store, vera: Therapist, plan_id: str, morning: datetime) -> None:
    with pytest.raises(UnknownPlan, match="no plan"):
        store.find_plan(plan_id, viewer=vera)
    with pytest.raises(UnknownPlan):
        store.sign_plan(plan_id, by=vera, at=morning)
    with pytest.raises(UnknownPlan):
        store.keep_plan(a_plan(replaces=plan_id or "-"), by=vera, at=morning)
    assert count(store, plans) == 0


def test_another_clinic_sees_nothing(store: Store, vera: Therapist, otto: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)

    for reach in (
        lambda: store.find_plan(kept.id, viewer=otto),
        lambda: store.audit_of_plan(kept.id, viewer=otto),
        lambda: store.plans_of_course(kept.id, viewer=otto),
        lambda: store.sign_plan(kept.id, by=otto, at=morning),
        lambda: store.stop_plan(kept.id, by=otto, at=morning),
        lambda: store.keep_plan(a_plan(replaces=kept.id), by=otto, at=morning),
        lambda: store.find_plan(kept.id, viewer=token(Scope.CLINIC, "south")),
    ):
        with pytest.raises(NotAllowed, match="another clinic"):
            reach()
    assert store.recent_plans(viewer=otto) == []
    assert store.find_plan(kept.id, viewer=vera).status is Status.DRAFT


def test_a_preview_token_keeps_nothing_and_sees_only_signed_plans(
    store: Store, vera: Therapist, morning: datetime
) -> None:
    app = token(Scope.PREVIEW)
    kept = store.keep_plan(a_plan(), by=vera, at=morning)

    with pytest.raises(NotAllowed, match="previews"):
        store.keep_plan(a_plan(), by=app, at=morning)
    with pytest.raises(NotAllowed, match="no therapist has signed"):
        store.find_plan(kept.id, viewer=app)
    with pytest.raises(NotAllowed):
        store.recent_plans(viewer=app)
    with pytest.raises(NotAllowed):
        store.plans_of_course(kept.id, viewer=app)

    store.sign_plan(kept.id, by=vera, at=morning)
    assert store.find_plan(kept.id, viewer=app).status is Status.SIGNED
    assert count(store, plans) == 1


def test_a_clinic_token_and_the_command_line_may_keep_but_not_sign(
    store: Store, vera: Therapist, morning: datetime
) -> None:
    for person in (token(Scope.CLINIC), CommandLine(clinic="north")):
        kept = store.keep_plan(a_plan(), by=person, at=morning)
        assert store.find_plan(kept.id, viewer=vera).made_by == person.signature
        with pytest.raises(NotAllowed, match="signed in"):
            store.sign_plan(kept.id, by=person, at=morning)


def test_signing_names_who_and_when(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)

    store.sign_plan(kept.id, by=vera, at=later(minutes=5))

    found = store.find_plan(kept.id, viewer=vera)
    assert (found.status, found.signed_at, found.signed_by) == (Status.SIGNED, later(minutes=5), vera.signature)
    assert [line.did for line in store.audit_of_plan(kept.id, viewer=vera)] == ["plan made", "plan signed"]


def test_signing_in_somebodys_name_is_told_by_the_audit(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)

    store.sign_plan(kept.id, by=vera, at=morning, typed_by=CommandLine())

    found = store.find_plan(kept.id, viewer=vera)
    assert (found.status, found.signed_by) == (Status.SIGNED, vera.signature)
    assert [(line.did, line.who, line.body) for line in store.audit_of_plan(kept.id, viewer=vera)] == [
        ("plan made", vera.signature, "sha256:p"),
        ("plan signed", vera.signature, "sha256:p"),
        ("signed for", "command-line", vera.signature),
    ]
    assert store.check_audit() == 3


def test_a_plan_is_signed_once(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)
    store.sign_plan(kept.id, by=vera, at=morning)

    with pytest.raises(PlanCannotChange, match="signed; only a draft"):
        store.sign_plan(kept.id, by=vera, at=later(hours=1))

    assert store.find_plan(kept.id, viewer=vera).signed_at == morning


def test_a_plan_that_waits_for_answers_cannot_be_signed(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(disposition="needs_answers"), by=vera, at=morning)

    with pytest.raises(PlanCannotChange, match="waits for answers"):
        store.sign_plan(kept.id, by=vera, at=morning)

    assert store.find_plan(kept.id, viewer=vera).status is Status.DRAFT


def test_an_emergency_has_nothing_to_sign(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(disposition="emergency_now"), by=vera, at=morning)

    with pytest.raises(PlanCannotChange, match="emergency is not signed"):
        store.sign_plan(kept.id, by=vera, at=morning)

    assert store.find_plan(kept.id, viewer=vera).status is Status.DRAFT
    assert [line.did for line in store.audit_of_plan(kept.id, viewer=vera)] == ["plan made"]


def test_signing_a_revision_supersedes_what_was_before_it(store: Store, vera: Therapist, morning: datetime) -> None:
    first = store.keep_plan(a_plan(), by=vera, at=morning).id
    store.sign_plan(first, by=vera, at=morning)
    abandoned = store.keep_plan(a_plan(replaces=first), by=vera, at=later(days=7)).id
    second = store.keep_plan(a_plan(replaces=first), by=vera, at=later(days=8)).id
    newer = store.keep_plan(a_plan(replaces=second), by=vera, at=later(days=9)).id
    other = store.keep_plan(a_plan(), by=vera, at=morning).id
    assert store.find_plan(first, viewer=vera).status is Status.SIGNED, "a draft replaces nothing yet"

    store.sign_plan(second, by=vera, at=later(days=10))

    status = {plan: store.find_plan(plan, viewer=vera).status for plan in (first, abandoned, second, newer, other)}
    assert status == {
        first: Status.SUPERSEDED,
        abandoned: Status.SUPERSEDED,
        second: Status.SIGNED,
        newer: Status.DRAFT,
        other: Status.DRAFT,
    }
    assert {store.find_plan(plan, viewer=vera).course for plan in (first, second, newer)} == {first}
    assert [each.id for each in store.plans_of_course(second, viewer=vera)] == [first, abandoned, second, newer]
    assert [line.did for line in store.audit_of_plan(first, viewer=vera)][-1] == "plan superseded"
    assert store.check_audit() == 9


def test_a_stopped_plan_stays_stopped(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=morning)
    store.sign_plan(kept.id, by=vera, at=morning)
    store.stop_plan(kept.id, by=token(Scope.CLINIC), at=later(days=1))

    with pytest.raises(PlanCannotChange, match="already stopped"):
        store.stop_plan(kept.id, by=vera, at=later(days=2))
    with pytest.raises(PlanCannotChange, match="stopped; only a draft"):
        store.sign_plan(kept.id, by=vera, at=later(days=2))
    with pytest.raises(NotAllowed):
        store.find_plan(kept.id, viewer=token(Scope.PREVIEW))

    found = store.find_plan(kept.id, viewer=vera)
    assert (found.status, found.signed_at) == (Status.STOPPED, morning)


def test_the_same_request_sent_again_makes_no_second_plan(store: Store, vera: Therapist, morning: datetime) -> None:
    retry = Retry(key="visit-7", request_digest="sha256:r")
    first = store.keep_plan(a_plan(), by=vera, at=morning, retry=retry)

    again = store.keep_plan(a_plan(), by=vera, at=later(hours=1), retry=retry)

    assert (again.id, again.again) == (first.id, True)
    assert (count(store, plans), count(store, audit)) == (1, 1)


def test_a_retry_key_belongs_to_one_request_and_one_sender(
    store: Store, vera: Therapist, otto: Therapist, morning: datetime
) -> None:
    retry = Retry(key="visit-7", request_digest="sha256:r")
    first = store.keep_plan(a_plan(), by=vera, at=morning, retry=retry)

    with pytest.raises(KeyUsedDifferently, match="another request"):
        store.keep_plan(a_plan(), by=vera, at=morning, retry=Retry(key="visit-7", request_digest="sha256:x"))
    assert store.keep_plan(a_plan(), by=otto, at=morning, retry=retry).id != first.id
    assert count(store, plans) == 2


def test_a_retry_key_is_forgotten_after_a_day(store: Store, vera: Therapist, morning: datetime) -> None:
    retry = Retry(key="visit-7", request_digest="sha256:r")
    first = store.keep_plan(a_plan(), by=vera, at=morning, retry=retry)

    assert store.keep_plan(a_plan(), by=vera, at=later(hours=24), retry=retry).again
    assert store.keep_plan(a_plan(), by=vera, at=later(hours=24, seconds=1), retry=retry).id != first.id


def test_recent_plans_come_newest_first_and_in_pages(store: Store, vera: Therapist) -> None:
    ids = [store.keep_plan(a_plan(), by=vera, at=later(minutes=n // 2)).id for n in range(7)]

    seen: list[str] = []
    page = store.recent_plans(viewer=vera, limit=3)
    while page:
        seen += [line.id for line in page]
        page = store.recent_plans(viewer=vera, limit=3, before=page[-1])

    assert sorted(seen) == sorted(ids)
    assert seen[0] == ids[6]
    assert {*seen[-2:]} == {*ids[:2]}


def test_a_time_without_its_zone_is_refused(store: Store, vera: Therapist) -> None:
    with pytest.raises(Exception, match="a time without its zone"):
        store.keep_plan(a_plan(), by=vera, at=datetime(2026, 11, 20))  # noqa: DTZ001
    assert count(store, plans) == 0


@pytest.mark.parametrize(
    "disposition", ["emergency_now", "same_day", "urgent_days", "routine_referral_before_treatment"]
)
def test_answers_that_allow_no_treatment_stop_what_was_followed(
    store: Store, vera: Therapist, morning: datetime, disposition: str
) -> None:
    signed = store.keep_plan(a_plan(), by=vera, at=morning)
    store.sign_plan(signed.id, by=vera, at=later(minutes=5))
    draft = store.keep_plan(a_plan(replaces=signed.id), by=vera, at=later(minutes=6))
    other = store.keep_plan(a_plan(), by=vera, at=later(minutes=6))

    stop = store.keep_plan(a_plan(disposition=disposition, replaces=signed.id), by=vera, at=later(minutes=7))

    standing = {each: store.find_plan(each, viewer=vera).status for each in (signed.id, draft.id, other.id, stop.id)}
    assert list(standing.values()) == [Status.STOPPED, Status.STOPPED, Status.DRAFT, Status.DRAFT]
    assert [(line.did, line.body) for line in store.audit_of_plan(signed.id, viewer=vera)][-1] == (
        "plan stopped",
        stop.id,
    )
    assert store.check_audit() == 7


def test_missing_answers_stop_nothing(store: Store, vera: Therapist, morning: datetime) -> None:
    signed = store.keep_plan(a_plan(), by=vera, at=morning)
    store.sign_plan(signed.id, by=vera, at=later(minutes=5))
    store.keep_plan(a_plan(disposition="needs_answers", replaces=signed.id), by=vera, at=later(minutes=7))

    assert store.find_plan(signed.id, viewer=vera).status is Status.SIGNED
