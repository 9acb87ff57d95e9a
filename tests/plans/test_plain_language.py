"""Client sheets are read by worried people: short words, short sentences, one thing at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Plan, Status
from plans.sheet import Therapist, sheet_html
from plans.sheet.blocks import as_data
from plans.sheet.content import sheet_of
from plans.sheet.shared import Making
from recommender.core.knowledge import Knowledge
from recommender.intake.case import CaseReader
from recommender.knowledge.book import make_book
from recommender.knowledge.plain import (
    BLOCK,
    GRADE_OF_A_BLOCK,
    SOURCED,
    STEP,
    Text,
    grade,
    long_words,
    plain_problems,
    problems_of,
    texts,
    words_of,
)
from tests.journeys.test_examples import NAMES, body, plan_for
from tests.people import amira
from tests.plans.conftest import Printer
from tests.plans.readers import page_words

NADA = Therapist(name="Nada Okoro", contact="020 7946 0000", signed_on="2026-11-20")
"""Nada Okoro is invented."""


def test_the_measure_knows_easy_from_hard() -> None:
    assert grade("The cat sat on the mat. It was warm. ") < 1
    assert (
        grade(
            "Notwithstanding considerable methodological heterogeneity, contemporary investigations "
            "demonstrate inconclusive evidence regarding manipulative interventions. "
        )
        > 15
    )


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("This flushes out toxins.", "“toxins”"),
        ("We free the trapped nerve.", "hands do not free a nerve"),
        ("It releases your nerve.", "hands do not free a nerve"),
        ("The move un-pinches it.", "hands do not free a nerve"),
        ("This evens out your leg length.", "leg length"),
        ("We realign your pelvis.", "in its place"),
        ("Massage cures it.", "nobody is cured"),
        ("It will definitely help.", "nothing here is certain"),
        ("Massage is safe for you.", "no page can know what is safe"),
        ("You are cleared.", "no warning sign is not proof"),
        ("Come for your next session.", "write visit"),
        ("Any change when you urinate?", "write pee"),
        ("Do you feel pins and needles?", "write tingle"),
        ("It may be a proprioceptive matter.", "long words: proprioceptive"),
    ],
)
def test_the_check_finds_claims_and_words_of_the_trade(words: str, problem: str) -> None:
    assert any(problem in each for each in problems_of(Text("here", "", words)))


@pytest.mark.parametrize(
    "words",
    ["Do not wait for a doctor's appointment.", "Nerves low in the spine are trapped.", "Today: help to be safe"],
)
def test_the_check_leaves_honest_words_alone(words: str) -> None:
    assert list(problems_of(Text("here", "", words))) == []


def test_a_step_begins_with_what_to_do_and_is_short() -> None:
    slow = Text("here", STEP, "The knee comes up slowly and then it goes back down to the floor again")

    assert len(list(problems_of(slow))) == 2
    assert list(problems_of(Text("here", STEP, "Lift the knee slowly."))) == []


def test_every_text_of_the_library_is_plain(knowledge: Knowledge) -> None:
    assert sum(1 for _ in texts(knowledge)) > 1400
    assert plain_problems(knowledge) == []


def test_the_glossary_explains_words_that_clients_meet_in_plain_words(knowledge: Knowledge) -> None:
    chapter = make_book(knowledge).chapter("glossary")
    assert chapter
    met = " ".join(text.words for text in texts(knowledge)).lower()

    assert chapter.count > 5
    assert [entry.title for entry in chapter.entries if entry.title.lower() not in met] == []
    assert [list(problems_of(Text(entry.id, "", entry.says))) for entry in chapter.entries] == [[]] * chapter.count


def told(plan: Plan, words: Any) -> list[Text]:
    """Every line of the client's sheet but open safety questions; the card and words to say are as their source."""
    making = Making(words=words, therapist=NADA)
    return list(lines(as_data(sheet_of(plan, audience="client", paper="a4", making=making))["parts"], ""))


def lines(data: Any, kind: str) -> Iterator[Text]:
    if isinstance(data, str):
        yield Text("the sheet", kind, data)
    elif isinstance(data, list) and data and all(isinstance(each, dict) and each.get("kind") == "Run" for each in data):
        said = "".join(run["text"] for run in data)
        yield Text("the sheet", SOURCED if "Say: “" in said else kind, said)
    elif isinstance(data, list):
        for each in data:
            yield from lines(each, kind)
    elif isinstance(data, dict):
        if data.get("mark") == "open":
            return
        if data["kind"] == "Danger":
            kind = SOURCED
        for name, each in data.items():
            if name not in ("kind", "figure", "svg", "alt", "role", "mark", "tone", "anchor", "shape", "days", "call"):
                yield from lines(each, STEP if name == "steps" else kind)


def states(name: str, knowledge: Knowledge, reader: CaseReader) -> list[Plan]:
    """The plan of an example in every state that it can come to."""
    plan = replace(plan_for(body(name), knowledge, reader), id="7k4q2m9b0c1d2e3f")
    return [replace(plan, status=status) for status in Status]


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_of_every_example_is_easy_to_read_in_every_state(
    name: str, knowledge: Knowledge, reader: CaseReader, words: Any
) -> None:
    for plan in states(name, knowledge, reader):
        whole = " ".join(page_words(sheet_html(plan, audience="client", words=words, therapist=NADA)))
        assert grade(whole) <= GRADE_OF_A_BLOCK, plan.status
        hard = [
            (round(grade(text.words), 1), text.words)
            for text in told(plan, words)
            if text.kind != SOURCED and len(words_of(text.words)) >= BLOCK and grade(text.words) > GRADE_OF_A_BLOCK
        ]
        assert hard == [], plan.status


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_of_every_example_speaks_plainly_and_promises_nothing(
    name: str, knowledge: Knowledge, reader: CaseReader, words: Any
) -> None:
    for plan in states(name, knowledge, reader):
        lines_of_it = told(plan, words)
        assert len(lines_of_it) > 10
        found = {(problem, text.words) for text in lines_of_it for problem in problems_of(text)}
        assert found == set(), plan.status


@pytest.mark.parametrize("person", ["amira, signed", "chidi, signed"])
def test_there_are_few_things_to_do(plans: dict[str, Plan], words: Any, person: str) -> None:
    page = sheet_html(plans[person], audience="client", words=words)

    assert 1 <= page.count('class="card"') <= 4
    assert re.search(r"<h2>[1-3] habits?</h2>", page)
    assert 'class="dose"' in page


@pytest.mark.parametrize("person", ["chidi, signed", "amira who lost weight, within days"])
def test_nothing_is_left_to_fill_in_but_places_to_write(plans: dict[str, Plan], words: Any, person: str) -> None:
    """Chidi's check beside the plan once told him to say "It began on [date]"."""
    page = " ".join(page_words(sheet_html(plans[person], audience="client", words=words)))

    assert not re.findall(r"\[[^\]]*\]", page)


def test_long_words_are_found_and_the_allowed_ones_are_not() -> None:
    assert long_words("Sciatica and exercises, said the physiotherapist.") == []
    assert long_words("A multidisciplinary programme.") == ["multidisciplinary"]


def test_who_to_call_gives_numbers_and_never_says_a_thing_twice(plan_of: Printer, words: Any) -> None:
    def told(country: str) -> str:
        plan = plan_of(amira() | {"jurisdiction": country}, signed=True)
        return " ".join(page_words(sheet_html(plan, audience="client", words=words)))

    assert "Emergency: 999." in told("uk")
    assert "Help today: 111." in told("uk")
    assert "Emergency: your local emergency number." not in told("int")
    assert "call your local emergency number now" in told("int")
    assert "Crisis: your local crisis line." in told("int")
