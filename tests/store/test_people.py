"""Signing in and out, and tokens: kept as hashes, and gone when they are said to be gone."""

from __future__ import annotations

from datetime import datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from recommender.access import CommandLine, Scope, Therapist
from recommender.access.keys import digest_of
from recommender.store import BadName, NameTaken, Store, UnknownName
from recommender.store.tables import audit, metadata, sign_ins, therapists, tokens
from tests.store.conftest import later

MACHINE = CommandLine()
PASSWORD = "correct horse battery"


@pytest.fixture
def ada(store: Store, morning: datetime) -> Therapist:
    return store.add_therapist("ada", PASSWORD, clinic="north", by=MACHINE, at=morning)


def signed_in_key(store: Store, at: datetime, password: str = PASSWORD) -> str:
    key = store.sign_in("ada", password, at=at)
    assert key is not None
    return key


def test_signing_in_gives_a_key_that_says_who(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)

    assert store.signed_in(key, at=later(minutes=1)) == ada
    assert store.signed_in(key + "x", at=later(minutes=1)) is None
    assert store.signed_in("", at=later(minutes=1)) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong"),
        ("ada", ""),
        ("Ada", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada\0", PASSWORD),
        ("a" * 500, "x"),
    ],
)
def test_a_wrong_name_or_password_gives_nothing(
    store: Store, ada: Therapist, morning: datetime, name: str, password: str
) -> None:
    assert store.sign_in(name, password, at=morning) is None


def test_a_sign_in_ends_when_nobody_is_there(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)

    assert store.signed_in(key, at=later(minutes=119))
    assert store.signed_in(key, at=later(minutes=230)), "each visit starts the wait anew"
    assert store.signed_in(key, at=later(minutes=350)) is None
    assert store.signed_in(key, at=later(minutes=231))


def test_a_sign_in_ends_with_the_day_however_busy(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)

    assert all(store.signed_in(key, at=later(hours=hour)) for hour in range(12))
    assert store.signed_in(key, at=later(hours=11, minutes=59))
    assert store.signed_in(key, at=later(hours=12)) is None


def test_being_there_is_written_once_a_minute_at_most(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)

    def seen_at() -> datetime:
        with store.reading() as connection:
            return connection.execute(select(sign_ins.c.seen_at)).scalar_one()

    store.signed_in(key, at=later(seconds=59))
    assert seen_at() == morning
    store.signed_in(key, at=later(seconds=60))
    assert seen_at() == later(seconds=60)


def test_signing_out_ends_this_key_only(store: Store, ada: Therapist, morning: datetime) -> None:
    tablet, laptop = signed_in_key(store, morning), signed_in_key(store, morning)

    store.sign_out(tablet, at=later(minutes=1))
    store.sign_out(tablet, at=later(minutes=2))

    assert store.signed_in(tablet, at=later(minutes=3)) is None
    assert store.signed_in(laptop, at=later(minutes=3)) == ada


def test_a_new_password_signs_everyone_out(store: Store, ada: Therapist, morning: datetime) -> None:
    keys = [signed_in_key(store, morning) for _ in range(3)]

    store.change_password(ada, "a new one", by=ada, at=later(minutes=1))

    assert [store.signed_in(key, at=later(minutes=2)) for key in keys] == [None, None, None]
    assert store.sign_in("ada", PASSWORD, at=later(minutes=2)) is None
    assert store.sign_in("ada", "a new one", at=later(minutes=2))


def test_who_has_left_cannot_sign_in(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)

    store.remove_therapist(ada, by=MACHINE, at=later(minutes=1))

    assert store.signed_in(key, at=later(minutes=2)) is None
    assert store.sign_in("ada", PASSWORD, at=later(minutes=2)) is None
    with pytest.raises(UnknownName, match="Nobody signs in as ada"):
        store.therapist_named("ada")


def test_a_signature_leads_to_a_name_of_the_same_clinic_only(
    store: Store, ada: Therapist, otto: Therapist, morning: datetime
) -> None:
    assert store.name_behind(ada.signature, clinic="north") == "ada"
    assert store.name_behind(ada.signature, clinic="south") == ""
    assert store.name_behind(otto.signature, clinic="south") == "", "nobody of that id was ever here"
    assert store.name_behind(MACHINE.signature, clinic="north") == ""
    assert store.name_behind("token:" + ada.id, clinic="north") == ""

    store.remove_therapist(ada, by=MACHINE, at=morning)
    assert store.name_behind(ada.signature, clinic="north") == "ada"


def test_the_list_of_therapists_is_the_clinics_own(store: Store, ada: Therapist, morning: datetime) -> None:
    store.add_therapist("abe", PASSWORD, clinic="north", by=MACHINE, at=morning)
    store.add_therapist("otto", PASSWORD, clinic="south", by=MACHINE, at=morning)
    gone = store.add_therapist("gus", PASSWORD, clinic="north", by=MACHINE, at=morning)
    store.remove_therapist(gone, by=MACHINE, at=morning)

    assert [each.name for each in store.therapists(clinic="north")] == ["abe", "ada"]
    assert store.therapists(clinic="nowhere") == []


def test_a_name_that_plans_bear_is_not_given_again(store: Store, ada: Therapist, morning: datetime) -> None:
    store.remove_therapist(ada, by=MACHINE, at=morning)

    with pytest.raises(NameTaken, match="The name ada is taken, by somebody who signs in or has left"):
        store.add_therapist("ada", "another", clinic="north", by=MACHINE, at=morning)


def test_a_password_hash_of_older_habits_is_renewed(store: Store, ada: Therapist, morning: datetime) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with store.writing() as connection:
        connection.execute(update(therapists).values(password_hash=old))

    assert store.sign_in("ada", PASSWORD, at=morning)

    with store.reading() as connection:
        kept = connection.execute(select(therapists.c.password_hash)).scalar_one()
    assert "m=19456,t=2,p=1" in kept
    assert store.sign_in("ada", PASSWORD, at=morning)


def test_names_are_taken_once(store: Store, ada: Therapist, morning: datetime) -> None:
    with pytest.raises(NameTaken, match="The name ada is taken"):
        store.add_therapist("ada", "other", clinic="south", by=MACHINE, at=morning)

    assert store.therapist_named("ada") == ada
    assert store.check_audit() == 1


@pytest.mark.parametrize("name", ["", " ada", "ada ", "a\0b", "a\nb", "x" * 61, "\ud800"])
def test_a_name_can_be_shown(store: Store, morning: datetime, name: str) -> None:
    with pytest.raises(BadName, match="1 to 60"):
        store.add_therapist(name, PASSWORD, clinic="north", by=MACHINE, at=morning)
    with pytest.raises(BadName):
        store.add_token(name, scope=Scope.CLINIC, clinic="north", by=MACHINE, at=morning)


def test_a_token_opens_until_it_is_revoked(store: Store, morning: datetime) -> None:
    token, text = store.add_token("app", scope=Scope.PREVIEW, clinic="north", by=MACHINE, at=morning)
    assert store.token_for(text, at=morning) == token
    assert store.tokens(clinic="north") == [token]
    assert store.tokens(clinic="south") == []

    store.revoke_token(token.id, by=MACHINE, at=later(minutes=1))

    assert store.token_for(text, at=later(minutes=1)) is None
    assert store.tokens(clinic="north") == []
    with pytest.raises(UnknownName, match="no token"):
        store.revoke_token(token.id, by=MACHINE, at=later(minutes=2))


def test_only_the_whole_text_of_a_token_opens(store: Store, morning: datetime) -> None:
    token, text = store.add_token("app", scope=Scope.CLINIC, clinic="north", by=MACHINE, at=morning)
    _, other = store.add_token("app", scope=Scope.CLINIC, clinic="north", by=MACHINE, at=morning)
    borrowed = f"rec_{token.id}_{other.partition('_')[2].partition('_')[2]}"

    for wrong in (text[:-1], text + "x", borrowed, f"rec_{token.id}_x", "rec_0123456789ab_x", "", "Bearer " + text):
        assert store.token_for(wrong, at=morning) is None
    assert store.token_for(text, at=morning) == token


def test_a_token_revoked_elsewhere_stops_within_two_seconds(store: Store, url: str, morning: datetime) -> None:
    token, text = store.add_token("app", scope=Scope.CLINIC, clinic="north", by=MACHINE, at=morning)
    assert store.token_for(text, at=morning) == token

    with Store(url) as elsewhere:
        elsewhere.revoke_token(token.id, by=MACHINE, at=morning)

    assert store.token_for(text, at=later(seconds=1)) == token
    assert store.token_for(text, at=later(seconds=2)) is None


def test_no_secret_is_kept(store: Store, ada: Therapist, morning: datetime) -> None:
    _, text = store.add_token("app", scope=Scope.CLINIC, clinic="north", by=MACHINE, at=morning)
    key = signed_in_key(store, morning)

    with store.reading() as connection:
        everything = repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])
        assert digest_of(text) == connection.execute(select(tokens.c.digest)).scalar_one()

    assert digest_of(key) in everything
    for secret in (text, text.rpartition("_")[2], key, PASSWORD):
        assert secret not in everything


def test_every_change_leaves_an_audit_line(store: Store, ada: Therapist, morning: datetime) -> None:
    key = signed_in_key(store, morning)
    store.sign_out(key, at=morning)
    token, _ = store.add_token("app", scope=Scope.CLINIC, clinic="north", by=ada, at=morning)
    store.revoke_token(token.id, by=ada, at=morning)
    store.change_password(ada, "another", by=ada, at=morning)
    store.remove_therapist(ada, by=MACHINE, at=morning)

    with store.reading() as connection:
        lines = connection.execute(select(audit.c.did, audit.c.who, audit.c.about).order_by(audit.c.seq)).all()

    me = ada.signature
    assert [tuple(line) for line in lines] == [
        ("therapist added", "command-line", ada.id),
        ("signed in", me, ada.id),
        ("signed out", me, ada.id),
        ("token added", me, token.id),
        ("token revoked", me, token.id),
        ("password changed", me, ada.id),
        ("therapist left", "command-line", ada.id),
    ]
