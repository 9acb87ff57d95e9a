"""`token`: bearer tokens for programs."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from recommender.access.people import CommandLine, Scope
from recommender.cli.keeping import kept, now


def add_to(commands: Any) -> None:
    parser = commands.add_parser("token", help="bearer tokens for programs that call the endpoint")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    add = inner.add_parser("add", help="make a token; it is shown once")
    add.add_argument("name")
    add.add_argument("--scope", choices=[each.value for each in Scope], default=Scope.PREVIEW.value)
    add.set_defaults(run=run_add)
    show = inner.add_parser("list", help="the tokens that work")
    show.set_defaults(run=run_list)
    revoke = inner.add_parser("revoke", help="end a token")
    revoke.add_argument("id")
    revoke.set_defaults(run=run_revoke)


def run_add(asked: argparse.Namespace) -> int:
    """Print the token once, alone on standard output."""
    person = CommandLine()
    with kept() as store:
        _, secret = store.add_token(asked.name, scope=Scope(asked.scope), clinic=person.clinic, by=person, at=now())
    print(secret)
    return 0


def run_list(_: argparse.Namespace) -> int:
    with kept() as store:
        for token in store.tokens(clinic=CommandLine().clinic):
            print(f"{token.id}  {token.scope.value:8}  {token.name}")
    return 0


def run_revoke(asked: argparse.Namespace) -> int:
    with kept() as store:
        store.revoke_token(asked.id, by=CommandLine(), at=now())
    print(f"The token {asked.id} no longer works.", file=sys.stderr)
    return 0
