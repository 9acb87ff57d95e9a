"""What a load balancer asks: is the process alive, and may it be sent work?"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from recommender.api.problems import problem
from recommender.desk import Desk
from recommender.store import BadDatabase

health = Blueprint("health", __name__)
health.register_error_handler(BadDatabase, problem)


@health.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(alive=True)


@health.get("/readyz")
def ready() -> Response:
    """The database answers and the knowledge is loaded."""
    desk: Desk = current_app.extensions["desk"]
    desk.store.check_ready()
    return jsonify(ready=True, knowledge=desk.knowledge.digest)
