"""Who may do what; every no is a sentence, and the page and the refusal never disagree."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import MappingProxyType

import pytest

from recommender import access
from recommender.access import CommandLine, NotAllowed, Person, Scope, Therapist, Token
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
from recommender.core.facts import Dictionary, Fact, FactType, Tier

THERAPIST = Therapist(id="1", name="vera", clinic="north")
STRANGER = Therapist(id="2", name="otto", clinic="south")
CLINIC = Token(id="a", name="desk", clinic="north", scope=Scope.CLINIC)
PREVIEW = Token(id="b", name="app", clinic="north", scope=Scope.PREVIEW)
MACHINE = CommandLine()
PEOPLE = {"therapist": THERAPIST, "stranger": STRANGER, "clinic": CLINIC, "preview": PREVIEW, "machine": MACHINE}

ALLOWED: dict[str, tuple[Callable[[Person], bool], set[str]]] = {
    "make a plan": (access.may_make_plan, {"therapist", "stranger", "clinic", "machine"}),
    "see drafts": (access.may_see_drafts, {"therapist", "stranger", "clinic", "machine"}),
    "see a signed plan": (
        lambda who: access.may_see_plan(who, clinic="north", status="signed"),
        {"therapist", "clinic", "preview", "machine"},
    ),
    "see a draft": (
        lambda who: access.may_see_plan(who, clinic="north", status="draft"),
        {"therapist", "clinic", "machine"},
    ),
    "see a stopped plan": (
        lambda who: access.may_see_plan(who, clinic="north", status="stopped"),
        {"therapist", "clinic", "machine"},
    ),
    "sign a plan": (lambda who: access.may_sign_plan(who, clinic="north"), {"therapist"}),
    "share a plan": (lambda who: access.may_share_plan(who, clinic="north"), {"therapist"}),
    "stop a plan": (lambda who: access.may_stop_plan(who, clinic="north"), {"therapist", "clinic", "machine"}),
    "change the clinic's letterhead": (access.may_change_clinic, {"therapist", "stranger", "machine"}),
    "give findings": (access.may_give_findings, {"therapist", "stranger", "clinic", "machine"}),
    "give clearances": (access.may_give_clearances, {"therapist", "stranger", "clinic", "machine"}),
    "give overrides": (access.may_give_overrides, {"therapist", "stranger", "clinic", "machine"}),
}


@pytest.mark.parametrize("deed", ALLOWED)
def test_who_may(deed: str) -> None:
    ask, those = ALLOWED[deed]

    assert {name for name, person in PEOPLE.items() if ask(person)} == those


def test_every_permission_is_a_pair() -> None:
    offered = {name for name, thing in inspect.getmembers(access) if callable(thing)}
    asked = {name.removeprefix("check_") for name in offered if name.startswith("check_may_")}

    assert asked == {name for name in offered if name.startswith("may_")}
    assert len(asked) == len(ALLOWED) - 2


def test_findings_are_refused_by_name() -> None:
    def fact(name: str, tier: Tier) -> Fact:
        return Fact(id=name, type=FactType.BOOL, tier=tier, group="g")

    dictionary = Dictionary(
        facts=(
            fact("leg_pain", Tier.T1),
            fact("slr_left_deg", Tier.EXAM),
            fact("assessed_this_episode", Tier.T2),
            fact("assessment_covered", Tier.T2),
        ),
        groups=(),
        checklists=MappingProxyType({}),
    )
    given = ["leg_pain", "assessed_this_episode", "slr_left_deg", "assessment_covered", "not_a_fact"]

    found = access.findings_among(given, dictionary)

    assert found == ["assessed_this_episode", "slr_left_deg", "assessment_covered"]
    with pytest.raises(NotAllowed, match="assessed_this_episode, slr_left_deg, assessment_covered") as told:
        access.check_may_give_findings(PREVIEW, found)
    assert told.value.names == tuple(found)
    access.check_may_give_findings(PREVIEW, [])
    access.check_may_give_findings(CLINIC, found)


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
