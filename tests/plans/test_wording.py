"""Numbers, doses and days as people say them."""

from __future__ import annotations

import pytest

from plans.plan import Dose
from plans.sheet.wording import (
    before_a_question,
    day,
    dose_line,
    first_sentence,
    how_often,
    listed,
    short_code,
    to_say,
    told_once,
    units,
)


@pytest.mark.parametrize(
    ("dose", "name", "words"),
    [
        (
            Dose(hold_s=10, reps=3, sets=1, per_day=1, days_per_week=7),
            "Stretch",
            "Hold 10 seconds, 3 times, once a day",
        ),
        (Dose(hold_s=20, reps=1, sets=1, per_day=2), "Stretch", "Hold 20 seconds, once, 2 times a day"),
        (Dose(hold_s=1, reps=5, sets=2, per_day=1), "Stretch", "Hold 1 second, 5 times, 2 rounds, once a day"),
        (Dose(reps=10, sets=1, per_day=2, days_per_week=7), "Seated nerve slide", "10 slow slides, 2 times a day"),
        (Dose(hold_s=0, reps=10, sets=2, per_day=1), "Nerve slide", "2 rounds of 10 slow slides, once a day"),
        (Dose(reps=8, sets=1, per_day=1, days_per_week=3), "Chair rises", "8 slow times, once a day, 3 days a week"),
        (Dose(minutes=10, sets=1, per_day=2, days_per_week=7), "Walking", "10 minutes, 2 times a day"),
        (Dose(minutes=1, reps=1, sets=1, per_day=1), "Prop on your elbows", "1 minute, once a day"),
        (Dose(minutes=20, per_day=1, days_per_week=1), "Pool walking", "20 minutes, once a week"),
        (Dose(reps=1, sets=1, per_day=3), "Side glide", "3 times a day"),
        (Dose(minutes=5), "Rest", "5 minutes, each day"),
    ],
)
def test_a_dose_is_said_as_hold_times_and_how_often(dose: Dose, name: str, words: str) -> None:
    assert dose_line(dose, name) == words


@pytest.mark.parametrize(
    ("per_week", "words"),
    [
        (1, "once a week"),
        (2.0, "2 times a week"),
        (0.5, "once every 2 weeks"),
        (0.25, "once every 4 weeks"),
        (1.5, "3 times in 2 weeks"),
    ],
)
def test_visits_are_counted_in_whole_weeks(per_week: float, words: str) -> None:
    assert how_often(per_week) == words


def test_a_date_to_keep_has_its_weekday() -> None:
    assert day("2026-12-04") == "4 December 2026"
    assert day("2026-12-04", weekday=True) == "Friday 4 December 2026"
    assert day("soon") == "soon"


def test_a_question_stays_with_its_answer() -> None:
    text = "Wait 2 hours. Pain at 4 or 5 in 10? Do half as many. An easier one: Walking."

    assert units(text) == ["Wait 2 hours.", "Pain at 4 or 5 in 10? Do half as many.", "An easier one: Walking."]
    assert before_a_question(text) == "Wait 2 hours."
    assert before_a_question("Pain? Rest.") == ""


def test_what_several_items_say_is_told_once_and_nothing_is_lost() -> None:
    texts = ["Stop at 5. Get help.", "Stop at 5. Stop at once. Get help.", "Stop at 5. Get help."]

    assert told_once(texts) == [([1, 2, 3], "Stop at 5. Get help."), ([2], "Stop at once.")]


def test_small_words() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert first_sentence("One. Two. Three.") == ("One.", "Two. Three.")
    assert first_sentence("One") == ("One", "")
    assert short_code("7k4q2m9b0c1d2e3f") == "7K4Q-2M9B"
    assert short_code("abc") == "ABC"


def test_what_only_the_client_knows_is_a_place_to_write_and_says_what_goes_there() -> None:
    assert to_say("A sign shows. It began on [date].") == "A sign shows. It began on ____________ (date)."
    assert to_say("I am [number] weeks pregnant. I have [what you feel].") == (
        "I am ____________ (number) weeks pregnant. I have ____________ (what you feel)."
    )
    assert to_say(" I need help. ") == "I need help."
