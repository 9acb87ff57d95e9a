"""Mutation testing of the decision: every mutant is killed by a test, or answered in `answered.yaml`.

  python -m tests.core.mutation                    all of recommender/core
  python -m tests.core.mutation limits triage      these modules
  python -m tests.core.mutation derive.phase       one function
  ... --tests tests/core/test_limits.py            with these tests only
  ... --jobs 1                                     so many at a time (otherwise one for each processor, up to 4)

Ends with 1 where a mutant survives and is not answered, or an answer is for a mutant that there is no more.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

os.environ["HYPOTHESIS_PROFILE"] = "mutants"  # read when the tests are collected: look for a failure, do not polish it

import pytest

from tests.core.mutation.answered import Answers, read_answers
from tests.core.mutation.hunt import Hunt, Outcome
from tests.core.mutation.mutants import Mutant, modules, mutants_of

STORIES = ["tests/core", "tests/models/test_outlook.py"]
"""Where the tests of the decision are."""
NOT_THESE = ("tests/core/test_properties.py::test_the_same_answers_give_the_same_bytes_in_another_process",)
"""The other process has no mutant, so this would seem to kill them all."""
QUIETLY = ("-qq", "--no-header", "--no-summary", "--tb=native", "--assert=plain", "-p", "no:cacheprovider",
           "-p", "no:xdist")  # fmt: skip


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="mutation", description="Mutation testing of recommender/core.")
    parser.add_argument("where", nargs="*", help="modules, or functions as module.function; otherwise all")
    parser.add_argument("--tests", nargs="+", default=STORIES)
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4))
    asked = parser.parse_args(words)
    names = {each.partition(".")[0] for each in asked.where} or set(modules())
    unknown = names - set(modules())
    if unknown:
        parser.error(f"there is no module {', '.join(sorted(unknown))}; there are: {', '.join(modules())}")
    everything = [mutant for name in sorted(names) for mutant in mutants_of(name)]
    answers = read_answers()
    stale = answers.stale(everything, names)
    chosen = [each for each in everything if not asked.where or {each.module, each.place} & set(asked.where)]
    began = time.monotonic()
    hunt = Hunt([each for each in chosen if each not in answers], asked.jobs, say)
    skipped = [word for test in NOT_THESE for word in ("--deselect", test)]
    if pytest.main([*asked.tests, *QUIETLY, *skipped], plugins=[hunt]):
        return 2
    print_table(chosen, hunt.outcomes, answers, time.monotonic() - began)
    for each in stale:
        print(f"answered.yaml has an answer for a mutant that there is no more: {each}")
    return 1 if stale or any(each.survived for each in hunt.outcomes) else 0


def say(outcome: Outcome) -> None:
    """A survivor as it is found, in the words that `answered.yaml` takes."""
    if outcome.survived:
        each = outcome.mutant
        what = "survived" if outcome.reached else "is reached by no test"
        nth = f" ({each.nth})" if each.nth > 1 else ""
        print(f"{each.place}{nth} {what}\n    was: {each.was}\n    now: {each.now}", flush=True)


def print_table(chosen: Sequence[Mutant], outcomes: Sequence[Outcome], answers: Answers, seconds: float) -> None:
    print(f"\n{'module':<14}{'mutants':>9}{'killed':>9}{'answered':>10}{'survived':>10}")
    rows = [
        (
            name,
            sum(each.module == name for each in chosen),
            sum(each.mutant.module == name and not each.survived for each in outcomes),
            sum(each.module == name and each in answers for each in chosen),
            sum(each.mutant.module == name and each.survived for each in outcomes),
        )
        for name in sorted({each.module for each in chosen})
    ]
    for name, *counts in [*rows, ("all", *(sum(row[n] for row in rows) for n in range(1, 5)))]:
        print(f"{name:<14}{counts[0]:>9}{counts[1]:>9}{counts[2]:>10}{counts[3]:>10}")
    print(f"{len(outcomes)} tried in {seconds:.0f} s, {60 * len(outcomes) / seconds:.0f} a minute")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
