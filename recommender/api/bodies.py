"""What comes with a request: the JSON body, the idempotency key, and choices in the query."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from recommender.api.problems import BadChoice, BadKey
from recommender.intake.json_text import LONGEST, read_json

KEY = re.compile(r"[!-~]{1,200}")


def json_body() -> Any:
    """The JSON value of the body.

    Raises:
        UnsupportedMediaType: it does not say that it is plain JSON.
        RequestEntityTooLarge: it is longer than any profile.
        NotJson: it says so and is not.
    """
    if request.mimetype != "application/json" or request.content_encoding:
        raise UnsupportedMediaType
    text = request.get_data(cache=False)
    if request.content_length is None and len(text) >= LONGEST:
        raise RequestEntityTooLarge  # sent in pieces, and cut off here
    return read_json(text)


def idempotency_key() -> str | None:
    """The key that makes sending again safe, if one was sent."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise BadKey
    return key


def choice(name: str, allowed: tuple[str, ...]) -> str | None:
    """One word of the query, if it is there."""
    said = request.args.get(name)
    if said is not None and said not in allowed:
        raise BadChoice(name, said[:80], allowed)
    return said
