"""Amira's phone: the sheet and its timer, without reception, after a stop, without a script, by keyboard, aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from recommender.access import Therapist
from recommender.app import create_app
from recommender.core.knowledge import Knowledge
from recommender.desk import Desk
from tests.people import amira, chidi, nobody
from tests.web.browsing import AXE, RULES, browser, needs_browser, served
from tests.web.conftest import MORNING, Clock

__all__ = ["browser"]

pytestmark = needs_browser

PHONE, NARROW = {"width": 360, "height": 740}, {"width": 320, "height": 640}
COPIES = "Object.keys(localStorage).filter(key => key.startsWith('sheet:'))"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) {
      found.push([request.url, await (await kept.match(request)).text()]);
    }
  }
  return found;
}"""


@dataclass
class House:
    """The service on a port of this machine, and its therapist."""

    url: str
    desk: Desk
    clock: Clock
    therapist: Therapist

    def plan(self, body: dict[str, Any] | None = None) -> str:
        plan_id, _ = self.desk.make_plan(body or amira(), by=self.therapist)
        self.desk.sign_plan(plan_id, by=self.therapist)
        return plan_id

    def link(self, plan_id: str) -> str:
        return f"{self.url}/sheet/{self.desk.share_plan(plan_id, by=self.therapist)}"

    def names(self, plan_id: str) -> list[str]:
        return [item.name for item in self.desk.find_plan(plan_id, viewer=self.therapist).plan.home]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Iterator[House]:
    clock = Clock()
    app = create_app({"RECOMMENDER_DATA": str(tmp_path_factory.mktemp("data"))}, clock=clock, knowledge=knowledge)
    desk: Desk = app.extensions["desk"]
    assert desk.store.first_run(at=clock())
    with served(app) as url:
        yield House(url=url, desk=desk, clock=clock, therapist=desk.store.therapist_named("therapist"))
    desk.store.close()


@pytest.fixture(autouse=True)
def _every_story_begins_in_the_morning(house: House) -> None:
    house.clock.now = MORNING


Phone = Callable[..., Any]


@pytest.fixture
def phone(browser: Any) -> Iterator[Phone]:
    """Open a link on a phone of its own; nothing may be refused by the strict policy.

    `still`: its clock stands until the story moves it.
    """
    windows: list[Any] = []
    said: list[str] = []

    def opened(link: str, *, viewport: dict[str, int] = PHONE, still: bool = False, **settings: Any) -> Any:
        window = browser.new_context(viewport=viewport, timezone_id="UTC", **settings)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        page.clock.install(time=MORNING)
        page.goto(link)
        if still:
            page.clock.pause_at(MORNING + timedelta(minutes=1))
        return page

    yield opened
    for window in windows:
        window.close()
    assert not [each for each in said if "Content Security Policy" in each or "rror:" in each], said


def kept(page: Any) -> Any:
    """Wait until the phone has what it needs for no reception."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_text("Saved on this phone until").wait_for()
    assert page.evaluate(COPIES)
    return page


def card(page: Any, number: int) -> Any:
    return page.locator(".card").nth(number - 1)


def told(page: Any) -> str:
    """What a screen reader has just been told."""
    return str(page.locator("p.unseen").inner_text())


def words(page: Any) -> str:
    return str(page.inner_text("body"))


# Keeping time


def test_a_hold_is_timed_from_a_tap_to_the_rest(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    third = card(page, 3)
    assert "Hold 10 seconds, 3 times" in third.inner_text()
    assert page.locator(".pace:visible").count() == 0, "nothing starts by itself"

    third.get_by_role("button", name="Start number 3").click()
    assert "Get ready." in third.inner_text()
    assert third.locator(".face b").inner_text() == "3"
    assert page.evaluate("document.activeElement.textContent") == "Pause"
    page.clock.run_for(3_300)
    assert told(page) == "Hold 1 of 3. Start."
    assert third.locator(".place").inner_text() == "Hold 1 of 3"
    assert third.locator(".face b").inner_text() == "10"
    page.clock.run_for(5_200)
    assert told(page) == "Half."
    assert third.locator(".face b").inner_text() == "5"
    ring = float(third.locator("circle.full").get_attribute("stroke-dasharray").split()[0])
    assert 30 < ring < 50, "the ring empties"

    third.get_by_role("button", name="Pause").click()
    assert told(page) == "Paused."
    page.clock.run_for(60_000)
    third.get_by_role("button", name="Go on").click()
    page.clock.run_for(5_000)
    assert told(page) == "Rest."
    page.clock.run_for(60_000)
    assert third.locator(".place").inner_text() == "Next: hold 2 of 3", "the next starts on a tap as well"

    for hold in (2, 3):
        third.get_by_role("button", name=f"Start hold {hold}").click()
        page.clock.run_for(14_000)
    assert told(page) == "Done."
    assert third.get_by_role("button", name="Start again").is_visible()
    third.get_by_role("button", name="Close").click()
    assert third.locator(".pace").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Start number 3"


def test_minutes_count_down(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    walk = card(page, 4)
    walk.get_by_role("button", name="Start number 4").click()
    page.clock.run_for(3_300)
    assert told(page) == "5 minutes. Start."
    page.clock.run_for(60_000)
    assert walk.locator(".face").inner_text().split() == ["4:00", "minutes"]


def test_slow_times_are_counted_round_by_round(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    slide = card(page, 2)
    assert "2 rounds of 10 slow slides" in slide.inner_text()
    slide.get_by_role("button", name="Start number 2").click()
    count = slide.get_by_role("button", name="Count", exact=True)
    for _ in range(4):
        count.click()
    assert slide.locator(".face").inner_text().split() == ["4", "of", "10"]
    slide.get_by_role("button", name="1 back").click()
    assert told(page) == "3 of 10"
    for _ in range(7):
        count.click()
    assert told(page) == "Round 1 of 2 done. Rest."
    assert slide.locator(".place").inner_text() == "Round 1 of 2"
    count.click()
    assert slide.locator(".place").inner_text() == "Round 2 of 2"
    assert slide.locator(".face").inner_text().split() == ["1", "of", "10"]
    for _ in range(9):
        count.click()
    assert told(page) == "Done."
    slide.get_by_role("button", name="Start again").click()
    assert slide.locator(".face").inner_text().split() == ["0", "of", "10"]


def test_one_card_at_a_time(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    card(page, 3).get_by_role("button", name="Start number 3").click()
    page.clock.run_for(5_000)
    card(page, 4).get_by_role("button", name="Start number 4").click()
    page.clock.run_for(20_000)

    assert card(page, 3).get_by_role("button", name="Go on").is_visible(), "the other one waits"
    assert card(page, 4).get_by_role("button", name="Pause").is_visible()


def test_it_is_silent_until_asked(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    page.evaluate(
        """() => {
          window.heard = [];
          navigator.vibrate = (ms) => window.heard.push("buzz");
          window.AudioContext = class extends AudioContext {
            createOscillator() { window.heard.push("beep"); return super.createOscillator(); }
          };
        }"""
    )
    third = card(page, 3)
    third.get_by_role("button", name="Start number 3").click()
    page.clock.run_for(14_000)
    assert page.evaluate("window.heard") == []
    assert not third.get_by_label("Beep").is_checked()

    third.get_by_label("Buzz").check()
    third.get_by_label("Beep").check()
    page.evaluate("window.heard = []")
    third.get_by_role("button", name="Start hold 2").click()
    page.clock.run_for(14_000)
    assert page.evaluate("window.heard") == ["buzz", "beep", "buzz", "beep"], "at the start and at the end"
    third.get_by_label("Beep").uncheck()
    third.get_by_label("Buzz").uncheck()
    page.evaluate("window.heard = []")
    third.get_by_role("button", name="Start hold 3").click()
    page.clock.run_for(14_000)
    assert page.evaluate("window.heard") == []


def test_with_the_keyboard_alone(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()), still=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Start number 1"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Pause"
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.textContent") == "Go on"
    page.locator(".help a").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#card")


# Without a script


def test_without_a_script_the_dose_line_stands_alone(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = phone(house.link(plan_id), java_script_enabled=False)

    assert page.get_by_role("button").count() == 0
    assert all(name in words(page) for name in house.names(plan_id))
    assert card(page, 3).locator(".dose").is_visible()
    page.get_by_text("Why, easier, harder").first.click()
    assert page.locator("details[open]").count() == 1
    page.get_by_role("link", name="Danger signs: get help now").click()
    assert page.locator("#card").is_visible()


# Without reception


def test_opened_once_it_opens_without_reception(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    assert "Saved on this phone until 4 December 2026." in words(page)
    page.context.set_offline(True)
    page.reload()

    page.locator(".saved").wait_for()
    assert "Saved copy from 20 November 2026 at 08:30." in words(page)
    assert page.locator(".saved").bounding_box()["y"] >= 0, "it is the first thing to be seen"
    assert page.title() == "Your plan"
    assert all(name in words(page) for name in house.names(plan_id))
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans"')
    assert page.evaluate("document.fonts.check('16px \"Noto Sans\"')")
    card(page, 3).get_by_role("button", name="Start number 3").click()
    page.clock.run_for(3_300)
    assert told(page) == "Hold 1 of 3. Start."
    page.get_by_role("link", name="Danger signs: get help now").click()
    assert page.locator("#card").is_visible()


def test_the_worker_never_holds_the_plan(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    link = house.link(plan_id)
    page = kept(phone(link))
    page.reload()
    page.context.set_offline(True)
    page.reload()
    page.locator(".saved").wait_for()

    held = page.evaluate(KEPT)
    assert len(held) >= 6
    assert link not in [url for url, _ in held]
    assert {url.removeprefix(house.url).split("/")[1] for url, _ in held} == {"sheet", "static", "paper"}
    for url, text in held:
        for secret in (*house.names(plan_id), plan_id, link.rpartition("/")[2]):
            assert secret not in text, (url, secret)


def test_past_the_review_day_without_reception_there_is_only_the_card(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    page.context.set_offline(True)
    page.clock.set_system_time(MORNING + timedelta(days=14))
    page.reload()
    page.locator(".saved").wait_for()
    page.clock.set_system_time(MORNING + timedelta(days=15))
    page.reload()

    page.get_by_role("heading", name="No plan to show now").wait_for()
    assert page.evaluate(COPIES) == []
    assert not [name for name in house.names(plan_id) if name in words(page)]
    assert "Numb in or around your bottom" in words(page)
    assert "If pain moves down your leg, stop." in words(page)


def test_an_open_page_lets_go_of_the_plan_when_the_day_has_passed(phone: Phone, house: House) -> None:
    page = kept(phone(house.link(house.plan())))
    page.context.set_offline(True)
    page.clock.set_system_time(MORNING + timedelta(days=15))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.get_by_role("heading", name="No plan to show now").wait_for()


def test_a_link_never_opened_before_shows_the_card_without_reception(phone: Phone, house: House) -> None:
    page = kept(phone(house.link(house.plan())))
    page.context.set_offline(True)
    page.goto(house.link(house.plan()))

    page.get_by_role("heading", name="No plan to show now").wait_for()
    assert page.locator(".card").count() == 0


def test_two_plans_on_one_phone_are_kept_apart(phone: Phone, house: House) -> None:
    first, second = house.plan(), house.plan(chidi())
    page = kept(phone(house.link(first)))
    page.goto(house.link(second))
    assert len(kept(page).evaluate(COPIES)) == 2
    page.context.set_offline(True)
    page.goto(house.link(first))
    page.locator(".saved").wait_for()

    assert all(name in words(page) for name in house.names(first))
    assert "Chair rises" not in words(page)
    assert "Chair rises" in house.names(second)


# Asked again


def test_a_stop_wipes_the_copy_and_shows_the_notice(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    house.desk.stop_plan(plan_id, by=house.therapist)
    page.reload()

    assert "Stop. Do not follow this plan any more" in words(page)
    assert page.evaluate(COPIES) == []
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("heading", name="No plan to show now").wait_for()
    assert page.locator(".card").count() == 0


def test_an_open_page_learns_of_a_stop_by_itself(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    card(page, 3).get_by_role("button", name="Start number 3").click()
    house.desk.stop_plan(plan_id, by=house.therapist)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.get_by_role("heading", name="Stop. Do not follow this plan any more").wait_for()
    assert page.evaluate(COPIES) == []


def test_back_online_a_saved_copy_asks_again(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    page.context.set_offline(True)
    page.reload()
    page.locator(".saved").wait_for()
    house.desk.stop_plan(plan_id, by=house.therapist)
    page.context.set_offline(False)

    page.get_by_role("heading", name="Stop. Do not follow this plan any more").wait_for()
    assert page.evaluate(COPIES) == []


def test_a_page_that_did_not_change_stays_as_it_is(phone: Phone, house: House) -> None:
    page = kept(phone(house.link(house.plan())))
    card(page, 3).get_by_role("button", name="Start number 3").click()
    page.clock.run_for(4_000)
    with page.expect_response("**/sheet/*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1_000)

    assert card(page, 3).get_by_role("button", name="Pause").is_visible(), "the timer goes on"


def test_a_link_taken_back_wipes_the_copy(phone: Phone, house: House) -> None:
    plan_id = house.plan()
    page = kept(phone(house.link(plan_id)))
    house.desk.revoke_link(plan_id, by=house.therapist)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.get_by_role("heading", name="This link opens no plan").wait_for()
    assert page.evaluate(COPIES) == []
    page.get_by_role("link", name="Danger signs: get help now").click()
    page.wait_for_url("**/danger-signs")


# How it looks and is read


def pages_of(house: House, page: Any) -> Iterator[tuple[str, Any]]:
    """Every face of the link: whole, timing, review due, stopped, gone, without reception."""
    plan_id = house.plan()
    link = house.link(plan_id)
    page.goto(link)
    yield "sheet", page
    for each in page.locator("button.tap:visible").all():
        each.click()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    yield "timing", page
    house.clock.later(days=20)
    page.goto(link)
    yield "review due", page
    house.desk.stop_plan(plan_id, by=house.therapist)
    page.goto(link)
    yield "stopped", page
    house.desk.revoke_link(plan_id, by=house.therapist)
    page.goto(link)
    yield "gone", page
    page.goto(f"{house.url}/sheet/offline")
    yield "no reception", page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(phone: Phone, house: House, scheme: str) -> None:
    page = phone(f"{house.url}/sheet/offline", color_scheme=scheme, bypass_csp=True)
    found = {}
    for name, each in pages_of(house, page):
        each.evaluate(AXE)
        violations = each.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        found[name] = [(one["id"], one["nodes"][0]["html"][:200]) for one in violations]
    assert not any(found.values()), found


def test_it_fits_a_small_phone_and_everything_to_tap_is_large(phone: Phone, house: House) -> None:
    page = phone(f"{house.url}/sheet/offline", viewport=NARROW)
    small = """() => [...document.querySelectorAll('main :is(a, button, summary, label), .help a')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 56)
        .map(each => each.textContent.trim())"""
    tiny = """() => [...document.querySelectorAll('main *')]
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(each => each.checkVisibility() && !each.closest('.small, svg'))
        .filter(each => parseFloat(getComputedStyle(each).fontSize) < 18)
        .map(each => each.textContent.trim())"""
    for name, each in pages_of(house, page):
        assert each.evaluate("document.documentElement.scrollWidth") == 320, name
        assert each.evaluate(small) == [], name
        assert each.evaluate(tiny) == [], name


def test_the_way_to_the_danger_signs_stays_in_sight(phone: Phone, house: House) -> None:
    page = phone(house.link(house.plan()))
    bar = page.get_by_role("link", name="Danger signs: get help now")
    for place in (0, 2_000, 99_999):
        page.evaluate("to => scrollTo(0, to)", place)
        box = bar.bounding_box()
        assert 740 - 70 < box["y"] + box["height"] <= 740


def test_nobody_waits_for_a_plan_that_was_never_signed(phone: Phone, house: House) -> None:
    plan_id, _ = house.desk.make_plan(nobody(), by=house.therapist)
    page = phone(f"{house.url}/sheet/{plan_id}")

    assert page.title() == "This link opens no plan"
