"""`model`: training the learned model and reporting on it. Only these commands import what learning needs."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    parser = commands.add_parser("model", help="train the learned model, or report how it did")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for deed, words in (("train", "train it on the synthetic cohort"), ("report", "print how it did in training")):
        each = inner.add_parser(deed, help=words, add_help=False)
        each.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from models import report, train

    return {"train": train.main, "report": report.main}[asked.deed](asked.rest)
