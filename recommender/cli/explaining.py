"""`explain`: every rule that fired, nearly fired or waits for an answer, with its reason and its source."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plans.plan import Certainty
from recommender.cli.saying import read_case, write
from recommender.core.explain import Answer, answers
from recommender.core.facts import Dictionary, Fact
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.second_look import read
from recommender.intake.case import CaseReader
from recommender.knowledge.load import load_knowledge

TITLES = {
    "fired": "These rules hold",
    "assumed": "These are read as present, because a follow-up question is not answered",
    "cleared": "These hold, and a clearance opens them",
    "nearly": "These would hold if one more thing were so",
    "unknown": "These wait for an answer",
}


CERTAIN = {
    Certainty.VERIFIED: "source read",
    Certainty.RECALLED: "from memory",
    Certainty.DESIGN: "our judgement",
}
"""How sure a row is, as the sheets say it."""


def add_to(commands: Any) -> None:
    parser = commands.add_parser("explain", help="every rule that fired, nearly fired or is unknown")
    parser.add_argument("profile", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    knowledge = load_knowledge()
    case = read_case(asked.profile, knowledge, CaseReader(knowledge))
    write("\n".join(lines_for(case, knowledge)).encode(), asked.output)
    return 0


def lines_for(case: Case, knowledge: Knowledge) -> Iterator[str]:
    """The explanation as text, most telling first."""
    facts, verdict = read(case, knowledge)
    fired = [*(hit.rule for hit in verdict.hits), *(state.id for state in verdict.states)]
    told = list(answers(facts, knowledge, fired, verdict.assumed, verdict.cleared))
    yield f"Disposition: {verdict.disposition.value}"
    if verdict.unsettled:
        yield f"A plan waits for: {', '.join(verdict.unsettled)}"
    dictionary = knowledge.dictionary
    for state, title in TITLES.items():
        found = [answer for answer in told if answer.state == state]
        if found:
            yield ""
            yield f"{title} ({len(found)})"
            for answer in found:
                yield from _answer_lines(answer, dictionary)


def _answer_lines(answer: Answer, dictionary: Dictionary) -> Iterator[str]:
    rule = answer.rule
    yield f"  {rule.id}: {rule.says}"
    if answer.facts:
        told = (f"{fact}: {_said(value, dictionary[fact])}" for fact, value in answer.facts.items())
        yield f"      from {'; '.join(told)}"
    if answer.waits_for:
        yield f"      waits for {', '.join(answer.waits_for)}"
    yield f"      {CERTAIN[rule.certainty]}: {', '.join(rule.source_ids)}"


def _said(value: Any, fact: Fact) -> str:
    """An answer in the words of its form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(fact.label(each) for each in value)
    return fact.label(value) if isinstance(value, str) else f"{value:g}"
