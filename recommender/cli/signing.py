"""`sign`: a therapist answers for a plan that was kept."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from plans.plan import Disposition
from recommender.access.people import CommandLine
from recommender.cli.keeping import desk_here
from recommender.store.values import PlanCannotChange


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "sign",
        help="sign a plan that was kept, in a therapist's name",
        description="Sign a plan that was kept, as on its page. The audit says that the command line did it.",
    )
    parser.add_argument("plan", help="its id, as it stands at the end of the address of its page")
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="the therapist who answers for it")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Sign it by the desk's rules: 3 where it waits for answers, 2 where it cannot be signed for another reason."""
    with desk_here() as desk:
        therapist = desk.store.therapist_named(asked.name)
        plan = desk.stored_plan(asked.plan, viewer=therapist)
        try:
            desk.sign_plan(plan.id, by=therapist, typed_by=CommandLine())
        except PlanCannotChange as why:
            print(why, file=sys.stderr)
            return 3 if plan.disposition == Disposition.NEEDS_ANSWERS.value else 2
    print(f"Signed by {therapist.name}: plan {plan.id}.", file=sys.stderr)
    return 0
