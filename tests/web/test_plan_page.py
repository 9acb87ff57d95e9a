"""What a plan looks like on its page: first things first, nothing of a plan under a stop, every reason at hand."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition
from plans.sheet.reasons import tenths
from tests.people import amira, ben, chidi
from tests.plans.readers import opened
from tests.web.conftest import Clinic, Page, readable

EXAMPLES = (
    "amira", "ben", "edith", "grace", "hugo", "lena", "lena-cleared", "sami", "tess", "ugo", "umar", "vera", "wren",
    "yusuf", "zora",
)  # fmt: skip
"""At least one for every disposition, with and without clearances and guideline conflicts."""
SIGNS = {
    Disposition.EMERGENCY_NOW: "b-stop",
    Disposition.SAME_DAY: "b-today",
    Disposition.URGENT_DAYS: "b-days",
    Disposition.ROUTINE_REFERRAL: "b-refer",
    Disposition.NEEDS_ANSWERS: "b-ask",
    Disposition.TREAT_WITH_PRECAUTIONS: "b-care",
    Disposition.TREAT: "b-treat",
}


def page_of(clinic: Clinic, body: dict[str, Any]) -> tuple[Page, Any]:
    made, plan = clinic.plan_of(body)
    return clinic.get(f"/plans/{made}"), plan


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_examples_page_is_true_to_its_plan(archive: Clinic, name: str) -> None:
    page, plan = page_of(archive, json.loads(Path(f"examples/{name}.json").read_text()))
    library = archive.desk.knowledge.library

    assert page.status == 200
    assert f'class="banner {SIGNS[plan.disposition]}' in page.html
    for hit in plan.triage.hits:
        assert hit.says in page.main
    for each in plan.disclaimers:
        assert each.text in page.main
    for sign in (*plan.safety_net.emergency, *plan.safety_net.other, *plan.safety_net.tailored):
        assert sign in page.main
    assert plan.provenance.knowledge in page.main
    if plan.disposition.treats:
        for item in (*plan.modalities, *plan.home):
            assert item.name in page.main
            assert all(because in page.main for because in item.because)
            assert all(each.words in page.main for each in item.guidelines)
        for each in (*plan.precautions, *plan.excluded):
            assert each.because in page.main
        for tip in (*plan.ergonomics, *plan.self_care):
            assert tip.tip in page.main
    else:
        closed = [*(item.name for item in library.modalities), *(item.name for item in library.exercises)]
        quoted = re.compile(r"<textarea.*?</textarea>", re.DOTALL)  # the client's own answers, in the chart note
        ours = readable(quoted.sub("", page.html))
        assert not [name for name in closed if re.search(rf"\b{re.escape(name)}\b", ours)]
    if plan.disposition.stops:
        for step in plan.triage.action.do:
            assert step in page.main


def test_an_emergency_begins_with_what_to_do(archive: Clinic) -> None:
    page, _ = page_of(archive, {**ben(), "jurisdiction": "uk"})

    assert page.main.index("Emergency: go to hospital now") < page.main.index("What to do") < page.main.index("Why")
    assert 'href="tel:999"' in page.html
    assert "Print the letter (PDF)" in page.main
    assert "Print my sheet" not in page.main
    assert "Record a written clearance" not in page.main


def test_where_no_number_is_known_none_is_shown(archive: Clinic) -> None:
    page, _ = page_of(archive, ben())

    assert "tel:" not in page.html


def test_a_stop_that_may_be_more_urgent_says_what_to_answer_first(archive: Clinic) -> None:
    page, plan = page_of(archive, json.loads(Path("examples/ugo.json").read_text()))

    assert plan.triage.provisional
    assert "Answer these first; it may be more urgent." in page.main


def test_against_is_told_first_and_in_the_open(archive: Clinic) -> None:
    page, _ = page_of(archive, amira())
    stances = re.findall(r'<p class="stances">(.*?)</p>', page.html, re.DOTALL)

    assert "Netherlands: against" in re.sub(r"<[^>]+>", "", stances[0])
    assert stances[0].index("against") < stances[0].index("only with exercise") < stances[0].index("USA: for")
    for before in (page.html[: page.html.index(stance)] for stance in stances):
        assert before.count("<details") == before.count("</details>")


def test_page_and_sheet_say_the_same_outlook(archive: Clinic) -> None:
    page, plan = page_of(archive, amira())
    made, _ = archive.plan_of(amira())
    sheet = archive.get(f"/plans/{made}/sheet").words
    ranges = re.findall(r"(?:Without massage|By week [0-9]+):? ([0-9]+ to [0-9]+ in 10)", sheet)

    assert plan.outlook
    assert len(ranges) == 1 + len(plan.outlook.weeks)
    assert re.findall(r"(?:Without massage|By week [0-9]+): ([0-9]+ to [0-9]+ in 10)", page.main) == ranges


def test_what_is_left_out_is_told_once_for_each_reason(archive: Clinic) -> None:
    page, plan = page_of(archive, chidi())
    reasons = {(each.level, each.rule, each.because) for each in plan.excluded}

    assert page.html.count('<span class="level ') == len(reasons)
    assert page.main.index("Avoid") < page.main.index("Limit")


def test_missing_answers_are_links_to_their_questions(archive: Clinic) -> None:
    made, _ = archive.desk.make_plan(
        amira(saddle_sensation=None, tearing_pain=None, onset_days=None), by=archive.therapist
    )
    page = archive.get(f"/plans/{made}")

    links = re.findall(rf'<li><a href="/\?from={made}#([^"]+)">', page.html)
    assert links == ["f-saddle_sensation", "f-tearing_pain", "f-onset_days"]
    assert page.title == "3 safety answers missing. No plan yet."
    form = archive.get(f"/?from={made}")
    assert all(f'id="{link}"' in form.html for link in links)
    assert not form.hidden("tearing_pain")


@pytest.mark.parametrize("audience", ["therapist", "client"])
def test_the_sheets_open_as_page_and_as_paper(archive: Clinic, audience: str) -> None:
    made, _ = archive.plan_of(amira())

    page = archive.get(f"/plans/{made}/sheet?for={audience}")
    assert page.status == 200
    style = re.search(r'href="(/paper/[^"]+\.css\?v=[^"]+)"', page.html)
    assert style
    assert archive.get(style[1]).status == 200
    pdf = archive.client.get(f"/plans/{made}/sheet.pdf?for={audience}")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    assert archive.get(f"/plans/{made}/sheet?for=the-public").status == 404


def test_paper_is_what_printers_hold_there_or_what_was_asked_for(archive: Clinic) -> None:
    def wide(path: str) -> int:
        with opened(archive.client.get(path).data) as pdf:
            return round(float(pdf.pages[0].mediabox[2]))

    british, _ = archive.plan_of(amira() | {"jurisdiction": "uk"})
    american, _ = archive.plan_of(amira() | {"jurisdiction": "us"})

    assert (wide(f"/plans/{british}/sheet.pdf"), wide(f"/plans/{american}/sheet.pdf")) == (595, 612)
    assert wide(f"/plans/{american}/sheet.pdf?paper=a4") == 595
    assert archive.get(f"/plans/{american}/sheet.pdf?paper=a5").status == 404


def test_large_print_is_one_tap_away_on_a_signed_plan(archive: Clinic) -> None:
    made, _ = archive.desk.make_plan(amira(), by=archive.therapist)
    archive.desk.sign_plan(made, by=archive.therapist)

    link = re.search(r'href="([^"]+)">Client\'s sheet in large print', archive.get(f"/plans/{made}").html)
    assert link
    pdf = archive.client.get(html.unescape(link[1])).data
    with opened(pdf) as large, opened(archive.client.get(f"/plans/{made}/sheet.pdf?for=client").data) as usual:
        assert len(large.pages) > len(usual.pages) == 2
    assert '<html lang="en" class="large">' in archive.get(f"/plans/{made}/sheet?for=client&large=1").html
    assert archive.get(f"/plans/{made}/sheet?for=client&large=huge").status == 404


def test_the_outlook_is_drawn_as_ten_people(archive: Clinic) -> None:
    """The words stand beside it, so it says nothing to a screen reader."""
    made, plan = archive.plan_of(amira())
    page = archive.get(f"/plans/{made}")
    drawn = re.findall(r'<p class="of-ten" aria-hidden="true">(.*?)</p>', page.html, re.DOTALL)

    assert plan.outlook
    assert len(drawn) == 2
    first, last = tenths(plan.outlook.low, plan.outlook.high)
    assert f"About {first} to {last} in 10" in page.main
    assert [drawn[0].count(f'class="{each}"') for each in ("yes", "maybe", "no")] == [first, last - first, 10 - last]


def test_of_a_draft_the_clients_page_has_no_exercises(archive: Clinic) -> None:
    made, plan = archive.plan_of(amira())
    page = archive.get(f"/plans/{made}/sheet?for=client")

    names = [item.name for item in plan.home] + [item.name for item in plan.modalities]
    assert not [name for name in names if name in page.words]


def test_the_list_has_codes_days_and_answers_but_no_names(clinic: Clinic) -> None:
    assert "No names are kept." in clinic.get("/plans").main
    made = []
    for body in (ben(), amira()):
        clinic.clock.later(minutes=1)
        made.append(clinic.desk.make_plan(body, by=clinic.therapist)[0])

    page = clinic.get("/plans")

    codes = re.findall(r"<bdi>([0-9A-F]{4}-[0-9A-F]{4})</bdi>", page.html)
    assert codes == [f"{each[:4]}-{each[4:8]}".upper() for each in reversed(made)]
    assert "Emergency: go now" in page.main
    assert "Treat, with precautions" in page.main
    assert "20 November 2026" in page.main


def test_a_long_list_has_older_pages(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.web.plan_page.A_PAGE", 2)
    for _ in range(3):
        clinic.clock.later(minutes=1)
        clinic.desk.make_plan(ben(), by=clinic.therapist)
    older = re.search(r'href="(/plans\?before=[0-9a-f]{32})"', clinic.get("/plans").html)

    assert older
    page = clinic.get(older[1])
    assert page.html.count("<bdi>") == 1
    assert "Older plans" not in page.main
    assert clinic.get("/plans?before=nonsense").status == 404


@pytest.mark.parametrize(
    "path", ["/nowhere", f"/plans/{'0' * 32}", "/plans/x", "/?from=x", "/paper/../app.py", "/static/none.css"]
)
def test_a_wrong_address_says_so_as_a_page(archive: Clinic, path: str) -> None:
    page = archive.get(path)

    assert page.status == 404
    assert page.answer.mimetype == "text/html"
    assert 'id="main"' in page.html


def test_a_wrong_address_of_the_api_keeps_its_own_answer(archive: Clinic) -> None:
    assert archive.get("/api/v1/nowhere").answer.mimetype == "application/problem+json"


def test_our_own_mistake_says_what_is_safe_and_gives_a_code(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("recommender.web.pages.plans_page", broken)
    page = clinic.get("/plans")

    assert page.status == 500
    assert "secret" not in page.html
    assert page.answer.headers["X-Request-ID"] in page.main


PATHS = ("/", "/plans", "/danger-signs", "/sign-in", "/nowhere", "/plans/{}", "/?from={}", "/plans/{}/sheet")


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_anything_inline_or_may_be_kept(archive: Clinic, path: str) -> None:
    page = archive.get(path.format(archive.plan_of(amira())[0]) if "{" in path else path)

    assert not re.search(r"<script(?![^>]*\ssrc=)", page.html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page.html)
    policy = page.answer.headers["Content-Security-Policy"]
    assert "'unsafe" not in policy
    assert page.answer.headers["Cache-Control"] == "no-store"


def test_stylesheet_and_script_may_be_kept_for_long(archive: Clinic) -> None:
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', archive.get("/").html):
        answer = archive.client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
