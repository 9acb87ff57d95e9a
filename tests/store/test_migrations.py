"""The tables come up, go down, and are what the code believes they are."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from recommender.access import HOME_CLINIC, Therapist
from recommender.store import BadDatabase, Store, ensure_first_run, open_store
from recommender.store import database as database_room
from recommender.store.database import open_engine
from recommender.store.migrate import HEAD, MIGRATIONS, downgrade, standing, upgrade
from recommender.store.tables import metadata
from recommender.store.where import database_url, read_url, shown
from tests.store.conftest import a_plan, later


def tables(url: str) -> set[str]:
    engine = open_engine(read_url(url))
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_down_and_up_again(url: str, vera: Therapist, morning: datetime) -> None:
    assert tables(url) == set()
    upgrade(url)
    assert tables(url) == set(metadata.tables)
    with Store(url) as store:
        store.keep_plan(a_plan(), by=vera, at=morning)

    downgrade(url)
    assert tables(url) == set()

    upgrade(url)
    upgrade(url)
    with Store(url) as store:
        assert store.check_audit() == 0
        assert store.keep_plan(a_plan(), by=vera, at=morning)


def test_the_migrations_make_what_the_code_describes(url: str) -> None:
    upgrade(url)
    engine = open_engine(read_url(url))
    with engine.connect() as connection:
        seen = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(seen, metadata) == []
        assert standing(connection) == HEAD
    engine.dispose()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_hosts_that_start_together_do_not_collide(url: str, morning: datetime) -> None:
    def start(_: int) -> bool:
        upgrade(url)
        with Store(url) as store:
            return ensure_first_run(store, at=morning) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(start, range(4))) == 1
    assert tables(url) == set(metadata.tables)


def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    """`settings` is made last and is already there: all that was made before it must go again."""
    engine = open_engine(read_url(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE settings (x INTEGER)"))
    engine.dispose()

    with pytest.raises(BadDatabase, match="settings"):
        upgrade(url)

    assert tables(url) == {"settings"}


def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    upgrade(url)
    engine = open_engine(read_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(BadDatabase, match="9999"):
        upgrade(url)
    with Store(url) as store, pytest.raises(BadDatabase, match="stands at version 9999"):
        store.check_ready()


def test_ready_means_the_tables_are_there(url: str) -> None:
    with Store(url) as store, pytest.raises(BadDatabase, match="version none"):
        store.check_ready()
    upgrade(url)
    with Store(url) as store:
        store.check_ready()


def test_not_ready_when_nobody_answers() -> None:
    with Store("postgresql://u:secret@127.0.0.1:1/x") as store, pytest.raises(BadDatabase, match="does not answer"):
        store.check_ready()


def test_postgresql_waits_a_while_and_no_longer(postgres_url: str) -> None:
    upgrade(postgres_url)
    with Store(postgres_url) as store, store.reading() as connection:

        def told(name: str) -> object:
            return connection.exec_driver_sql(f"SHOW {name}").scalar_one()

        assert [told("lock_timeout"), told("statement_timeout")] == ["5s", "15s"]


def test_a_connection_that_died_while_it_lay_aside_is_not_used(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, vera: Therapist, morning: datetime
) -> None:
    monkeypatch.setattr(database_room, "IDLE_S", 0)
    upgrade(postgres_url)
    with Store(postgres_url) as store, Store(postgres_url) as other:
        kept = store.keep_plan(a_plan(), by=vera, at=morning)
        with other.reading() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(text(f"{others} AND datname = current_database()"))

        assert store.find_plan(kept.id, viewer=vera)
        assert store.keep_plan(a_plan(), by=vera, at=morning)
        assert store.check_audit() == 2


def test_the_first_start_tells_how_to_get_in_once(store: Store, morning: datetime) -> None:
    first = ensure_first_run(store, at=morning)

    assert first is not None
    assert ensure_first_run(store, at=later(days=1)) is None
    key = store.sign_in(first.name, first.password, at=morning)
    assert key is not None
    assert store.signed_in(key, at=morning) == store.therapist_named("therapist")
    token = store.token_for(first.token, at=morning)
    assert token is not None
    assert (token.clinic, token.scope.value) == (HOME_CLINIC, "clinic")


def test_every_installation_has_its_own_secrets(store: Store, morning: datetime, tmp_path: pathlib.Path) -> None:
    with open_store({"RECOMMENDER_DATA": str(tmp_path / "other")}) as other:
        here, there = ensure_first_run(store, at=morning), ensure_first_run(other, at=morning)
        assert here is not None
        assert there is not None
        assert {here.password, here.token}.isdisjoint({there.password, there.token})
        assert store.secret_key() == store.secret_key()
        assert store.secret_key() != other.secret_key()
        assert len(store.secret_key()) >= 43


def test_tidying_forgets_only_what_is_over(store: Store, morning: datetime) -> None:
    first = ensure_first_run(store, at=morning)
    assert first is not None
    old = store.sign_in(first.name, first.password, at=morning)
    fresh = store.sign_in(first.name, first.password, at=later(hours=5))

    store.tidy(at=later(hours=6))

    assert old
    assert fresh
    assert store.signed_in(old, at=later(hours=1)) is None
    assert store.signed_in(fresh, at=later(hours=6))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql://u:p@h:port/x", "cannot be read"),
        ("mysql://u:p@h/x", "begins with mysql://"),
        ("sqlite://", "names no SQLite file"),
        ("sqlite:///:memory:", "names no SQLite file"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_in_one_sentence(url: str, told: str) -> None:
    with pytest.raises(BadDatabase, match=told):
        upgrade(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    place = read_url(f"{scheme}://u:p@h:5433/x?sslmode=require")

    assert place.drivername == "postgresql+psycopg"
    assert (place.password, place.port, place.query["sslmode"]) == ("p", 5433, "require")
    assert shown(place) == "postgresql://u:***@h:5433/x?sslmode=require"


def test_a_password_is_never_printed() -> None:
    with pytest.raises(BadDatabase) as told:
        upgrade("postgres://u:hush@127.0.0.1:1/x")

    assert "hush" not in str(told.value)
    assert "127.0.0.1" in str(told.value)
    assert "refused" in str(told.value)


def test_the_database_url_wins_over_the_data_folder() -> None:
    assert database_url({"DATABASE_URL": " postgres://h/x ", "RECOMMENDER_DATA": "/d"}) == "postgres://h/x"
    assert database_url({"DATABASE_URL": "", "RECOMMENDER_DATA": "/d"}) == "sqlite:////d/recommender.sqlite3"
    assert database_url({}).endswith("/instance/recommender.sqlite3")


def test_the_command_looks_after_the_database(tmp_path: pathlib.Path) -> None:
    def say(*words: str, url: str = "") -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "RECOMMENDER_DATA": str(tmp_path / "data"), "DATABASE_URL": url}
        return subprocess.run(
            [sys.executable, "-m", "recommender.store", *words],
            capture_output=True,
            text=True,
            env=environ,
            check=False,
        )

    first = say("prepare")
    assert (first.returncode, first.stderr) == (0, "")
    assert "shown once" in first.stdout
    password = first.stdout.partition("password")[2].split()[0]
    assert say("prepare").stdout == ""
    assert say("audit").stdout == "2 lines, each following from the one before.\n"
    assert (tmp_path / "data" / "recommender.sqlite3").stat().st_mode & 0o077 == 0

    changed = say("password", "therapist")
    assert changed.returncode == 0
    with open_store({"RECOMMENDER_DATA": str(tmp_path / "data")}) as store:
        assert store.sign_in("therapist", password, at=later()) is None
        assert store.sign_in("therapist", changed.stdout.strip(), at=later())

    assert say("downgrade", "base").returncode == 0
    assert say("upgrade").returncode == 0
    for wrong in (say("password", "nobody"), say("prepare", url="mysql://x"), say("upgrade", "0777")):
        assert (wrong.returncode, wrong.stdout, len(wrong.stderr.splitlines())) == (2, "", 1)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: pathlib.Path) -> None:
    (tmp_path / "recommender.sqlite3").write_text("not a database, whatever its name says; " * 40)

    with pytest.raises(BadDatabase, match="not a database"):
        open_store({"RECOMMENDER_DATA": str(tmp_path)})


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BadDatabase, match=r"/file/data/recommender.sqlite3 cannot be made"):
        open_store({"RECOMMENDER_DATA": str(tmp_path / "file" / "data")})


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.writing() as connection:
        connection.execute(text("INSERT INTO retries VALUES ('s', 'k', 'r', 'nowhere', '2026-11-20 08:00:00')"))
