"""The client's link on the therapist's side: its address, its code for a camera, and where it can be opened."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from plans.sheet import qr
from recommender.web.signing_in import desk, therapist

ONLY_HERE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """`may`: whether a link may be made · `address`: of the one that holds, or empty · `code`: the same as a picture.

    `only_here`: nobody else can open it, as it names this machine · `offline`: a phone may keep the sheet.
    """

    may: bool
    address: str
    code: str
    only_here: bool
    offline: bool


def client_link(plan_id: str) -> str:
    """The whole address of the plan's link, or nothing."""
    code = desk().link_of(plan_id, viewer=therapist())
    return url_for("client.show_sheet", code=code, _external=True) if code else ""


def sharing(plan_id: str, *, may: bool) -> Sharing:
    address = client_link(plan_id)
    only_here = request.host.rpartition(":")[0] in ONLY_HERE or request.host in ONLY_HERE
    return Sharing(
        may=may, address=address, code=qr(address) if address else "", only_here=only_here, offline=request.is_secure
    )
