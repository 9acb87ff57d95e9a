"""The learned model: microseconds for all packages of one client, and what it costs a worker to carry it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from models.predict import HOME_ONLY, Package, load  # noqa: E402
from recommender.core.features import features_of, planned_course, prognosis_of  # noqa: E402
from recommender.core.recommend import read  # noqa: E402
from recommender.intake.case import CaseReader  # noqa: E402
from recommender.intake.json_text import read_json  # noqa: E402
from recommender.knowledge.load import load_knowledge  # noqa: E402

ROUNDS, REPEATS, STARTS = 40, 200, 7
CEILING, DAY = 50, date(2026, 11, 20)
WORKER = """
import sys, resource, time
begun = time.process_time()
import recommender.app as service
if {without}:
    service.predictor = lambda knowledge: None
app = service.create_app({{"RECOMMENDER_DATA": sys.argv[1]}})
assert app.extensions["desk"].has_model is not {without}
assert app.test_client().get("/danger-signs").status_code == 200
seen = [name for name in ("sklearn", "numpy", "scipy") if name in sys.modules]
print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, seen)
"""
"""The whole service from nothing to its first page, with its model or as if the file could not be used."""


def main() -> None:
    speed()
    cost()


def speed() -> None:
    """Every kind of massage at the planned dose and home exercise, in turn with an empty call of the same shape."""
    knowledge, model = load_knowledge(), load()
    body = read_json((ROOT / "examples" / "amira.json").read_bytes())
    facts, _ = read(CaseReader(knowledge).read(body, today=DAY, from_therapist=True), knowledge)
    course = planned_course(facts, knowledge)
    features = features_of(facts, model.least_leg_pain, model.least_age)
    assert features is not None
    packages = [HOME_ONLY, *(Package(each, course.minutes, course.visits, course.per_week) for each in model.apart)]
    steps: dict[str, Callable[[], Any]] = {
        "all packages of one client": lambda: model.predict(features, packages),
        "outlook and gains in a plan": lambda: prognosis_of(facts, model, course),
        "answers to features": lambda: features_of(facts, model.least_leg_pain, model.least_age),
    }
    rounds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            rounds[name].append(_microseconds(step))
    print(f"{len(packages)} packages; {ROUNDS} rounds of {REPEATS}, in turn; median µs (least to most)")
    for name, found in rounds.items():
        median = statistics.median(found)
        told = f"  {median / CEILING:.2f} × the ceiling of {CEILING} µs" if name.startswith("all") else ""
        print(f"  {name:<28}{median:7.1f}  ({min(found):.1f} to {max(found):.1f}){told}")


def _microseconds(step: Callable[[], Any]) -> float:
    begun = time.process_time_ns()
    for _ in range(REPEATS):
        step()
    return (time.process_time_ns() - begun) / REPEATS / 1000


def cost() -> None:
    """A fresh worker with and without the model, in turn: seconds of work to its first page, and megabytes."""
    found: dict[str, list[tuple[float, float]]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory() as data:
        _started(data, without=False)  # makes the tables
        for _ in range(STARTS):
            for name, runs in found.items():
                seconds, megabytes, seen = _started(data, without=name == "without")
                runs.append((seconds, megabytes))
    print(f"a worker of the whole service, {STARTS} starts in turn; medians")
    for name, runs in found.items():
        seconds, megabytes = (statistics.median(each) for each in zip(*runs, strict=True))
        print(f"  {name + ' the model':<28}{seconds:7.2f} s {megabytes:7.1f} MB")
    print(f"  learning libraries in the worker with the model: {seen}")


def _started(data: str, *, without: bool) -> tuple[float, float, str]:
    """Seconds, megabytes, and the learning libraries that a worker has imported by then."""
    program = [sys.executable, "-c", WORKER.format(without=without), data]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes, seen = done.stdout.strip().split(" ", 2)
    return float(seconds), float(megabytes), seen


if __name__ == "__main__":
    main()
