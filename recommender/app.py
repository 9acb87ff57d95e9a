"""The service, put together: knowledge, store, desk and doors. Wiring only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from models.predict import ArtefactNotUsable
from models.predict import load as load_model
from recommender import api, web
from recommender.core.features import prognosis_read
from recommender.core.knowledge import Knowledge
from recommender.desk import Clock, Desk, Predict
from recommender.intake.case import CaseReader
from recommender.intake.json_text import LONGEST
from recommender.knowledge.load import load_knowledge
from recommender.logs import log_mistake, log_requests, log_warning
from recommender.store import open_store

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer, unless the answer says otherwise: no script or style inside, nothing from elsewhere, nothing kept.

A clinic's logo stands inside the page (`data:`), so that it has no address at which it could be opened as a document.
"""
YEAR_S = 31_536_000


class Service(Flask):
    """A Flask app whose mistakes are logged without what they were about."""

    def log_exception(self, exc_info: Any) -> None:
        log_mistake(exc_info[1])


def now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


def create_app(
    settings: Mapping[str, str] | None = None, *, clock: Clock = now, knowledge: Knowledge | None = None
) -> Flask:
    """The whole service. `settings` are the environment's, see docs/api.md; `clock` and `knowledge` are for tests."""
    environ = os.environ if settings is None else settings
    knowledge = knowledge or load_knowledge()
    store = open_store(environ)
    desk = Desk(knowledge, CaseReader(knowledge), store, clock, predictor(knowledge))
    app = Service(__name__, static_folder=None)
    app.config.from_mapping(
        SECRET_KEY=store.secret_key(),
        MAX_CONTENT_LENGTH=LONGEST,
        TRUSTED_HOSTS=_listed(environ, "RECOMMENDER_TRUSTED_HOSTS") or None,
    )
    log_requests(app)
    app.after_request(add_headers)
    api.register(app, desk=desk)
    web.register(app, desk=desk)
    if proxies := int(environ.get("RECOMMENDER_PROXIES") or 0):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app


def predictor(knowledge: Knowledge) -> Predict | None:
    """What the learned model says of a case; without a usable model the service plans all the same, and says so."""
    try:
        model = load_model()
    except ArtefactNotUsable as problem:
        log_warning("no-model", str(problem))
        return None
    return lambda reading: prognosis_read(reading, knowledge, model)


def add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_S}")
    return answer


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in environ.get(name, "").split(",") if each.strip()]
