"""The real service on a real SQLite file, and programs with tokens that call it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from recommender.access import HOME_CLINIC, CommandLine, Scope, Therapist
from recommender.app import create_app
from recommender.core.knowledge import Knowledge
from recommender.desk import Desk
from recommender.store.migrate import upgrade
from recommender.store.tables import audit, plans, retries

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
API = "/api/v1"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables made once; every test gets a copy."""
    path = tmp_path_factory.mktemp("database") / "recommender.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def make_app(empty_database: Path, tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Iterator[Make]:
    """Makes the service, each time on an empty database and with settings of its own."""
    made: list[Flask] = []

    def make(**settings: str) -> Flask:
        data = tmp_path_factory.mktemp("data")
        shutil.copy(empty_database, data)
        made.append(create_app({"RECOMMENDER_DATA": str(data), **settings}, clock=lambda: MORNING, knowledge=knowledge))
        return made[-1]

    yield make
    for app in made:
        app.extensions["desk"].store.close()


@pytest.fixture(scope="module")
def app(make_app: Make) -> Flask:
    """One service for the stories of one file."""
    return make_app()


@pytest.fixture(scope="module")
def desk(app: Flask) -> Desk:
    found: Desk = app.extensions["desk"]
    return found


@pytest.fixture(scope="module")
def vera(desk: Desk) -> Therapist:
    """A therapist of the clinic, who signs."""
    return desk.store.add_therapist("vera", "a long password", clinic=HOME_CLINIC, by=CommandLine(), at=MORNING)


@dataclass
class Caller:
    """A program with a token, or without one."""

    app: Flask
    token: str = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: object, **headers: str) -> TestResponse:
        """Underscores in the names of headers are hyphens."""
        return self.send("POST", path, json=body, headers=headers)

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **how: Any) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        return self.app.test_client().open(API + path, method=method, headers=named, **how)


def caller(app: Flask, scope: Scope, clinic: str = HOME_CLINIC) -> Caller:
    desk: Desk = app.extensions["desk"]
    _, token = desk.store.add_token("a program", scope=scope, clinic=clinic, by=CommandLine(), at=MORNING)
    return Caller(app, token)


@pytest.fixture(scope="module")
def clinic(app: Flask) -> Caller:
    """The clinic's own software."""
    return caller(app, Scope.CLINIC)


@pytest.fixture(scope="module")
def phone(app: Flask) -> Caller:
    """An app that clients use."""
    return caller(app, Scope.PREVIEW)


@pytest.fixture(scope="module")
def stranger(app: Flask) -> Caller:
    return Caller(app)


Count = Callable[[], dict[str, int]]


@pytest.fixture(scope="module")
def rows(desk: Desk) -> Count:
    """Counts what is stored about plans."""

    def count() -> dict[str, int]:
        with desk.store.engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (plans, audit, retries)
            }

    return count
