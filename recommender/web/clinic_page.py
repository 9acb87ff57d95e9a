"""The page where a therapist says what stands at the head of the clinic's paper."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from plans.clinic import Clinic
from recommender.access import NotAllowed
from recommender.intake.clinic import ALLOWED, ClinicNotUsable
from recommender.intake.logo import LogoNotUsable, logo_type_of
from recommender.web import signing_in
from recommender.web.signing_in import desk, therapist
from recommender.web.trouble import page as trouble_page

LONGEST_UPLOAD = 8 * 1024 * 1024
"""Bytes a form may have: a picture that is far too large is told so on the page, beside all that was typed."""
SENTENCES = {
    "name": "Write the clinic's name: {allowed}.",
    "address": "Write the address in {allowed}.",
    "contact": "Write how to reach you in {allowed}.",
    "logo": "Choose {allowed}. This file cannot be used: {said}.",
}

clinic = Blueprint("clinic", __name__, template_folder="templates", url_prefix="/clinic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form. `logo`: the file chosen now, or else `before`: the one that came along with the form."""

    name: str = ""
    address: str = ""
    contact: str = ""
    logo: bytes = b""
    before: bytes = b""


@clinic.before_request
def make_room() -> None:
    """Pictures are larger than answers are."""
    request.max_content_length = LONGEST_UPLOAD


signing_in.let_in(clinic, free=())
for known in (NotAllowed, HTTPException):
    clinic.register_error_handler(known, trouble_page)


@clinic.get("")
def show_clinic() -> Response:
    return _page(_kept(), saved="saved" in request.args)


@clinic.post("")
def change_clinic() -> ResponseReturnValue:
    """Keep what was typed; or show it again, with what has to be mended."""
    typed = _typed()
    try:
        desk().change_clinic(
            name=typed.name, address=typed.address, contact=typed.contact, logo=typed.logo, by=therapist()
        )
    except ClinicNotUsable as error:
        wrong = {
            field: SENTENCES[field].format(allowed=each.allowed, said=each.said)
            for each in error.complaints
            for field in [each.pointer.removeprefix("/")]
        }
        return _page(typed, wrong=wrong, status=422)
    return redirect(url_for(".show_clinic", saved=""), 303)


@clinic.errorhandler(RequestEntityTooLarge)
def far_too_large(error: RequestEntityTooLarge) -> Response:
    """So large that nothing of it was read."""
    if signing_in.who() is None:
        return trouble_page(error)
    said = f"it is larger than {LONGEST_UPLOAD // 1024 // 1024} MB"
    return _page(_kept(), wrong={"logo": SENTENCES["logo"].format(allowed=ALLOWED["logo"], said=said)}, status=413)


@clinic.errorhandler(CSRFError)
def ask_again(_: CSRFError) -> Response:
    return _page(
        _typed(),
        message="Nothing was kept yet, as this page had been open for long. Press the button again.",
        status=400,
    )


def carried_form() -> Response:
    """What somebody had typed when they were signed out."""
    return _page(_typed(), message="Welcome back. What you typed is here again. Choose a new logo once more.")


def _page(
    typed: Typed, *, wrong: dict[str, str] | None = None, message: str = "", saved: bool = False, status: int = 200
) -> Response:
    logo = next((each for each in (typed.logo, typed.before) if _kind(each)), b"")
    page = render_template(
        "web/clinic.html",
        typed=typed,
        wrong=wrong or {},
        message=message,
        saved=saved,
        allowed=ALLOWED,
        shown=Clinic(name=typed.name or "Your clinic", logo=logo, logo_type=_kind(logo)) if logo else None,
        carried=b64encode(logo).decode(),
    )
    return make_response(page, status)


def _kept() -> Typed:
    """What stands on paper now."""
    now = desk().find_clinic(viewer=therapist())
    return Typed(name=now.name, address=now.address_text, contact=now.contact, logo=now.logo) if now else Typed()


def _typed() -> Typed:
    """What the form says. A file chosen now goes before the logo that came along with the form."""
    said, file = request.form, request.files.get("logo")
    chosen, before = file.read() if file else b"", b""
    if not said.get("no_logo"):
        with suppress(binascii.Error, ValueError):
            before = b64decode(said.get("carried", ""), validate=True)
    words = {
        "name": said.get("clinic_name", ""),
        "address": said.get("address", ""),
        "contact": said.get("contact", ""),
    }
    return Typed(**words, logo=chosen or before, before=before)


def _kind(logo: bytes) -> str:
    """`png` or `svg`; empty for what is no logo."""
    try:
        return logo_type_of(logo) if logo else ""
    except LogoNotUsable:
        return ""
