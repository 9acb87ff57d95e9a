"""Prints what is proved: python -m tests.knowledge.proof.report [--broken]

With --broken it also breaks the knowledge on purpose, once for each way, and shows the client that is found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from recommender.knowledge.load import load_knowledge
from tests.knowledge.proof.mutants import MUTANTS
from tests.knowledge.proof.statements import STATEMENTS, prove
from tests.knowledge.proof.world import World


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.knowledge.proof.report", description=__doc__)
    parser.add_argument("--broken", action="store_true", help="also break the knowledge on purpose; show who is found")
    asked = parser.parse_args(words)
    started = time.perf_counter()
    world = World(load_knowledge())
    failed = _statements(world)
    if asked.broken:
        failed += _mutants()
    knowledge = world.knowledge
    rules = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    exceptions = sum(len(world.listed(section)) for section in world.agreed)
    print(
        f"\n{len(STATEMENTS)} statements over {len(knowledge.dictionary)} facts, {len(rules)} rules and "
        f"{len(knowledge.items.place)} conditions of items; {exceptions} exceptions, each with its reason; "
        f"{time.perf_counter() - started:.0f} s"
    )
    print("Everything holds." if not failed else f"{failed} statements do not hold.")
    return 1 if failed else 0


def _statements(world: World) -> int:
    failed = 0
    for statement, outcome, seconds in prove(world):
        mark = "holds" if not outcome.broken else "BROKEN"
        print(f"({statement.letter}) {statement.words}\n    {mark}: asked {outcome.asked} times, {seconds:.1f} s")
        for each in outcome.broken:
            print("\n".join(f"    {line}" for line in each.text(world.knowledge).splitlines()))
        failed += bool(outcome.broken)
    return failed


def _mutants() -> int:
    missed = 0
    print("\nBroken on purpose:")
    for mutant in MUTANTS:
        with tempfile.TemporaryDirectory() as folder:
            world = World(mutant.knowledge(Path(folder)))
            found = [each for each in mutant.prove(world).broken if mutant.finds in each.what]
        print(f"\n({mutant.letter}) {mutant.name}: {mutant.file}")
        shown = found[0].text(world.knowledge) if found else "NOT FOUND"
        print("\n".join(f"    {line}" for line in shown.splitlines()))
        missed += not found
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
