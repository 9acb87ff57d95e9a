"""Who is calling: the token in the Authorization header."""

from __future__ import annotations

from typing import cast

from flask import g, request

from recommender.access import Token
from recommender.api.problems import NoToken
from recommender.desk import Desk


def check_token(desk: Desk) -> None:
    """Remember whose token came with this request. `NoToken` if there is none that holds."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = desk.store.token_for(text.strip(), at=desk.clock()) if kind.lower() == "bearer" else None
    if token is None:
        raise NoToken
    g.token = token


def caller() -> Token:
    """Whose token came with this request."""
    return cast("Token", g.token)
