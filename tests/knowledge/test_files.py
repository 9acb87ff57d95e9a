"""A file that cannot be used stops the start, and says file, line, field and what is allowed there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.core.knowledge import Knowledge
from recommender.knowledge.load import HERE, PLANS, KnowledgeNotUsable, digest, load_knowledge
from recommender.knowledge.strict_yaml import UnreadableFile, read

KEPT = ("fever-acute-infection", "anticoagulant", "stenosis-stable", "ces-bladder-new", "m-neuro")
"""The rules on the shelf: enough to spoil, few enough to read fifty times."""


class Shelf:
    """A small copy of the knowledge that a test may spoil."""

    def __init__(self, folder: Path) -> None:
        self.knowledge, self.plans = folder / "knowledge", folder / "plans"
        self.before: dict[Path, bytes] = {}
        shutil.copytree(HERE, self.knowledge, ignore=_left_behind)
        shutil.copytree(PLANS, self.plans, ignore=shutil.ignore_patterns("*.py", "__pycache__", "sheet"))

    def path(self, file: str) -> Path:
        """A file that is about to be spoilt."""
        path = (self.plans if file.startswith("library/") or file == "sources.yaml" else self.knowledge) / file
        self.before.setdefault(path, path.read_bytes())
        return path

    def change(self, file: str, old: str, new: str) -> None:
        text = self.path(file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        self.path(file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def line(self, file: str, said: str) -> int:
        """The line on which something stands."""
        lines = self.path(file).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, start=1) if said in line)

    def load(self) -> Knowledge:
        return load_knowledge(self.knowledge, self.plans)

    def problems(self) -> list[UnreadableFile]:
        with pytest.raises(KnowledgeNotUsable) as caught:
            self.load()
        return caught.value.problems

    def tidy(self) -> None:
        """Put back what was spoilt."""
        for path, content in self.before.items():
            path.write_bytes(content)
        self.before.clear()


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """Python, and all rules but a few."""
    if Path(folder).name not in ("red_flags", "contraindications", "reviews", "modifiers"):
        return {name for name in names if name.endswith(".py") or name == "__pycache__"}
    return {name for name in names if not name.startswith("_") and name.split(".")[0] not in KEPT}


@pytest.fixture(scope="module")
def whole_shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def shelf(whole_shelf: Shelf) -> Iterator[Shelf]:
    yield whole_shelf
    whole_shelf.tidy()


FEVER = "contraindications/fever-acute-infection.yaml"
BLADDER = "red_flags/ces-bladder-new.yaml"
THINNER = "contraindications/anticoagulant.yaml"


BROKEN = {
    "a fact that does not exist": (
        FEVER,
        "viral_symptoms:",
        "viral_symptom:",
        "when.any[3].viral_symptom",
        "did you mean viral_symptoms",
    ),
    "a value that does not exist": (
        BLADDER,
        "one_of: [stable,",
        "one_of: [steady,",
        "ces_symptom_trend.one_of",
        "stable",
    ),
    "a word that does not exist": (
        FEVER,
        "temp_c: {at_least: 38}",
        "temp_c: {above: 38}",
        "when.any[1].temp_c.above",
        "at_least, at_most",
    ),
    "a word that does not fit the fact": (
        FEVER,
        "very_unwell: {is: true}",
        "very_unwell: {at_least: true}",
        "very_unwell.at_least",
        "is, is_not, one_of",
    ),
    "no for false": (FEVER, "very_unwell: {is: true}", "very_unwell: {is: no}", "very_unwell.is", "true or false"),
    "no sources": (FEVER, "sources: [{id: mblex, at: 38 C}]\n", "", "sources", "at least one source"),
    "a source that is not in the bibliography": (FEVER, "{id: mblex, at: 38 C}", "{id: mbleks}", "id", "mblex"),
    "a certainty that does not exist": (
        FEVER,
        "certainty: verified",
        "certainty: sure",
        "certainty",
        "verified, recalled, design",
    ),
    "a status that does not exist": (FEVER, "status: draft", "status: ready", "status", "draft"),
    "a review without a name": (FEVER, "status: draft", "status: reviewed", "reviewed_by", "missing"),
    "no reason": (FEVER, "because:", "becuase:", "because", "missing"),
    "a field that does not exist": (
        FEVER,
        "status: draft\n",
        "status: draft\nurgent: true\n",
        "urgent",
        "this field is not known",
    ),
    "an action that does not exist": (FEVER, "  action: act-defer", "  action: act-wait", "action", "act-"),
    "a letter that does not exist": (FEVER, "hands_on: A", "hands_on: X", "hands_on", "A, M, C, L, P, Q"),
    "an end without a disposition": (
        FEVER,
        "  disposition: routine_referral_before_treatment\n",
        "",
        "disposition",
        "ends all hands-on work",
    ),
    "a method that does not exist": (THINNER, "SWE: P, DTM: M", "SWE: P, DEP: M", "hands_on", "SWE, DTM"),
    "a clearance that does not exist": (
        THINNER,
        "clearance: anticoagulant",
        "clearance: blood_thinner",
        "clearance",
        "anticoagulant",
    ),
    "a disposition that does not exist": (
        BLADDER,
        "disposition: emergency_now",
        "disposition: now",
        "disposition",
        "emergency_now",
    ),
    "an emergency beside treatment": (BLADDER, "parallel: false", "parallel: true", "parallel", "beside treatment"),
    "a rule named unlike its file": (
        "contraindications/stenosis-stable.yaml",
        "id: stenosis-stable",
        "id: stenosis",
        "id",
        "stenosis-stable",
    ),
    "a region that does not exist": (
        "library/modalities/swedish.yaml",
        "regions: [lumbar_paraspinals",
        "regions: [lumbar",
        "regions",
        "lumbar",
    ),
    "a next step that does not exist": (
        "library/stretches/hs-9090-neutral.yaml",
        "progress: hs_supine_strap",
        "progress: hs_strap",
        "progress",
        "hs_strap",
    ),
    "a load that does not exist": (
        "library/stretches/hs-long-sit.yaml",
        "loads: [HAM, FLX]",
        "loads: [LEG]",
        "loads",
        "HAM",
    ),
    "a recipe that does not sum": (
        "library/recipes.yaml",
        "{minutes: 3, what: check_in",
        "{minutes: 4, what: check_in",
        "slots",
        "do not sum",
    ),
    "a tier that does not exist": ("facts/safety_now.yaml", "tier: t1", "tier: t9", "tier", "t1"),
    "a fact that is never asked": ("facts/_order.yaml", "  - bladder_change\n", "", "order", "bladder_change"),
    "a cap that is no number": ("rules/dose/caps.yaml", "max_weeks: 12", "max_weeks: many", "max_weeks", "a number"),
    "a stance that does not exist": (
        "guidelines/kngf2021.yaml",
        "stance: against",
        "stance: contra",
        "stance",
        "against",
    ),
    "a place to keep off that is none": (
        "rules/modifiers/m-neuro.yaml",
        "away_from: [buttock",
        "away_from: [botock",
        "away_from",
        "is no body area",
    ),
    "a place to keep off by a question that names none": (
        "rules/modifiers/m-neuro.yaml",
        "{fact: numb_regions}",
        "{fact: leg_weakness}",
        "fact",
        "is not known here",
    ),
    "all of the body to keep off": (
        "rules/modifiers/m-neuro.yaml",
        "[buttock, hip_side, groin, leg]",
        "whole_body",
        "away_from",
        "zero: true",
    ),
    "a guideline of no source": ("guidelines/kngf2021.yaml", "source: kngf2021", "source: kngf", "source", "kngf2021"),
    "a guideline that is no list": ("guidelines/kngf2021.yaml", "source: kngf2021", "source: [", "", "expected"),
    "a checklist that does not exist": (
        "facts/general_health.yaml",
        "checklist: general_signs",
        "checklist: signs",
        "checklist",
        "general_signs",
    ),
    "an order of worse for yes or no": (
        "facts/safety_now.yaml",
        "worse_to: [normal, feels_different_on_wiping, numb_or_tingling]",
        "worse_to: up",
        "worse_to",
        "values mild to worst",
    ),
    "words for an answer that nobody can give": (
        "facts/safety_now.yaml",
        "      normal: No, it feels normal",
        "      usual: No, it feels normal",
        "labels",
        "no value of this fact",
    ),
    "a list of illnesses with one left out": (
        "facts/past_history.yaml",
        "[dvt_untreated, dvt_treated,",
        "[dvt_treated,",
        "sections",
        "each once",
    ),
    "a question with answers that is yes or no": (
        "facts/safety_now.yaml",
        "    values: [normal,",
        "    words: [normal,",
        "values",
        "a enum has values",
    ),
    "a clearance that no doctor can give": (
        BLADDER,
        "certainty: verified",
        "clearance: hospital\ncertainty: verified",
        "clearance",
        "no value of the fact clearances",
    ),
    "a wait for a clearance without a name": (
        FEVER,
        "hands_on: A",
        "hands_on: C",
        "clearance",
        "a C cell waits for a clearance",
    ),
    "a place that is no place": (
        "contraindications/stenosis-stable.yaml",
        "area: [low_back]",
        "area: [back]",
        "area",
        "no body area",
    ),
    "a clearance for years": (
        THINNER,
        "  clearance: anticoagulant\n",
        "  clearance: anticoagulant\n  clearance_months: 24\n",
        "clearance_months",
        "1 to 12 months",
    ),
    "a pattern that does not exist": (
        "library/modalities/thai.yaml",
        "stenosis_like:",
        "stenosis:",
        "indication.stenosis",
        "no pattern of the dictionary",
    ),
    "a method named unlike its file": (
        "library/modalities/thai.yaml",
        "id: thai",
        "id: siam",
        "id",
        "the file is named thai",
    ),
    "a method that is no yaml": ("library/modalities/thai.yaml", "id: thai", "id: [", "", "expected"),
}
"""What is wrong: the file, what it said, what it says now, the field that is named, and what is told of it."""


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_broken_file_is_named(shelf: Shelf, mistake: str) -> None:
    file, old, new, field, hint = BROKEN[mistake]
    shelf.change(file, old, new)

    problems = shelf.problems()

    told = "\n".join(str(each) for each in problems)
    assert len(problems) == 1, told
    assert problems[0].file == file
    assert field in problems[0].field, told
    assert hint in problems[0].message, told
    if file.endswith(("fever-acute-infection.yaml", "ces-bladder-new.yaml", "anticoagulant.yaml")):
        assert problems[0].line is not None


def test_a_recipe_or_a_tip_that_speaks_of_what_is_not_there_is_named(shelf: Shelf) -> None:
    shelf.change("library/ergonomics/desk.yaml", "against: [eg_break_hr]", "against: [eg_breaks]")
    shelf.change("library/recipes.yaml", "region: lumbar_paraspinals", "region: lumbar")
    shelf.change("library/recipes.yaml", "modality: swedish", "modality: sweden")

    told = [str(each) for each in shelf.problems()]
    assert [each.rpartition(": ")[2] for each in told] == [
        "there is no 'sweden'", "there is no 'lumbar'", "there is no 'eg_breaks'",
    ], told  # fmt: skip


def test_the_line_is_that_of_the_mistake(shelf: Shelf) -> None:
    shelf.change(FEVER, "viral_symptoms:", "viral_symptom:")

    (problem,) = shelf.problems()

    assert problem.line == shelf.line(FEVER, "viral_symptom:")
    assert str(problem).startswith(f"{FEVER}:{problem.line}: when.any[3].viral_symptom: ")


def test_a_key_said_twice_is_refused(shelf: Shelf) -> None:
    shelf.change(FEVER, "status: draft", "status: draft\nsays: Something else.")

    (problem,) = shelf.problems()

    assert problem.file == FEVER
    assert "'says' is said twice" in problem.message
    assert problem.line == shelf.line(FEVER, "Something else.")


def test_a_file_that_is_no_yaml_is_refused(shelf: Shelf) -> None:
    shelf.change(FEVER, "then:\n", "then: [\n")

    (problem,) = shelf.problems()

    assert problem.file == FEVER
    assert problem.line is not None


def test_a_file_that_is_no_text_is_refused(shelf: Shelf) -> None:
    shelf.path(FEVER).write_bytes(b"id: fever\xff\xfe\n")

    (problem,) = shelf.problems()

    assert problem.file == FEVER


def test_an_empty_file_is_refused(shelf: Shelf) -> None:
    shelf.path(FEVER).write_text("", encoding="utf-8")

    (problem,) = shelf.problems()

    assert problem.file == FEVER
    assert "a mapping is expected" in problem.message


@pytest.mark.parametrize(
    "file",
    [
        "facts/work.yaml",
        "facts/_order.yaml",
        "contraindications/_areas.yaml",
        "rules/dose/caps.yaml",
        "library/notices/contacts.yaml",
        "library/notices/actions.yaml",
        "library/regions.yaml",
        "library/stretches/_doses.yaml",
        "sources.yaml",
    ],
)
def test_a_file_that_is_missing_is_named(shelf: Shelf, file: str) -> None:
    shelf.path(file).unlink()

    assert any(file in str(problem) for problem in shelf.problems())


def test_a_rule_without_cases_is_refused(shelf: Shelf) -> None:
    shelf.path(FEVER.replace(".yaml", ".cases.yaml")).unlink()

    (problem,) = shelf.problems()

    assert problem.file == FEVER
    assert "cases.yaml is missing" in problem.message


def test_an_id_that_stands_twice_is_refused(shelf: Shelf) -> None:
    shelf.change(THINNER, "- id: anticoagulant-unsteady", "- id: fever-acute-infection")

    told = [str(problem) for problem in shelf.problems()]

    assert any("fever-acute-infection also stands in contraindications/anticoagulant.yaml" in each for each in told), (
        told
    )


def test_a_fact_that_stands_twice_is_refused(shelf: Shelf) -> None:
    path = shelf.path("facts/work.yaml")
    text = path.read_text(encoding="utf-8")
    start = text.index("  - id: ")
    end = text.index("  - id: ", start + 1)
    path.write_text(text + "\n" + text[start:end], encoding="utf-8")

    (problem,) = shelf.problems()

    assert problem.file == "facts/work.yaml"
    assert "stands twice" in problem.message


def test_questions_that_wait_for_each_other_are_refused(shelf: Shelf) -> None:
    shelf.change(
        "facts/safety_now.yaml",
        "asked_when: {leg_pain_laterality: {is: bilateral}}",
        "asked_when: {bilateral_onset_days: {at_least: 1}}",
    )
    shelf.change(
        "facts/safety_now.yaml",
        "asked_when: {leg_pain_laterality: {is: bilateral}}",
        "asked_when: {leg_pain_laterality_trend: {is: stable}}",
    )

    (problem,) = shelf.problems()

    assert "wait for each other" in problem.message
    assert "bilateral_onset_days" in problem.message


def test_every_problem_is_told_at_once(shelf: Shelf) -> None:
    shelf.change(FEVER, "viral_symptoms:", "viral_symptom:")
    shelf.change(BLADDER, "disposition: emergency_now", "disposition: now")
    shelf.change("library/stretches/hs-long-sit.yaml", "loads: [HAM, FLX]", "loads: [LEG]")

    assert {problem.file for problem in shelf.problems()} == {FEVER, BLADDER, "library/stretches/hs-long-sit.yaml"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("on: no", {"on": "no"}, id="no and on are words"),
        pytest.param("when: 2026-11-20", {"when": "2026-11-20"}, id="a date stays text"),
        pytest.param("at: 12:30", {"at": "12:30"}, id="a time is no number in base 60"),
        pytest.param("id: 007", {"id": "007"}, id="a leading zero is no number"),
        pytest.param("a: 0x1F", {"a": "0x1F"}, id="no hexadecimal"),
        pytest.param("a: 1_000", {"a": "1_000"}, id="no underscores in numbers"),
        pytest.param("a: [true, false, 3, -2, 0, 0.5]", {"a": [True, False, 3, -2, 0, 0.5]}, id="plain values"),
        pytest.param("a: True", {"a": "True"}, id="only true in lower case"),
        pytest.param("a: ~", {"a": None}, id="nothing"),
    ],
)
def test_strict_yaml_has_no_surprises(tmp_path: Path, text: str, told: object) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")

    assert read(path, "a.yaml") == told


@pytest.mark.parametrize("text", ["1: a", "true: a", "[a]: b", "a: !!python/object:os.system {}", "a: &x [*x]"])
def test_strict_yaml_refuses_what_no_file_needs(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableFile, match=r"^a\.yaml"):
        read(path, "a.yaml")


# ------------------------------------------------------------------------------------------------- what is shipped


def test_the_shelf_can_be_read_when_nothing_is_spoilt(shelf: Shelf, knowledge: Knowledge) -> None:
    assert [rule.id for rule in shelf.load().red_flags] == ["ces-bladder-new"]
    assert knowledge.digest == digest()


def test_the_digest_changes_with_a_word_and_not_with_a_case(shelf: Shelf) -> None:
    before = digest(shelf.knowledge, shelf.plans)

    shelf.change(FEVER.replace(".yaml", ".cases.yaml"), "name: ", "name: Today, ")
    assert digest(shelf.knowledge, shelf.plans) == before

    shelf.change(FEVER, "Rest now", "Please rest now")
    assert digest(shelf.knowledge, shelf.plans) != before


def everywhere(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Everything that is said to clients, with the id of what says it."""
    library = knowledge.library
    for thing in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping, *library.exercises):
        yield thing.id, thing.because
    for method in library.modalities:
        yield method.id, f"{method.because} {method.benefit}"
    for tip in (*library.tips, *library.self_care):
        yield tip.id, f"{tip.because} {tip.tip}"


BANNED = {
    "toxins": ("toxin",),
    "freeing a nerve": (
        "pinched nerve",
        "unpinch",
        "un-pinch",
        "free the nerve",
        "frees the nerve",
        "release the nerve",
    ),
    "fixing the pelvis or leg length": ("leg length", "realign", "misalign"),
    "cures": (" cure", "will heal", "will fix"),
    "certainty": ("guarantee", "100 per cent", "certainly"),
}


@pytest.mark.parametrize("claim", BANNED)
def test_nothing_is_claimed_that_may_not_be(claim: str, knowledge: Knowledge) -> None:
    said = [(who, text) for who, text in everywhere(knowledge) if any(each in text.lower() for each in BANNED[claim])]

    assert said == []


def test_every_rule_and_item_names_sources_of_the_bibliography(knowledge: Knowledge) -> None:
    things = (
        *knowledge.red_flags, *knowledge.contraindications, *knowledge.helping, *knowledge.library.modalities,
        *knowledge.library.exercises, *knowledge.library.tips, *knowledge.library.self_care,
    )  # fmt: skip
    for thing in things:
        assert thing.source_ids, thing.id
        assert set(thing.source_ids) <= set(knowledge.bibliography), thing.id
