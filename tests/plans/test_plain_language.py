"""Client sheets are read by worried people: short words, short sentences, one thing at a time."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pyphen
import pytest

from plans.plan import Plan
from plans.sheet import sheet_html
from tests.people import amira
from tests.plans.conftest import Printer
from tests.plans.readers import page_words

GRADE = 6.0
BANNED = re.compile(
    r"toxin|un-?pinch|free(s|d|ing)? (a|the|your) (trapped )?nerve|cure[sd]?\b|guarantee|\bsafe for\b|clear(ed)? of"
    r"|AI doctor|leg length",
    re.IGNORECASE,
)
PEOPLE = ("amira, signed", "chidi, signed", "amira, a draft", "ben, now", "amira with a fever, today")


@cache
def _syllables(word: str) -> int:
    return max(1, len(pyphen.Pyphen(lang="en_US").positions(word)) + 1)


def grade(text: str) -> float:
    """Flesch-Kincaid."""
    sentences = [each for each in re.split(r"[.?!:]+\s", text) if re.search(r"\w", each)]
    words = re.findall(r"[A-Za-z']+|\d+", text)
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_the_measure_knows_easy_from_hard() -> None:
    assert grade("The cat sat on the mat. It was warm. ") < 1
    assert (
        grade(
            "Notwithstanding considerable methodological heterogeneity, contemporary investigations "
            "demonstrate inconclusive evidence regarding manipulative interventions. "
        )
        > 15
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_a_client_sheet_is_at_grade_6_or_easier(plans: dict[str, Plan], words: Any, person: str) -> None:
    told = " ".join(page_words(sheet_html(plans[person], audience="client", words=words)))

    assert grade(told + " ") <= GRADE


@pytest.mark.parametrize("person", PEOPLE)
def test_it_promises_nothing(plans: dict[str, Plan], words: Any, person: str) -> None:
    told = " ".join(page_words(sheet_html(plans[person], audience="client", words=words)))

    assert not BANNED.findall(told)


@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed"])
def test_there_are_few_things_to_do(plans: dict[str, Plan], words: Any, person: str) -> None:
    page = sheet_html(plans[person], audience="client", words=words)

    assert 1 <= page.count('class="card"') <= 4
    assert re.search(r"<h2>[1-3] habits?</h2>", page)
    assert 'class="dose"' in page


@pytest.mark.parametrize("person", [*PEOPLE, "amira who lost weight, within days"])
def test_nothing_is_left_to_fill_in_but_places_to_write(plans: dict[str, Plan], words: Any, person: str) -> None:
    """Chidi's check beside the plan once told him to say "It began on [date]"."""
    told = " ".join(page_words(sheet_html(plans[person], audience="client", words=words)))

    assert not re.findall(r"\[[^\]]*\]", told)


def test_who_to_call_gives_numbers_and_never_says_a_thing_twice(plan_of: Printer, words: Any) -> None:
    def told(country: str) -> str:
        plan = plan_of(amira() | {"jurisdiction": country}, signed=True)
        return " ".join(page_words(sheet_html(plan, audience="client", words=words)))

    assert "Emergency: 999." in told("uk")
    assert "Help today: 111." in told("uk")
    assert "Emergency: your local emergency number." not in told("int")
    assert "call your local emergency number now" in told("int")
    assert "Crisis: your local crisis line." in told("int")
