"""A therapist signs a plan that was kept, from the keyboard of the machine itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recommender.access import CommandLine, Therapist
from recommender.cli import main
from recommender.core.knowledge import Knowledge
from recommender.desk import Desk
from recommender.intake.case import CaseReader
from recommender.store import Store
from tests.people import amira, ben, nobody

Make = Callable[..., str]


@pytest.fixture
def lena(store: Store) -> Therapist:
    return store.add_therapist("lena", "a long password", clinic="home", by=CommandLine(), at=datetime.now(UTC))


@pytest.fixture
def made(store: Store, lena: Therapist, knowledge: Knowledge, reader: CaseReader) -> Make:
    """A plan kept some time ago; its id."""

    def make(body: dict[str, Any], *, ago: timedelta = timedelta(minutes=5), by: Any = lena) -> str:
        at = datetime.now(UTC) - ago
        asked = {"profile": body["profile"]}
        return Desk(knowledge, reader, store, lambda: at).make_plan(asked, by=by)[0]

    return make


def status(store: Store, plan_id: str, viewer: Therapist) -> str:
    return store.find_plan(plan_id, viewer=viewer).status.value


def test_signed_here_it_is_signed_everywhere_and_the_audit_says_who_typed(
    store: Store, lena: Therapist, made: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_id = made(amira())

    assert main(["sign", plan_id, "--as", "lena"]) == 0

    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"Signed by lena: plan {plan_id}.\n")
    found = store.find_plan(plan_id, viewer=lena)
    assert (found.status.value, found.signed_by) == ("signed", lena.signature)
    assert [(line.did, line.who) for line in store.audit_of_plan(plan_id, viewer=lena)] == [
        ("plan made", lena.signature),
        ("plan signed", lena.signature),
        ("signed for", "command-line"),
    ]


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        (nobody(), 3, "This plan still waits for answers. Answer them, then sign the new plan."),
        (ben(), 2, "An emergency is not signed. Do what it says now; afterwards begin with new answers."),
    ],
    ids=["answers missing", "emergency"],
)
def test_what_has_nothing_to_sign_stays_a_draft(
    store: Store,
    lena: Therapist,
    made: Make,
    capsys: pytest.CaptureFixture[str],
    body: dict[str, Any],
    code: int,
    sentence: str,
) -> None:
    plan_id = made(body)

    assert main(["sign", plan_id, "--as", "lena"]) == code

    assert capsys.readouterr().err == f"{sentence}\n"
    assert status(store, plan_id, lena) == "draft"


def test_safety_answers_of_another_day_are_asked_again_first(
    store: Store, lena: Therapist, made: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_id = made(amira(), ago=timedelta(hours=24, minutes=1))

    assert main(["sign", plan_id, "--as", "lena"]) == 2

    assert capsys.readouterr().err.startswith("These safety answers are more than a day old.")
    assert status(store, plan_id, lena) == "draft"


def test_signing_twice_is_told(made: Make, capsys: pytest.CaptureFixture[str]) -> None:
    plan_id = made(amira())
    assert main(["sign", plan_id, "--as", "lena"]) == 0
    capsys.readouterr()

    assert main(["sign", plan_id, "--as", "lena"]) == 2

    assert capsys.readouterr().err == "This plan is signed; only a draft can be signed.\n"


def test_who_signs_and_what_is_signed_have_to_be_there(
    store: Store, lena: Therapist, made: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    otto = store.add_therapist("otto", "a long password", clinic="south", by=CommandLine(), at=datetime.now(UTC))
    plan_id, other = made(amira()), made(amira(), by=otto)
    store.remove_therapist(otto, by=CommandLine(), at=datetime.now(UTC))

    for words, sentence in (
        ((plan_id, "--as", "eve"), "Nobody signs in as eve."),
        ((plan_id, "--as", "otto"), "Nobody signs in as otto."),
        (("0" * 32, "--as", "lena"), "There is no plan with this id."),
        (("7K4Q-2M9B", "--as", "lena"), "There is no plan with this id."),
        ((other, "--as", "lena"), "This plan belongs to another clinic. Ask a colleague there to share it."),
    ):
        assert main(["sign", *words]) == 2
        assert capsys.readouterr().err == f"{sentence}\n"
    assert status(store, plan_id, lena) == status(store, other, otto) == "draft"
