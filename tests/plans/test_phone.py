"""The sheet on a phone: what it times and counts, until when it is followed, and the page without any plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from plans.plan import Dose, Plan, Status
from plans.sheet import Phone, review_day, safety_html, sheet_html, sheet_pdf, sheet_text
from plans.sheet.pace import Pace, pace_of
from plans.sheet.review import DAYS_TO_TICK
from plans.sheet.shared import foot
from plans.sheet.wording import dose_line
from recommender.core.condition import ALWAYS
from recommender.core.knowledge import Knowledge
from recommender.core.speak import STOP_AT_HOME, Voice, stop_rules
from tests.plans.conftest import LENA
from tests.plans.readers import more, needs_pdftotext, page_words, paper_words
from tests.plans.test_who_sees_what import names_of_treatment

ON_PHONE = Phone(icon="/icon.svg", styles=("/phone.css",), scripts=("/phone.js", "/pace.js"), told={"page": "sheet"})


@pytest.mark.parametrize(
    ("dose", "pace"),
    [
        (Dose(hold_s=10, reps=3, sets=1, per_day=1), Pace("hold", 10, 3, 1)),
        (Dose(hold_s=5, reps=8, sets=2, per_day=1), Pace("hold", 5, 8, 2)),
        (Dose(minutes=5, sets=1, per_day=1), Pace("minutes", 300, 1, 1)),
        (Dose(reps=1, minutes=2, sets=2, per_day=1), Pace("minutes", 120, 1, 2)),
        (Dose(reps=10, sets=2, per_day=2), Pace("count", 0, 10, 2)),
        (Dose(reps=5, sets=1, minutes=1, per_day=2), Pace("count", 0, 5, 1)),
        (Dose(reps=1, sets=1, per_day=1), None),
        (Dose(per_day=1), None),
    ],
)
def test_what_is_timed_and_what_is_counted(dose: Dose, pace: Pace | None) -> None:
    assert pace_of(dose) == pace


def test_every_dose_of_the_library_is_timed_as_its_words_say(knowledge: Knowledge) -> None:
    doses = [(each.name, dose) for each in knowledge.library.exercises for dose in each.doses.values() if dose]
    assert len(doses) > 60
    for name, dose in doses:
        words, pace = dose_line(dose, name), pace_of(dose)
        numbers = {int(number) for number in re.findall(r"\d+", words)}
        if pace is None:
            assert not re.search(r"[Hh]old|minute|slow", words), (name, words)
        elif pace.kind == "hold":
            assert words.startswith("Hold"), (name, words)
            assert pace.seconds in numbers
        elif pace.kind == "minutes":
            assert pace.seconds // 60 in numbers, (name, words)
            assert "minute" in words
        else:
            assert re.search(r"slow (times?|slides?)", words), (name, words)
            assert pace.times in numbers
        if pace and pace.rounds > 1:
            assert f"{pace.rounds} rounds" in words


def test_each_card_tells_the_phone_its_pace(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    page = sheet_html(plan, audience="client", words=words)
    cards = re.findall(r'data-pace="(\w+)" data-seconds="(\d+)" data-times="(\d+)" data-rounds="(\d+)"', page)
    paces = [pace_of(item.dose) for item in plan.home]

    assert [Pace(kind, int(s), int(t), int(r)) for kind, s, t, r in cards] == [pace for pace in paces if pace]
    assert "data-pace" not in sheet_html(plans["amira, a draft"], audience="client", words=words)
    assert "data-pace" not in sheet_html(replace(plan, status=Status.STOPPED), audience="client", words=words)
    assert "data-pace" not in sheet_html(plans["ben, now"], audience="client", words=words)


def test_scripts_come_only_where_a_door_brings_them(plans: dict[str, Plan], words: Any) -> None:
    how = {"audience": "client", "words": words, "stylesheet": "/print.css"}
    plain = sheet_html(plans["amira, signed"], **how)
    phone = sheet_html(plans["amira, signed"], **how, phone=ON_PHONE)

    assert "<script" not in plain
    assert re.findall(r'<script type="module" src="([^"]+)"></script>', phone) == ["/phone.js", "/pace.js"]
    assert 'data-page="sheet"' in phone
    assert page_words(phone) == page_words(plain), "the words are the same"


# The review


def test_the_review_day_is_the_plans_own_or_the_last_to_tick(plans: dict[str, Plan]) -> None:
    plan = plans["amira, signed"]
    assert plan.sessions is not None
    assert review_day(plan) == date.fromisoformat(plan.sessions.first_review)
    without = replace(plan, sessions=None, modalities=())

    assert review_day(without) == date(2026, 11, 20) + timedelta(days=DAYS_TO_TICK)


@needs_pdftotext
def test_a_review_that_is_due_is_said_alike_on_paper_page_and_in_text(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    late = (review_day(plan) + timedelta(days=1)).isoformat()
    how = {"audience": "client", "words": words, "therapist": LENA, "today": late}
    on_page = page_words(sheet_html(plan, **how))
    on_paper = paper_words(sheet_pdf(plan, **how), foot=foot(plan), mark="")
    in_text = " ".join(sheet_text(plan, **how).split())

    assert not more(on_page, on_paper)
    assert not more(on_paper, on_page)
    assert "Your review is due" in in_text
    assert "Ask your therapist before you go on: Lena Voss, 020 7946 0000." in in_text
    assert in_text.index("Your review is due") < in_text.index(plan.home[0].name)


def test_until_then_and_where_the_day_is_not_known_nothing_is_said_of_it(plans: dict[str, Plan], words: Any) -> None:
    plan = plans["amira, signed"]
    for today in ("", "2026-11-20", review_day(plan).isoformat()):
        assert "review is due" not in sheet_text(plan, audience="client", words=words, today=today)


def test_a_plan_that_no_longer_holds_says_only_that(plans: dict[str, Plan], words: Any) -> None:
    for plan in (replace(plans["amira, signed"], status=Status.STOPPED), plans["ben, now"]):
        assert "review is due" not in sheet_text(plan, audience="client", words=words, today="2099-01-01")


# Without a plan


def test_the_page_without_a_plan_names_nothing_to_do(knowledge: Knowledge) -> None:
    voice = Voice(knowledge.library, "uk")
    page = safety_html(voice.net, stop_rules(voice, knowledge.helping), stylesheet="/print.css", phone=ON_PHONE)
    told = " ".join(page_words(page))

    for sign in (*voice.net.emergency, *voice.net.other):
        assert " ".join(sign.split()) in told
    assert "More than 10 minutes? Stop that exercise." in told
    assert "{" not in told
    assert not [name for name in names_of_treatment(knowledge) if name in told]
    assert 'href="#card"' in page


def test_what_it_says_of_stopping_holds_for_everybody(knowledge: Knowledge) -> None:
    rows = {row.id: row for row in knowledge.helping}

    assert [rows[each].when for each in STOP_AT_HOME] == [ALWAYS] * len(STOP_AT_HOME)
