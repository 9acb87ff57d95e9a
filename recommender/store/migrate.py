"""Bringing the tables to this program's version, or back to an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from recommender.store.database import open_engine
from recommender.store.values import BadDatabase
from recommender.store.where import SQLITE, read_url, shown

HEAD = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 5_318_008_051  # any number, the same on every host


def upgrade(url: str, to: str = "head") -> None:
    """Make or bring up to date the tables. Quick when there is nothing to do."""
    _move(url, to, already=HEAD if to == "head" else to, word="upgrade")


def downgrade(url: str, to: str = "base") -> None:
    """Back to an earlier version; what only the later one could hold is lost."""
    _move(url, to, already=None if to == "base" else to, word="downgrade")


def standing(connection: Connection) -> str | None:
    """The version the tables are at; None where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _move(url: str, to: str, *, already: str | None, word: str) -> None:
    place = read_url(url)
    if place.get_backend_name() == SQLITE:
        _make_file(place)
    engine = open_engine(place, patient=True)
    try:
        with engine.connect() as connection:
            if standing(connection) == already:
                return
        with engine.execution_options(takes_the_lock=True).begin() as connection:
            if place.get_backend_name() != SQLITE:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if standing(connection) != already:
                _alembic(word)(connection, to)
    except SQLAlchemyError as error:
        raise BadDatabase(_sentence(place, error)) from error
    finally:
        engine.dispose()


def _alembic(word: str) -> Callable[[Connection, str], None]:
    from alembic import command  # half a second that an ordinary start does not need
    from alembic.config import Config
    from alembic.util import CommandError

    def move(connection: Connection, to: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        try:
            getattr(command, word)(config, to)
        except CommandError as error:
            raise BadDatabase(f"The tables cannot be brought to version {to}: {error}") from error

    return move


def _make_file(place: URL) -> None:
    """The file is this account's alone; SQLite gives its companions the same rights."""
    file = Path(place.database or "").absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise BadDatabase(f"The database file {file} cannot be made: {error.strerror}.") from None


def _sentence(place: URL, error: SQLAlchemyError) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    told = cause[0].rstrip(".") if cause else type(error).__name__
    return f"The database {shown(place)} cannot be used: {told}. Check DATABASE_URL and the data folder."
