"""`python -m recommender`: reading the words of a command and handing them to the one that does it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from recommender.cli import clinics, explaining, keys, knowing, modelling, people, planning, signing
from recommender.cli.saying import CannotGoOn
from recommender.knowledge.load import KnowledgeNotUsable


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 a plan or a referral, 1 a batch had bad lines, 2 the input is not usable, 3 answers are missing.
    """
    asked, rest = _parser().parse_known_args(words)
    if rest and asked.command != "model":
        _parser().parse_args(words)  # names the words it does not know, and ends with 2
    asked.rest = rest
    try:
        return int(asked.run(asked))
    except CannotGoOn as problem:
        print(problem, file=sys.stderr)
        return 2
    except KnowledgeNotUsable as problem:
        print(f"The knowledge cannot be used:\n{problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m recommender", description="From a symptom profile to a plan or a referral."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for part in (planning, explaining, signing, people, clinics, keys, knowing, modelling):
        part.add_to(commands)
    return parser
