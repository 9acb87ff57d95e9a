"""Everything that can be wrong with the knowledge, found at once: for authors, the test suite and start-up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from recommender.core.condition import ALWAYS, All, Any_, AtLeast, Condition, Not, Surely, Test
from recommender.core.facts import Dictionary
from recommender.core.profile import Reader
from recommender.core.rules import Rule
from recommender.knowledge.cases import EXPECTATIONS, answer, cases_of
from recommender.knowledge.strict_yaml import UnreadableFile


@dataclass(slots=True)
class CaseReport:
    """How the cases beside the rules came out."""

    problems: list[UnreadableFile] = field(default_factory=list)
    cases: int = 0
    by_answer: Counter[str] = field(default_factory=Counter)


def run_cases(root: Path, rules: Iterable[Rule], dictionary: Dictionary) -> CaseReport:
    """Run every case of these rules and see that each rule has both sides and an unknown."""
    report, told = CaseReport(), defaultdict(set)
    rules, reader = list(rules), Reader(dictionary)
    for case in cases_of(root, rules, dictionary):
        if isinstance(case, UnreadableFile):
            report.problems.append(case)
            continue
        report.cases += 1
        report.by_answer[case.expect] += 1
        told[case.rule.file, case.rule.id].add(case.expect)
        if (got := answer(case, reader)) != case.expect:
            message = f"“{case.name}” expects {case.expect}, the rule answers {got}"
            report.problems.append(UnreadableFile(case.file, None, case.rule.id, message))
    for rule in rules:
        if rule.information or rule.when == ALWAYS:
            continue
        wanted = set(EXPECTATIONS) if can_be_unknown(rule.when) else set(EXPECTATIONS) - {"unknown"}
        if missing := wanted - told[rule.file, rule.id]:
            message = f"no case says {', '.join(sorted(missing))}"
            report.problems.append(UnreadableFile(rule.file, None, rule.id, message))
    return report


def can_be_unknown(condition: Condition) -> bool:
    """Whether silence can leave the condition open: only tests outside `surely` can."""
    match condition:
        case Test():
            return True
        case Surely():
            return False
        case Not(part):
            return can_be_unknown(part)
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            return any(can_be_unknown(part) for part in parts)
