"""`knowledge`: checking what the house knows, writing it out to be read, and comparing two states of it."""

from __future__ import annotations

import argparse
import contextlib
import io
import subprocess
import sys
import tarfile
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recommender.cli.saying import CannotGoOn, read_case
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.intake.case import CaseReader
from recommender.knowledge.book import make_book
from recommender.knowledge.book.markdown import export
from recommender.knowledge.check import run_cases
from recommender.knowledge.coverage import as_markdown, coverage
from recommender.knowledge.diff import changed_plans, differences
from recommender.knowledge.load import HERE, PLANS, load_knowledge
from recommender.knowledge.plain import plain_problems, texts
from recommender.knowledge.release import load_release, overdue


def add_to(commands: Any) -> None:
    parser = commands.add_parser("knowledge", help="check, write out or compare the knowledge")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    check = inner.add_parser("check", help="read every file and run every case")
    check.add_argument("--show-generated", action="store_true", help="print the code the rules are compiled to")
    check.add_argument("--on", type=date.fromisoformat, help="the day that review dates are held against; today")
    check.set_defaults(run=run_check)
    book = inner.add_parser("export", help="write the knowledge as Markdown, to be read without the service")
    book.add_argument("folder", type=Path, help="where to; files of ours that are no more are taken away")
    book.add_argument("--full", action="store_true", help="with questions, sources, notes and cases")
    book.set_defaults(run=run_export)
    table = inner.add_parser("coverage", help="write which file carries which row of the evidence")
    table.add_argument("rows", type=Path, help="the rows, such as tests/knowledge/rows.yaml")
    table.add_argument("file", type=Path, help="where to, such as docs/coverage.md")
    table.set_defaults(run=run_coverage)
    diff = inner.add_parser("diff", help="what changed between two states, and whose plan changes")
    diff.add_argument("old", help="a checkout's folder, or a revision")
    diff.add_argument("new", help="a checkout's folder, or a revision")
    diff.add_argument("profiles", nargs="*", type=Path, help="profiles to try; without any, the examples")
    diff.set_defaults(run=run_diff)


def run_check(asked: argparse.Namespace) -> int:
    knowledge = load_knowledge()
    if asked.show_generated:
        print(knowledge.red.text, knowledge.contra.text, sep="\n\n")
        return 0
    rules = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    report = run_cases(HERE, rules, knowledge.dictionary)
    unclear = plain_problems(knowledge)
    for problem in (*report.problems, *unclear):
        print(problem, file=sys.stderr)
    print("\n".join(counts(knowledge)))
    for due in overdue(HERE, PLANS, asked.on or datetime.now().astimezone().date()):
        print(f"due for review: {due}", file=sys.stderr)
    told = ", ".join(f"{count} {answer}" for answer, count in sorted(report.by_answer.items()))
    print(f"{report.cases} cases beside the rules ({told}), {len(report.problems)} problems")
    print(f"{sum(1 for _ in texts(knowledge))} texts for clients, {len(unclear)} not in plain words")
    return 2 if report.problems or unclear else 0


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
        f"knowledge {load_release(HERE).version} {knowledge.digest} ({knowledge.status})",
    ]


def run_export(asked: argparse.Namespace) -> int:
    """The knowledge as Markdown, one file for each chapter."""
    written = export(make_book(load_knowledge(), brief=not asked.full), asked.folder, full=asked.full)
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} files, {size // 1000} kB, in {asked.folder}")
    return 0


def run_coverage(asked: argparse.Namespace) -> int:
    """Which file carries which row of the evidence."""
    table = coverage(asked.rows)
    asked.file.write_text(as_markdown(table, asked.file.resolve().parent), encoding="utf-8")
    rows = [row for chapter in table.values() for row in chapter]
    missing = [row.id for row in rows if not row.files and not row.because]
    print(f"{len(rows)} rows in {asked.file}; {', '.join(missing) or 'none'} missing")
    return 2 if missing else 0


def run_diff(asked: argparse.Namespace) -> int:
    """What differs between two states of the knowledge, and whose plan changes."""
    with contextlib.ExitStack() as stack:
        old, new = (_state(each, stack) for each in (asked.old, asked.new))
        found = list(differences(old, new))
        print(f"{len(found)} differences from {old.digest[:19]} to {new.digest[:19]}")
        for each in found:
            print(f"  {each}")
        cases = _cases(asked.profiles, new)
        changed = changed_plans(cases, old, new)
        print(f"{len(changed)} of {len(cases)} plans change")
        for name, told in changed.items():
            print(f"  {name}: {'; '.join(told)}")
    return 0


def _state(named: str, stack: contextlib.ExitStack) -> Knowledge:
    """The knowledge in a checkout (a folder), or of a revision of this repository."""
    root = Path(named)
    if not root.is_dir():
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            packed = subprocess.run(  # noqa: S603  the revision is an argument, never a command
                ["git", "archive", "--format=tar", named, "recommender/knowledge", "plans"],  # noqa: S607
                capture_output=True,
                check=True,
                cwd=HERE.parent.parent,
            ).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotGoOn(f"{named}: neither a folder nor a revision of this repository") from error
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(root, filter="data")
    return load_knowledge(root / "recommender/knowledge", root / "plans")


def _cases(paths: list[Path], knowledge: Knowledge) -> dict[str, Case]:
    """The examples, and the profiles that were named; one that cannot be read is told and left out."""
    reader, cases = CaseReader(knowledge), {}
    examples = sorted((HERE.parent.parent / "examples").glob("*.json"))
    for path in paths or examples:
        try:
            cases[path.stem] = read_case(path, knowledge, reader)
        except CannotGoOn as error:
            print(error, file=sys.stderr)
    return cases
