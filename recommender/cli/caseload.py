"""`plan --many`: a caseload line by line, as plans, as sheets of paper, or both. A bad line stops no other."""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plans.plan import Plan
from plans.plan_json import plan_bytes
from recommender.cli.saying import CannotGoOn, certain, read_file, today
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import certain_triage, recommend
from recommender.intake.case import CaseReader, NotUsable
from recommender.intake.json_text import NotJson, read_json

OUR_MISTAKE = "Something is wrong on our side"
NAME_OF_A_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")

Predict = Callable[[Case], Prognosis | None]
Set = Callable[[Plan, Case], bytes]
"""A plan into its sheet; `CannotGoOn` where it cannot be set."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one line: its case and plan if there is one, the line that answers it, and what was wrong."""

    ref: Any
    planned: tuple[Plan, Case] | None
    line: bytes
    problem: str = ""


@dataclass(slots=True)
class Folder:
    """Where the sheets of a caseload go, one file for each line, named by its `ref`."""

    path: Path
    set_sheet: Set
    lines: dict[str, int] = field(default_factory=dict)
    """Which line has which name: two clients never share one, on no file system."""
    kept: int = 0

    def __post_init__(self) -> None:
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)

    def put(self, answered: Answered, number: int) -> str:
        """Set and keep the sheet of this line. What was wrong instead, if anything was.

        A line without a sheet leaves none of an earlier run under its name: somebody would print it.
        """
        ref = str(answered.ref) if type(answered.ref) is int else answered.ref
        if not isinstance(ref, str) or not NAME_OF_A_FILE.fullmatch(ref):
            said = json.dumps(answered.ref, ensure_ascii=False)
            return (
                f"/ref: {said} was said; allowed: 1 to 80 letters, digits, dots, hyphens and underscores, beginning "
                "with a letter or digit: it names the sheet"
            )
        if (first := self.lines.setdefault(ref.lower(), number)) != number:
            return f"/ref: {ref} was said; allowed: one that no other line has; line {first} has it"
        paper = self.path / f"{ref}.pdf"
        if answered.planned is None:
            return _removed(paper)
        try:
            sheet = self.set_sheet(*answered.planned)
        except CannotGoOn as why:
            return " ".join(filter(None, (str(why), _removed(paper))))
        _keep(paper, sheet)
        self.kept += 1
        return ""


def _removed(paper: Path) -> str:
    """Remove the sheet of an earlier run, and say so if there was one."""
    with _writing(paper):
        try:
            paper.unlink()
        except FileNotFoundError:
            return ""
    return f"{paper.name} of an earlier run was removed: it no longer holds."


def _keep(paper: Path, sheet: bytes) -> None:
    """Put a whole sheet under its name, or none: through a new file whose name nobody can have laid a link under."""
    unfinished = paper.with_name(f".{secrets.token_hex(8)}.part")
    with _writing(paper.parent):
        try:
            with unfinished.open("xb") as file:
                file.write(sheet)
            unfinished.replace(paper)
        finally:
            unfinished.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Trouble with a file, in words."""
    try:
        yield
    except OSError as error:
        raise CannotGoOn(f"{path}: {error.strerror or error}") from error


def plan_many(
    path: Path, *, to: Path | None, folder: Folder | None, knowledge: Knowledge, reader: CaseReader, predict: Predict
) -> int:
    """Answer every line.

    Args:
        to: where the answers go, a line for each; none are written without it.
        folder: where the sheets go, if there are to be any.

    Returns:
        0, or 1 where a line could not be used or has no sheet; each is named on standard error.
    """
    lines, bad = read_file(path).splitlines(), 0
    with _writing(to or path):
        out = to.open("wb") if to else nullcontext()
    with out as answers:
        for number, line in _with_progress(lines, "Setting sheets" if folder else "Planning"):
            if not line.strip():
                continue
            answered = _one(line, knowledge, reader, predict)
            no_sheet = folder.put(answered, number) if folder else ""
            for problem in filter(None, (answered.problem, no_sheet)):
                print(f"{path}:{number}: {problem}", file=sys.stderr)
            bad += bool(answered.problem or no_sheet)
            if answers:
                answers.write(answered.line + b"\n")
    if folder:
        none = f"; {bad} lines have none" if bad else ""
        print(f"{folder.kept} sheets in {folder.path}{none}.", file=sys.stderr)
    return 1 if bad else 0


def _one(line: bytes, knowledge: Knowledge, reader: CaseReader, predict: Predict) -> Answered:
    ref: Any = None
    try:
        body = read_json(line)
        if isinstance(body, dict):
            ref = body.pop("ref", None)
        case = reader.read(body, today=today(), from_therapist=True, any_day=True)
        plan = recommend(case, knowledge, predict(case))
        answer = plan_bytes(plan)
    except NotJson as error:
        return _refused(ref, {"title": str(error), "errors": []}, str(error))
    except NotUsable as error:
        return _refused(ref, _problem(error, knowledge), " ".join([f"{error}.", *certain(error, knowledge)]))
    except Exception as error:  # noqa: BLE001  our own mistake with one client must not cost the others their plans
        return _refused(ref, {"title": OUR_MISTAKE, "errors": []}, f"{OUR_MISTAKE}: {error!r}")
    return Answered(ref, (plan, case), b'{"ref":' + _spelled(ref) + b"," + answer[1:])


def _refused(ref: Any, problem: dict[str, Any], told: str) -> Answered:
    return Answered(ref, None, _spelled({"ref": ref, "problem": problem}), told)


def _problem(error: NotUsable, knowledge: Knowledge) -> dict[str, Any]:
    """What was wrong with a line, as the API says it: with the triage that is certain in spite of it."""
    told = [{"pointer": each.pointer, "said": each.said, "allowed": each.allowed} for each in error.complaints]
    problem: dict[str, Any] = {"title": "Some answers need another look", "errors": told}
    triage = certain_triage(error.readable, knowledge)
    return {**problem, "triage": asdict(triage)} if triage else problem


def _spelled(value: Any) -> bytes:
    """What somebody else wrote, as JSON: whole numbers may be longer than the fast writer of plans can take."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _with_progress(lines: list[bytes], doing: str) -> Iterator[tuple[int, bytes]]:
    """Number the lines; show how far we are when somebody watches."""
    if not sys.stderr.isatty():
        yield from enumerate(lines, 1)
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(list(enumerate(lines, 1)), doing, console=Console(stderr=True), transient=True)
