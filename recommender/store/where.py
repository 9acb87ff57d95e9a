"""Where the database is: from the environment, or a file in the data folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from recommender.store.values import BadDatabase

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATA = Path(__file__).resolve().parents[2] / "instance"


def data_folder(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("RECOMMENDER_DATA") or DATA).absolute()


def database_url(environ: Mapping[str, str]) -> str:
    """DATABASE_URL if it is set, else the SQLite file in the data folder."""
    return environ.get("DATABASE_URL", "").strip() or f"sqlite:///{data_folder(environ) / 'recommender.sqlite3'}"


def read_url(url: str) -> URL:
    """The address with its driver, or one plain sentence."""
    try:
        told = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabase(
            "DATABASE_URL cannot be read; it looks like postgresql://user:password@host:5432/name "
            "or sqlite:////folder/file.sqlite3."
        ) from None
    kind = told.drivername.partition("+")[0]
    if kind in ("postgres", POSTGRESQL):
        return told.set(drivername="postgresql+psycopg")
    if kind != SQLITE:
        raise BadDatabase(f"DATABASE_URL begins with {kind}://; this service keeps plans in sqlite or postgresql.")
    if told.database in (None, "", ":memory:"):
        raise BadDatabase(
            "DATABASE_URL names no SQLite file, so plans would be lost; write sqlite:////folder/file.sqlite3."
        )
    return told


def shown(url: URL) -> str:
    """The address as it may be printed: without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
