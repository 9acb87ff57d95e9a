"""One field of a knowledge file at a time: what is not as it should be is told with its line and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recommender.core.condition import ALWAYS, Any_
from recommender.core.condition import Test as Asks
from recommender.core.knowledge import Knowledge
from recommender.knowledge.check import can_be_unknown, run_cases
from recommender.knowledge.fields import Entry
from recommender.knowledge.plain import SOURCED, STEP, Text, grade, problems_of
from recommender.knowledge.strict_yaml import UnreadableFile, read

Ask = Callable[[Entry], Any]


@pytest.fixture
def entry(tmp_path: Path, knowledge: Knowledge) -> Callable[[str], Entry]:
    """One mapping of a file that says this, with the title above it."""

    def made(text: str) -> Entry:
        path = tmp_path / "one.yaml"
        path.write_text(f"title: One\n{text}\n", encoding="utf-8")
        return Entry(read(path, "one.yaml"), "one.yaml", knowledge.dictionary)

    return made


@pytest.mark.parametrize(
    ("text", "ask", "told"),
    [
        pytest.param("says: 7", lambda e: e.text("says"), "words are expected, not 7", id="words"),
        pytest.param("says: ' '", lambda e: e.text("says"), "words are expected, not ' '", id="no words"),
        pytest.param("says: 7", lambda e: e.text("says", ""), "words are expected, not 7", id="words or none"),
        pytest.param("says: One", lambda e: e.texts("says"), "a list of words is expected, not 'One'", id="list"),
        pytest.param("says: [1]", lambda e: e.texts("says"), "a list of words is expected, not [1]", id="not words"),
        pytest.param("says: sure", lambda e: e.flag("says"), "true or false is expected, not 'sure'", id="yes or no"),
        pytest.param("says: 1.5", lambda e: e.whole("says"), "a whole number is expected, not 1.5", id="whole number"),
        pytest.param("says: true", lambda e: e.whole("says"), "a whole number is expected, not True", id="no number"),
        pytest.param("says: [1]", lambda e: e.span("says"), "[from, to] is expected, not [1]", id="half a range"),
        pytest.param("says: [a, b]", lambda e: e.span("says"), "[from, to] is expected, not ['a', 'b']", id="no range"),
        pytest.param("says: [3, 1]", lambda e: e.span("says"), "the range runs backwards: [3, 1]", id="backwards"),
        pytest.param("says: 1", lambda e: e.mapping("says"), "a mapping is expected, not 1", id="mapping"),
        pytest.param("says: 1", lambda e: e.parts("says"), "a list is expected", id="parts"),
        pytest.param(
            "says: [{fever_7d: {is: maybe}}]", lambda e: e.any_of("says"), "'maybe' is not usable", id="one of"
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_told(text: str, ask: Ask, told: str, entry: Callable[[str], Entry]) -> None:
    with pytest.raises(UnreadableFile) as caught:
        ask(entry(text))

    assert told in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("one.yaml", 2)


def test_what_is_as_it_should_be_is_read(entry: Callable[[str], Entry]) -> None:
    made = entry(
        "words: ' Two  words '\nmany: [a  b, c]\nyes: true\nn: 3\nspan: [0.5, 2]\nmap: {a: 1}\nparts: [{a: 1}]"
    )

    assert made.text("words") == "Two words"
    assert made.text("absent", "else") == "else"
    assert made.texts("many") == ("a b", "c")
    assert (made.flag("yes"), made.flag("absent"), made.flag("absent", True)) == (True, False, True)
    assert (made.whole("n"), made.whole("absent"), made.whole("absent", 4)) == (3, None, 4)
    assert made.span("span") == (0.5, 2)
    assert made.mapping("map") == {"a": 1}
    assert [each.whole("a") for each in made.parts("parts")] == [1]
    assert made.parts("absent") == []


# ------------------------------------------------------------------------------------------------- the cases of a rule


RULE = "fever-acute-infection"


def problems(tmp_path: Path, knowledge: Knowledge, case: str) -> list[str]:
    """What is told of one case beside a rule, without the cases that are missing."""
    rule = knowledge.rule[RULE]
    path = tmp_path / rule.file.replace(".yaml", ".cases.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case, encoding="utf-8")
    found = run_cases(tmp_path, [rule], knowledge.dictionary).problems
    return [str(each) for each in found if "no case says" not in str(each)]


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        pytest.param("{temperature: 38}", "'temperature' is no fact of the dictionary", id="no fact"),
        pytest.param("{phase: acute}", "phase is derived: give the answers it comes from", id="derived"),
        pytest.param("{fever_7d: maybe}", "'maybe' is not allowed", id="neither yes nor no"),
        pytest.param("{smoker: sometimes}", "'sometimes' is not allowed; never, past, current", id="no such word"),
        pytest.param("{medicines: []}", "[] is not allowed", id="an empty list"),
        pytest.param("{medicines: [tea]}", "['tea'] is not allowed", id="no such medicine"),
        pytest.param("{age_years: 200}", "200 is not allowed; integer 0 to 120", id="nobody is so old"),
        pytest.param("{temp_c: hot}", "'hot' is not allowed; number 30 to 44", id="no number"),
        pytest.param("{medicines_other_text: 7}", "7 is not allowed", id="no words"),
    ],
)
def test_a_case_that_nobody_could_tell_is_refused(
    profile: str, told: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    (found,) = problems(tmp_path, knowledge, f"- {{name: One, expect: fires, profile: {profile}}}\n")

    assert told in found


def test_a_case_that_comes_out_otherwise_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    cold = "- {name: Cold, expect: fires, profile: {temp_c: 36.5, fever_7d: false, very_unwell: false}}\n"

    assert [each for each in problems(tmp_path, knowledge, cold) if "Cold" in each or "expect" in each]


def test_a_file_of_cases_that_is_no_list_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    assert problems(tmp_path, knowledge, "- [\n")


def test_a_rule_without_any_case_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    report = run_cases(tmp_path, [knowledge.rule[RULE]], knowledge.dictionary)

    assert report.cases == 0
    assert ["no case says" in str(each) for each in report.problems] == [True]


def test_what_always_holds_can_never_be_unknown() -> None:
    assert not can_be_unknown(ALWAYS)
    assert can_be_unknown(Any_((Asks("fever_7d", "is", True),)))


# ---------------------------------------------------------------------------------------------------------- plain words


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        pytest.param("tip", "Rest a while.", [], id="plain"),
        pytest.param("tip", "Do this and it will cure you.", ["“"], id="a promise"),
        pytest.param("tip", "Physiological considerations notwithstanding, individuals deteriorate.",
                     ["long words: ", "grade "], id="long words"),
        pytest.param(SOURCED, "Physiological considerations notwithstanding, individuals deteriorate.", [],
                     id="as its source says it"),
        pytest.param(STEP, "Lie down and put one leg up and then the other one and rest.", ["a step of 14 words"],
                     id="a long step"),
        pytest.param(STEP, "Slowly lie down.", ["a step that begins with “Slowly”"], id="no verb first"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_told(kind: str, words: str, told: list[str]) -> None:
    found = list(problems_of(Text("somewhere", kind, words)))

    assert len(found) == len(told), found
    assert all(said.startswith(start) for said, start in zip(found, told, strict=True)), found


def test_nothing_has_no_grade() -> None:
    assert grade("") == grade("...") == 0.0
