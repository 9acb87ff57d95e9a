"""`python -m recommender.store WORD`: what is done to the database as a whole, from the machine itself."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from recommender.access import CommandLine
from recommender.access.keys import new_password
from recommender.store import StoreProblem, ensure_first_run, open_store
from recommender.store.migrate import downgrade, upgrade
from recommender.store.where import database_url

FIRST_START = """\
This is the first start. What follows is shown once and kept only as hashes:

  sign in as   {name}
  password     {password}
  API token    {token}

If it gets lost: python3 manage.py store password {name}
"""


def main(words: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(words)
    try:
        asked.do(asked)
    except StoreProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py store", description="Look after the database.")
    add = parser.add_subparsers(required=True, metavar="WORD").add_parser
    add("prepare", help="make or update the tables; on the first start also a sign-in").set_defaults(do=prepare)
    word = add("upgrade", help="bring the tables to this program's version")
    word.add_argument("to", nargs="?", default="head")
    word.set_defaults(do=lambda asked: upgrade(database_url(os.environ), asked.to))
    word = add("downgrade", help="bring the tables back to an earlier version")
    word.add_argument("to", help="a version, or base for none")
    word.set_defaults(do=lambda asked: downgrade(database_url(os.environ), asked.to))
    word = add("password", help="give somebody a new password, printed once")
    word.add_argument("name")
    word.set_defaults(do=password)
    word = add("secret", help="sign cookies and clients' links with a new key, once the service is started again")
    word.add_argument("--forget", action="store_true", help="links made before open nothing any more")
    word.set_defaults(do=secret)
    add("audit", help="check that no line of the audit was changed").set_defaults(do=audit)
    return parser


def prepare(_asked: argparse.Namespace) -> None:
    with open_store(os.environ) as store:
        now = datetime.now(UTC)
        store.tidy(at=now)
        first = ensure_first_run(store, at=now)
        if first:
            print(FIRST_START.format(name=first.name, password=first.password, token=first.token), flush=True)


def password(asked: argparse.Namespace) -> None:
    with open_store(os.environ) as store:
        chosen = new_password()
        therapist = store.therapist_named(asked.name)
        store.change_password(therapist, chosen, by=CommandLine(), at=datetime.now(UTC))
        print(chosen)


def secret(asked: argparse.Namespace) -> None:
    with open_store(os.environ) as store:
        store.renew_secret_key(forget=asked.forget)


def audit(_asked: argparse.Namespace) -> None:
    with open_store(os.environ) as store:
        print(f"{store.check_audit()} lines, each following from the one before.")


if __name__ == "__main__":
    sys.exit(main())
