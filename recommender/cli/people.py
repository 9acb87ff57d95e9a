"""`therapist`: who may sign in, and so who may sign plans."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from recommender.access.keys import new_password
from recommender.access.people import HOME_CLINIC, CommandLine
from recommender.cli.keeping import kept, now


def add_to(commands: Any) -> None:
    parser = commands.add_parser("therapist", help="add, list or remove those who may sign in")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    add = inner.add_parser("add", help="let somebody sign in; the password is shown once")
    add.add_argument("name")
    add.add_argument("--clinic", default=HOME_CLINIC, help=f"whose plans they see; {HOME_CLINIC} unless said")
    add.set_defaults(run=run_add)
    show = inner.add_parser("list", help="those who may sign in")
    show.add_argument("--clinic", default=HOME_CLINIC)
    show.set_defaults(run=run_list)
    remove = inner.add_parser("remove", help="somebody has left: they can no longer sign in, and plans keep their name")
    remove.add_argument("name")
    remove.set_defaults(run=run_remove)


def run_add(asked: argparse.Namespace) -> int:
    """Print the password once, alone on standard output."""
    password = new_password()
    with kept() as store:
        store.add_therapist(asked.name, password, clinic=asked.clinic, by=CommandLine(), at=now())
    print(password)
    return 0


def run_list(asked: argparse.Namespace) -> int:
    with kept() as store:
        for therapist in store.therapists(clinic=asked.clinic):
            print(therapist.name)
    return 0


def run_remove(asked: argparse.Namespace) -> int:
    with kept() as store:
        store.remove_therapist(store.therapist_named(asked.name), by=CommandLine(), at=now())
    print(f"{asked.name} can no longer sign in. Plans they signed keep their name.", file=sys.stderr)
    return 0
