"""Who may do what, and why not. Knows people and sentences; knows nothing of the web or of SQL."""

from recommender.access.people import HOME_CLINIC, CommandLine, Person, Scope, Therapist, Token, therapist_id_in
from recommender.access.permissions import (
    check_may_change_clinic,
    check_may_give_clearances,
    check_may_give_overrides,
    check_may_make_plan,
    check_may_see_drafts,
    check_may_see_plan,
    check_may_share_plan,
    check_may_sign_plan,
    check_may_stop_plan,
    may_give_findings,
    may_see_drafts,
    may_share_plan,
    may_sign_plan,
    may_stop_plan,
)
from recommender.access.refusal import NotAllowed, allowed

__all__ = [
    "HOME_CLINIC",
    "CommandLine",
    "NotAllowed",
    "Person",
    "Scope",
    "Therapist",
    "Token",
    "allowed",
    "check_may_change_clinic",
    "check_may_give_clearances",
    "check_may_give_overrides",
    "check_may_make_plan",
    "check_may_see_drafts",
    "check_may_see_plan",
    "check_may_share_plan",
    "check_may_sign_plan",
    "check_may_stop_plan",
    "may_give_findings",
    "may_see_drafts",
    "may_share_plan",
    "may_sign_plan",
    "may_stop_plan",
    "therapist_id_in",
]
