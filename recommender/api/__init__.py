"""The JSON door: `register` hangs it into the app."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import SecurityError

from recommender.desk import Desk


def register(app: Flask, *, desk: Desk) -> None:
    """Everything under /api/v1, its documentation, and what a load balancer asks."""
    from recommender.api.health import health
    from recommender.api.openapi import make_api
    from recommender.api.problems import problem
    from recommender.api.reference import make_reference
    from recommender.api.views import blp

    app.extensions["desk"] = desk
    app.register_error_handler(SecurityError, problem)  # for pages too: without a trusted host there are no addresses
    api = make_api(app, desk)
    api.register_blueprint(blp)
    app.register_blueprint(make_reference(api.spec))
    app.register_blueprint(health)
