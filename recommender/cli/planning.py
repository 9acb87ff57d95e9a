"""`plan`: one profile to a plan, or a whole caseload line by line."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from models.predict import ArtefactNotUsable
from models.predict import load as load_model
from plans.clinic import Clinic
from plans.plan import Disposition, Plan
from plans.plan_json import plan_bytes
from recommender.cli.caseload import Folder, Predict, plan_many
from recommender.cli.clinics import letterhead_of
from recommender.cli.saying import CannotGoOn, read_case, write
from recommender.core.features import prognosis_for
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.recommend import recommend
from recommender.intake.case import CaseReader
from recommender.knowledge.load import load_knowledge

FORMATS = ("json", "text", "html", "pdf")
ON_PAPER, PAPERS = ("html", "pdf"), ("a4", "letter")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("plan", help="turn a profile into a plan or a referral")
    parser.add_argument("profile", nargs="?", type=Path, help='a request body: {"profile": {fact: value}, …}')
    parser.add_argument("--many", type=Path, metavar="IN.jsonl", help='one request body a line, each with a "ref"')
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--for",
        dest="audience",
        choices=("therapist", "client"),
        default="therapist",
        help="whose sheet; nobody has signed these plans, so a client's holds the danger signs and what to expect",
    )
    parser.add_argument("--sheets", type=Path, metavar="FOLDER", help="with --many: a PDF for each line, named by ref")
    parser.add_argument("--clinic", metavar="CLINIC", help="print the letterhead of this clinic on the sheets")
    parser.add_argument("--paper", choices=PAPERS, help="of a page or a PDF; otherwise Letter in the USA, A4 elsewhere")
    parser.add_argument("--large", action="store_true", help="a page or a PDF in large print, 18 pt and up")
    parser.add_argument("-o", "--output", type=Path, help="write here instead of to the screen")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    if (asked.profile is None) == (asked.many is None):
        raise CannotGoOn("Name one profile file, or a caseload with --many IN.jsonl.")
    if asked.sheets is not None and asked.many is None:
        raise CannotGoOn("--sheets FOLDER goes with --many IN.jsonl. For one sheet: --format pdf -o FILE.")
    if asked.many is not None and asked.output is None and asked.sheets is None:
        raise CannotGoOn("Say where the plans go: --many IN.jsonl with -o OUT.jsonl, --sheets FOLDER or both.")
    if (asked.large or asked.paper) and asked.format not in ON_PAPER and asked.sheets is None:
        raise CannotGoOn(f"--paper and --large go with --format {' or '.join(ON_PAPER)}, or with --sheets FOLDER.")
    clinic = letterhead_of(asked.clinic) if asked.clinic is not None else None
    knowledge = load_knowledge()
    reader = CaseReader(knowledge)
    if asked.many is not None:
        set_sheet = partial(rendered, wanted="pdf", asked=asked, knowledge=knowledge, clinic=clinic)
        folder = Folder(asked.sheets, set_sheet) if asked.sheets else None
        predict = predictor(knowledge)
        return plan_many(
            asked.many, to=asked.output, folder=folder, knowledge=knowledge, reader=reader, predict=predict
        )
    case = read_case(asked.profile, knowledge, reader)
    plan = recommend(case, knowledge, predictor(knowledge)(case))
    write(rendered(plan, case, asked.format, asked=asked, knowledge=knowledge, clinic=clinic), asked.output)
    return 3 if plan.disposition is Disposition.NEEDS_ANSWERS else 0


def predictor(knowledge: Knowledge) -> Predict:
    """What the learned model says of a case; without a usable model nothing, and a line that says so."""
    try:
        model = load_model()
    except ArtefactNotUsable as problem:
        print(f"Planned without the learned model: {problem}", file=sys.stderr)
        return lambda _: None
    return lambda case: prognosis_for(case, knowledge, model)


def rendered(
    plan: Plan, case: Case, wanted: str, *, asked: argparse.Namespace, knowledge: Knowledge, clinic: Clinic | None
) -> bytes:
    """The plan in one of the four formats, for the reader and on the paper asked for."""
    if wanted == "json":
        return plan_bytes(plan)
    from plans.sheet import CannotSet, sheet_html, sheet_pdf, sheet_text, usual_paper
    from recommender.knowledge.chart_note import note_of
    from recommender.knowledge.words import sheet_words

    note = note_of(plan, dict(case.profile.answered()), knowledge) if asked.audience == "therapist" else None
    how: dict[str, Any] = {
        "audience": asked.audience,
        "words": sheet_words(knowledge),
        "clinic": clinic,
        "note": note,
    }
    if wanted == "text":
        return sheet_text(plan, **how).encode()
    how |= {"paper": asked.paper or usual_paper(plan), "large": asked.large}
    try:
        return sheet_pdf(plan, **how) if wanted == "pdf" else sheet_html(plan, **how).encode()
    except CannotSet as error:
        raise CannotGoOn(f"{error} Use --format html.") from error
