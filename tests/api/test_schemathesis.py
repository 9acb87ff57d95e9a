"""A machine reads our own description of the API and tries to catch us out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi import from_wsgi
from werkzeug.serving import make_server

from recommender.access import Scope
from tests import people
from tests.api.conftest import API, caller

VISIT_DAY = people.VISIT_DAY.isoformat()
QUERY = {"explain", "audience", "paper", "large"}
OPERATIONS = ["previewPlan", "createPlan", "showPlan", "showSheet", "printSheet", "listFacts"]


@pytest.fixture(scope="module")
def described(app: Flask) -> schemathesis.schemas.BaseSchema:
    return from_wsgi(f"{API}/openapi.json", app)


@pytest.fixture(scope="module")
def token(app: Flask) -> str:
    return caller(app, Scope.CLINIC).token


def as_we_say_in_words(body: Any) -> Any:
    """What a schema cannot say.

    Whole numbers are written as such, days are of now, a doctor may clear any rule, and what is replaced is there.
    """
    if isinstance(body, dict):
        made = {key: as_we_say_in_words(value) for key, value in body.items() if key != "replaces"}
        now = {"visit_date": VISIT_DAY, "on": VISIT_DAY, "until": VISIT_DAY, "role": "doctor"}
        return made | {key: value for key, value in now.items() if key in made}
    if isinstance(body, list):
        return [as_we_say_in_words(each) for each in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


def reaches_us(case: schemathesis.Case) -> bool:
    """Whether what is wrong with it is there when it is sent.

    The token is put in anyhow, and names in the query that we do not know are passed over.
    """
    bad = {place for place, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE}
    strange = bool(set(case.query or {}) - QUERY)
    return not (strange and bad <= {ParameterLocation.HEADER, ParameterLocation.QUERY})


Attack = Callable[..., None]


@pytest.fixture(params=OPERATIONS)
def attack(request: pytest.FixtureRequest, described: schemathesis.schemas.BaseSchema, token: str) -> Attack:
    """Sends requests to one operation and holds every answer against our description."""

    def send(mode: GenerationMode, *, examples: int, mend: Callable[[Any], Any] | None = None) -> None:
        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=described.find_operation_by_id(request.param).as_strategy(generation_mode=mode))
        def every_answer_is_as_described(case: schemathesis.Case) -> None:
            if mend:
                case.body = mend(case.body)
            else:
                assume(reaches_us(case))
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

        every_answer_is_as_described()

    return send


def test_what_we_describe_is_accepted(attack: Attack) -> None:
    attack(GenerationMode.POSITIVE, examples=8, mend=as_we_say_in_words)


def test_what_we_do_not_describe_is_refused(attack: Attack) -> None:
    attack(GenerationMode.NEGATIVE, examples=8)


@pytest.mark.long
def test_what_we_describe_is_accepted_from_many(attack: Attack) -> None:
    attack(GenerationMode.POSITIVE, examples=300, mend=as_we_say_in_words)


@pytest.mark.long
def test_what_we_do_not_describe_is_refused_from_many(attack: Attack) -> None:
    attack(GenerationMode.NEGATIVE, examples=300)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The service on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}{API}/openapi.json"
    server.shutdown()
    thread.join()


@pytest.mark.long
def test_all_checks_of_schemathesis_pass(address: str, token: str) -> None:
    """Except that a schema cannot say how whole numbers are written; the tests above look after that."""
    words = ["run", address, "--header", f"Authorization: Bearer {token}", "--checks", "all", "--no-color"]
    words += ["--exclude-checks", "positive_data_acceptance", "--max-examples", "10", "--seed", "1"]
    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *words],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
    )
    assert run.returncode == 0, run.stdout[-4000:]
