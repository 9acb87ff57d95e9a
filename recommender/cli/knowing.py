"""`knowledge`: checking what the house knows."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from recommender.core.knowledge import Knowledge
from recommender.knowledge.check import run_cases
from recommender.knowledge.load import HERE, load_knowledge


def add_to(commands: Any) -> None:
    parser = commands.add_parser("knowledge", help="check the knowledge files")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    check = inner.add_parser("check", help="read every file and run every case")
    check.add_argument("--show-generated", action="store_true", help="print the code the rules are compiled to")
    check.set_defaults(run=run_check)


def run_check(asked: argparse.Namespace) -> int:
    knowledge = load_knowledge()
    if asked.show_generated:
        print(knowledge.red.text, knowledge.contra.text, sep="\n\n")
        return 0
    rules = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    report = run_cases(HERE, rules, knowledge.dictionary)
    for problem in report.problems:
        print(problem, file=sys.stderr)
    print("\n".join(counts(knowledge)))
    told = ", ".join(f"{count} {answer}" for answer, count in sorted(report.by_answer.items()))
    print(f"{report.cases} cases beside the rules ({told}), {len(report.problems)} problems")
    return 2 if report.problems else 0


def counts(knowledge: Knowledge) -> list[str]:
    library = knowledge.library
    rules = {
        "red flags": knowledge.red_flags,
        "states and limits": knowledge.contraindications,
        "rules of what would help": knowledge.helping,
    }
    items = {
        "modalities": library.modalities,
        "exercises": library.exercises,
        "ergonomics tips": library.tips,
        "self-care items": library.self_care,
        "guideline stances": library.stances,
    }
    return [
        f"{len(knowledge.dictionary)} facts",
        ", ".join(f"{len(found)} {name}" for name, found in rules.items()),
        ", ".join(f"{len(found)} {name}" for name, found in items.items()),
        f"{len(knowledge.bibliography)} sources",
        f"knowledge {knowledge.digest} ({knowledge.status})",
    ]
