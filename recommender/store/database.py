"""One database, two ways in: `reading()` and `writing()`. Every write is one transaction, whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Self
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from recommender.store.values import BadDatabase
from recommender.store.where import SQLITE, read_url

BUSY_S = 5
"""How long a writer waits for another process before it gives up."""

IDLE_S = 20
"""A PostgreSQL connection unused for longer is tried before it is trusted."""


class Database:
    """Connections to SQLite or PostgreSQL, safe across threads and across a fork."""

    def __init__(self, url: str) -> None:
        self.url = read_url(url)
        self.engine = open_engine(self.url)
        self._reader = self._writer = self.engine
        self._is_sqlite = self.url.get_backend_name() == SQLITE
        if self._is_sqlite:
            self._writer = self.engine.execution_options(takes_the_lock=True)
        else:
            self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._turn = threading.Lock()
        _open.add(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _in_our_words(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """One transaction. `alone`: its single statement is whole by itself, where that spares two round trips.

        SQLite has one writer at a time: threads queue here, in order, rather than in the file's busy loop.
        """
        if self._is_sqlite:
            with _in_our_words(), self._turn, self._writer.begin() as connection:
                yield connection
        else:
            with _in_our_words(), self._reader.connect() if alone else self._writer.begin() as connection:
                yield connection

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _after_fork(self) -> None:
        self.engine.dispose(close=False)  # the parent's connections are the parent's
        self._turn = threading.Lock()  # a thread that held it is not here


@contextmanager
def _in_our_words() -> Iterator[None]:
    """A lost or locked database, as the problem that every door knows."""
    try:
        yield
    except OperationalError:
        raise BadDatabase("The database does not answer.") from None


_open: WeakSet[Database] = WeakSet()


def _all_after_fork() -> None:
    for database in list(_open):
        database._after_fork()


os.register_at_fork(after_in_child=_all_after_fork)


def open_engine(url: URL, *, patient: bool = False) -> Engine:
    """An engine with our habits. `patient` leaves out the time limits, for migrations.

    Values are never part of an error's text: they would carry health data into the logs.
    """
    if url.get_backend_name() == SQLITE:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_S})
        event.listen(engine, "connect", _sqlite_habits)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=8,
            connect_args={"connect_timeout": BUSY_S},
        )
        if not patient:
            event.listen(engine, "connect", _postgresql_habits)
        event.listen(engine, "handle_error", _without_values)
        event.listen(engine, "checkin", _note_when)
        event.listen(engine, "checkout", _ping_if_idle)
    return engine


def _sqlite_habits(connection: DBAPIConnection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, see below
    cursor = connection.cursor()
    for habit in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_S * 1000}"):
        cursor.execute(f"PRAGMA {habit}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    """A writer takes the lock at once; a transaction that asks for it half-way can only fail."""
    if connection.get_execution_options().get("takes_the_lock"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_habits(connection: DBAPIConnection, _record: Any) -> None:
    cursor = connection.cursor()
    for habit in ("lock_timeout = '5s'", "statement_timeout = '15s'", "idle_in_transaction_session_timeout = '30s'"):
        cursor.execute(f"SET {habit}")
    cursor.close()
    connection.commit()


def _note_when(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["idle_since"] = monotonic()


def _ping_if_idle(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that lay aside for a while may be dead; one that did not is not asked each time."""
    if monotonic() - record.info.get("idle_since", monotonic()) < IDLE_S:
        return
    try:
        connection.cursor().execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes the whole row it refuses, from the second line on; only the first may reach a log."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])
