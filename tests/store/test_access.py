"""Who may do what; every no is a sentence, and the page and the refusal never disagree."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from recommender import access
from recommender.access import CommandLine, NotAllowed, Person, Scope, Therapist, Token, allowed
from recommender.access.keys import (
    digest_of,
    hash_password,
    is_password,
    new_password,
    new_token,
    same,
    token_id_in,
    wants_rehash,
)

THERAPIST = Therapist(id="1", name="vera", clinic="north")
STRANGER = Therapist(id="2", name="otto", clinic="south")
CLINIC = Token(id="a", name="desk", clinic="north", scope=Scope.CLINIC)
PREVIEW = Token(id="b", name="app", clinic="north", scope=Scope.PREVIEW)
MACHINE = CommandLine()
PEOPLE = {"therapist": THERAPIST, "stranger": STRANGER, "clinic": CLINIC, "preview": PREVIEW, "machine": MACHINE}

ALLOWED: dict[str, tuple[Callable[[Person], bool], set[str]]] = {
    "make a plan": (
        lambda who: allowed(access.check_may_make_plan, who),
        {"therapist", "stranger", "clinic", "machine"},
    ),
    "see drafts": (access.may_see_drafts, {"therapist", "stranger", "clinic", "machine"}),
    "see a signed plan": (
        lambda who: allowed(access.check_may_see_plan, who, clinic="north", status="signed"),
        {"therapist", "clinic", "preview", "machine"},
    ),
    "see a draft": (
        lambda who: allowed(access.check_may_see_plan, who, clinic="north", status="draft"),
        {"therapist", "clinic", "machine"},
    ),
    "see a stopped plan": (
        lambda who: allowed(access.check_may_see_plan, who, clinic="north", status="stopped"),
        {"therapist", "clinic", "machine"},
    ),
    "sign a plan": (lambda who: access.may_sign_plan(who, clinic="north"), {"therapist"}),
    "share a plan": (lambda who: access.may_share_plan(who, clinic="north"), {"therapist"}),
    "stop a plan": (lambda who: access.may_stop_plan(who, clinic="north"), {"therapist", "clinic", "machine"}),
    "change the clinic's letterhead": (
        lambda who: allowed(access.check_may_change_clinic, who),
        {"therapist", "stranger", "machine"},
    ),
    "give findings": (access.may_give_findings, {"therapist", "stranger", "clinic", "machine"}),
    "give clearances": (
        lambda who: allowed(access.check_may_give_clearances, who),
        {"therapist", "stranger", "clinic", "machine"},
    ),
    "give overrides": (
        lambda who: allowed(access.check_may_give_overrides, who),
        {"therapist", "stranger", "clinic", "machine"},
    ),
}


@pytest.mark.parametrize("deed", ALLOWED)
def test_who_may(deed: str) -> None:
    ask, those = ALLOWED[deed]

    assert {name for name, person in PEOPLE.items() if ask(person)} == those


def test_no_permission_is_left_out_here() -> None:
    offered = {name for name, thing in inspect.getmembers(access) if callable(thing)}
    asked = {name.removeprefix("check_") for name in offered if name.startswith(("check_may_", "may_"))}

    assert len(asked) == len(ALLOWED) - 2, "seeing a plan is asked of three"


def test_a_no_is_a_sentence() -> None:
    with pytest.raises(NotAllowed, match="Only the clinic can stop a plan") as told:
        access.check_may_stop_plan(PREVIEW, clinic="north")

    assert told.value.sentence == str(told.value)


def test_passwords_are_kept_slow_and_salted() -> None:
    password = new_password()
    kept = hash_password(password)

    assert password not in kept
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != hash_password(password)
    assert is_password(password, kept)
    assert not wants_rehash(kept)
    assert not is_password(password + "x", kept)
    assert not is_password(password, None)
    assert not is_password(password, "not a hash")


def test_a_new_password_can_be_typed_from_paper() -> None:
    passwords = {new_password() for _ in range(50)}

    assert len(passwords) == 50
    assert all(len(each) == 24 and not set(each) & set("01ilo") for each in passwords)


def test_a_token_is_known_by_its_prefix_and_proven_by_its_secret() -> None:
    token, other = new_token(), new_token()

    assert token.text.startswith("rec_")
    assert token_id_in(token.text) == token.id
    assert token.digest == digest_of(token.text)
    assert not same(token.digest, other.digest)
    assert len(token.text.removeprefix(f"rec_{token.id}_")) >= 43, "256 bits"


@pytest.mark.parametrize(
    "text", ["", "rec_", "rec__x", "rec_abc", "rec_a b_x", "bearer", "rec_é_x", "rec_a_" + "x" * 200]
)
def test_what_is_no_token_is_not_looked_up(text: str) -> None:
    assert token_id_in(text) is None
