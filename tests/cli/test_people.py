"""Lena joins a clinic and leaves it again; what she signed keeps her name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from recommender.cli import main
from recommender.store import Store
from recommender.store.tables import audit

NOW = datetime.now(UTC)


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> tuple[str, str]:
    assert main(words) == code
    told = capsys.readouterr()
    return told.out, told.err


def test_whoever_is_added_can_sign_in_with_the_password_that_was_shown(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    password, told = said(capsys, "therapist", "add", "lena")

    assert told == ""
    assert len(password.split()) == 1
    assert store.sign_in("lena", password.strip(), at=NOW)
    assert store.therapist_named("lena").clinic == "home"
    assert said(capsys, "therapist", "list") == ("lena\n", "")


def test_each_clinic_lists_its_own(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "therapist", "add", "lena")
    said(capsys, "therapist", "add", "otto", "--clinic", "south")

    assert said(capsys, "therapist", "list")[0] == "lena\n"
    assert said(capsys, "therapist", "list", "--clinic", "south")[0] == "otto\n"


def test_whoever_is_removed_can_no_longer_sign_in(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    password, _ = said(capsys, "therapist", "add", "lena")

    _, told = said(capsys, "therapist", "remove", "lena")

    assert told == "lena can no longer sign in. Plans they signed keep their name.\n"
    assert store.sign_in("lena", password.strip(), at=NOW) is None
    assert said(capsys, "therapist", "list") == ("", "")
    with store.reading() as connection:
        deeds = connection.execute(select(audit.c.did, audit.c.who).order_by(audit.c.seq)).all()
    assert [tuple(deed) for deed in deeds] == [
        ("therapist added", "command-line"),
        ("therapist left", "command-line"),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "lena"], "The name lena is taken, by somebody who signs in or has left: plans bear it."),
        (["add", " lena"], "A name has 1 to 60 visible characters, with no space before or after."),
        (["add", "eve", "--clinic", ""], "A name has 1 to 60 visible characters"),
        (["remove", "nobody"], "Nobody signs in as nobody."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_ends_with_two(
    store: Store, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    said(capsys, "therapist", "add", "lena")

    out, told = said(capsys, "therapist", *words, code=2)

    assert out == ""
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert [each.name for each in store.therapists(clinic="home")] == ["lena"]


def test_a_token_with_a_name_that_cannot_be_shown_is_refused_in_words(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "token", "add", "two\nlines", code=2) == (
        "",
        "A name has 1 to 60 visible characters, with no space before or after.\n",
    )
