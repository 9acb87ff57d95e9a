"""What can go wrong, once: every exception that reaches this door has a row here and becomes problem+json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Response
from werkzeug import exceptions as http

from plans.sheet import CannotSet
from recommender.access import NotAllowed
from recommender.desk import Refused
from recommender.intake.json_text import DEEPEST, LONGEST, NotJson
from recommender.store import BadDatabase, KeyUsedDifferently, UnknownPlan

PROBLEM_JSON = "application/problem+json"
USABLE_JSON = f"one JSON object: UTF-8, no key twice, no NaN, at most {DEEPEST} levels deep"


class NoToken(Exception):
    """Nobody showed a token that holds."""


class BadKey(Exception):
    """The idempotency key cannot be used."""


class BadChoice(Exception):
    """A word in the address or a header is none of those allowed."""

    def __init__(self, name: str, said: str, allowed: tuple[str, ...]) -> None:
        self.name, self.said, self.allowed = name, said, f"one of: {', '.join(allowed)}"
        super().__init__(f"{name} is {self.allowed}.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status, its name in `type`, its title, and what to do about it."""

    status: int
    name: str
    title: str
    advice: str


KINDS: dict[type[Exception], Kind] = {
    Refused: Kind(
        422,
        "profile-not-usable",
        "Some answers need another look",
        "Each entry of errors names one field, what it said and what is allowed. Nothing was stored. "
        "Where triage is given, act on it first: it is certain whatever the other answers turn out to be.",
    ),
    NotJson: Kind(400, "not-json", "The body cannot be read", f"Send {USABLE_JSON}."),
    BadKey: Kind(
        400,
        "key-not-usable",
        "The Idempotency-Key cannot be used",
        "Send 1 to 200 visible ASCII characters, such as a random UUID, once per plan.",
    ),
    BadChoice: Kind(
        400, "no-such-choice", "The address names something that does not exist", "Choose what is allowed."
    ),
    KeyUsedDifferently: Kind(
        409,
        "key-used-differently",
        "The Idempotency-Key belongs to another body",
        "Send the same body again to get the same plan, or a new key for a new plan.",
    ),
    NoToken: Kind(
        401,
        "token-needed",
        "A token is needed",
        "Send Authorization: Bearer with a token that still holds. `python -m recommender token add NAME` makes one.",
    ),
    NotAllowed: Kind(403, "not-allowed", "This token may not do this", "The detail says who may."),
    UnknownPlan: Kind(404, "unknown-plan", "There is no such plan", "Check the id."),
    CannotSet: Kind(
        406,
        "no-paper",
        "This plan cannot be set as PDF",
        "Show the page instead: the address without .pdf has all words.",
    ),
    BadDatabase: Kind(503, "not-ready", "The service is not ready", "Try again in a moment."),
    http.BadRequest: Kind(400, "bad-request", "The request cannot be read", "Check address and headers."),
    http.SecurityError: Kind(
        400,
        "unknown-host",
        "This service does not answer to that name",
        "Check the header Host; RECOMMENDER_TRUSTED_HOSTS says which names are answered.",
    ),
    http.NotFound: Kind(
        404, "no-such-address", "There is nothing at this address", "/api/v1/docs lists what there is."
    ),
    http.MethodNotAllowed: Kind(
        405, "method-not-allowed", "Not with this method", "The header Allow names the methods."
    ),
    http.RequestEntityTooLarge: Kind(
        413,
        "body-too-large",
        "The body is too large",
        f"Send at most {LONGEST // 1024} kB; a full profile has about 8 kB.",
    ),
    http.UnsupportedMediaType: Kind(
        415, "not-json-content", "Only JSON is read here", "Send Content-Type: application/json, not compressed."
    ),
    http.HTTPException: Kind(400, "bad-request", "The request cannot be read", "Check address and headers."),
    Exception: Kind(500, "our-mistake", "Something is wrong on our side", "Nothing was stored. Try again later."),
}
"""Read from the exception's own class up to `Exception`."""


def kind_of(error: Exception) -> Kind:
    if isinstance(error, http.HTTPException) and (error.code or 500) >= 500:
        return KINDS[Exception]
    return next(KINDS[each] for each in type(error).__mro__ if each in KINDS)


def problem(error: Exception) -> Response:
    """The answer that says what went wrong: RFC 9457, one entry in `errors` per field."""
    kind = kind_of(error)
    body: dict[str, Any] = {
        "type": f"/problems/{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": _detail(error, kind),
        "errors": list(_errors(error)),
    }
    if isinstance(error, Refused) and error.triage:
        body["triage"] = asdict(error.triage)
    answer = Response(json.dumps(body, allow_nan=False), kind.status, mimetype=PROBLEM_JSON)
    answer.headers.extend(_headers(error))
    return answer


def _detail(error: Exception, kind: Kind) -> str:
    """The exception's own sentence where it was made for the reader, else the advice of its kind."""
    own = isinstance(error, NotJson | NotAllowed | UnknownPlan | KeyUsedDifferently | CannotSet | BadChoice)
    return str(error) if own else kind.advice


def _errors(error: Exception) -> Iterator[Mapping[str, Any]]:
    match error:
        case Refused():
            for each in error.complaints:
                yield {"pointer": each.pointer, "said": each.said, "allowed": each.allowed}
        case NotJson():
            yield {"pointer": "", "said": None, "allowed": USABLE_JSON}
        case BadChoice():
            yield {"pointer": error.name, "said": error.said, "allowed": error.allowed}


def _headers(error: Exception) -> Iterator[tuple[str, str]]:
    if isinstance(error, NoToken):
        yield "WWW-Authenticate", "Bearer"
    if isinstance(error, http.HTTPException):
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                yield name, value
