"""What the service says about its own work: one JSON line a request, never whom or what it was about.

No path, query, header or body is written, for each can carry an id or an answer: only the method, the route as it
stands in the code, the status and the time it took.
"""

from __future__ import annotations

import secrets
import sys
import time
import traceback

import orjson
import structlog
from flask import Flask, Response, g, request


class StandardError:
    """Writes to what is standard error at that moment."""

    def msg(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    info = warning = error = msg


_log: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
    StandardError(),
    wrapper_class=structlog.make_filtering_bound_logger("info"),
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.JSONRenderer(serializer=lambda line, **_: orjson.dumps(line).decode()),
    ],
)


def log_requests(app: Flask) -> None:
    """One line after each request. Its id goes back in `X-Request-ID`, so that a line can be found again."""

    @app.before_request
    def begin() -> None:
        g.began, g.request_id = time.perf_counter(), secrets.token_hex(8)

    @app.after_request
    def tell(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = g.request_id
        _log.info(
            "request",
            id=g.request_id,
            method=request.method if request.method in METHODS else "other",
            route=request.url_rule.rule if request.url_rule else None,
            status=answer.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 2),
        )
        return answer


METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"))


def log_mistake(error: BaseException | None) -> None:
    """An exception nobody expected: its class and the lines it passed through, not its message."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__ if error else None)
    ]
    _log.error("mistake", id=g.get("request_id"), error=type(error).__name__, places=places)


def log_warning(what: str, words: str) -> None:
    """Something the house does without, said once at the start. `words` are ours and hold no answers."""
    _log.warning(what, why=words)
