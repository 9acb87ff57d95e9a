"""What a client opens with a link: the sheet of one signed plan, and the page that their phone keeps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from plans.plan import Plan, Status
from plans.sheet import Beside, Phone, assets, review_day, safety_html, sheet_html
from recommender.core.speak import Voice, stop_rules
from recommender.store import UnknownLink
from recommender.web.assets import asset, paper_asset
from recommender.web.signing_in import desk

WORKER = Path(__file__).parent / "static" / "worker.js"
OUR_LETTERS = "fonts/NotoSans-"
"""Fonts of the words that are ours; a phone need not keep those for names in other writing."""
UNSEEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""The address is the key: no other site is told of it, and no search engine keeps it."""

client = Blueprint("client", __name__, url_prefix="/sheet", template_folder="templates")


@client.get("/<code>")
def show_sheet(code: str) -> str:
    """The client's sheet: all of a signed plan, or the notice that it no longer holds."""
    paper, today = desk().open_link(code), desk().clock().date()
    plan = paper.plan
    keep = plan.status is Status.SIGNED and plan.disposition.treats and today <= review_day(plan)
    told = {"page": "sheet", "keep-until": review_day(plan).isoformat()} if keep else {"page": "notice"}
    beside: Beside = {**paper.beside(desk().knowledge), "today": today.isoformat()}
    return sheet_html(
        plan,
        audience=paper.audience,
        **beside,
        stylesheet=paper_asset("print.css"),
        phone=_phone(told | {"worker": _worker_of(plan)}),
    )


@client.get("/offline")
def show_offline() -> str:
    """What the phone keeps: the danger card, when to stop, and a script that puts a saved plan in its place."""
    return _offline(_country())


@client.get("/worker.js")
def show_worker() -> Response:
    """The script that answers without reception. What it keeps stands at its head, so that a change makes it anew."""
    country = _country()
    shell = [
        url_for(".show_offline", country=country),
        *_styles(),
        paper_asset("print.css"),
        asset("icon.svg"),
        *_scripts(),
        *(url_for("pages.show_paper_asset", name=name) for name in sorted(assets()) if name.startswith(OUR_LETTERS)),
    ]
    version = hashlib.sha256("\n".join([*shell, _offline(country)]).encode()).hexdigest()[:12]
    head = f"const SHELL = {json.dumps(shell)};\nconst VERSION = {json.dumps(version)};\n"
    return Response(head + WORKER.read_text(encoding="utf-8"), mimetype="text/javascript")


@client.errorhandler(UnknownLink)
def no_plan_here(_error: UnknownLink) -> Response:
    """One page for a link that is revoked, changed or made up."""
    return make_response(render_template("web/no_link.html"), 404)


@client.after_request
def keep_the_address_in(answer: Response) -> Response:
    answer.headers.update(UNSEEN)
    return answer


def _offline(country: str) -> str:
    """The same for everybody, so without a word of hope: it may be read by somebody who was sent to hospital."""
    voice = Voice(desk().knowledge.library, country)
    return safety_html(
        replace(voice.net, course=""),
        stop_rules(voice, desk().knowledge.helping),
        stylesheet=paper_asset("print.css"),
        phone=_phone({"page": "offline"}),
    )


def _country() -> str:
    country = request.args.get("country", "int")
    return country if country in desk().reader.jurisdictions else abort(404)


def _worker_of(plan: Plan) -> str:
    return url_for(".show_worker", country=plan.provenance.jurisdiction)


def _phone(told: dict[str, str]) -> Phone:
    return Phone(icon=asset("icon.svg"), styles=_styles(), scripts=_scripts(), told=told)


def _styles() -> tuple[str, ...]:
    return (asset("phone.css"),)


def _scripts() -> tuple[str, ...]:
    return asset("phone.js"), asset("pace.js")
