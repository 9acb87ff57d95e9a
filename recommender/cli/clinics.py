"""`clinic`: what stands at the head of a clinic's paper."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plans.clinic import Clinic
from recommender.access.people import HOME_CLINIC, CommandLine
from recommender.cli.keeping import desk_here, kept
from recommender.cli.saying import CannotGoOn, read_file
from recommender.intake.clinic import ALLOWED, ClinicNotUsable


def add_to(commands: Any) -> None:
    parser = commands.add_parser("clinic", help="the name, address, contact and logo that sheets bear")
    inner = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    show = inner.add_parser("show", help="what stands on paper now")
    show.set_defaults(run=run_show)
    change = inner.add_parser("set", help="change what you name; the rest stays as it is")
    change.add_argument("--name", help=ALLOWED["name"])
    change.add_argument("--address", help=f"{ALLOWED['address']}; \\n or a line break between them")
    change.add_argument("--contact", help=ALLOWED["contact"])
    logo = change.add_mutually_exclusive_group()
    logo.add_argument("--logo", type=Path, metavar="FILE", help=ALLOWED["logo"])
    logo.add_argument("--no-logo", action="store_true", help="print no logo")
    change.set_defaults(run=run_set)
    for each in (show, change):
        each.add_argument("--clinic", default=HOME_CLINIC, help=f"which clinic; {HOME_CLINIC} unless said")


def letterhead_of(clinic: str) -> Clinic:
    """What stands at the head of this clinic's paper. `CannotGoOn` where nobody has said it."""
    with kept() as store:
        found = store.find_clinic(clinic)
    if found is None:
        raise CannotGoOn(f"Nothing stands at the head of the paper of {clinic}. Say it: clinic set --name NAME.")
    return found


def run_show(asked: argparse.Namespace) -> int:
    clinic = letterhead_of(asked.clinic)
    logo = f"{clinic.logo_type.upper()}, {-(-len(clinic.logo) // 1024)} kB" if clinic.logo else "none"
    for name, said in {
        "name": clinic.name,
        "address": ", ".join(clinic.address),
        "contact": clinic.contact,
        "logo": logo,
    }.items():
        print(f"{name + ':':9}{said}".rstrip())
    return 0


def run_set(asked: argparse.Namespace) -> int:
    """By the rules of the page; what was not named stays."""
    by = CommandLine(clinic=asked.clinic)
    with desk_here() as desk:
        now = desk.find_clinic(viewer=by)
        before = {"name": now.name, "address": now.address_text, "contact": now.contact} if now else {}
        words = {field: getattr(asked, field) for field in ("name", "address", "contact")}
        said = {field: before.get(field, "") if word is None else word for field, word in words.items()}
        said["address"] = said["address"].replace("\\n", "\n")
        logo = now.logo if now and not asked.no_logo else b""
        if asked.logo:
            logo = read_file(asked.logo)
        try:
            desk.change_clinic(**said, logo=logo, by=by)
        except ClinicNotUsable as error:
            raise CannotGoOn("\n".join(_told(error, asked.logo))) from error
    return run_show(asked)


def _told(error: ClinicNotUsable, file: Path | None) -> Iterator[str]:
    """One line for each field, as typed here."""
    for each in error.complaints:
        field = each.pointer.removeprefix("/")
        if field == "logo":
            yield f"--logo {file}: {each.said}; allowed: {each.allowed}"
        else:
            yield f"--{field}: {json.dumps(each.said, ensure_ascii=False)} was said; allowed: {each.allowed}"
