"""The addresses of the JSON door. Each view reads, asks the desk, shows."""

# mypy: disable-error-code="untyped-decorator"
# (flask-smorest has no types)

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_smorest import Blueprint
from werkzeug.exceptions import HTTPException

from plans.plan_json import plan_bytes
from plans.sheet import AUDIENCES, PAPERS, sheet_html, sheet_pdf, usual_paper
from recommender.api.bearer import caller, check_token
from recommender.api.bodies import choice, idempotency_key, json_body
from recommender.api.facts import dictionary_bytes
from recommender.api.problems import KINDS, problem
from recommender.api.shapes import ref
from recommender.desk import Desk

JSON = "application/json"
ALONE = (
    "default-src 'none'; style-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of a sheet: it carries its own stylesheet and logo, because a program may keep it as a file."""
EXPLAINED, LARGE = ("default", "full"), ("0", "1")

CASE, NEW_PLAN = ({"required": True, "content": {JSON: {"schema": ref(name)}}} for name in ("Case", "NewPlan"))
RETRY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Chosen by you, once per plan. The same key and body within a day give the same plan again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
LOCATION = {"Location": {"description": "Where the plan is now.", "schema": {"type": "string"}}}
PLAN_ID = {
    "name": "plan_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "examples": ["0" * 32]},
}
FOR = {
    "name": "audience",
    "in": "query",
    "description": "Whose paper. A preview token gets the client's: of an unsigned plan, only the notice.",
    "schema": {"type": "string", "enum": list(AUDIENCES)},
}
EXPLAIN = {
    "name": "explain",
    "in": "query",
    "description": "full: also what would change it, questions by how much they could. Kept plans always are.",
    "schema": {"type": "string", "enum": list(EXPLAINED), "default": "default"},
}
PAPER = {
    "name": "paper",
    "in": "query",
    "description": "Otherwise Letter in the USA, A4 elsewhere.",
    "schema": {"type": "string", "enum": list(PAPERS)},
}
LARGE_PRINT = {
    "name": "large",
    "in": "query",
    "description": "1: in large print, 18 pt and up.",
    "schema": {"type": "string", "enum": list(LARGE), "default": "0"},
}
TEXT = {"type": "string"}
BYTES = {"type": "string", "contentMediaType": "application/pdf"}
IF_NONE_MATCH = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}

blp = Blueprint("recommender", __name__, url_prefix="/api/v1", description="From a symptom profile to a plan.")
for known in KINDS:
    if known is not Exception and not issubclass(known, HTTPException):
        blp.register_error_handler(known, problem)


def desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


@blp.before_request
def check_caller() -> None:
    check_token(desk())


@blp.route("/previews", methods=["POST"])
@blp.response(200, "Plan", description="The plan, the referral, or the questions a plan waits for.")
@blp.doc(operationId="previewPlan", requestBody=CASE, parameters=[EXPLAIN])
def preview_plan() -> Response:
    """Compute a plan and keep nothing.

    A clinic token gets the whole draft, for a therapist's eyes. A preview token gets what a client may see before a
    therapist has signed: disposition, triage, questions, habits and self-care, safety net and disclaimers.
    """
    in_full = choice("explain", EXPLAINED) == "full"
    return shown(plan_bytes(desk().preview(json_body(), by=caller(), in_full=in_full)))


@blp.route("/plans", methods=["POST"])
@blp.response(201, "Plan", description="The plan, kept as a draft.", headers=LOCATION)
@blp.doc(operationId="createPlan", requestBody=NEW_PLAN, parameters=[RETRY])
def create_plan() -> Response:
    """Compute a plan and keep it as a draft, explained in full. Needs a token with the scope clinic.

    With `replaces` it revises another plan of the clinic, which is superseded once the new one is signed.
    """
    plan_id, plan = desk().make_plan(json_body(), by=caller(), idempotency_key=idempotency_key())
    return shown(plan_bytes(plan), 201, Location=url_for(".show_plan", plan_id=plan_id))


@blp.route("/plans/<plan_id>", parameters=[PLAN_ID])
@blp.response(200, "Plan", description="The plan as it was kept, and where it stands.")
@blp.doc(operationId="showPlan")
def show_plan(plan_id: str) -> Response:
    """A plan that was kept. A preview token sees only signed plans."""
    return shown(desk().find_plan(plan_id, viewer=caller()).json)


@blp.route("/plans/<plan_id>/sheet", parameters=[PLAN_ID])
@blp.response(200, TEXT, content_type="text/html", description="A page that can be printed.")
@blp.doc(operationId="showSheet", parameters=[FOR, PAPER, LARGE_PRINT])
def show_sheet(plan_id: str) -> Response:
    """A plan on one page, for the therapist or the client."""
    return Response(sheet_html(**paper(plan_id)), mimetype="text/html", headers={"Content-Security-Policy": ALONE})


@blp.route("/plans/<plan_id>/sheet.pdf", parameters=[PLAN_ID])
@blp.response(200, BYTES, content_type="application/pdf", description="The same words on paper.")
@blp.doc(operationId="printSheet", parameters=[FOR, PAPER, LARGE_PRINT])
def print_sheet(plan_id: str) -> Response:
    """A plan as an accessible PDF."""
    disposition = {"Content-Disposition": "inline; filename=plan.pdf"}
    return Response(sheet_pdf(**paper(plan_id)), mimetype="application/pdf", headers=disposition)


@blp.route("/facts")
@blp.response(200, "Facts", description="The dictionary.")
@blp.alt_response(304, description="It is still the one you have.")
@blp.doc(operationId="listFacts", parameters=[IF_NONE_MATCH])
def list_facts() -> Response:
    """Every question that can be answered, in the order of asking."""
    answer = shown(dictionary_bytes(desk().knowledge))
    answer.set_etag(desk().knowledge.digest.removeprefix("sha256:")[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


def paper(plan_id: str) -> dict[str, Any]:
    """The plan of a sheet, and how it is to be set."""
    found = desk().find_paper(plan_id, viewer=caller(), audience=choice("audience", AUDIENCES))
    return {
        "plan": found.plan,
        "audience": found.audience,
        **found.beside(desk().knowledge),
        "paper": choice("paper", PAPERS) or usual_paper(found.plan),
        "large": choice("large", LARGE) == "1",
    }


def shown(body: bytes, status: int = 200, **headers: Any) -> Response:
    return Response(body, status, headers, mimetype=JSON)
