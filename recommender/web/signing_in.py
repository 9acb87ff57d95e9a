"""Who is here: the sign-in, the cookie it leaves, and the guard before every other page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from recommender.access import Therapist
from recommender.desk import Desk

COOKIE = "sign_in"
FREE_TRIES = 4
LONGEST_WAIT_S = 60
FORGET_AFTER = timedelta(minutes=15)
OURS = ("csrf_token", "name", "password", "then", "do")
"""Fields of the sign-in itself; whatever else comes with it is somebody's work, carried along."""

csrf = CSRFProtect()


def desk() -> Desk:
    return cast("Desk", current_app.extensions["desk"])


def therapist() -> Therapist:
    """Who is signed in."""
    return cast("Therapist", g.therapist)


def who() -> Therapist | None:
    """Who is signed in, if anybody is."""
    return cast("Therapist | None", g.get("therapist"))


class Patience:
    """Slows down whoever keeps guessing: after a few wrong passwords each next try waits longer, up to a minute."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str], tuple[int, datetime]] = {}

    def wait_s(self, who: tuple[str, str], *, at: datetime) -> int:
        """Seconds until the next try may be made."""
        tries, last = self._wrong.get(who, (0, at))
        if tries < FREE_TRIES or at - last > FORGET_AFTER:
            return 0
        wait = timedelta(seconds=min(2 ** (tries - FREE_TRIES + 1), LONGEST_WAIT_S))
        return max(0, -int((at - last - wait).total_seconds() // 1))

    def note(self, who: tuple[str, str], *, right: bool, at: datetime) -> None:
        if right:
            self._wrong.pop(who, None)
            return
        if len(self._wrong) >= 1000:
            self._wrong = {each: told for each, told in self._wrong.items() if at - told[1] <= FORGET_AFTER}
        tries, last = self._wrong.get(who, (0, at))
        self._wrong[who] = (1 if at - last > FORGET_AFTER else tries + 1, at)


def patience() -> Patience:
    return cast("Patience", current_app.extensions["patience"])


def let_in(pages: Blueprint, free: Iterable[str]) -> None:
    """Ask everybody to sign in first, but for the pages that are free to all; check that forms are our own."""
    open_to_all = frozenset(f"{pages.name}.{name}" for name in free)

    @pages.before_request
    def check_who() -> ResponseReturnValue | None:
        key = request.cookies.get(COOKIE, "")
        g.therapist = desk().store.signed_in(key, at=desk().clock()) if key else None
        if g.therapist is None and request.endpoint not in open_to_all:
            return ask_to_sign_in()
        csrf.protect()
        return None


def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in; what was typed in a form comes along and is there again afterwards."""
    if request.method != "POST":
        return redirect(url_for("pages.sign_in", then=here()), 303)
    if plan_id := (request.view_args or {}).get("plan_id"):
        then = url_for("pages.show_plan", plan_id=plan_id)
        return sign_in_page("You were signed out, so nothing was done. Sign in and try again.", status=401, then=then)
    if request.blueprint == "clinic":
        return sign_in_page("You were signed out. Sign in, and what you typed is here again.", status=401, then=here())
    return sign_in_page("You were signed out. Sign in, and your answers are here again.", status=401, then="/")


def here() -> str:
    return request.full_path.rstrip("?")


def sign_in_page(message: str = "", *, status: int = 200, then: str = "/", name: str = "") -> Response:
    carried = [(field, value) for field, value in request.form.items(multi=True) if field not in OURS]
    return make_response(
        render_template("web/sign_in.html", message=message, then=then, name=name, carried=carried), status
    )


def try_to_sign_in() -> Response:
    """Name and password against what is kept; whoever guesses has to wait."""
    name, at = request.form.get("name", "").strip(), desk().clock()
    then, who = local(request.form.get("then", "/")), (request.remote_addr or "", name)
    if wait := patience().wait_s(who, at=at):
        answer = sign_in_page(f"Too many tries. Wait {wait} seconds, then try again.", status=429, then=then, name=name)
        answer.headers["Retry-After"] = str(wait)
        return answer
    key = desk().store.sign_in(name, request.form.get("password", ""), at=at)
    patience().note(who, right=key is not None, at=at)
    if key is None:
        return sign_in_page("Name or password is not right. Check both.", status=422, then=then, name=name)
    session.pop("csrf_token", None)
    g.therapist = desk().store.signed_in(key, at=at)
    answer = make_response(carry_on(then))
    answer.set_cookie(COOKIE, key, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def carry_on(then: str) -> ResponseReturnValue:
    """Where they were going; with a form in hand, back into the form."""
    if any(field not in OURS for field in request.form):
        if then == url_for("clinic.show_clinic"):
            from recommender.web.clinic_page import carried_form as carried_clinic

            return carried_clinic()
        from recommender.web.intake import carried_form

        return carried_form("Welcome back. Your answers are all here.")
    return redirect(then, 303)


def sign_out() -> ResponseReturnValue:
    if key := request.cookies.get(COOKIE):
        desk().store.sign_out(key, at=desk().clock())
    session.clear()
    answer = make_response(redirect(url_for("pages.sign_in"), 303))
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def local(path: str) -> str:
    """A path of ours, or the first page."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else "/"
