"""The PDF sheet, warm: time and size against an empty document of as many pages, set by the same press in one run."""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import pikepdf  # noqa: E402
import typst  # noqa: E402

from plans.plan import Plan, Status  # noqa: E402
from plans.sheet import Therapist, sheet_pdf  # noqa: E402
from plans.sheet.paper import FONTS  # noqa: E402
from recommender.core.recommend import recommend  # noqa: E402
from recommender.intake.case import CaseReader  # noqa: E402
from recommender.intake.json_text import read_json  # noqa: E402
from recommender.knowledge.load import load_knowledge  # noqa: E402
from recommender.knowledge.words import sheet_words  # noqa: E402

ROUNDS, DAY, CEILING = 15, date(2026, 11, 20), 12.0
EMPTY = """#set document(title: "Nothing", date: none)
#set text(font: "Noto Sans", fallback: false)
#set page(paper: "a4")
= #sys.inputs.name
#for n in range(int(sys.inputs.pages) - 1) { pagebreak(); [-] }
"""
WHO = Therapist(name="Lena Voss", contact="020 7946 0000", signed_on="2026-11-20")
numbers = count()


def main() -> None:
    knowledge = load_knowledge()
    words = sheet_words(knowledge)
    reader = CaseReader(knowledge)

    def plan(name: str) -> Plan:
        body = read_json((ROOT / "examples" / f"{name}.json").read_bytes())
        made = recommend(reader.read(body, today=DAY, from_therapist=True), knowledge)
        return replace(made, status=Status.SIGNED, id="7k4q2m9b0c1d2e3f")

    folder = tempfile.TemporaryDirectory()
    source = Path(folder.name, "empty.typ")
    source.write_text(EMPTY, encoding="utf-8")
    press = typst.Compiler(str(source), root=folder.name, font_paths=[str(FONTS)], ignore_system_fonts=True)
    print(f"CPU ms for one sheet that was never set before, {ROUNDS} rounds: A sheet, B empty pages, A, B, …")
    for name, audience, large in (
        ("amira", "client", False),
        ("amira", "client", True),
        ("ben", "client", False),
        ("amira", "therapist", False),
    ):
        how: dict[str, Any] = {"audience": audience, "large": large, "words": words, "therapist": WHO}
        made = plan(name)
        pages = len(pikepdf.open(io.BytesIO(sheet_pdf(made, **how))).pages)
        sizes = len(sheet_pdf(made, **how)), len(empty(press, pages))
        ours, bare = alternated(
            lambda made=made, how=how: sheet_pdf(replace(made, id=f"{next(numbers):08x}0c1d2e3f"), **how),
            lambda pages=pages: empty(press, pages),
        )
        ratios = [a / b for a, b in zip(ours, bare, strict=True)]
        print(
            f"  {name}, {audience}{', large print' if large else ''}, {pages} pages, {sizes[0] // 1000} kB"
            f" ({sizes[0] / sizes[1]:.1f} × empty): {statistics.median(ours):.1f} ({min(ours):.1f} to {max(ours):.1f});"
            f" {statistics.median(ratios):.1f} × empty ({min(ratios):.1f} to {max(ratios):.1f});"
            f" {statistics.median(ours) / CEILING:.1f} × the ceiling of {CEILING:.0f} ms"
        )


def empty(press: typst.Compiler, pages: int) -> bytes:
    inputs = {"name": f"Page {next(numbers)}", "pages": str(pages)}
    made = press.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    return bytes(made)


def alternated(one: Callable[[], bytes], other: Callable[[], bytes]) -> tuple[list[float], list[float]]:
    """CPU milliseconds of each round, the two taking turns; the first round warms up."""
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(ROUNDS + 1):
        for what, kept in ((one, times[0]), (other, times[1])):
            begun = time.process_time_ns()
            what()
            if n:
                kept.append((time.process_time_ns() - begun) / 1e6)
    return times


if __name__ == "__main__":
    main()
