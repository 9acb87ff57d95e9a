"""Amira gets a link: her therapist makes it, prints it and takes it back; she opens it without an account."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from recommender.access import CommandLine, NotAllowed
from recommender.access.links import link_code
from recommender.desk import _parcel
from recommender.store import PlanCannotChange
from tests.people import amira, ben, chidi
from tests.web.conftest import Clinic, Page

MAKE = "Make a link for the client"


def signed(clinic: Clinic, body: dict[str, Any] | None = None) -> str:
    plan_id, _ = clinic.desk.make_plan(body or amira(), by=clinic.therapist)
    clinic.desk.sign_plan(plan_id, by=clinic.therapist)
    return plan_id


def shared(clinic: Clinic, plan_id: str) -> str:
    """The path of the link, as the therapist's page shows it after one tap."""
    done = clinic.post(f"/plans/{plan_id}/link", {})
    assert (done.status, done.answer.headers["Location"]) == (303, f"/plans/{plan_id}#link")
    return clinic.get(f"/plans/{plan_id}").link.removeprefix("http://localhost")


def opened(clinic: Clinic, path: str) -> Page:
    """As the client opens it: another browser, no account, no cookie."""
    page = Page(clinic.app.test_client().get(path))
    assert "Set-Cookie" not in page.answer.headers
    return page


def names_of(clinic: Clinic, plan_id: str) -> list[str]:
    return [item.name for item in clinic.desk.find_plan(plan_id, viewer=clinic.therapist).plan.home]


def test_one_tap_makes_the_link_and_the_client_reads_the_whole_plan(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    assert MAKE in clinic.get(f"/plans/{plan_id}").main

    path = shared(clinic, plan_id)
    page = opened(clinic, path)

    assert MAKE not in clinic.get(f"/plans/{plan_id}").main
    assert page.status == 200
    assert page.title == "Your plan"
    assert all(name in page.words for name in names_of(clinic, plan_id))
    assert "Checked and signed by therapist on 20 November 2026." in page.words
    assert "Danger signs: get help now" in page.words


def test_what_is_read_is_the_clients_page_word_for_word(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)

    ours = clinic.get(f"/plans/{plan_id}/sheet?for=client").words.replace("On your phone ", "")

    assert opened(clinic, path).words == ours


def test_the_address_tells_nothing_and_goes_nowhere(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)
    code = path.removeprefix("/sheet/")
    capsys.readouterr()
    page = opened(clinic, path)

    assert plan_id[:8] not in path
    assert plan_id not in page.html
    assert page.answer.headers["Referrer-Policy"] == "no-referrer"
    assert page.answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.answer.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex"' in page.html
    assert "script-src 'self'" in page.answer.headers["Content-Security-Policy"]
    assert not re.findall(r"<style|\s(style|on\w+)=|<script(?! type=\"module\" src=)", page.html)
    told = capsys.readouterr()
    logged = json.loads(told.err)
    assert logged["route"] == "/sheet/<code>"
    assert not [secret for secret in (code, *code.split("."), plan_id) if secret in told.err + told.out]


def test_wrong_changed_and_revoked_codes_meet_the_same_page(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)
    link, _, signature = path.removeprefix("/sheet/").partition(".")
    stranger = link_code("A" * 22, clinic.desk.store.secret_keys())
    other = link_code(link, ["another key"])
    wrong = [opened(clinic, f"/sheet/{each}") for each in ("x", f"{link}.", f"{signature}.{link}", stranger, other)]
    clinic.post(f"/plans/{plan_id}/link/revoke", {})
    wrong.append(opened(clinic, path))

    assert {page.status for page in wrong} == {404}
    assert len({page.html for page in wrong}) == 1
    assert 'href="/danger-signs"' in wrong[0].html
    assert "Ask your therapist for a new link." in wrong[0].words
    assert {page.answer.headers["Referrer-Policy"] for page in wrong} == {"no-referrer"}
    assert MAKE in clinic.get(f"/plans/{plan_id}").main


def test_a_draft_gets_no_link_by_any_way(clinic: Clinic) -> None:
    plan_id, _ = clinic.desk.make_plan(amira(), by=clinic.therapist)

    assert MAKE not in clinic.get(f"/plans/{plan_id}").main
    assert clinic.post(f"/plans/{plan_id}/link", {}).status == 409
    with pytest.raises(PlanCannotChange):
        clinic.desk.share_plan(plan_id, by=clinic.therapist)


def test_a_link_slipped_into_the_tables_shows_no_unsigned_plan(clinic: Clinic) -> None:
    plan_id, _ = clinic.desk.make_plan(amira(), by=clinic.therapist)
    with clinic.desk.store.writing() as connection:
        row = {"plan": plan_id, "at": clinic.clock().isoformat(" ")}
        connection.execute(text("INSERT INTO links VALUES ('slipped', :plan, :at, 'nobody', NULL)"), row)
    code = link_code("slipped", clinic.desk.store.secret_keys())

    assert opened(clinic, f"/sheet/{code}").status == 404


def test_stopped_it_shows_the_stop_notice_and_no_exercise(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)
    clinic.desk.stop_plan(plan_id, by=clinic.therapist)

    page = opened(clinic, path)

    assert page.status == 200
    assert "Stop. Do not follow this plan any more" in page.words
    assert "Call your therapist." in page.words
    assert not any(name in page.words for name in names_of(clinic, plan_id))
    assert 'data-page="notice"' in page.html
    therapists = clinic.get(f"/plans/{plan_id}")
    assert "Whoever opens it is told not to follow this plan." in therapists.main
    assert MAKE not in therapists.main


def test_replaced_it_says_so(clinic: Clinic) -> None:
    first = signed(clinic)
    path = shared(clinic, first)
    case = clinic.desk.reader.read(chidi(), today=clinic.clock().date(), from_therapist=True)
    parcel = replace(_parcel(case, clinic.desk._decide(case, in_full=True)), replaces=first)
    second = clinic.desk.store.keep_plan(parcel, by=clinic.therapist, at=clinic.clock()).id
    clinic.desk.sign_plan(second, by=clinic.therapist)

    page = opened(clinic, path)

    assert "A newer plan takes the place of this one" in page.words
    assert not any(name in page.words for name in names_of(clinic, first) + names_of(clinic, second))


def test_of_a_signed_referral_it_shows_the_notice(clinic: Clinic) -> None:
    plan_id = signed(clinic, json.loads(Path("examples/vera.json").read_text()))

    page = opened(clinic, shared(clinic, plan_id))

    assert page.status == 200
    assert "Tick what you did" not in page.words
    assert "data-pace" not in page.html
    assert 'data-page="notice"' in page.html


def test_an_emergency_page_offers_no_link(clinic: Clinic) -> None:
    plan_id, _ = clinic.desk.make_plan(ben(), by=clinic.therapist)

    assert MAKE not in clinic.get(f"/plans/{plan_id}").main


def test_past_its_review_day_it_says_first_to_ask(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)
    clinic.clock.later(days=14)
    assert "Your review is due" not in opened(clinic, path).words
    clinic.clock.later(days=1)

    page = opened(clinic, path)

    assert page.words.index("Your review is due") < page.words.index(names_of(clinic, plan_id)[0])
    assert "Ask your therapist before you go on: therapist." in page.words
    assert "by Friday 4 December 2026" in page.words
    assert "Most people with sciatica feel better" not in page.words.partition("Your review is due")[0]
    assert 'data-page="notice"' in page.html, "nothing of it is kept on the phone"


@pytest.mark.parametrize("deed", ["link", "link/revoke"])
def test_others_neither_share_nor_revoke(clinic: Clinic, deed: str) -> None:
    at = clinic.clock()
    otto = clinic.desk.store.add_therapist("otto", "a long enough password", clinic="south", by=CommandLine(), at=at)
    plan_id, _ = clinic.desk.make_plan(amira(), by=otto)
    clinic.desk.sign_plan(plan_id, by=otto)
    code = clinic.desk.share_plan(plan_id, by=otto)

    assert clinic.post(f"/plans/{plan_id}/{deed}", {}).status == 403
    assert clinic.post(f"/plans/{plan_id}/{deed}", {}, token="made-up").status == 400
    assert clinic.get(f"/plans/{plan_id}/{deed}").status == 405
    assert clinic.post(f"/plans/{'0' * 32}/{deed}", {}).status == 404
    with pytest.raises(NotAllowed):
        clinic.desk.share_plan(plan_id, by=CommandLine())
    assert opened(clinic, f"/sheet/{code}").status == 200
    stranger = Clinic(app=clinic.app, clock=clinic.clock, password="")
    assert stranger.post(f"/plans/{plan_id}/{deed}", {}).status == 401


def test_the_page_and_the_printed_sheet_carry_the_code(clinic: Clinic) -> None:
    from plans.sheet import qr
    from tests.plans.readers import PDFTOTEXT, pages

    plan_id = signed(clinic)
    pdf = f"/plans/{plan_id}/sheet.pdf?for=client"
    before = clinic.client.get(pdf).data
    path = shared(clinic, plan_id)

    assert qr(f"http://localhost{path}") in clinic.get(f"/plans/{plan_id}").html
    assert qr(f"http://localhost{path}") in clinic.get(f"/plans/{plan_id}/sheet?for=client").html
    after = clinic.client.get(pdf).data
    assert after != before
    if PDFTOTEXT:
        assert "On your phone" in pages(after)[0]
        assert "On your phone" not in pages(before)[0]
    assert "On your phone" not in clinic.get(f"/plans/{plan_id}/sheet").words, "the therapist's sheet has none"
    clinic.desk.revoke_link(plan_id, by=clinic.therapist)
    assert clinic.client.get(pdf).data == before


def test_the_printed_code_reads_as_the_address(clinic: Clinic) -> None:
    """The dots that are drawn are those of the address, and small enough a code for a phone at arm's length."""
    import segno

    from plans.sheet import qr

    address = f"https://sheets.a-clinic.example{shared(clinic, signed(clinic))}"
    code = segno.make(address, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, svgclass="qr", lineclass=None, xmldecl=False, omitsize=True)

    assert qr(address) == out.getvalue().decode()
    assert code.version <= 7, "45 dots on 19 mm"


def test_an_address_of_this_machine_is_said_to_be_one(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    shared(clinic, plan_id)

    def seen_from(base: str) -> str:
        client = clinic.app.test_client()
        token = Page(client.get("/sign-in", base_url=base)).value("csrf_token")
        fields = {"name": "therapist", "password": clinic.password, "then": "/", "csrf_token": token}
        assert client.post("/sign-in", base_url=base, data=fields).status_code == 303
        return Page(client.get(f"/plans/{plan_id}", base_url=base)).main

    assert "This address opens on this machine only." in seen_from("http://127.0.0.1:8000")
    assert "This address opens on this machine only." in seen_from("http://localhost")
    assert "Without https a phone cannot keep the sheet" in seen_from("http://a-clinic.example")
    far = seen_from("https://a-clinic.example")
    assert "this machine" not in far + seen_from("http://a-clinic.example")
    assert "Without https" not in far


# What a phone keeps


def test_the_worker_keeps_nothing_of_anybody(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    path = shared(clinic, plan_id)
    page = opened(clinic, path)
    worker = opened(clinic, _told(page, "worker"))
    shell = json.loads(re.search(r"const SHELL = (\[.*\]);", worker.html)[1])  # type: ignore[index]

    assert worker.answer.mimetype == "text/javascript"
    assert "/sheet/offline?country=int" in shell
    for address in shell:
        kept = clinic.app.test_client().get(address)
        assert kept.status_code == 200, address
        if kept.mimetype.startswith("text/"):
            assert not [name for name in names_of(clinic, plan_id) if name in kept.text], address
            assert plan_id not in kept.text
    assert path not in worker.html
    asked = re.findall(r'(?:href|src)="(/[^"]+)"', page.html)
    assert set(asked) <= set(shell), "all that the sheet asks for is kept"


def test_the_page_for_no_reception_holds_the_card_and_when_to_stop(clinic: Clinic) -> None:
    page = opened(clinic, "/sheet/offline?country=uk")

    assert page.status == 200
    assert "Numb in or around your bottom" in page.words
    assert "999" in page.words
    assert "If pain moves down your leg, stop." in page.words
    assert "feel better" not in page.words, "no word of hope for somebody who may have been sent to hospital"
    assert opened(clinic, "/sheet/offline?country=nowhere").status == 404
    assert opened(clinic, "/sheet/worker.js?country=nowhere").status == 404


def test_a_plan_is_kept_until_its_review_and_no_other_page_is(clinic: Clinic) -> None:
    plan_id = signed(clinic)
    page = opened(clinic, shared(clinic, plan_id))

    assert _told(page, "page") == "sheet"
    assert _told(page, "keep-until") == "2026-12-04"
    assert "data-keep-until" not in opened(clinic, "/sheet/offline").html
    assert "data-keep-until" not in opened(clinic, "/sheet/nothing").html


def _told(page: Page, name: str) -> str:
    found = re.search(rf'<body [^>]*data-{name}="([^"]*)"', page.html)
    assert found, name
    return found[1]
