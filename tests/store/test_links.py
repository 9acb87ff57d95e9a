"""A link belongs to one signed plan, is made and revoked on the record, and its code cannot be made up."""

from __future__ import annotations

import os
import pathlib
from datetime import datetime

import pytest
from sqlalchemy import func, select, text, update

from recommender.access import CommandLine, NotAllowed, Person, Scope, Therapist, Token
from recommender.access.links import link_code, link_id_in, new_link_id
from recommender.store import PlanCannotChange, Status, Store, UnknownLink, UnknownPlan, open_store
from recommender.store import audit as audit_room
from recommender.store.__main__ import main
from recommender.store.migrate import downgrade, upgrade
from recommender.store.tables import links, plans
from tests.store.conftest import a_plan, later

KEYS = ["an old key", "a new key"]


@pytest.fixture
def signed(store: Store, vera: Therapist, morning: datetime) -> str:
    """The id of a plan that Vera signed."""
    kept = store.keep_plan(a_plan(), by=vera, at=morning)
    store.sign_plan(kept.id, by=vera, at=later(minutes=5))
    return kept.id


def deeds(store: Store, plan_id: str, viewer: Therapist) -> list[tuple[str, str]]:
    return [(line.did, line.body) for line in store.audit_of_plan(plan_id, viewer=viewer)]


def test_a_link_opens_its_plan_until_it_is_revoked(store: Store, vera: Therapist, signed: str) -> None:
    link = store.share_plan(signed, by=vera, at=later(minutes=6))

    opened = store.open_link(link)
    assert (opened.id, opened.status) == (signed, Status.SIGNED)
    assert store.link_of(signed, viewer=vera) == link

    store.revoke_link(signed, by=vera, at=later(days=1))
    with pytest.raises(UnknownLink):
        store.open_link(link)
    assert store.link_of(signed, viewer=vera) is None
    assert deeds(store, signed, vera)[-2:] == [("link made", link), ("link revoked", link)]
    assert store.check_audit() == 4


def test_asked_again_it_is_the_same_link_and_after_revoking_another(store: Store, vera: Therapist, signed: str) -> None:
    first = store.share_plan(signed, by=vera, at=later(minutes=6))
    assert store.share_plan(signed, by=vera, at=later(minutes=7)) == first
    store.revoke_link(signed, by=vera, at=later(minutes=8))
    store.revoke_link(signed, by=vera, at=later(minutes=9))

    second = store.share_plan(signed, by=vera, at=later(minutes=10))

    assert second != first
    assert [did for did, _ in deeds(store, signed, vera)][2:] == ["link made", "link revoked", "link made"]
    with pytest.raises(UnknownLink):
        store.open_link(first)


def test_only_a_signed_plan_gets_a_link(store: Store, vera: Therapist, morning: datetime) -> None:
    draft = store.keep_plan(a_plan(), by=vera, at=morning).id

    with pytest.raises(PlanCannotChange, match="This plan is draft; only a signed one gets a link"):
        store.share_plan(draft, by=vera, at=morning)
    store.stop_plan(draft, by=vera, at=morning)
    with pytest.raises(PlanCannotChange, match="stopped"):
        store.share_plan(draft, by=vera, at=morning)
    with pytest.raises(UnknownPlan):
        store.share_plan("0" * 32, by=vera, at=morning)


def test_a_link_slipped_in_beside_a_draft_opens_nothing(store: Store, vera: Therapist, morning: datetime) -> None:
    draft = store.keep_plan(a_plan(), by=vera, at=morning).id
    with store.writing() as connection:
        connection.execute(
            text("INSERT INTO links (id, plan_id, made_at, made_by) VALUES ('x', :plan, :at, 'nobody')"),
            {"plan": draft, "at": morning},
        )

    with pytest.raises(UnknownLink):
        store.open_link("x")


def test_a_stopped_or_replaced_plan_is_still_found_and_says_so(store: Store, vera: Therapist, signed: str) -> None:
    link = store.share_plan(signed, by=vera, at=later(minutes=6))
    newer = store.keep_plan(a_plan(replaces=signed), by=vera, at=later(days=7))
    store.sign_plan(newer.id, by=vera, at=later(days=7))
    assert store.open_link(link).status is Status.SUPERSEDED

    other = store.share_plan(newer.id, by=vera, at=later(days=7))
    store.stop_plan(newer.id, by=vera, at=later(days=8))
    assert store.open_link(other).status is Status.STOPPED


@pytest.mark.parametrize(
    "who",
    [
        Therapist(id="2", name="otto", clinic="south"),
        Token(id="a", name="desk", clinic="north", scope=Scope.CLINIC),
        Token(id="b", name="app", clinic="north", scope=Scope.PREVIEW),
        CommandLine(),
    ],
    ids=["another clinic", "clinic token", "preview token", "command line"],
)
def test_nobody_else_shares_looks_or_revokes(store: Store, vera: Therapist, signed: str, who: Person) -> None:
    link = store.share_plan(signed, by=vera, at=later(minutes=6))

    with pytest.raises(NotAllowed):
        store.share_plan(signed, by=who, at=later(minutes=7))
    with pytest.raises(NotAllowed):
        store.revoke_link(signed, by=who, at=later(minutes=7))
    with pytest.raises(NotAllowed):
        store.link_of(signed, viewer=who)
    assert store.open_link(link)


def test_a_link_and_its_audit_line_are_one_deed(
    store: Store, vera: Therapist, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("the audit cannot be written")

    link = store.share_plan(signed, by=vera, at=later(minutes=6))
    monkeypatch.setattr(audit_room.AuditTrail, "add", refuse)
    with pytest.raises(RuntimeError):
        store.revoke_link(signed, by=vera, at=later(minutes=7))
    assert store.open_link(link)

    monkeypatch.undo()
    store.revoke_link(signed, by=vera, at=later(minutes=8))
    monkeypatch.setattr(audit_room.AuditTrail, "add", refuse)
    with pytest.raises(RuntimeError):
        store.share_plan(signed, by=vera, at=later(minutes=9))
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(links)) == 1


def test_tables_of_the_version_before_are_brought_up_with_what_they_hold(
    url: str, vera: Therapist, morning: datetime
) -> None:
    upgrade(url, "0001")
    with Store(url) as store:
        kept = store.keep_plan(a_plan(), by=vera, at=morning)
        store.sign_plan(kept.id, by=vera, at=morning)
    upgrade(url)
    with Store(url) as store:
        assert store.open_link(store.share_plan(kept.id, by=vera, at=morning)).id == kept.id
    downgrade(url, "0001")
    with Store(url) as store:
        assert store.find_plan(kept.id, viewer=vera)
        assert store.check_audit() == 3


def test_a_signature_taken_from_the_row_closes_the_link(store: Store, vera: Therapist, signed: str) -> None:
    """Whatever the row of the plan says, without a signature nothing is shown."""
    link = store.share_plan(signed, by=vera, at=later(minutes=6))
    with store.writing() as connection:
        connection.execute(update(plans).where(plans.c.id == signed).values(status="draft", signed_at=None))

    with pytest.raises(UnknownLink):
        store.open_link(link)


# The code in the address


def test_ids_are_128_random_bits() -> None:
    ids = {new_link_id() for _ in range(200)}

    assert len(ids) == 200
    assert {len(each) for each in ids} == {22}


def test_a_code_holds_the_id_and_nothing_of_the_plan(store: Store, vera: Therapist, signed: str) -> None:
    link = store.share_plan(signed, by=vera, at=later(minutes=6))
    code = link_code(link, KEYS)

    assert link_id_in(code, KEYS) == link
    assert signed not in code
    assert vera.id not in code
    assert code.replace(".", "").replace("-", "").replace("_", "").isalnum(), "fits an address as it is"
    assert len(code) < 70


@pytest.mark.parametrize("code", ["", ".", "x", "x.y", "{}", "{}.", "{}.x", "ä.ö", "\ud800", "worker.js", "a" * 5000])
def test_a_code_that_we_did_not_sign_leads_to_an_id_that_nobody_has(code: str) -> None:
    link = new_link_id()
    said = code.replace("{}", link)

    assert link_id_in(said, KEYS) != link_id_in(said, KEYS), "each time another"
    assert len(link_id_in(said, KEYS)) == 22


def test_every_changed_letter_spoils_it() -> None:
    link = new_link_id()
    code = link_code(link, KEYS)
    last = len(code) - 1  # of the last letter only some bits count

    for n, letter in enumerate(code[:last]):
        changed = code[:n] + ("A" if letter != "A" else "B") + code[n + 1 :]
        assert link_id_in(changed, KEYS) != link


def test_what_an_older_key_signed_still_opens_until_it_is_forgotten() -> None:
    link = new_link_id()
    printed = link_code(link, KEYS[:1])

    assert link_id_in(printed, KEYS) == link
    assert link_code(link, KEYS) != printed
    assert link_id_in(printed, KEYS[1:]) != link


def test_the_service_gets_a_new_key(store: Store) -> None:
    first = store.secret_key()
    store.renew_secret_key(forget=False)
    second = store.secret_key()
    assert store.secret_keys() == [first, second]

    store.renew_secret_key(forget=True)

    assert len(store.secret_keys()) == 1
    assert store.secret_key() not in (first, second)


def test_the_command_renews_the_key(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOMMENDER_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with open_store(os.environ) as store:
        first = store.secret_key()

        assert main(["secret"]) == 0
        assert store.secret_keys()[0] == first
        assert len(store.secret_keys()) == 2
        assert main(["secret", "--forget"]) == 0
        assert len(store.secret_keys()) == 1
        assert store.secret_key() != first
