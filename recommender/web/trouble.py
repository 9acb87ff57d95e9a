"""Pages that say what went wrong, what is safe, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug import exceptions as http

from plans.calendar import NoCalendar
from recommender.access import NotAllowed
from recommender.store import PlanCannotChange, UnknownPlan


@dataclass(frozen=True, slots=True)
class Trouble:
    status: int
    title: str
    what: str
    todo: str = ""


NOTHING_HERE = Trouble(404, "Nothing is here", "There is no page at this address.", "Check the address, or go back.")
KINDS: dict[type[Exception], Trouble] = {
    UnknownPlan: Trouble(404, "No such plan", "There is no plan at this address.", "Look for it in the list of plans."),
    NotAllowed: Trouble(403, "Not yours to see or change", "This is not open to you."),
    NoCalendar: Trouble(404, "No calendar", "This plan has no calendar.", "Look at the plan again."),
    PlanCannotChange: Trouble(409, "Nothing was changed", "This plan cannot be changed.", "Look at the plan again."),
    CSRFError: Trouble(
        400,
        "This page was too old",
        "The page had been open since before you signed in, so nothing was done.",
        "Go back, load the page again and repeat the last step. Cookies must be allowed.",
    ),
    http.NotFound: NOTHING_HERE,
    http.MethodNotAllowed: Trouble(405, "Not this way", "This address does not take that.", "Go back to the form."),
    http.RequestEntityTooLarge: Trouble(
        413, "Too much text", "The answers are longer than can be read. Nothing was kept.", "Go back and shorten them."
    ),
    http.HTTPException: Trouble(400, "Not understood", "The request cannot be read.", "Go back and try again."),
    Exception: Trouble(
        500,
        "Something is wrong on our side",
        "This step was not done. Plans kept before are safe.",
        "Try again in a minute. If it goes on, tell whoever runs this service the code below.",
    ),
}


def tell_of_trouble(app: Flask) -> None:
    """Pages for whatever is not asked of another door; those keep their own answers."""
    others = app.error_handler_spec[None][None].get(http.HTTPException)

    def tell(error: http.HTTPException) -> ResponseReturnValue:
        if others is not None and request.path.startswith("/api/"):
            return cast("ResponseReturnValue", others(error))
        return page(error)

    app.register_error_handler(http.HTTPException, tell)


def page(error: Exception) -> Response:
    """What happened, what is safe, what to do, and a code to find it again."""
    server = isinstance(error, http.HTTPException) and (error.code or 500) >= 500
    kind = KINDS[Exception] if server else next(KINDS[each] for each in type(error).__mro__ if each in KINDS)
    if isinstance(error, NotAllowed | PlanCannotChange | NoCalendar):
        kind = replace(kind, what=str(error))
    status = error.code if isinstance(error, http.HTTPException) and error.code and not server else kind.status
    answer = make_response(
        render_template("web/trouble.html", trouble=kind, code=g.get("request_id", ""), plan=_plan_of(error)),
        status or kind.status,
    )
    if isinstance(error, http.MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


def _plan_of(error: Exception) -> str:
    """The way back to a plan that was left as it is."""
    found = request.view_args if isinstance(error, PlanCannotChange | NoCalendar) else None
    return url_for("pages.show_plan", **found) if found else ""
