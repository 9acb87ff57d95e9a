"""The decision alone: microseconds for each step of one answer, over all examples, against their ceilings."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from plans.plan_json import plan_bytes  # noqa: E402
from recommender.core.recommend import read, recommend  # noqa: E402
from recommender.intake.case import CaseReader  # noqa: E402
from recommender.intake.json_text import read_json  # noqa: E402
from recommender.knowledge.load import load_knowledge  # noqa: E402

ROUNDS, DAY = 30, date(2026, 11, 20)
CEILINGS = {"intake": 40, "rules": 20, "decision to bytes": 60}


def main() -> None:
    started = time.perf_counter()
    knowledge = load_knowledge()
    print(f"knowledge read, checked and compiled in {time.perf_counter() - started:.2f} s")
    reader = CaseReader(knowledge)
    texts = [path.read_bytes() for path in sorted((ROOT / "examples").glob("*.json"))]
    cases = [reader.read(read_json(text), today=DAY, from_therapist=True) for text in texts]
    rows = [read(case, knowledge)[0].values for case in cases]
    steps: dict[str, Callable[[int], Any]] = {
        "intake": lambda n: reader.read(read_json(texts[n]), today=DAY, from_therapist=True),
        "completing the profile": lambda n: knowledge.reader.read(cases[n].profile),
        "rules": lambda n: (knowledge.red.read(rows[n]), knowledge.contra.read(rows[n])),
        "decision": lambda n: recommend(cases[n], knowledge),
        "decision to bytes": lambda n: plan_bytes(recommend(cases[n], knowledge)),
    }
    print(f"{len(cases)} examples, {ROUNDS} rounds; median µs for one (least to most of the rounds)")
    for name, step in steps.items():
        rounds = [_round(step, len(cases)) for _ in range(ROUNDS)]
        median = statistics.median(rounds)
        told = f"  {median / CEILINGS[name]:5.1f} × the ceiling of {CEILINGS[name]} µs" if name in CEILINGS else ""
        print(f"  {name:24}{median:8.0f}  ({min(rounds):.0f} to {max(rounds):.0f}){told}")


def _round(step: Callable[[int], Any], count: int) -> float:
    """Mean microseconds over all examples, once through."""
    begun = time.perf_counter_ns()
    for n in range(count):
        step(n)
    return (time.perf_counter_ns() - begun) / count / 1000


if __name__ == "__main__":
    main()
