"""Permissions: `check_may_…` refuses with its sentence; `may_…` asks beforehand, for a page that shows a button."""

from __future__ import annotations

from recommender.access.people import CommandLine, Person, Scope, Therapist, Token
from recommender.access.refusal import NotAllowed, allowed


def stands_for_the_clinic(person: Person) -> bool:
    """A signed-in therapist, the clinic's own software, or the command line."""
    return not isinstance(person, Token) or person.scope is Scope.CLINIC


# A plan


def check_may_make_plan(person: Person) -> None:
    if not stands_for_the_clinic(person):
        raise NotAllowed(
            "This token is for previews, which store nothing. Use a token with the scope “clinic” to keep a plan."
        )


def check_may_see_drafts(person: Person) -> None:
    if not stands_for_the_clinic(person):
        raise NotAllowed(
            "Plans that no therapist has signed are not shown to clients. Ask the therapist to review this one."
        )


def may_see_drafts(person: Person) -> bool:
    return allowed(check_may_see_drafts, person)


def check_may_see_plan(person: Person, *, clinic: str, status: str) -> None:
    _check_same_clinic(person, clinic)
    if status != "signed":
        check_may_see_drafts(person)


def check_may_sign_plan(person: Person, *, clinic: str) -> None:
    if not isinstance(person, Therapist):
        raise NotAllowed("Only a therapist who has signed in can sign a plan.")
    _check_same_clinic(person, clinic)


def may_sign_plan(person: Person, *, clinic: str) -> bool:
    return allowed(check_may_sign_plan, person, clinic=clinic)


def check_may_stop_plan(person: Person, *, clinic: str) -> None:
    _check_same_clinic(person, clinic)
    if not stands_for_the_clinic(person):
        raise NotAllowed("Only the clinic can stop a plan. If you feel worse, use the safety card and call them.")


def may_stop_plan(person: Person, *, clinic: str) -> bool:
    return allowed(check_may_stop_plan, person, clinic=clinic)


def check_may_share_plan(person: Person, *, clinic: str) -> None:
    """Make a link for the client, see it again, revoke it."""
    if not isinstance(person, Therapist):
        raise NotAllowed("Only a therapist who has signed in can give a client a link.")
    _check_same_clinic(person, clinic)


def may_share_plan(person: Person, *, clinic: str) -> bool:
    return allowed(check_may_share_plan, person, clinic=clinic)


# A clinic


def check_may_change_clinic(person: Person) -> None:
    """Its name, address, contact and logo, as they stand on paper."""
    if isinstance(person, Token):
        raise NotAllowed("Only a therapist who has signed in can change what stands at the head of the clinic's paper.")


# What somebody may tell us


def may_give_findings(person: Person) -> bool:
    """Facts that rest on an examination; who may not is refused them by name where answers are read."""
    return stands_for_the_clinic(person)


def check_may_give_clearances(person: Person) -> None:
    if not stands_for_the_clinic(person):
        raise NotAllowed("Only the therapist can record that a clinician has cleared this client.")


def check_may_give_overrides(person: Person) -> None:
    if not stands_for_the_clinic(person):
        raise NotAllowed("Only the therapist can set a guideline or a dose aside, and has to say why.")


def _check_same_clinic(person: Person, clinic: str) -> None:
    if not isinstance(person, CommandLine) and person.clinic != clinic:
        raise NotAllowed("This plan belongs to another clinic. Ask a colleague there to share it.")
