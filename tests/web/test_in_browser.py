"""The pages in a real browser: with the script and without it, by mouse and by keyboard, read aloud and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition
from plans.sheet import sheet_html
from recommender.app import create_app
from recommender.core.knowledge import Knowledge
from recommender.core.recommend import recommend
from recommender.desk import Desk
from recommender.intake.case import CaseReader
from recommender.web.fields import fields_of
from tests.people import VISIT_DAY, amira, ben, chidi, nobody
from tests.pictures import png, svg
from tests.web.browsing import AXE, RULES, browser, needs_browser, served
from tests.web.conftest import Clock

__all__ = ["browser"]

DESK, PHONE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640}
SMALL_PHONE = {"width": 360, "height": 740}

pytestmark = needs_browser


@dataclass
class House:
    """The service on a port of this machine."""

    url: str
    password: str
    desk: Desk
    plans: dict[str, str]
    fields: dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Iterator[House]:
    data = tmp_path_factory.mktemp("data")
    app = create_app({"RECOMMENDER_DATA": str(data)}, clock=Clock(), knowledge=knowledge)
    desk: Desk = app.extensions["desk"]
    first = desk.store.first_run(at=desk.clock())
    assert first
    therapist = desk.store.therapist_named("therapist")
    people = {"amira": amira(), "ben": {**ben(), "jurisdiction": "uk"}, "chidi": chidi(), "nobody": nobody()}
    plans = {name: desk.make_plan(body, by=therapist)[0] for name, body in people.items()}
    desk.change_clinic(name="Rosa", address="12 Rosa Street", contact="", logo=svg(), by=therapist)
    for name in ("signed", "stopped"):
        plans[name], _ = desk.make_plan(amira(), by=therapist)
        desk.sign_plan(plans[name], by=therapist)
    desk.stop_plan(plans["stopped"], by=therapist)
    with served(app) as url:
        yield House(
            url=url,
            password=first.password,
            desk=desk,
            plans=plans,
            fields={name: fields_of(body["profile"], app.extensions["layout"]) for name, body in people.items()},
        )
    desk.store.close()


@pytest.fixture
def visit(browser: Any, house: House) -> Iterator[Any]:
    """Open a page of ours in a window of its own, signed in unless a stranger is wanted."""
    windows: list[Any] = []
    said: list[str] = []

    def opened(path: str = "/", *, stranger: bool = False, viewport: dict[str, int] = DESK, **settings: Any) -> Any:
        window = browser.new_context(viewport=viewport, **settings)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        if not stranger:
            page.goto(f"{house.url}/sign-in")
            page.fill("#name", "therapist")
            page.fill("#password", house.password)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{house.url}/")
        if stranger or path != "/":
            page.goto(house.url + path)
        return page

    yield opened
    for window in windows:
        window.close()
    assert not [each for each in said if "Content Security Policy" in each or "rror:" in each], said


FILL = """fields => {
  const form = document.getElementById("intake");
  for (const [name, values] of Object.entries(fields)) {
    for (const box of form.querySelectorAll(`[name="${name}"]`)) {
      if (box.type === "radio" || box.type === "checkbox") box.checked = values.includes(box.value);
      else box.value = values[0];
    }
  }
  form.querySelector("#f-age_years").dispatchEvent(new Event("change", {bubbles: true}));
}"""


def choose(page: Any, question: str, answer: str) -> None:
    page.locator(f"#q-{question}").get_by_label(answer, exact=True).check()


def test_ben_at_the_door_sees_the_emergency_and_nothing_else(visit: Any) -> None:
    page = visit("/")
    assert page.locator("#q-ces_symptom_days").is_hidden()
    page.fill("#f-age_years", "41")
    choose(page, "sex_at_birth", "Male")
    choose(page, "saddle_sensation", "Numb or tingling")

    page.wait_for_selector("#stop")
    assert page.evaluate("document.activeElement.id") == "stop"
    assert "Emergency: go to hospital now" in page.locator("#stop").inner_text()
    page.locator("#q-ces_symptom_days").wait_for(state="visible")
    page.fill("#f-ces_symptom_days", "1")
    choose(page, "bladder_change", "Hard to start, or hard to stop")
    page.get_by_role("button", name="Show what to do").click()

    page.wait_for_url("**/plans/*")
    assert page.title() == "Emergency: go to hospital now"
    headings = page.locator("h1, h2").all_inner_texts()
    assert headings == [
        "Emergency: go to hospital now", "What to do", "Why", "Sciatica danger signs. Keep this card.", "Good to know",
        "Where this comes from",
    ]  # fmt: skip
    page.reload()
    assert page.title() == "Emergency: go to hospital now"


@pytest.mark.parametrize("screen", [PHONE, SMALL_PHONE], ids=["phone", "small phone"])
@pytest.mark.parametrize("address", ["", "/sheet?for=client"], ids=["page", "client's notice"])
def test_an_emergency_fits_on_one_screen_of_a_phone(
    visit: Any, house: House, address: str, screen: dict[str, int]
) -> None:
    """When, three steps, the call, what to say and what to leave: nobody in a hurry has to scroll."""
    page = visit(f"/plans/{house.plans['ben']}{address}", viewport=screen)
    call = page.get_by_role("link", name="Call 999")

    assert call.count() == 1
    assert call.bounding_box()["height"] >= 64
    places = [bottom_of(page, words) for words in (
        "Emergency: go to hospital now", "Go to A&E now.", "Take your card", "Let someone else drive", "Call 999",
        "I am worried about cauda equina syndrome.", "Do not wait for a doctor", "Have no massage and do no stretches.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert places[-1] <= screen["height"]


def bottom_of(page: Any, words: str) -> float:
    box = page.get_by_text(words).first.bounding_box()
    return float(box["y"] + box["height"])


@pytest.mark.parametrize("country", ["int", "uk"])
def test_every_emergency_notice_fits_on_a_small_phone(browser: Any, knowledge: Knowledge, country: str) -> None:
    body = {**ben(), "jurisdiction": country}
    plan = recommend(CaseReader(knowledge).read(body, today=VISIT_DAY, from_therapist=True), knowledge)
    page, last = browser.new_page(viewport=SMALL_PHONE), {}
    for rule in knowledge.red_flags:
        if rule.disposition is Disposition.EMERGENCY_NOW and rule.action not in last:
            action = knowledge.voices[country].actions[rule.action]
            page.set_content(sheet_html(replace(plan, triage=replace(plan.triage, action=action)), audience="client"))
            last[rule.action] = bottom_of(page, [*action.do, action.say, *action.dont][-1])
    page.close()

    assert len(last) > 5
    assert {action: at for action, at in last.items() if at > SMALL_PHONE["height"]} == {}


def test_amira_through_the_form_gets_her_plan_and_the_sheet(visit: Any, house: House) -> None:
    page = visit("/")
    page.evaluate(FILL, house.fields["amira"])
    page.get_by_text("Enough is answered for a plan.").wait_for()
    page.get_by_role("button", name="Make the plan").click()

    page.wait_for_url("**/plans/*")
    assert page.title().startswith("Treat, with ")
    assert page.get_by_role("heading", name="Massage once a week").is_visible()
    page.get_by_text("Why, and how it should feel").first.click()
    assert page.get_by_text("What guidelines say").locator("visible=true").count()
    page.get_by_role("link", name="Sheet as a page").click()
    page.wait_for_url("**/sheet")
    assert "Draft, not reviewed" in page.inner_text("body")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans"')


def test_none_of_these_and_the_rest_clear_each_other(visit: Any) -> None:
    page = visit("/")
    signs = page.locator("#q-leg_signs")
    signs.get_by_label("I cannot stand on the leg").check()
    signs.get_by_label("None of these").check()
    assert not signs.get_by_label("I cannot stand on the leg").is_checked()
    signs.get_by_label("I cannot stand on the leg").check()
    assert not signs.get_by_label("None of these").is_checked()


def test_an_answer_taken_back_is_open_again(visit: Any) -> None:
    page = visit("/")
    question = page.locator("#q-saddle_sensation")
    tag = question.get_by_text("? Not answered")
    assert tag.is_visible()
    choose(page, "saddle_sensation", "No, it feels normal")
    tag.wait_for(state="hidden")
    question.get_by_role("button", name="Clear").click()
    tag.wait_for(state="visible")
    assert question.locator("input:checked").count() == 0


def test_without_a_script_everything_can_be_done(visit: Any) -> None:
    page = visit("/", java_script_enabled=False)
    page.fill("#f-age_years", "41")
    choose(page, "saddle_sensation", "Numb or tingling")
    assert page.locator("#q-ces_symptom_days").is_hidden()
    page.get_by_role("button", name="Update the questions").first.click()

    page.locator("#q-ces_symptom_days").wait_for(state="visible")
    assert page.url.endswith("#safety_now")
    assert page.input_value("#f-age_years") == "41"
    page.locator("#pain > summary").click()
    assert page.locator("#f-onset_days").is_visible()
    page.get_by_role("button", name="Show what to do").click()
    assert page.title() == "Emergency: go to hospital now"
    page.get_by_role("link", name="Change answers").click()
    assert page.input_value("#f-age_years") == "41"


def test_with_the_keyboard_alone(visit: Any, house: House) -> None:
    page = visit("/sign-in", stranger=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("therapist")
    page.keyboard.press("Tab")
    page.keyboard.type(house.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.url}/")

    page.locator("#f-age_years").focus()
    page.keyboard.type("41")
    page.keyboard.press("Enter")  # asks for the follow-ups, makes nothing
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator("#f-sex_at_birth-1").is_checked()
    page.locator("#f-list-leg_signs").focus()
    page.keyboard.press("Space")
    assert page.locator("#f-list-leg_signs").is_checked()
    page.locator("#pain > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#f-onset_days").wait_for()
    assert page.url == f"{house.url}/"


def test_what_is_wrong_is_told_at_the_top_with_a_way_to_it(visit: Any, house: House) -> None:
    page = visit("/")
    page.evaluate(FILL, {**house.fields["amira"], "onset_days": ["long"], "visit_date": ["2026-11-20"]})
    page.get_by_role("button", name="Make the plan").click()

    page.wait_for_selector(".summary")
    assert page.title() == "Error: New client"
    assert page.evaluate("document.activeElement.className") == "summary"
    page.locator(".summary a").click()
    assert page.evaluate("document.activeElement.id") == "f-onset_days"
    assert page.locator("#f-onset_days").is_visible()
    assert page.input_value("#f-onset_days") == "long"


def test_a_missing_answer_is_one_tap_away(visit: Any, house: House) -> None:
    page = visit(f"/plans/{house.plans['nobody']}")
    page.get_by_role("link", name="Which of these do you take?").click()

    page.wait_for_url("**#f-medicines")
    assert page.locator("#f-medicines").is_visible()
    assert page.evaluate("document.activeElement.id") == "f-medicines"


def test_a_plan_is_signed_and_stopped_without_a_script(visit: Any, house: House) -> None:
    plan_id, _ = house.desk.make_plan(amira(), by=house.desk.store.therapist_named("therapist"))
    page = visit(f"/plans/{plan_id}", java_script_enabled=False)
    page.get_by_role("button", name="Sign this plan").click()

    page.get_by_text("You signed this plan on 20 November 2026, 08:30.").wait_for()
    assert page.url.endswith(plan_id)
    assert page.get_by_role("button", name="Sign this plan").count() == 0
    page.get_by_role("link", name="Client's page").click()
    assert page.get_by_text("Tick what you did").is_visible()
    page.go_back()
    assert page.get_by_role("button", name="Yes, stop this plan").is_hidden()
    page.get_by_text("Stop this plan", exact=True).click()
    page.get_by_role("button", name="Yes, stop this plan").click()

    page.get_by_role("heading", name="This plan is stopped. Do not use it.").wait_for()
    page.get_by_role("link", name="Client's page").click()
    assert page.get_by_text("Tick what you did").count() == 0


UNANSWERED = "#safety_now .q:visible:not(:has(input:checked, input:not([type])))"


def test_a_check_in_takes_at_most_25_taps(visit: Any, house: House, capsys: pytest.CaptureFixture[str]) -> None:
    page = visit(f"/plans/{house.plans['signed']}", viewport=PHONE)
    page.get_by_role("link", name="Check in").click()
    page.wait_for_url("**check_in=yes")
    taps = 0

    def tap(where: Any) -> None:
        nonlocal taps
        where.click()
        taps += 1

    said = house.fields["amira"]
    while page.locator(UNANSWERED).count():
        question = page.locator(UNANSWERED).first.get_attribute("data-question")
        name = question if question in said else f"list-{question}"
        tap(page.locator(f'#q-{question} input[value="{said[name][0]}"] + label'))
    safety = taps
    tap(page.locator("#q-still_so label").get_by_text("Yes, gone through today"))
    tap(page.locator("#q-leg_pain_nrs_avg").get_by_text("3", exact=True))
    tap(page.locator("#f-sessions_done"))
    page.keyboard.type("2")
    tap(page.locator("#q-after_last_massage").get_by_text("None of these"))
    tap(page.get_by_role("button", name="Make the plan"))

    page.wait_for_url("**/plans/*")
    page.get_by_text("This counts how your leg has changed so far.").wait_for()
    with capsys.disabled():
        print(f"\na check-in: {taps} taps on the form, {safety} of them for safety")
    assert taps <= 25


def test_the_chart_note_is_copied_with_one_button(visit: Any, house: House) -> None:
    page = visit(f"/plans/{house.plans['amira']}", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#chart-note summary").click()
    page.get_by_role("button", name="Copy the note").click()

    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#note-text").input_value()
    assert copied.startswith("Chart note, 20 November 2026.")


def test_without_a_script_the_chart_note_can_still_be_read(visit: Any, house: House) -> None:
    page = visit(f"/plans/{house.plans['amira']}", java_script_enabled=False)
    page.locator("#chart-note summary").click()

    assert page.locator("#note-text").is_visible()
    assert page.get_by_role("button", name="Copy the note").count() == 0


def test_a_lost_connection_loses_no_answer(visit: Any) -> None:
    page = visit("/")
    page.context.set_offline(True)
    choose(page, "saddle_sensation", "Numb or tingling")

    page.get_by_text("Not checked: no connection. Your answers are kept on this page.").wait_for()
    page.context.set_offline(False)
    choose(page, "leg_weakness", "One leg")
    page.wait_for_selector("#stop")
    assert page.locator("#q-saddle_sensation").get_by_label("Numb or tingling").is_checked()


def test_a_logo_is_chosen_seen_and_printed(visit: Any, house: House, tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(png(1600, 400))
    (tmp_path / "logo.png").write_bytes(png(300, 100))
    page = visit("/clinic")
    page.get_by_label("Logo", exact=True).set_input_files(tmp_path / "large.png")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_role("link", name="it is 1600 × 400 pixels").click()
    assert page.evaluate("document.activeElement.id") == "f-logo"

    page.get_by_label("Logo", exact=True).set_input_files(tmp_path / "logo.png")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    size = "image => [image.complete, image.naturalWidth, image.naturalHeight]"
    assert page.locator("main img").first.evaluate(size) == [True, 300, 100]
    page.goto(f"{house.url}/plans/{house.plans['signed']}/sheet?for=client")
    assert page.get_by_role("img", name="Rosa").evaluate(size) == [True, 300, 100]


EMPTY, FILLED = "/", "/?from={amira}"
OTHERS = (
    *("/plans/{amira}", "/plans/{signed}", "/plans/{stopped}", "/plans/{ben}", "/plans/{nobody}"),
    *("/plans", "/danger-signs", "/sign-in", "/nowhere", "/clinic", "/model", "/?from={signed}&check_in=yes"),
)
OPEN = "document.querySelectorAll('details:not([hidden])').forEach(each => { each.open = true })"
OPEN_SOME = OPEN.replace("details:not([hidden])", "#visit, #pain, #examination")


@pytest.mark.parametrize(
    ("viewport", "scheme", "form"),
    [(DESK, "light", FILLED), (PHONE, "dark", EMPTY)],
    ids=["on a desk, light", "on a phone, dark"],
)
def test_axe_finds_nothing(visit: Any, house: House, viewport: dict[str, int], scheme: str, form: str) -> None:
    page = visit("/", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    found = {}
    for path in (form, *OTHERS):
        page.goto(house.url + path.format(**house.plans))
        page.evaluate(OPEN if path in OTHERS else OPEN_SOME)
        page.evaluate(AXE)
        told = page.evaluate("rules => axe.run(document, rules)", RULES)
        found[path] = [(each["id"], each["nodes"][0]["html"][:200]) for each in told["violations"]]
    assert not any(found.values()), found


def test_nothing_scrolls_sideways_on_a_small_phone(visit: Any, house: House) -> None:
    page = visit("/", viewport=NARROW)
    wide = {}
    for path in (EMPTY, FILLED, *OTHERS):
        page.goto(house.url + path.format(**house.plans))
        page.evaluate(OPEN)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert set(wide.values()) == {320}, wide


def test_everything_to_tap_is_large_enough(visit: Any, house: House) -> None:
    page = visit("/", viewport=PHONE)
    small = """() => [...document.querySelectorAll('.chip label, .btn, .plain, summary, .top a')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44)
        .map(each => each.textContent.trim())"""
    for path in (EMPTY, *OTHERS):
        page.goto(house.url + path.format(**house.plans))
        page.evaluate(OPEN)
        assert page.evaluate(small) == [], path
