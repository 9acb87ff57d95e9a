"""`token`: bearer tokens for programs."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import Any

from recommender.access.people import CommandLine, Scope
from recommender.cli.saying import CannotGoOn
from recommender.store.store import open_store
from recommender.store.values import StoreProblem


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
    _, secret = _store().add_token(asked.name, scope=Scope(asked.scope), clinic=person.clinic, by=person, at=_now())
    print(secret)
    return 0


def run_list(_: argparse.Namespace) -> int:
    for token in _store().tokens(clinic=CommandLine().clinic):
        print(f"{token.id}  {token.scope.value:8}  {token.name}")
    return 0


def run_revoke(asked: argparse.Namespace) -> int:
    _store().revoke_token(asked.id, by=CommandLine(), at=_now())
    print(f"The token {asked.id} no longer works.", file=sys.stderr)
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _store() -> Any:
    try:
        return open_store(os.environ)
    except StoreProblem as error:
        raise CannotGoOn(str(error)) from error
