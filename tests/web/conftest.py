"""A clinic with its pages: the whole service on a database of its own, and a therapist at the door."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from plans.plan import Plan
from recommender.access import Therapist
from recommender.app import create_app
from recommender.core.knowledge import Knowledge
from recommender.desk import Desk
from recommender.store import open_store
from recommender.web.fields import fields_of
from recommender.web.layout import Layout

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
Fields = dict[str, list[str]]


class Clock:
    """A clock that the story moves on."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Page:
    """What came back, as a reader meets it."""

    answer: TestResponse

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def html(self) -> str:
        return self.answer.text

    @property
    def title(self) -> str:
        return html.unescape(re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)[1])  # type: ignore[index]

    @property
    def words(self) -> str:
        """What can be read on it."""
        words = readable(self.html.partition("<body")[2].partition(">")[2])
        assert words, "a page without words"
        return words

    @property
    def main(self) -> str:
        """What can be read below its head."""
        return readable(self.html.partition('<main id="main"')[2].partition(">")[2])

    def checked(self) -> set[tuple[str, str]]:
        """Name and value of every box and button that is chosen."""
        found = re.findall(r"<input [^>]*>", self.html)
        return {(_of(tag, "name"), _of(tag, "value")) for tag in found if re.search(r"\schecked", tag)}

    def hidden(self, question: str) -> bool:
        tag = re.search(rf'<(?:fieldset|div) [^>]*id="q-{re.escape(question)}"[^>]*>', self.html)
        assert tag, f"no question {question}"
        return " hidden" in tag[0]

    @property
    def link(self) -> str:
        """The address of the client's link."""
        tag = re.search(r'<input id="link-address"[^>]*>', self.html)
        assert tag, "no link"
        return html.unescape(_of(tag[0], "value"))

    def value(self, name: str) -> str:
        tag = re.search(rf'<input [^>]*name="{re.escape(name)}"[^>]*>', self.html)
        assert tag, f"no field {name}"
        return html.unescape(_of(tag[0], "value"))


def readable(part: str) -> str:
    """Words without their marks; what only a sight-reader misses counts as well."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def _of(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


@dataclass
class Clinic:
    """Everything a story needs: the service, its clock, and somebody at the door."""

    app: Flask
    clock: Clock
    password: str
    client: FlaskClient = field(init=False)
    made: dict[str, tuple[str, Plan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.extensions["desk"]
        return desk

    @property
    def layout(self) -> Layout:
        layout: Layout = self.app.extensions["layout"]
        return layout

    @property
    def therapist(self) -> Therapist:
        return self.desk.store.therapist_named("therapist")

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]], *, token: str | None = None) -> Page:
        """Send a form as a page of ours would."""
        token = self.token() if token is None else token
        return Page(self.client.post(path, data={**fields, "csrf_token": token}))

    def token(self) -> str:
        """From a page that anybody may see."""
        return Page(self.client.get("/sign-in")).value("csrf_token")

    def sign_in(self) -> Clinic:
        page = self.post("/sign-in", {"name": "therapist", "password": self.password, "then": "/"})
        assert page.status == 303
        return self

    def fields(self, body: Mapping[str, Any]) -> Fields:
        """A body as the form would send it."""
        fields = fields_of(body["profile"], self.layout)
        return {**fields, "visit_date": [body.get("visit_date", "")]}

    def make(self, body: Mapping[str, Any], **more: str) -> Page:
        """Fill in the form and make the plan."""
        page = self.post("/", {**self.fields(body), "do": "plan", **more})
        return self.get(page.answer.headers["Location"]) if page.status == 303 else page

    def plan_of(self, body: Mapping[str, Any]) -> tuple[str, Plan]:
        """Where this person's plan is, and the plan; made when it is first asked for."""
        key = json.dumps(body, sort_keys=True)
        if key not in self.made:
            self.made[key] = self.desk.make_plan(body, by=self.therapist)
        return self.made[key]

    def kept(self) -> int:
        """How many plans there are."""
        with self.desk.store.reading() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM plans")) or 0)


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder of a service that was started for the first time, and its password; every story gets a copy."""
    data = tmp_path_factory.mktemp("first-day")
    with open_store({"RECOMMENDER_DATA": str(data)}) as store:
        first = store.first_run(at=MORNING)
    assert first
    return data, first.password


@contextmanager
def opened(first_day: tuple[Path, str], at: Path, knowledge: Knowledge) -> Iterator[Clinic]:
    shutil.copytree(first_day[0], at)
    clock = Clock()
    app = create_app({"RECOMMENDER_DATA": str(at)}, clock=clock, knowledge=knowledge)
    yield Clinic(app=app, clock=clock, password=first_day[1])
    app.extensions["desk"].store.close()


@pytest.fixture
def door(first_day: tuple[Path, str], tmp_path: Path, knowledge: Knowledge) -> Iterator[Clinic]:
    """The service, and nobody signed in."""
    with opened(first_day, tmp_path / "data", knowledge) as clinic:
        yield clinic


@pytest.fixture(scope="module")
def archive(
    first_day: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge
) -> Iterator[Clinic]:
    """One clinic for all stories of a file that only read plans; each person's plan is made once."""
    with opened(first_day, tmp_path_factory.mktemp("archive") / "data", knowledge) as clinic:
        yield clinic.sign_in()


@pytest.fixture
def clinic(door: Clinic) -> Clinic:
    """The service, with the therapist signed in."""
    return door.sign_in()
