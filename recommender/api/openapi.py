"""The JSON door's description of itself: OpenAPI 3.1, made from the dictionary and the plan's own fields."""

from __future__ import annotations

import http
from typing import Any

from flask import Flask, Response, request
from flask_smorest import Api
from werkzeug.exceptions import HTTPException

from plans.plan import Plan
from recommender import ENGINE
from recommender.api.facts import SHAPE as FACTS
from recommender.api.problems import PROBLEM_JSON, problem
from recommender.api.shapes import PROBLEM, case_shapes, value_shapes
from recommender.desk import Desk

ABOUT = """\
A symptom profile walks in; a plan, a referral or the next questions walk out.

An answer that is left out is unknown, never "no". While a safety question is open there is no plan, only questions.
A stop (emergency_now, same_day, urgent_days, routine_referral_before_treatment) has no massage and no
exercise in it, only what to do. This is not a diagnosis and does not replace a doctor.
"""

SETTINGS: dict[str, Any] = {
    "API_TITLE": "Recommender",
    "API_VERSION": ENGINE,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "API_SPEC_OPTIONS": {
        "info": {"description": ABOUT},
        "servers": [{"url": "/", "description": "this service"}],
        "security": [{"bearer": []}],
    },
}


class ProblemApi(Api):  # type: ignore[misc]  # the package has no types
    """Says every error under /api/ as problem+json, and leaves those of pages alone."""

    ERROR_SCHEMA = "Problem"

    def handle_http_exception(self, error: HTTPException) -> Response | HTTPException:
        if not request.path.startswith("/api/"):
            return error
        return problem(error)

    def init_app(self, *args: Any, **kwargs: Any) -> None:
        super().init_app(*args, **kwargs)
        known = self.spec.components.responses_lazy
        for name in ["DEFAULT_ERROR", *(status.name for status in http.HTTPStatus)]:
            content = known.get(name, {}).get("content", {})
            if "application/json" in content:
                content[PROBLEM_JSON] = content.pop("application/json")

    def describe(self, desk: Desk) -> None:
        """Put the shapes of what goes in and out into the document."""
        shapes = {**case_shapes(desk.reader), **value_shapes(Plan), "Facts": FACTS, "Problem": PROBLEM}
        self.spec.components.schemas.pop("PaginationMetadata", None)  # there are no pages here
        for name, shape in shapes.items():
            self.spec.components.schema(name, shape)
        self.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})


def make_api(app: Flask, desk: Desk) -> ProblemApi:
    app.config.from_mapping(SETTINGS)
    api = ProblemApi(app)
    api.describe(desk)
    return api
