"""Several at once: threads, processes, a fork. Nobody's work is lost, nobody waits for ever."""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from recommender.access import Therapist
from recommender.store import BadDatabase, PlanCannotChange, Retry, Store
from recommender.store import database as database_room
from recommender.store.migrate import upgrade
from tests.store.conftest import MORNING, a_plan, later

VERA = Therapist(id="0" * 31 + "1", name="vera", clinic="north")


def keep_twenty(url: str) -> None:
    with Store(url) as store:
        for _ in range(20):
            store.keep_plan(a_plan(), by=VERA, at=MORNING)


def test_two_processes_write_at_once(store: Store, url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=keep_twenty, args=(url,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(store.recent_plans(viewer=VERA)) == 40
    assert store.check_audit() == 40


def test_eight_threads_write_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: store.keep_plan(a_plan(), by=VERA, at=later(seconds=n)), range(80)))

    assert len({each.id for each in kept}) == 80
    assert store.check_audit() == 80


def test_the_same_request_at_the_same_moment_makes_one_plan(store: Store) -> None:
    start = threading.Barrier(8)

    def keep(_: int) -> tuple[str, bool]:
        start.wait()
        kept = store.keep_plan(a_plan(), by=VERA, at=MORNING, retry=Retry(key="visit", request_digest="d"))
        return kept.id, kept.again

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(keep, range(8)))

    assert len({plan_id for plan_id, _ in kept}) == 1
    assert sorted(again for _, again in kept) == [False] + [True] * 7


def test_two_hands_sign_one_plan_once(store: Store) -> None:
    plan_id = store.keep_plan(a_plan(), by=VERA, at=MORNING).id
    start = threading.Barrier(4)

    def sign(n: int) -> bool:
        start.wait()
        try:
            store.sign_plan(plan_id, by=VERA, at=later(seconds=n))
        except PlanCannotChange:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sign, range(4))) == 1
    assert store.check_audit() == 2


def test_reading_goes_on_while_somebody_writes(store: Store) -> None:
    plan_id = store.keep_plan(a_plan(), by=VERA, at=MORNING).id

    with store.writing() as connection:
        connection.execute(text("UPDATE plans SET disposition = 'half done'"))
        assert store.find_plan(plan_id, viewer=VERA).disposition == "treat"


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_fork_leaves_the_parents_connections_alone(store: Store) -> None:
    """As gunicorn does with preload_app: the store is opened, then the process splits, perhaps amid a write."""
    plan_id = store.keep_plan(a_plan(), by=VERA, at=MORNING).id
    inside, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with store.writing() as connection:
            connection.execute(text("UPDATE plans SET engine = '1.0.1'"))
            inside.set()
            go_on.wait(30)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    inside.wait(30)
    child = os.fork()
    if child == 0:
        try:
            found = store.find_plan(plan_id, viewer=VERA)
            assert found.digests.engine == "1.0.0", "what the parent has not finished is not seen"
            lock_is_free = store._turn.acquire(blocking=False)
            os._exit(0 if lock_is_free else 3)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    go_on.set()
    writer.join(30)

    assert os.waitstatus_to_exitcode(status) == 0
    assert store.find_plan(plan_id, viewer=VERA).digests.engine == "1.0.1"
    assert store.keep_plan(a_plan(), by=VERA, at=MORNING)


@pytest.fixture
def sqlite_url(tmp_path: pathlib.Path) -> str:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    upgrade(url)
    return url


def test_a_writer_that_waits_too_long_gives_up(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_room, "BUSY_S", 0.2)
    with Store(sqlite_url) as here, Store(sqlite_url) as other:
        with here.writing(), pytest.raises(BadDatabase, match="does not answer"):
            other.keep_plan(a_plan(), by=VERA, at=MORNING)

        assert other.keep_plan(a_plan(), by=VERA, at=MORNING)


def test_sqlite_has_our_habits(sqlite_url: str) -> None:
    habits = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}

    with Store(sqlite_url) as store, store.reading() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in habits}

    assert told == habits
