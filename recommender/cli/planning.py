"""`plan`: one profile to a plan, or a whole caseload line by line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.predict import ArtefactNotUsable
from models.predict import load as load_model
from plans.plan import Disposition, Plan
from plans.plan_json import plan_bytes
from recommender.cli.saying import CannotGoOn, certain, read_case, read_file, today, write
from recommender.core.features import prognosis_for
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import certain_triage, recommend
from recommender.intake.case import CaseReader, NotUsable
from recommender.intake.json_text import NotJson, read_json
from recommender.knowledge.load import load_knowledge

Predict = Callable[[Case], Prognosis | None]
OUR_MISTAKE = "Something is wrong on our side"
FORMATS = ("json", "text", "html", "pdf")
ON_PAPER, PAPERS = ("html", "pdf"), ("a4", "letter")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("plan", help="turn a profile into a plan or a referral")
    parser.add_argument("profile", nargs="?", type=Path, help='a request body: {"profile": {fact: value}, …}')
    parser.add_argument("--many", type=Path, metavar="IN.jsonl", help='one request body a line, each with a "ref"')
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--for", dest="audience", choices=("therapist", "client"), default="therapist", help="whose sheet"
    )
    parser.add_argument("--paper", choices=PAPERS, help="of a page or a PDF; otherwise Letter in the USA, A4 elsewhere")
    parser.add_argument("--large", action="store_true", help="a page or a PDF in large print, 18 pt and up")
    parser.add_argument("-o", "--output", type=Path, help="write here instead of to the screen")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    if (asked.profile is None) == (asked.many is None):
        raise CannotGoOn("Name one profile file, or a caseload with --many IN.jsonl.")
    if (asked.large or asked.paper) and asked.format not in ON_PAPER:
        raise CannotGoOn(f"--paper and --large go with --format {' or '.join(ON_PAPER)}.")
    knowledge = load_knowledge()
    reader = CaseReader(knowledge)
    if asked.many is not None:
        if asked.output is None:
            raise CannotGoOn("Say where the plans go: --many IN.jsonl -o OUT.jsonl.")
        return _many(asked.many, asked.output, knowledge, reader)
    case = read_case(asked.profile, knowledge, reader)
    plan = recommend(case, knowledge, predictor(knowledge)(case))
    write(rendered(plan, asked, knowledge), asked.output)
    return 3 if plan.disposition is Disposition.NEEDS_ANSWERS else 0


def predictor(knowledge: Knowledge) -> Predict:
    """What the learned model says of a case; without a usable model nothing, and a line that says so."""
    try:
        model = load_model()
    except ArtefactNotUsable as problem:
        print(f"Planned without the learned model: {problem}", file=sys.stderr)
        return lambda _: None
    return lambda case: prognosis_for(case, knowledge, model)


def rendered(plan: Plan, asked: argparse.Namespace, knowledge: Knowledge) -> bytes:
    """The plan in the format, for the reader and on the paper asked for."""
    if asked.format == "json":
        return plan_bytes(plan)
    from plans.sheet import CannotSet, sheet_html, sheet_pdf, sheet_text, usual_paper
    from recommender.knowledge.words import sheet_words

    how: dict[str, Any] = {"audience": asked.audience, "words": sheet_words(knowledge)}
    if asked.format == "text":
        return sheet_text(plan, **how).encode()
    how |= {"paper": asked.paper or usual_paper(plan), "large": asked.large}
    try:
        return sheet_pdf(plan, **how) if asked.format == "pdf" else sheet_html(plan, **how).encode()
    except CannotSet as error:
        raise CannotGoOn(f"{error} Use --format html.") from error


def _many(path: Path, to: Path, knowledge: Knowledge, reader: CaseReader) -> int:
    """A caseload: every line answered by a line; a bad line is reported with its number and stops nothing."""
    lines, predict = read_file(path).splitlines(), predictor(knowledge)
    bad = 0
    try:
        out = to.open("wb")
    except OSError as error:
        raise CannotGoOn(f"{to}: {error.strerror or error}") from error
    with out:
        for number, line in _with_progress(lines):
            if not line.strip():
                continue
            answer, problem = _one(line, knowledge, reader, predict)
            if problem:
                bad += 1
                print(f"{path}:{number}: {problem}", file=sys.stderr)
            out.write(answer + b"\n")
    return 1 if bad else 0


def _one(line: bytes, knowledge: Knowledge, reader: CaseReader, predict: Predict) -> tuple[bytes, str]:
    """The answer line for one request line, and what was wrong with it."""
    ref: Any = None
    try:
        body = read_json(line)
        if isinstance(body, dict):
            ref = body.pop("ref", None)
        case = reader.read(body, today=today(), from_therapist=True, any_day=True)
        answer = plan_bytes(recommend(case, knowledge, predict(case)))
    except NotJson as error:
        return _spelled({"ref": ref, "problem": {"title": str(error), "errors": []}}), str(error)
    except NotUsable as error:
        told = " ".join([f"{error}.", *certain(error, knowledge)])
        return _spelled({"ref": ref, "problem": _problem(error, knowledge)}), told
    except Exception as error:  # noqa: BLE001  our own mistake with one client must not cost the others their plans
        return _spelled({"ref": ref, "problem": {"title": OUR_MISTAKE, "errors": []}}), f"{OUR_MISTAKE}: {error!r}"
    return b'{"ref":' + _spelled(ref) + b"," + answer[1:], ""


def _problem(error: NotUsable, knowledge: Knowledge) -> dict[str, Any]:
    """What was wrong with a line, as the API says it: with the triage that is certain in spite of it."""
    told = [{"pointer": each.pointer, "said": each.said, "allowed": each.allowed} for each in error.complaints]
    problem: dict[str, Any] = {"title": "Some answers need another look", "errors": told}
    triage = certain_triage(error.readable, knowledge)
    return {**problem, "triage": asdict(triage)} if triage else problem


def _spelled(value: Any) -> bytes:
    """What somebody else wrote, as JSON: whole numbers may be longer than the fast writer of plans can take."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _with_progress(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number the lines; show how far we are when somebody watches."""
    if not sys.stderr.isatty():
        yield from enumerate(lines, 1)
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(list(enumerate(lines, 1)), "Planning", console=Console(stderr=True), transient=True)
