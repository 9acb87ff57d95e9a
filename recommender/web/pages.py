"""The addresses of the pages. Each view reads, asks the desk, shows."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from plans.calendar import NoCalendar
from plans.plan import Disposition
from plans.sheet import AUDIENCES, PAPERS, CannotSet, Therapist, assets, sheet_html, sheet_pdf, usual_paper
from plans.sheet import wording as sheet_wording
from recommender.access import NotAllowed
from recommender.core.speak import Voice, safety_net
from recommender.store import PlanCannotChange, UnknownPlan
from recommender.web import signing_in, wording
from recommender.web.assets import asset, paper_asset
from recommender.web.intake import carried_form, form_of, intake_page, posted, progress, read, so_far, start_of
from recommender.web.plan_page import plan_page, plans_page
from recommender.web.sharing import client_link
from recommender.web.signing_in import desk, therapist
from recommender.web.trouble import page as trouble_page

SAID_LIKE_A_SHEET = ("capital", "count", "day", "dose_line", "how_often", "listed", "plain", "short_code", "to_say")
A_YEAR = "public, max-age=31536000, immutable"
NO_PDF = "There is no PDF: a name here has a letter that our fonts lack. This page shows it. Print it from here."

WORDS: dict[str, Any] = {
    "shapes": wording.SHAPES,
    "looks": {disposition.value: look for disposition, look in wording.SHAPES.items()},
    "units": wording.UNITS,
    "headline": wording.headline,
    "statuses": wording.STATUS,
    "sure": sheet_wording.SURE,
    "stances": sheet_wording.STANCES,
    "countries": sheet_wording.COUNTRIES,
    "levels": sheet_wording.LEVELS,
    "slots": wording.SLOTS,
    **{name: getattr(sheet_wording, name) for name in SAID_LIKE_A_SHEET},
}
"""Every page says things as the sheets do."""

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
signing_in.let_in(pages, free=("sign_in", "take_sign_in", "show_danger_signs", "show_paper_asset", "static"))
for known in (UnknownPlan, NotAllowed, PlanCannotChange, NoCalendar, HTTPException):
    pages.register_error_handler(known, trouble_page)


# The form


@pages.get("/")
def show_intake() -> Response:
    """A new form, or one with the answers of a plan: to change them, or for the next visit."""
    start = start_of(request.args)
    return intake_page(start.fields, start)


@pages.post("/")
def take_answers() -> ResponseReturnValue:
    """Answers into a plan; or, on the way there, the form with the questions that follow from them."""
    fields = posted()
    start = start_of(request.form)
    if cleared := request.form.get("clear"):
        fields.pop(cleared, None)
    if request.form.get("do") != "plan":
        return intake_page(fields, start)
    reading = read(fields, start, for_plan=True)
    if reading.complaints:
        return intake_page(fields, start, reading=reading, status=422)
    body = {**reading.body, **start.beside}
    key = hashlib.sha256(f"{request.form.get('key', '')} {body}".encode()).hexdigest()
    plan_id, _ = desk().make_plan(body, by=therapist(), idempotency_key=key)
    return redirect(url_for(".show_plan", plan_id=plan_id), 303)


@pages.post("/follow-ups")
def follow_up() -> Response:
    """For the page's script: which questions show now, how far the sections are, and what stands beside the form."""
    fields = posted()
    start = start_of(request.form)
    reading = read(fields, start)
    form = form_of(fields, start, reading)
    beside = so_far(form, reading)
    return jsonify(
        shown=[question.id for question in form.questions if question.shown],
        stray=[question.id for question in form.questions if question.stray],
        progress=progress(form.sections),
        beside=render_template("web/_so_far.html", **beside),
        button=beside["button"],
    )


# Plans


@pages.get("/plans")
def show_plans() -> str:
    return plans_page(before=request.args.get("before", ""))


@pages.get("/plans/<plan_id>")
def show_plan(plan_id: str) -> str:
    return plan_page(plan_id)


@pages.post("/plans/<plan_id>/sign")
def sign_plan(plan_id: str) -> ResponseReturnValue:
    """The therapist answers for a draft; the client's page then holds the plan."""
    desk().sign_plan(plan_id, by=therapist())
    return redirect(url_for(".show_plan", plan_id=plan_id), 303)


@pages.post("/plans/<plan_id>/stop")
def stop_plan(plan_id: str) -> ResponseReturnValue:
    """Nobody follows the plan any more; the client's page says so."""
    desk().stop_plan(plan_id, by=therapist())
    return redirect(url_for(".show_plan", plan_id=plan_id), 303)


@pages.post("/plans/<plan_id>/link")
def share_plan(plan_id: str) -> ResponseReturnValue:
    """A link with which the client opens this plan, on the plan's page to show, to copy and to print."""
    desk().share_plan(plan_id, by=therapist())
    return redirect(url_for(".show_plan", plan_id=plan_id, _anchor="link"), 303)


@pages.post("/plans/<plan_id>/link/revoke")
def revoke_link(plan_id: str) -> ResponseReturnValue:
    """The link opens nothing any more."""
    desk().revoke_link(plan_id, by=therapist())
    return redirect(url_for(".show_plan", plan_id=plan_id, _anchor="link"), 303)


@pages.get("/plans/<plan_id>/sheet")
def show_sheet(plan_id: str) -> str:
    """A plan as a page to print, for the therapist or the client."""
    return sheet_html(
        **_paper(plan_id),
        instead=NO_PDF if request.args.get("instead") == "pdf" else "",
        stylesheet=paper_asset("print.css"),
    )


@pages.get("/plans/<plan_id>/sheet.pdf")
def print_sheet(plan_id: str) -> ResponseReturnValue:
    """The same on paper; where our fonts lack a letter, the page instead."""
    try:
        pdf = sheet_pdf(**_paper(plan_id))
    except CannotSet:
        asked = {**request.args.to_dict(), "instead": "pdf"}
        return redirect(url_for(".show_sheet", plan_id=plan_id, **dict[str, Any](asked)), 303)
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=plan.pdf"})


@pages.get("/plans/<plan_id>/calendar.ics")
def show_calendar(plan_id: str) -> Response:
    """Visits, reviews and exercises of a signed plan, for whatever calendar the client keeps."""
    made = desk().find_calendar(plan_id, viewer=therapist())
    return Response(made, mimetype="text/calendar", headers={"Content-Disposition": "attachment; filename=plan.ics"})


@pages.get("/paper/<path:name>")
def show_paper_asset(name: str) -> Response:
    """The stylesheet and fonts of sheets."""
    return send_file(assets().get(name) or abort(404), max_age=3600)


def _paper(plan_id: str) -> dict[str, Any]:
    """The plan and its paper: for whom it is laid out, whose name stands on it, on which paper."""
    me = therapist()
    paper = desk().find_paper(plan_id, viewer=me, audience=_one_of("for", AUDIENCES))
    return {
        "plan": paper.plan,
        "audience": paper.audience,
        **paper.beside(desk().knowledge),
        "therapist": paper.signer or Therapist(name=me.name),
        "link": client_link(plan_id) if paper.audience == "client" else "",
        "paper": _one_of("paper", PAPERS) if "paper" in request.args else usual_paper(paper.plan),
        "large": _one_of("large", ("0", "1")) == "1",
    }


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    said = request.args.get(name, allowed[0])
    return said if said in allowed else abort(404)


# Open to all


@pages.get("/danger-signs")
def show_danger_signs() -> str:
    """The danger signs of sciatica, for anybody, at any time."""
    country = request.args.get("country", "int")
    net = safety_net(Voice(desk().knowledge.library, country), Disposition.NEEDS_ANSWERS, frozenset())
    return render_template("web/danger_signs.html", net=net, country=country, jurisdictions=desk().reader.jurisdictions)


@pages.get("/sign-in")
def sign_in() -> Response:
    return signing_in.sign_in_page(then=signing_in.local(request.args.get("then", "/")))


@pages.post("/sign-in")
def take_sign_in() -> ResponseReturnValue:
    return signing_in.try_to_sign_in()


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    return signing_in.sign_out()


@pages.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """A page that was open since before the sign-in: nothing was done, and nothing typed is lost."""
    if request.endpoint == "pages.take_answers":
        return carried_form("Nothing was done yet, as this page had been open for long. Press the button again.", 400)
    if request.endpoint == "pages.take_sign_in":
        return signing_in.sign_in_page("Please try once more. Cookies must be allowed here.", status=400)
    return trouble_page(error)


# What every page may use


@pages.app_context_processor
def on_every_page() -> dict[str, Any]:
    return {**WORDS, "asset": asset, "who": signing_in.who(), "rule_says": rule_says}


@pages.after_request
def keep_assets(answer: Response) -> Response:
    """Stylesheet and script may be kept: their address changes when they do."""
    if request.endpoint == "pages.static" and answer.status_code == 200:
        answer.headers["Cache-Control"] = A_YEAR
    return answer


def rule_says(rule_id: str) -> str:
    rule = desk().knowledge.clearable.get(rule_id)
    return rule.says if rule else rule_id
