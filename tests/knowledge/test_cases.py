"""The stories beside the rules: every rule file's cases are run against the real reading of a profile."""

from __future__ import annotations

from collections import Counter

import pytest

from recommender.core.knowledge import Knowledge
from recommender.core.rules import Rule
from recommender.knowledge.cases import RuleCase, cases_of
from recommender.knowledge.check import can_be_unknown, run_cases
from recommender.knowledge.load import HERE
from recommender.knowledge.rules import rule_files

FOLDERS = ("red_flags", "contraindications", "rules")
FILES = [str(path.relative_to(HERE)) for folder in FOLDERS for path in rule_files(HERE / folder)]
CASE_FILES = [
    str(path.relative_to(HERE)) for folder in FOLDERS for path in sorted((HERE / folder).rglob("*.cases.yaml"))
]


@pytest.fixture(scope="module")
def rules_by_file(knowledge: Knowledge) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        found.setdefault(rule.file, []).append(rule)
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_cases_of_a_rule_hold(file: str, knowledge: Knowledge, rules_by_file: dict[str, list[Rule]]) -> None:
    """Every story comes out as it says, and every rule has one that fires, one that just misses and one unknown."""
    report = run_cases(HERE, rules_by_file[file], knowledge.dictionary)

    assert not report.problems, "\n".join(str(problem) for problem in report.problems)


def test_no_cases_stand_without_their_rule() -> None:
    assert {each.replace(".cases.yaml", ".yaml") for each in CASE_FILES} <= set(FILES)


def test_every_rule_that_speaks_has_cases(knowledge: Knowledge) -> None:
    """Only rules that are information, or that hold for everyone, do without."""
    told = {each.replace(".cases.yaml", ".yaml") for each in CASE_FILES}
    silent = [rule.id for rule in knowledge.red_flags if not rule.information and rule.file not in told]
    silent += [rule.id for rule in knowledge.contraindications if not rule.information and rule.file not in told]

    assert silent == []


def test_all_red_flags_have_stories_on_both_sides_and_for_silence(knowledge: Knowledge) -> None:
    flags = [rule for rule in knowledge.red_flags if not rule.information]
    report = run_cases(HERE, flags, knowledge.dictionary)

    assert report.by_answer["fires"] >= len(flags)
    assert report.by_answer["does_not_fire"] >= len(flags)
    assert report.by_answer["unknown"] >= sum(can_be_unknown(rule.when) for rule in flags)


def test_no_story_is_told_twice_of_the_same_rule(knowledge: Knowledge) -> None:
    rules = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    cases = [case for case in cases_of(HERE, rules, knowledge.dictionary) if isinstance(case, RuleCase)]

    told = Counter((case.rule.id, case.name) for case in cases)

    assert [story for story, times in told.items() if times > 1] == []
